namespace GpuVol.Tests;

/// <summary>Limits of the Fourier tests.</summary>
public static partial class Tolerances
{
    /// <summary>Results in float64 against goldens that are stored in float32: relative L2 of rounding to 24 bits.</summary>
    public const double RoundedToComplex64 = 4e-8;

    /// <summary>complex64 transforms of n numbers, relative L2: rounding errors add up over the log2(n) levels. Measured below 5e-7 in all.</summary>
    public static double Fourier(long n) => 3e-7 * Math.Max(1, Math.Log2(n));

    /// <summary>The same in complex128.</summary>
    public static double Fourier128(long n) => 6e-16 * Math.Max(1, Math.Log2(n));
}
