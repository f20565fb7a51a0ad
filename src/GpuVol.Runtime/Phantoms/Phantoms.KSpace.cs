using System.Numerics;

namespace GpuVol;

public static partial class Phantoms
{
    /// <summary>
    /// The exact k-space of the modified Shepp-Logan head: the Fourier integral of its ellipses (Koay, Sarlls and Özarslan 2007 give that of
    /// ellipsoids), sampled as a scanner would, [coil, ky, kx] with the centre at size / 2. The centred ortho inverse transform gives
    /// the voxels of <see cref="SheppLogan2D"/>, but for the ringing of a spectrum that ends.
    /// </summary>
    /// <param name="size">Samples along kx and ky.</param>
    /// <param name="coils">
    /// Receiver coils evenly around the head, or 1 for one that is the same everywhere. Coil c at the angle θ = 2πc / coils sees e^iθ (1 + cos(π (u - 1) / 2)) / 2, where u, -1 to 1, is
    /// the coordinate towards the coil: three plane waves, so that its k-space is exact too.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static KSpaceData SheppLogan2DKSpace(int size, int coils = 1) => Spectrum(SheppLogan2DEllipses, size, 1, coils);

    /// <summary>The same for the three-dimensional head, [coil, kz, ky, kx], the voxels of <see cref="SheppLogan3D"/>. The coils lie in the plane z = 0.</summary>
    /// <inheritdoc cref="SheppLogan2DKSpace"/>
    public static KSpaceData SheppLogan3DKSpace(int size, int coils = 1) => Spectrum(SheppLogan3DEllipsoids, size, size, coils);

    /// <summary>Sensitivity of coil <paramref name="coil"/> of <paramref name="coils"/> at (x, y), each in [-1, 1].</summary>
    internal static Complex CoilSensitivity(int coil, int coils, double x, double y)
    {
        if (coils == 1)
            return Complex.One;
        var angle = 2 * Math.PI * coil / coils;
        var along = x * Math.Cos(angle) + y * Math.Sin(angle);
        return Complex.FromPolarCoordinates((1 + Math.Cos(Math.PI * (along - 1) / 2)) / 2, angle);
    }

    private static unsafe KSpaceData Spectrum(IReadOnlyList<Ellipsoid> bodies, int size, int slices, int coils)
    {
        if (size < 1 || coils < 1)
            throw new ArgumentOutOfRangeException(nameof(size), $"Shepp-Logan: {coils} coils of {size} samples; both must be at least 1.");
        var grid = new Size3D(size, size, slices);
        var memory = HostMemory.Rent(checked(grid.Voxels * coils * sizeof(Vector2)));
        try
        {
            var transformed = slices > 1 ? 3 : 2;

            // An integral over the field of view of 2 x 2 units becomes the sum over voxels, scaled as an ortho transform.
            var scale = Math.Pow(size / 2.0, transformed) / Math.Pow(size, transformed / 2.0);
            HostLoop.For((long)coils * slices * size, row =>
            {
                var coil = (int)(row / ((long)slices * size));
                var k = (int)(row / size % slices);
                var j = (int)(row % size);
                var waves = Waves(coil, coils);
                var target = (Vector2*)memory.Address + row * size;

                // Rows run against y.
                var y = -Frequency(j, size);
                var z = slices > 1 ? Frequency(k, slices) : 0;
                for (var i = 0; i < size; i++)
                {
                    var x = Frequency(i, size);
                    var sum = Complex.Zero;
                    foreach (var (amplitude, qx, qy) in waves)
                    {
                        foreach (var body in bodies)
                            sum += amplitude * Transform(body, x - qx, y - qy, z);
                    }

                    // Voxel n / 2 is the origin of the transform, but not always of space.
                    var turn = 2 * Math.PI * (x * Coordinate(size / 2, size) - y * Coordinate(size / 2, size) + z * Coordinate(slices / 2, slices));
                    sum *= Complex.FromPolarCoordinates(scale, turn);
                    target[i] = new Vector2((float)sum.Real, (float)sum.Imaginary);
                }
            });
            return new KSpaceData([], coils, grid, transformed, memory) { HasCoilAxis = coils > 1 };
        }
        catch
        {
            memory.Release();
            throw;
        }
    }

    /// <summary>Periods per unit of sample n; the field of view is 2 units wide.</summary>
    private static double Frequency(int n, int count) => (n - count / 2) / 2.0;

    private static (Complex Amplitude, double X, double Y)[] Waves(int coil, int coils)
    {
        if (coils == 1)
            return [(Complex.One, 0, 0)];
        var angle = 2 * Math.PI * coil / coils;
        var (sin, cos) = Math.SinCos(angle);
        var phase = Complex.FromPolarCoordinates(1, angle);
        return
        [
            (phase * 0.5, 0, 0),
            (phase * Complex.FromPolarCoordinates(0.25, -Math.PI / 2), cos / 4, sin / 4),
            (phase * Complex.FromPolarCoordinates(0.25, Math.PI / 2), -cos / 4, -sin / 4),
        ];
    }

    /// <summary>∫ density · exp(-2πi κ·r) over the body: a Bessel function of the scaled frequency for ellipses, an elementary one for ellipsoids.</summary>
    private static Complex Transform(Ellipsoid body, double x, double y, double z)
    {
        var (sin, cos) = Math.SinCos(body.RotationRadians);
        var a = body.SemiAxes.X * (x * cos + y * sin);
        var b = body.SemiAxes.Y * (y * cos - x * sin);
        var isFlat = double.IsInfinity(body.SemiAxes.Z);
        var c = isFlat ? 0 : body.SemiAxes.Z * z;
        var s = 2 * Math.PI * Math.Sqrt(a * a + b * b + c * c);
        var area = body.Density * body.SemiAxes.X * body.SemiAxes.Y;
        var amplitude = isFlat
            ? area * 2 * Math.PI * (s < 1e-4 ? 0.5 - s * s / 16 : BesselJ1(s) / s)
            : area * body.SemiAxes.Z * 4 * Math.PI * (s < 1e-2 ? 1.0 / 3 - s * s / 30 + s * s * s * s / 840 : (Math.Sin(s) - s * Math.Cos(s)) / (s * s * s));
        return Complex.FromPolarCoordinates(amplitude, -2 * Math.PI * (x * body.Center.X + y * body.Center.Y + z * body.Center.Z));
    }

    /// <summary>
    /// The Bessel function J1 of a positive number to about 1e-13: Miller's backward recurrence (Abramowitz and Stegun 9.12), and Hankel's
    /// asymptotic series (9.2.5) from 25 on, where its least term is below that.
    /// </summary>
    internal static double BesselJ1(double x)
    {
        if (x < 25)
        {
            var n = 2 * ((int)x / 2 + 20);
            double above = 0, here = 1e-300, sum = 0, first = 0;
            for (; n > 0; n--)
            {
                var below = 2 * n / x * here - above;
                above = here;
                here = below;
                if (Math.Abs(here) > 1e250)
                {
                    here *= 1e-250;
                    above *= 1e-250;
                    sum *= 1e-250;
                    first *= 1e-250;
                }

                if (n == 2)
                    first = here;
                if (n % 2 == 1)
                    sum += n == 1 ? here : 2 * here;
            }

            return first / sum;
        }

        double p = 0, q = 0, term = 1;
        for (var m = 0; m < 24; m++)
        {
            var before = term;
            if (m % 2 == 0)
                p += m % 4 == 0 ? term : -term;
            else
                q += m % 4 == 1 ? term : -term;
            term *= (4.0 - (2 * m + 1) * (2 * m + 1)) / ((m + 1) * 8 * x);
            if (Math.Abs(term) > Math.Abs(before) && m > 2)
                break;
        }

        var angle = x - 0.75 * Math.PI;
        return Math.Sqrt(2 / (Math.PI * x)) * (p * Math.Cos(angle) - q * Math.Sin(angle));
    }
}
