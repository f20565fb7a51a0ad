using System.Numerics;
using GpuVol.Cpu.KSpace;
using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Roots of unity and chirps for the kernels, computed in float64 and rounded once.</summary>
internal static class FourierTables
{
    /// <summary>exp(-2πi k / n) for k of 0 to n - 1.</summary>
    public static Float2[] Roots(int n)
    {
        var roots = new Float2[n];
        for (var k = 0; k < n; k++)
        {
            var (cos, sin) = RootsOfUnity.Of(k, n);
            roots[k] = new Float2((float)cos, (float)sin);
        }

        return roots;
    }

    /// <summary>Bluestein's chirp exp(-πi j² / n), and the spectrum of length m of its conjugate, wrapped around, over m.</summary>
    public static (Float2[] Chirp, Float2[] Spectrum) Chirp(int n, int m)
    {
        var chirp = new Float2[n];
        var wrapped = new Complex[m];
        for (var j = 0; j < n; j++)
        {
            var (cos, sin) = RootsOfUnity.Of((long)j * j % (2L * n), 2L * n);
            chirp[j] = new Float2((float)cos, (float)sin);
            wrapped[j] = new Complex(cos, -sin);
            wrapped[(m - j) % m] = wrapped[j];
        }

        return (chirp, Array.ConvertAll(PreciseTransform.Forward(wrapped), c => new Float2((float)(c.Real / m), (float)(c.Imaginary / m))));
    }
}
