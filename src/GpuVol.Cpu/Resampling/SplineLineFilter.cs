using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>The prefilter over many lines side by side, in the order of <c>SplineKernels.FilterLines</c>, to the bit.</summary>
internal static unsafe class SplineLineFilter
{
    /// <summary>
    /// Filters <paramref name="width"/> lines (a multiple of 16) that lie side by side; neighbours on a line are
    /// <paramref name="stride"/> floats apart.
    /// </summary>
    public static void Filter(float* first, long stride, int count, int width, SplinePass[] passes)
    {
        foreach (var pass in passes)
        {
            if (Vector512.IsHardwareAccelerated)
                Filter<Float512, Vector512<float>>(first, stride, count, width, pass);
            else if (Vector256.IsHardwareAccelerated)
                Filter<Float256, Vector256<float>>(first, stride, count, width, pass);
            else
                Filter<Float128, Vector128<float>>(first, stride, count, width, pass);
        }
    }

    /// <summary><c>Σ weights[t] · line[indices[t]]</c> into line[<paramref name="at"/>].</summary>
    public static void WeightedSum<TLanes, TVector>(float* first, long stride, int width, int[] indices, float[] weights, int at)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        for (var x = 0; x < width; x += TLanes.Width)
        {
            var sum = TLanes.Broadcast(0);
            for (var t = 0; t < indices.Length; t++)
                sum = TLanes.Fma(TLanes.Broadcast(weights[t]), TLanes.Load(first + indices[t] * stride + x), sum);
            TLanes.Store(first + at * stride + x, sum);
        }
    }

    /// <summary><c>c[k] = pole · c[k+1] - pole · c⁺[k]</c> for a row, into <paramref name="target"/>, which may be either.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backwards<TLanes, TVector>(float* row, float* after, int width, float pole, float* target)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var z = TLanes.Broadcast(pole);
        var minus = TLanes.Broadcast(-pole);
        for (var x = 0; x < width; x += TLanes.Width)
            TLanes.Store(target + x, TLanes.Fma(z, TLanes.Load(after + x), TLanes.Multiply(minus, TLanes.Load(row + x))));
    }

    /// <summary><c>c⁺[k] = gain · s[k] + pole · c⁺[k-1]</c> for a row in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forwards<TLanes, TVector>(float* row, float* before, int width, float pole, float gain)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var z = TLanes.Broadcast(pole);
        var g = TLanes.Broadcast(gain);
        for (var x = 0; x < width; x += TLanes.Width)
            TLanes.Store(row + x, TLanes.Fma(z, TLanes.Load(before + x), TLanes.Multiply(g, TLanes.Load(row + x))));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Filter<TLanes, TVector>(float* first, long stride, int count, int width, SplinePass pass)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        WeightedSum<TLanes, TVector>(first, stride, width, pass.CausalIndices, pass.CausalWeights, 0);
        if (width == TLanes.Width)
        {
            // One vector wide: the recursion stays in a register.
            var z = TLanes.Broadcast(pass.Pole);
            var minus = TLanes.Broadcast(-pass.Pole);
            var g = TLanes.Broadcast(pass.Gain);
            var value = TLanes.Load(first);
            for (var k = 1; k < count; k++)
            {
                var row = first + k * stride;
                value = TLanes.Fma(z, value, TLanes.Multiply(g, TLanes.Load(row)));
                TLanes.Store(row, value);
            }

            WeightedSum<TLanes, TVector>(first, stride, width, pass.AnticausalIndices, pass.AnticausalWeights, count - 1);
            value = TLanes.Load(first + (count - 1) * stride);
            for (var k = count - 2; k >= 0; k--)
            {
                var row = first + k * stride;
                value = TLanes.Fma(z, value, TLanes.Multiply(minus, TLanes.Load(row)));
                TLanes.Store(row, value);
            }

            return;
        }

        for (var k = 1; k < count; k++)
            Forwards<TLanes, TVector>(first + k * stride, first + (k - 1) * stride, width, pass.Pole, pass.Gain);
        WeightedSum<TLanes, TVector>(first, stride, width, pass.AnticausalIndices, pass.AnticausalWeights, count - 1);
        for (var k = count - 2; k >= 0; k--)
            Backwards<TLanes, TVector>(first + k * stride, first + (k + 1) * stride, width, pass.Pole, first + k * stride);
    }
}
