using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <summary>Transposes 16 rows of floats to 16 lanes and back, so that filters along rows run on vectors.</summary>
internal static unsafe class FloatTiles
{
    public const int Lanes = 16;

    /// <summary>From 16 rows to lanes: <c>target[16 x + r] = rows[r][x]</c>. Whole tiles are read: up to 15 floats past <paramref name="count"/>.</summary>
    public static void ToLanes(float** rows, float* target, int count)
    {
        if (Avx512F.IsSupported)
        {
            for (var x = 0; x < count; x += Lanes)
            {
                for (var r = 0; r < Lanes; r += 4)
                    Transpose4(rows[r] + x, rows[r + 1] + x, rows[r + 2] + x, rows[r + 3] + x, target + x * Lanes + r, Lanes);
            }

            return;
        }

        if (Sse.IsSupported)
        {
            for (var x = 0; x < count; x += 4)
            {
                for (var r = 0; r < Lanes; r += 4)
                {
                    var (t0, t1, t2, t3) = Transpose(Vector128.Load(rows[r] + x), Vector128.Load(rows[r + 1] + x), Vector128.Load(rows[r + 2] + x), Vector128.Load(rows[r + 3] + x));
                    var tile = target + x * Lanes + r;
                    t0.Store(tile);
                    t1.Store(tile + Lanes);
                    t2.Store(tile + 2 * Lanes);
                    t3.Store(tile + 3 * Lanes);
                }
            }

            return;
        }

        for (var r = 0; r < Lanes; r++)
        {
            var row = rows[r];
            for (var x = 0; x < count; x++)
                target[x * Lanes + r] = row[x];
        }
    }

    /// <summary>Back: <c>rows[r][x] = source[16 x + r]</c>. Whole tiles are written: up to 15 floats past <paramref name="count"/>.</summary>
    public static void FromLanes(float* source, float** rows, int count)
    {
        if (Avx512F.IsSupported)
        {
            for (var x = 0; x < count; x += Lanes)
            {
                var tile = source + x * Lanes;
                for (var b = 0; b < Lanes; b += 4)
                    Transpose4To(tile + b * Lanes, rows, x + b);
            }

            return;
        }

        if (Sse.IsSupported)
        {
            for (var x = 0; x < count; x += 4)
            {
                for (var r = 0; r < Lanes; r += 4)
                {
                    var tile = source + x * Lanes + r;
                    var (t0, t1, t2, t3) = Transpose(Vector128.Load(tile), Vector128.Load(tile + Lanes), Vector128.Load(tile + 2 * Lanes), Vector128.Load(tile + 3 * Lanes));
                    t0.Store(rows[r] + x);
                    t1.Store(rows[r + 1] + x);
                    t2.Store(rows[r + 2] + x);
                    t3.Store(rows[r + 3] + x);
                }
            }

            return;
        }

        for (var r = 0; r < Lanes; r++)
        {
            var row = rows[r];
            for (var x = 0; x < count; x++)
                row[x] = source[x * Lanes + r];
        }
    }

    /// <summary>Rows of four become columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<float> T0, Vector128<float> T1, Vector128<float> T2, Vector128<float> T3) Transpose(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        var ab0 = Sse.UnpackLow(a, b);
        var ab1 = Sse.UnpackHigh(a, b);
        var cd0 = Sse.UnpackLow(c, d);
        var cd1 = Sse.UnpackHigh(c, d);
        return (Sse.MoveLowToHigh(ab0, cd0), Sse.MoveHighToLow(cd0, ab0), Sse.MoveLowToHigh(ab1, cd1), Sse.MoveHighToLow(cd1, ab1));
    }

    // Four rows of 16 become 16 groups of 4.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(float* row0, float* row1, float* row2, float* row3, float* target, int stride)
    {
        var (r0, r1, r2, r3) = Groups(Vector512.Load(row0), Vector512.Load(row1), Vector512.Load(row2), Vector512.Load(row3));
        Put(r0, target, stride);
        Put(r1, target + stride, stride);
        Put(r2, target + 2 * stride, stride);
        Put(r3, target + 3 * stride, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector512<float> groups, float* target, int stride)
    {
        Avx512F.ExtractVector128(groups, 0).Store(target);
        Avx512F.ExtractVector128(groups, 1).Store(target + 4 * stride);
        Avx512F.ExtractVector128(groups, 2).Store(target + 8 * stride);
        Avx512F.ExtractVector128(groups, 3).Store(target + 12 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4To(float* lanes, float** rows, int x)
    {
        var (r0, r1, r2, r3) = Groups(Vector512.Load(lanes), Vector512.Load(lanes + Lanes), Vector512.Load(lanes + 2 * Lanes), Vector512.Load(lanes + 3 * Lanes));
        PutRows(r0, rows, x);
        PutRows(r1, rows + 1, x);
        PutRows(r2, rows + 2, x);
        PutRows(r3, rows + 3, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutRows(Vector512<float> groups, float** rows, int x)
    {
        Avx512F.ExtractVector128(groups, 0).Store(rows[0] + x);
        Avx512F.ExtractVector128(groups, 1).Store(rows[4] + x);
        Avx512F.ExtractVector128(groups, 2).Store(rows[8] + x);
        Avx512F.ExtractVector128(groups, 3).Store(rows[12] + x);
    }

    // Group g of result n holds element 4 g + n of the four inputs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float>, Vector512<float>, Vector512<float>, Vector512<float>) Groups(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        var ab0 = Avx512F.UnpackLow(a, b).AsDouble();
        var ab1 = Avx512F.UnpackHigh(a, b).AsDouble();
        var cd0 = Avx512F.UnpackLow(c, d).AsDouble();
        var cd1 = Avx512F.UnpackHigh(c, d).AsDouble();
        return (
            Avx512F.UnpackLow(ab0, cd0).AsSingle(),
            Avx512F.UnpackHigh(ab0, cd0).AsSingle(),
            Avx512F.UnpackLow(ab1, cd1).AsSingle(),
            Avx512F.UnpackHigh(ab1, cd1).AsSingle());
    }
}
