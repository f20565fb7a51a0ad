using GpuVol.Kernels;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>The functions that may differ between devices in the last bits.</summary>
public static partial class MathKernels
{
    /// <summary>Functions of one argument that each kernel evaluates.</summary>
    public const int Count = 20;

    /// <summary>All of them in <c>float</c>.</summary>
    [Kernel]
    public static void Single(Index1D i, ArrayView<float> a, ArrayView<float> b, ArrayView<float> results)
    {
        var x = a[i];
        var row = results.SubView((long)i * Count, Count);
        row[0] = XMath.Sin(x);
        row[1] = XMath.Cos(x);
        row[2] = XMath.Tan(x);
        row[3] = XMath.Asin(x);
        row[4] = XMath.Acos(x);
        row[5] = XMath.Atan(x);
        row[6] = XMath.Sinh(x);
        row[7] = XMath.Cosh(x);
        row[8] = XMath.Tanh(x);
        row[9] = XMath.Exp(x);
        row[10] = XMath.Exp2(x);
        row[11] = XMath.Log(x);
        row[12] = XMath.Log2(x);
        row[13] = XMath.Log10(x);
        row[14] = XMath.Cbrt(x);
        row[15] = MathF.Asinh(x);
        row[16] = MathF.Acosh(x);
        row[17] = MathF.Atanh(x);
        row[18] = XMath.Atan2(x, b[i]);
        row[19] = XMath.Pow(x, b[i]);
    }

    /// <summary>All of them in <c>double</c>.</summary>
    [Kernel]
    public static void Double(Index1D i, ArrayView<double> a, ArrayView<double> b, ArrayView<double> results)
    {
        var x = a[i];
        var row = results.SubView((long)i * Count, Count);
        row[0] = XMath.Sin(x);
        row[1] = XMath.Cos(x);
        row[2] = XMath.Tan(x);
        row[3] = XMath.Asin(x);
        row[4] = XMath.Acos(x);
        row[5] = XMath.Atan(x);
        row[6] = XMath.Sinh(x);
        row[7] = XMath.Cosh(x);
        row[8] = XMath.Tanh(x);
        row[9] = XMath.Exp(x);
        row[10] = XMath.Exp2(x);
        row[11] = XMath.Log(x);
        row[12] = XMath.Log2(x);
        row[13] = XMath.Log10(x);
        row[14] = XMath.Cbrt(x);
        row[15] = Math.Asinh(x);
        row[16] = Math.Acosh(x);
        row[17] = Math.Atanh(x);
        row[18] = XMath.Atan2(x, b[i]);
        row[19] = XMath.Pow(x, b[i]);
    }
}
