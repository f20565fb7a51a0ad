using System.Numerics;
using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// The one combination of the coils that explains most of an image: the dominant eigenvector of their correlation matrix. It has signal
/// wherever the object is, so phases that are measured against it have no jumps.
/// </summary>
/// <param name="Vector">The eigenvector, of length 1, with the phase of its greatest entry 0.</param>
/// <param name="MeanSquare">Mean over the voxels of the sum of squares over the coils.</param>
internal sealed unsafe record CoilReference(Float2[] Vector, double MeanSquare)
{
    private const int Iterations = 60;

    /// <summary>From all of an array [coil, …].</summary>
    public static CoilReference Of(ComplexArray coils)
    {
        var count = coils.Shape[0];
        var samples = coils.Count / count;
        return Of(count, samples, Correlations((Vector2*)coils.Memory.Address, count, samples, [(0, samples)]));
    }

    /// <summary>From the centre of an image's k-space, up to a number of samples to either side along each axis; the mean square is that of its ortho image.</summary>
    public static CoilReference OfKSpace(KSpaceData data, int image, (int I, int J, int K) reach) => OfKSpace(data.Address(image, 0), data, reach);

    /// <summary>The same of samples [coil, kz, ky, kx] that were changed.</summary>
    public static CoilReference OfKSpace(Float2[] samples, KSpaceData data, (int I, int J, int K) reach)
    {
        fixed (Float2* first = samples)
            return OfKSpace((Vector2*)first, data, reach);
    }

    /// <summary>The mean square as it is in an image of another scale.</summary>
    public CoilReference Scaled(FftNorm norm, Size3D size, int axes)
    {
        var count = (double)size.I * size.J * (axes == 3 ? size.K : 1);
        return this with
        {
            MeanSquare = MeanSquare * norm switch
            {
                FftNorm.Ortho => 1,
                FftNorm.Backward => 1 / count,
                _ => count,
            },
        };
    }

    private static CoilReference OfKSpace(Vector2* samples, KSpaceData data, (int I, int J, int K) reach)
    {
        var size = data.Size;
        var ranges = new List<(long, long)>();
        for (var k = 0; k < size.K; k++)
        {
            if (data.TransformedAxes == 3 && Math.Abs(k - size.K / 2) > reach.K)
                continue;
            for (var j = Math.Max(0, size.J / 2 - reach.J); j <= Math.Min(size.J - 1, size.J / 2 + reach.J); j++)
            {
                var row = ((long)k * size.J + j) * size.I;
                ranges.Add((row + Math.Max(0, size.I / 2 - reach.I), row + Math.Min(size.I - 1, size.I / 2 + reach.I) + 1));
            }
        }

        return Of(data.Coils, size.Voxels, Correlations(samples, data.Coils, size.Voxels, ranges));
    }

    private static CoilReference Of(int coils, long voxels, Complex[,] correlations)
    {
        var v = new Complex[coils];
        var trace = 0.0;
        var strongest = 0;
        for (var c = 0; c < coils; c++)
        {
            trace += correlations[c, c].Real;
            if (correlations[c, c].Real > correlations[strongest, strongest].Real)
                strongest = c;
        }

        if (!(trace > 0))
        {
            v[0] = 1;
            return new CoilReference([.. v.Select(c => new Float2((float)c.Real, (float)c.Imaginary))], 1);
        }

        for (var c = 0; c < coils; c++)
            v[c] = correlations[c, strongest];
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var next = new Complex[coils];
            var length = 0.0;
            for (var row = 0; row < coils; row++)
            {
                for (var column = 0; column < coils; column++)
                    next[row] += correlations[row, column] * v[column];
                length += next[row].Real * next[row].Real + next[row].Imaginary * next[row].Imaginary;
            }

            for (var c = 0; c < coils; c++)
                v[c] = next[c] / Math.Sqrt(length);
        }

        var turn = Complex.Conjugate(v[strongest]) / Complex.Abs(v[strongest]);
        return new CoilReference([.. v.Select(c => c * turn).Select(c => new Float2((float)c.Real, (float)c.Imaginary))], trace / voxels);
    }

    private static Complex[,] Correlations(Vector2* data, int coils, long stride, IReadOnlyList<(long First, long End)> ranges)
    {
        var result = new Complex[coils, coils];
        HostLoop.For(coils, row =>
        {
            for (var column = 0; column <= row; column++)
            {
                double real = 0, imaginary = 0;
                foreach (var (first, end) in ranges)
                {
                    for (var n = first; n < end; n++)
                    {
                        var a = data[row * stride + n];
                        var b = data[column * stride + n];
                        real += (double)a.X * b.X + (double)a.Y * b.Y;
                        imaginary += (double)a.Y * b.X - (double)a.X * b.Y;
                    }
                }

                result[row, column] = new Complex(real, imaginary);
                result[column, row] = new Complex(real, -imaginary);
            }
        });
        return result;
    }
}
