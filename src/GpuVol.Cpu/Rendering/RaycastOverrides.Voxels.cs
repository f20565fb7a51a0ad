using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <content>
/// Voxels around eight samples. Those of a row lie side by side as they come from memory and are mixed along j and k so; along i, where lanes must
/// be put in order, comes last. <see cref="Vector512{T}"/> is one register, or two where there is no AVX-512; the last operands of permutations are indices.
/// </content>
internal static unsafe partial class RaycastOverrides
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Interpolate<T>(T* source, in Grid grid, Vector256<float> i, Vector256<float> j, Vector256<float> k)
        where T : unmanaged
    {
        var i0 = Cell(i, grid.LastI);
        var j0 = Cell(j, grid.LastJ);
        var k0 = Cell(k, grid.LastK);
        var fi = i - Avx.ConvertToVector256Single(i0);
        var fj = j - Avx.ConvertToVector256Single(j0);
        var fk = k - Avx.ConvertToVector256Single(k0);
        var cell = grid.Cell(i0, j0, k0);
        return Trilinear(source, grid, (int*)&cell, fi, fj, fk);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Trilinear<T>(T* source, in Grid grid, int* at, Vector256<float> fi, Vector256<float> fj, Vector256<float> fk)
        where T : unmanaged
    {
        FetchBelow(source, grid, at);
        var j = Twice(fj);
        var near = Between(Pairs(source, at), Pairs(source + grid.Row, at), j);
        var far = Between(Pairs(source + grid.Slice, at), Pairs(source + grid.Slice + grid.Row, at), j);
        return AlongI(Between(near, far, Twice(fk)), fi);
    }

    // Addresses outside the volume do no harm.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchBelow<T>(T* source, in Grid grid, int* at)
        where T : unmanaged
    {
        var below = source + grid.Below;
        var (upper, lower) = (at[1], at[5]);
        Sse.Prefetch0(below + upper);
        Sse.Prefetch0(below + lower);
        Sse.Prefetch0(below + grid.Row + upper);
        Sse.Prefetch0(below + grid.Row + lower);
        below += grid.Slice;
        Sse.Prefetch0(below + upper);
        Sse.Prefetch0(below + lower);
        Sse.Prefetch0(below + grid.Row + upper);
        Sse.Prefetch0(below + grid.Row + lower);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Between(Vector256<float> a, Vector256<float> b, Vector256<float> f) => a + f * (b - a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Between(Vector512<float> a, Vector512<float> b, Vector512<float> f) => a + f * (b - a);

    // The voxels at each index and behind it. Loads lane by lane take half of a gather's time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Pairs<T>(T* source, int* at)
        where T : unmanaged
    {
        if (sizeof(T) == sizeof(short))
            return ToFloats<T>(Vector256.Create(FourPairs((short*)source, at), FourPairs((short*)source, at + 4)));
        var floats = (float*)source;
        return Join(
            Vector256.Create(TwoQuads(floats + at[0], floats + at[1]), TwoQuads(floats + at[2], floats + at[3])),
            Vector256.Create(TwoQuads(floats + at[4], floats + at[5]), TwoQuads(floats + at[6], floats + at[7])));
    }

    // The four voxels from each index on, of rays 0 to 3 (at) or 4 to 7 (at + 4).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fours<T>(T* source, int* at)
        where T : unmanaged
    {
        if (sizeof(T) == sizeof(short))
            return ToFloats<T>(Vector256.Create(TwoQuads(source + at[0], source + at[1]), TwoQuads(source + at[2], source + at[3])).AsInt16());
        var floats = (float*)source;
        return Join(
            Vector256.Create(Vector128.Load(floats + at[0]), Vector128.Load(floats + at[1])),
            Vector256.Create(Vector128.Load(floats + at[2]), Vector128.Load(floats + at[3])));
    }

    // The voxels at each index.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Ones<T>(T* source, Vector256<int> at)
        where T : unmanaged
    {
        if (sizeof(T) != sizeof(short))
            return Avx2.GatherVector256((float*)source, at, 4);

        // Two bytes behind the last voxel lie in the padding of the memory.
        var words = Avx2.ShiftLeftLogical(Avx2.GatherVector256((int*)source, at, 2), 16);
        return Avx.ConvertToVector256Single(typeof(T) == typeof(short) ? Avx2.ShiftRightArithmetic(words, 16) : Avx2.ShiftRightLogical(words, 16));
    }

    // 64 bits at two places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> TwoQuads(void* first, void* second) => Sse.LoadHigh(Sse2.LoadScalarVector128((double*)first).AsSingle(), (float*)second);

    // 32 bits at four places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> FourPairs(short* source, int* at) =>
        Vector128.Create(*(int*)(source + at[0]), *(int*)(source + at[1]), *(int*)(source + at[2]), *(int*)(source + at[3])).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ToFloats<T>(Vector256<short> voxels)
        where T : unmanaged
    {
        if (Avx512F.IsSupported)
            return Avx512F.ConvertToVector512Single(typeof(T) == typeof(short) ? Avx512F.ConvertToVector512Int32(voxels) : Avx512F.ConvertToVector512Int32(voxels.AsUInt16()));
        return Vector512.Create(Half(voxels.GetLower()), Half(voxels.GetUpper()));

        static Vector256<float> Half(Vector128<short> half) =>
            Avx.ConvertToVector256Single(typeof(T) == typeof(short) ? Avx2.ConvertToVector256Int32(half) : Avx2.ConvertToVector256Int32(half.AsUInt16()));
    }

    // Vector512.Create puts both halves into whatever the register held: an instruction more, and a wait for it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Join(Vector256<float> lower, Vector256<float> upper) =>
        Avx512F.IsSupported ? Avx512F.InsertVector256(lower.ToVector512Unsafe(), upper, 1) : Vector512.Create(lower, upper);

    // Mixes the halves of pairs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AlongI(Vector512<float> pairs, Vector256<float> f)
    {
        Split(pairs, out var first, out var second);
        return Between(first, second, f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(Vector512<float> pairs, out Vector256<float> first, out Vector256<float> second)
    {
        if (Avx512F.IsSupported)
        {
            first = Avx512F.PermuteVar16x32(pairs, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14)).GetLower();
            second = Avx512F.PermuteVar16x32(pairs, Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 1, 3, 5, 7, 9, 11, 13, 15)).GetLower();
            return;
        }

        first = InOrder(Avx.Shuffle(pairs.GetLower(), pairs.GetUpper(), 0b10_00_10_00));
        second = InOrder(Avx.Shuffle(pairs.GetLower(), pairs.GetUpper(), 0b11_01_11_01));
    }

    // Exchanges lanes 2 and 3 with 4 and 5.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> InOrder(Vector256<float> lanes) => Avx2.Permute4x64(lanes.AsDouble(), 0b11_01_10_00).AsSingle();

    // Every lane twice, for pairs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Twice(Vector256<float> f)
    {
        if (Avx512F.IsSupported)
            return Avx512F.PermuteVar16x32(f.ToVector512Unsafe(), Vector512.Create(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7));
        var ordered = InOrder(f);
        return Vector512.Create(Avx.UnpackLow(ordered, ordered), Avx.UnpackHigh(ordered, ordered));
    }

    // Every lane four times: the lower four, the upper four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourTimes(Vector256<float> f, out Vector512<float> lower, out Vector512<float> upper)
    {
        if (Avx512F.IsSupported)
        {
            lower = Avx512F.PermuteVar16x32(f.ToVector512Unsafe(), Vector512.Create(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3));
            upper = Avx512F.PermuteVar16x32(f.ToVector512Unsafe(), Vector512.Create(4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7));
            return;
        }

        lower = Vector512.Create(Avx2.PermuteVar8x32(f, Vector256.Create(0, 0, 0, 0, 1, 1, 1, 1)), Avx2.PermuteVar8x32(f, Vector256.Create(2, 2, 2, 2, 3, 3, 3, 3)));
        upper = Vector512.Create(Avx2.PermuteVar8x32(f, Vector256.Create(4, 4, 4, 4, 5, 5, 5, 5)), Avx2.PermuteVar8x32(f, Vector256.Create(6, 6, 6, 6, 7, 7, 7, 7)));
    }

    // The two in the middle of each four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Middle(Vector512<float> lower, Vector512<float> upper)
    {
        if (Avx512F.IsSupported)
            return Avx512F.PermuteVar16x32x2(lower, Vector512.Create(1, 2, 5, 6, 9, 10, 13, 14, 17, 18, 21, 22, 25, 26, 29, 30), upper);
        return Vector512.Create(
            InOrder(Avx.Shuffle(lower.GetLower(), lower.GetUpper(), 0b10_01_10_01)),
            InOrder(Avx.Shuffle(upper.GetLower(), upper.GetUpper(), 0b10_01_10_01)));
    }

    // The first of each four, the second, ...
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(Vector512<float> lower, Vector512<float> upper, out Vector256<float> v0, out Vector256<float> v1, out Vector256<float> v2, out Vector256<float> v3)
    {
        if (Avx512F.IsSupported)
        {
            v0 = Avx512F.PermuteVar16x32x2(lower, Vector512.Create(0, 4, 8, 12, 16, 20, 24, 28, 0, 0, 0, 0, 0, 0, 0, 0), upper).GetLower();
            v1 = Avx512F.PermuteVar16x32x2(lower, Vector512.Create(1, 5, 9, 13, 17, 21, 25, 29, 0, 0, 0, 0, 0, 0, 0, 0), upper).GetLower();
            v2 = Avx512F.PermuteVar16x32x2(lower, Vector512.Create(2, 6, 10, 14, 18, 22, 26, 30, 0, 0, 0, 0, 0, 0, 0, 0), upper).GetLower();
            v3 = Avx512F.PermuteVar16x32x2(lower, Vector512.Create(3, 7, 11, 15, 19, 23, 27, 31, 0, 0, 0, 0, 0, 0, 0, 0), upper).GetLower();
            return;
        }

        var order = Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7);
        var firstLow = Avx.UnpackLow(lower.GetLower(), lower.GetUpper());
        var firstHigh = Avx.UnpackHigh(lower.GetLower(), lower.GetUpper());
        var secondLow = Avx.UnpackLow(upper.GetLower(), upper.GetUpper());
        var secondHigh = Avx.UnpackHigh(upper.GetLower(), upper.GetUpper());
        v0 = Avx2.PermuteVar8x32(Avx.Shuffle(firstLow, secondLow, 0b01_00_01_00), order);
        v1 = Avx2.PermuteVar8x32(Avx.Shuffle(firstLow, secondLow, 0b11_10_11_10), order);
        v2 = Avx2.PermuteVar8x32(Avx.Shuffle(firstHigh, secondHigh, 0b01_00_01_00), order);
        v3 = Avx2.PermuteVar8x32(Avx.Shuffle(firstHigh, secondHigh, 0b11_10_11_10), order);
    }
}
