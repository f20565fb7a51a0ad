using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuVol.Cpu.Tomography;

/// <summary>Extremes of the four corners of a block of pixels.</summary>
internal static class Corners
{
    /// <summary>The least of four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Least(Vector128<float> a)
    {
        a = Vector128.MinNative(a, Vector128.Shuffle(a, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MinNative(a, Vector128.Shuffle(a, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    /// <summary>The greatest of four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Greatest(Vector128<float> a)
    {
        a = Vector128.MaxNative(a, Vector128.Shuffle(a, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(a, Vector128.Shuffle(a, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    /// <summary>The least of four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Least(Vector256<double> a)
    {
        var half = Vector128.MinNative(a.GetLower(), a.GetUpper());
        return Vector128.MinNative(half, Vector128.Shuffle(half, Vector128.Create(1L, 0))).ToScalar();
    }

    /// <summary>The greatest of four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Greatest(Vector256<double> a)
    {
        var half = Vector128.MaxNative(a.GetLower(), a.GetUpper());
        return Vector128.MaxNative(half, Vector128.Shuffle(half, Vector128.Create(1L, 0))).ToScalar();
    }
}
