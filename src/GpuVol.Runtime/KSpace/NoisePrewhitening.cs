using System.Numerics;
using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Makes the noise of the coils independent and equally strong: y = L⁻¹ x, where L Lᴴ is the noise covariance (Pruessmann et al. 2001, appendix).</summary>
public static unsafe class NoisePrewhitening
{
    /// <summary>The matrix L⁻¹ [row, column], lower triangular, from noise alone [coil, sample].</summary>
    /// <exception cref="ArgumentException">There are fewer samples than coils, or the coils' noise is linearly dependent.</exception>
    public static Float2[] Matrix(ReadOnlySpan<Vector2> noise, int coils)
    {
        var samples = coils > 0 ? noise.Length / coils : 0;
        if (coils < 1 || samples * coils != noise.Length || samples <= coils)
            throw new ArgumentException($"NoisePrewhitening: {noise.Length} noise samples for {coils} coils; more samples per coil than coils are needed.", nameof(noise));
        var covariance = new Complex[coils, coils];
        for (var row = 0; row < coils; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var sum = Complex.Zero;
                for (var n = 0; n < samples; n++)
                {
                    var a = noise[row * samples + n];
                    var b = noise[column * samples + n];
                    sum += new Complex((double)a.X * b.X + (double)a.Y * b.Y, (double)a.Y * b.X - (double)a.X * b.Y);
                }

                covariance[row, column] = sum / samples;
            }
        }

        var factor = Cholesky(covariance, coils);
        return InverseOfLower(factor, coils);
    }

    /// <summary>Applies the matrix to an image's k-space [coil, …].</summary>
    internal static void Apply(DeviceView<Float2> source, DeviceView<Float2> target, Float2[] matrix, int coils)
    {
        var device = source.Memory.Device;
        using var entries = device.Allocate<Float2>(matrix);
        CoilKernels.Launch.Mix(device, source.Length / coils, source, target, entries, source.Length / coils, coils);
    }

    private static Complex[,] Cholesky(Complex[,] a, int n)
    {
        var l = new Complex[n, n];
        for (var j = 0; j < n; j++)
        {
            var diagonal = a[j, j].Real;
            for (var k = 0; k < j; k++)
                diagonal -= l[j, k].Real * l[j, k].Real + l[j, k].Imaginary * l[j, k].Imaginary;
            if (!(diagonal > 1e-12 * a[j, j].Real))
                throw new ArgumentException($"NoisePrewhitening: the noise of coil {j} follows from that of the coils before it (or is 0); its covariance has no inverse.", nameof(a));
            l[j, j] = Math.Sqrt(diagonal);
            for (var i = j + 1; i < n; i++)
            {
                var sum = a[i, j];
                for (var k = 0; k < j; k++)
                    sum -= l[i, k] * Complex.Conjugate(l[j, k]);
                l[i, j] = sum / l[j, j].Real;
            }
        }

        return l;
    }

    private static Float2[] InverseOfLower(Complex[,] l, int n)
    {
        var inverse = new Complex[n, n];
        for (var column = 0; column < n; column++)
        {
            for (var row = column; row < n; row++)
            {
                var sum = row == column ? Complex.One : Complex.Zero;
                for (var k = column; k < row; k++)
                    sum -= l[row, k] * inverse[k, column];
                inverse[row, column] = sum / l[row, row];
            }
        }

        var result = new Float2[n * n];
        for (var row = 0; row < n; row++)
        {
            for (var column = 0; column <= row; column++)
                result[row * n + column] = new Float2((float)inverse[row, column].Real, (float)inverse[row, column].Imaginary);
        }

        return result;
    }
}
