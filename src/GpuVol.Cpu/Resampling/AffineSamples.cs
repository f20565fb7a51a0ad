using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>
/// Values at 16 positions whose neighbours all lie in memory: <c>offsets</c> are those of their first neighbours, <c>fractions</c> the
/// distances along i, then j, then k. Same operations and order as <c>AffineKernels.Resample</c>.
/// </summary>
internal readonly unsafe struct AffineSamples(float* source, int rowStride, long sliceStride)
{
    /// <summary>Positions at once.</summary>
    public const int Block = 16;

    // From the weights along an axis to those along the next.
    private const int Axis = SplineWeights.MostTaps * Block;

    /// <summary>16 values of the given order.</summary>
    public void Sample(int order, int* offsets, float* fractions, float* target)
    {
        switch (order)
        {
            case 0:
                Nearest(offsets, target);
                break;
            case 1:
                Linear(offsets, fractions, target);
                break;
            case 2:
                Spline<Quadratic, Float128, Vector128<float>>(offsets, fractions, target);
                break;
            case 3:
                Spline<Cubic, Float128, Vector128<float>>(offsets, fractions, target);
                break;
            case 4:
                Spline<Quartic, Float256, Vector256<float>>(offsets, fractions, target);
                break;
            default:
                Spline<Quintic, Float256, Vector256<float>>(offsets, fractions, target);
                break;
        }
    }

    private void Nearest(int* offsets, float* target)
    {
        for (var n = 0; n < Block; n++)
            target[n] = source[offsets[n]];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Linear(int* offsets, float* fractions, float* target)
    {
        for (var n = 0; n < Block; n += 8)
        {
            var first = LinearPairs(offsets + n, fractions + n);
            var second = LinearPairs(offsets + n + 4, fractions + n + 4);
            var even = Avx2.Permute4x64(Avx.Shuffle(first, second, 0x88).AsDouble(), 0xD8).AsSingle();
            var odd = Avx2.Permute4x64(Avx.Shuffle(first, second, 0xDD).AsDouble(), 0xD8).AsSingle();
            Lerp(even, odd, Vector256.Load(fractions + n)).Store(target + n);
        }
    }

    // Neighbours along i come in pairs, two floats at once; four positions at a time. Loads one by one beat gathers here.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> LinearPairs(int* offsets, float* fractions)
    {
        var twice = Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3);
        var (a, b, c, d) = ((nint)offsets[0], (nint)offsets[1], (nint)offsets[2], (nint)offsets[3]);
        var nextK = source + sliceStride;
        var k = Avx2.PermuteVar8x32(Vector128.Load(fractions + 2 * Block).ToVector256Unsafe(), twice);
        var j = Avx2.PermuteVar8x32(Vector128.Load(fractions + Block).ToVector256Unsafe(), twice);
        var low = Lerp(Pairs(source, a, b, c, d), Pairs(nextK, a, b, c, d), k);
        var high = Lerp(Pairs(source + rowStride, a, b, c, d), Pairs(nextK + rowStride, a, b, c, d), k);
        return Lerp(low, high, j);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pairs(float* source, nint a, nint b, nint c, nint d)
    {
        var low = Sse2.LoadHigh(Vector128.CreateScalarUnsafe(*(double*)(source + a)), (double*)(source + b));
        var high = Sse2.LoadHigh(Vector128.CreateScalarUnsafe(*(double*)(source + c)), (double*)(source + d));
        return Vector256.Create(low, high).AsSingle();
    }

    // A neighbour without weight must not spread its NaN or infinity.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Lerp(Vector256<float> first, Vector256<float> second, Vector256<float> weight) =>
        Vector256.ConditionalSelect(
            Vector256.Equals(weight, Vector256<float>.Zero),
            first,
            Vector256.FusedMultiplyAdd(second, weight, first * (Vector256<float>.One - weight)));

    // A vector holds a row of a position's neighbours along i, and what follows it in memory.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Spline<TOrder, TLanes, TVector>(int* offsets, float* fractions, float* target)
        where TOrder : struct, ISplineOrder
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var weights = stackalloc float[3 * Axis];
        for (var axis = 0; axis < 3; axis++)
        {
            for (var half = 0; half < Block; half += 8)
                SplineWeightLanes.Fill(TOrder.Order, Vector256.Load(fractions + axis * Block + half), weights + axis * Axis + half, Block);
        }

        for (var n = 0; n < Block; n += 4, weights += 4)
        {
            var a = Columns<TOrder, TLanes, TVector>(source + offsets[n], weights + Axis);
            var b = Columns<TOrder, TLanes, TVector>(source + offsets[n + 1], weights + Axis + 1);
            var c = Columns<TOrder, TLanes, TVector>(source + offsets[n + 2], weights + Axis + 2);
            var d = Columns<TOrder, TLanes, TVector>(source + offsets[n + 3], weights + Axis + 3);
            var (t0, t1, t2, t3) = FloatTiles.Transpose(Low(a), Low(b), Low(c), Low(d));
            var sum = t0 * Vector128.Load(weights);
            sum = Vector128.FusedMultiplyAdd(t1, Vector128.Load(weights + Block), sum);
            sum = Vector128.FusedMultiplyAdd(t2, Vector128.Load(weights + 2 * Block), sum);
            if (TOrder.Order > 2)
                sum = Vector128.FusedMultiplyAdd(t3, Vector128.Load(weights + 3 * Block), sum);
            if (TOrder.Order > 3)
            {
                var (t4, t5, _, _) = FloatTiles.Transpose(High(a), High(b), High(c), High(d));
                sum = Vector128.FusedMultiplyAdd(t4, Vector128.Load(weights + 4 * Block), sum);
                if (TOrder.Order > 4)
                    sum = Vector128.FusedMultiplyAdd(t5, Vector128.Load(weights + 5 * Block), sum);
            }

            sum.Store(target + n);
        }
    }

    // The columns of a position's neighbourhood, summed along k and then j; the weights along k lie an axis behind those along j.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Columns<TOrder, TLanes, TVector>(float* row, float* weights)
        where TOrder : struct, ISplineOrder
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var k = weights + Axis;
        var k0 = TLanes.Broadcast(k[0]);
        var k1 = TLanes.Broadcast(k[Block]);
        var k2 = TLanes.Broadcast(k[2 * Block]);
        var k3 = TOrder.Order > 2 ? TLanes.Broadcast(k[3 * Block]) : default;
        var k4 = TOrder.Order > 3 ? TLanes.Broadcast(k[4 * Block]) : default;
        var k5 = TOrder.Order > 4 ? TLanes.Broadcast(k[5 * Block]) : default;
        var sum = TLanes.Multiply(AlongK<TOrder, TLanes, TVector>(row, k0, k1, k2, k3, k4, k5), TLanes.Broadcast(weights[0]));
        row += rowStride;
        sum = TLanes.Fma(AlongK<TOrder, TLanes, TVector>(row, k0, k1, k2, k3, k4, k5), TLanes.Broadcast(weights[Block]), sum);
        row += rowStride;
        sum = TLanes.Fma(AlongK<TOrder, TLanes, TVector>(row, k0, k1, k2, k3, k4, k5), TLanes.Broadcast(weights[2 * Block]), sum);
        row += rowStride;
        if (TOrder.Order > 2)
            sum = TLanes.Fma(AlongK<TOrder, TLanes, TVector>(row, k0, k1, k2, k3, k4, k5), TLanes.Broadcast(weights[3 * Block]), sum);
        row += rowStride;
        if (TOrder.Order > 3)
            sum = TLanes.Fma(AlongK<TOrder, TLanes, TVector>(row, k0, k1, k2, k3, k4, k5), TLanes.Broadcast(weights[4 * Block]), sum);
        row += rowStride;
        if (TOrder.Order > 4)
            sum = TLanes.Fma(AlongK<TOrder, TLanes, TVector>(row, k0, k1, k2, k3, k4, k5), TLanes.Broadcast(weights[5 * Block]), sum);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector AlongK<TOrder, TLanes, TVector>(float* row, TVector k0, TVector k1, TVector k2, TVector k3, TVector k4, TVector k5)
        where TOrder : struct, ISplineOrder
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var sum = TLanes.Multiply(TLanes.Load(row), k0);
        sum = TLanes.Fma(TLanes.Load(row + sliceStride), k1, sum);
        sum = TLanes.Fma(TLanes.Load(row + 2 * sliceStride), k2, sum);
        if (TOrder.Order > 2)
            sum = TLanes.Fma(TLanes.Load(row + 3 * sliceStride), k3, sum);
        if (TOrder.Order > 3)
            sum = TLanes.Fma(TLanes.Load(row + 4 * sliceStride), k4, sum);
        if (TOrder.Order > 4)
            sum = TLanes.Fma(TLanes.Load(row + 5 * sliceStride), k5, sum);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low<TVector>(TVector vector)
        where TVector : struct =>
        typeof(TVector) == typeof(Vector128<float>) ? Unsafe.BitCast<TVector, Vector128<float>>(vector) : Unsafe.BitCast<TVector, Vector256<float>>(vector).GetLower();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High<TVector>(TVector vector)
        where TVector : struct => Unsafe.BitCast<TVector, Vector256<float>>(vector).GetUpper();

    /// <summary>An order that the code is compiled for.</summary>
    private interface ISplineOrder
    {
        static abstract int Order { get; }
    }

    private readonly struct Quadratic : ISplineOrder
    {
        public static int Order => 2;
    }

    private readonly struct Cubic : ISplineOrder
    {
        public static int Order => 3;
    }

    private readonly struct Quartic : ISplineOrder
    {
        public static int Order => 4;
    }

    private readonly struct Quintic : ISplineOrder
    {
        public static int Order => 5;
    }
}
