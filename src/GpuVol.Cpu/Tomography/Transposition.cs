using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu.Tomography;

/// <summary>Transposes blocks in registers.</summary>
internal static unsafe class Transposition
{
    /// <summary>16 x 16 floats; with AVX-512 in registers, by four rounds of interleaving.</summary>
    public static void Block16(float* source, long sourceStride, float* target, long targetStride)
    {
        if (!Avx512F.IsSupported)
        {
            Block(source, sourceStride, target, targetStride, 16, 16);
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

    // Four columns of rows s, s + 4, s + 8, s + 12.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quad(float* source, long stride, int s) => Vector512.Create(
        Vector256.Create(Vector128.Load(source + s * stride), Vector128.Load(source + (s + 4) * stride)),
        Vector256.Create(Vector128.Load(source + (s + 8) * stride), Vector128.Load(source + (s + 12) * stride)));
}
