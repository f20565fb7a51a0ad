namespace GpuVol.Tests;

/// <summary>Limits of the Fourier tests.</summary>
public static partial class Tolerances
{
    /// <summary>complex64 transforms of n numbers, relative L2: rounding errors add up like a random walk over the log2(n) levels. Measured below 1.5e-7 in all.</summary>
    public static double Fourier(long n) => 3e-7 * Math.Max(1, Math.Log2(n));

    /// <summary>The same in complex128.</summary>
    public static double Fourier128(long n) => 6e-16 * Math.Max(1, Math.Log2(n));
}
