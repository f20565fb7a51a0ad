using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu.Tomography;

/// <summary>Transposes blocks in registers.</summary>
internal static unsafe class Transposition
{
    /// <summary>16 x 16 floats; in registers, by rounds of interleaving.</summary>
    public static void Block16(float* source, long sourceStride, float* target, long targetStride)
    {
        if (!Avx512F.IsSupported)
        {
            for (var row = 0; row < 16; row += 8)
            {
                for (var column = 0; column < 16; column += 8)
                    Block8(source + row * sourceStride + column, sourceStride, target + column * targetStride + row, targetStride);
            }

            return;
        }

        for (var half = 0; half < 2; half++)
        {
            // Quarters of 128 bits: rows 4 r + s, columns 8 half + 4 h …; gathered so that a vector holds one column of all 16 rows.
            for (var quarter = 0; quarter < 2; quarter++)
            {
                var column = 8 * half + 4 * quarter;
                var r0 = Quad(source + column, sourceStride, 0);
                var r1 = Quad(source + column, sourceStride, 1);
                var r2 = Quad(source + column, sourceStride, 2);
                var r3 = Quad(source + column, sourceStride, 3);
                var t0 = Avx512F.UnpackLow(r0, r1);
                var t1 = Avx512F.UnpackHigh(r0, r1);
                var t2 = Avx512F.UnpackLow(r2, r3);
                var t3 = Avx512F.UnpackHigh(r2, r3);
                Avx512F.UnpackLow(t0.AsDouble(), t2.AsDouble()).AsSingle().Store(target + column * targetStride);
                Avx512F.UnpackHigh(t0.AsDouble(), t2.AsDouble()).AsSingle().Store(target + (column + 1) * targetStride);
                Avx512F.UnpackLow(t1.AsDouble(), t3.AsDouble()).AsSingle().Store(target + (column + 2) * targetStride);
                Avx512F.UnpackHigh(t1.AsDouble(), t3.AsDouble()).AsSingle().Store(target + (column + 3) * targetStride);
            }
        }
    }

    /// <summary>A part of such a block.</summary>
    public static void Part16(float* source, long sourceStride, float* target, long targetStride, int rows, int columns)
    {
        if (rows == 16 && columns == 16)
            Block16(source, sourceStride, target, targetStride);
        else
            Block(source, sourceStride, target, targetStride, rows, columns);
    }

    /// <summary><paramref name="rows"/> x <paramref name="columns"/> floats, one by one.</summary>
    public static void Block(float* source, long sourceStride, float* target, long targetStride, int rows, int columns)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                target[column * targetStride + row] = source[row * sourceStride + column];
        }
    }

    private static void Block8(float* source, long sourceStride, float* target, long targetStride)
    {
        if (!Avx.IsSupported)
        {
            Block(source, sourceStride, target, targetStride, 8, 8);
            return;
        }

        Fours(source, sourceStride, out var a0, out var a1, out var a2, out var a3);
        Fours(source + 4 * sourceStride, sourceStride, out var b0, out var b1, out var b2, out var b3);
        Avx.Permute2x128(a0, b0, 0x20).Store(target);
        Avx.Permute2x128(a1, b1, 0x20).Store(target + targetStride);
        Avx.Permute2x128(a2, b2, 0x20).Store(target + 2 * targetStride);
        Avx.Permute2x128(a3, b3, 0x20).Store(target + 3 * targetStride);
        Avx.Permute2x128(a0, b0, 0x31).Store(target + 4 * targetStride);
        Avx.Permute2x128(a1, b1, 0x31).Store(target + 5 * targetStride);
        Avx.Permute2x128(a2, b2, 0x31).Store(target + 6 * targetStride);
        Avx.Permute2x128(a3, b3, 0x31).Store(target + 7 * targetStride);
    }

    // Four rows: columns n and n + 4 of them in the halves of number n.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fours(float* source, long stride, out Vector256<float> c0, out Vector256<float> c1, out Vector256<float> c2, out Vector256<float> c3)
    {
        var (r0, r1) = (Vector256.Load(source), Vector256.Load(source + stride));
        var (r2, r3) = (Vector256.Load(source + 2 * stride), Vector256.Load(source + 3 * stride));
        var (low01, high01) = (Avx.UnpackLow(r0, r1), Avx.UnpackHigh(r0, r1));
        var (low23, high23) = (Avx.UnpackLow(r2, r3), Avx.UnpackHigh(r2, r3));
        c0 = Avx.Shuffle(low01, low23, 0x44);
        c1 = Avx.Shuffle(low01, low23, 0xEE);
        c2 = Avx.Shuffle(high01, high23, 0x44);
        c3 = Avx.Shuffle(high01, high23, 0xEE);
    }

    // Four columns of rows s, s + 4, s + 8, s + 12.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quad(float* source, long stride, int s) => Vector512.Create(
        Vector256.Create(Vector128.Load(source + s * stride), Vector128.Load(source + (s + 4) * stride)),
        Vector256.Create(Vector128.Load(source + (s + 8) * stride), Vector128.Load(source + (s + 12) * stride)));
}
