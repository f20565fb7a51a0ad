using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary><see cref="SplineWeights.Fill"/> for eight positions, orders 2 to 5, to the bit.</summary>
internal static unsafe class SplineWeightLanes
{
    /// <summary>Weights of the order + 1 neighbours, <paramref name="stride"/> floats apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill(int order, Vector256<float> t, float* weights, int stride)
    {
        if (order == 2)
            Quadratic(t, weights, stride);
        else if (order == 3)
            Cubic(t, weights, stride);
        else if (order == 4)
            Quartic(t, weights, stride);
        else
            Quintic(t, weights, stride);
    }

    private static void Quadratic(Vector256<float> t, float* weights, int stride)
    {
        var half = Vector256.Create(0.5f);
        (half * (half - t) * (half - t)).Store(weights);
        (Vector256.Create(0.75f) - t * t).Store(weights + stride);
        (half * (half + t) * (half + t)).Store(weights + 2 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Cubic(Vector256<float> t, float* weights, int stride)
    {
        var u = Vector256<float>.One - t;
        (u * u * u * Vector256.Create(1 / 6f)).Store(weights);
        CubicMiddle(t).Store(weights + stride);
        CubicMiddle(u).Store(weights + 2 * stride);
        (t * t * t * Vector256.Create(1 / 6f)).Store(weights + 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> CubicMiddle(Vector256<float> t) =>
        Vector256.FusedMultiplyAdd(t * t, Vector256.FusedMultiplyAdd(t, Vector256.Create(0.5f), Vector256.Create(-1f)), Vector256.Create(2 / 3f));

    private static void Quartic(Vector256<float> t, float* weights, int stride)
    {
        var half = Vector256.Create(0.5f);
        var t2 = t * t;
        var s = t2 * Vector256.Create(1 / 6f);
        var a = (half - t) * (half - t);
        var odd = t * (s - Vector256.Create(11 / 24f));
        var even = Vector256.Create(19 / 96f) + t2 * (Vector256.Create(0.25f) - s);
        var first = a * a * Vector256.Create(1 / 24f);
        var last = first + odd + half * t;
        first.Store(weights);
        (even + odd).Store(weights + stride);
        (Vector256<float>.One - first - (even + odd) - (even - odd) - last).Store(weights + 2 * stride);
        (even - odd).Store(weights + 3 * stride);
        last.Store(weights + 4 * stride);
    }

    private static void Quintic(Vector256<float> t, float* weights, int stride)
    {
        var t2 = t * t;
        var last = t * t2 * t2 * Vector256.Create(1 / 120f);
        t2 -= t;
        var t4 = t2 * t2;
        var h = t - Vector256.Create(0.5f);
        var s = t2 * (t2 - Vector256.Create(3f));
        (Vector256.Create(1 / 24f) * (Vector256.Create(0.2f) + t2 + t4) - last).Store(weights);
        var even = Vector256.Create(1 / 24f) * (t2 * (t2 - Vector256.Create(5f)) + Vector256.Create(46 / 5f));
        var odd = Vector256.Create(-1 / 12f) * h * (s + Vector256.Create(4f));
        (even + odd).Store(weights + 2 * stride);
        (even - odd).Store(weights + 3 * stride);
        even = Vector256.Create(1 / 16f) * (Vector256.Create(9 / 5f) - s);
        odd = Vector256.Create(1 / 24f) * h * (t4 - t2 - Vector256.Create(5f));
        (even + odd).Store(weights + stride);
        (even - odd).Store(weights + 4 * stride);
        last.Store(weights + 5 * stride);
    }
}
