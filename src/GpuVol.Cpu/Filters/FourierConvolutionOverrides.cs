using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Vector code for <see cref="FourierConvolutionKernels"/>: whole rows at a time, with the bits of the plain kernels.</summary>
internal static unsafe class FourierConvolutionOverrides
{
    private const int SmallestRange = 1 << 14;

    public static bool Pad(CpuLaunch launch)
    {
        var source = launch.View<float>(0).Pointer;
        var block = launch.View<float>(1).Pointer;
        var notFinite = launch.View<int>(2).Pointer;
        var p = launch.Value<FourierBlockParameters>(3);
        launch.Parallel((long)p.BlockJ * p.BlockK, (begin, end) =>
        {
            for (var row = begin; row < end; row++)
            {
                var (y, z) = ((int)(row % p.BlockJ), (int)(row / p.BlockJ));
                if (!PadRow(source, block + (row * p.BlockI), y, z, p))
                    Volatile.Write(ref *notFinite, 1);
            }
        }, 16);
        return true;
    }

    public static bool MultiplyConjugate(CpuLaunch launch)
    {
        if (!Vector256.IsHardwareAccelerated)
            return false;
        var spectrum = (float*)launch.View<Float2>(0).Pointer;
        var kernel = (float*)launch.View<Float2>(1).Pointer;
        launch.Parallel(launch.Extent.X, (begin, end) =>
        {
            var signs = Vector256.Create(1f, -1, 1, -1, 1, -1, 1, -1);
            var n = 2 * begin;
            for (; n <= (2 * end) - 8; n += 8)
            {
                var (a, b) = (Vector256.Load(spectrum + n), Vector256.Load(kernel + n));
                var real = Vector256.Shuffle(b, Vector256.Create(0, 0, 2, 2, 4, 4, 6, 6));
                var imaginary = Vector256.Shuffle(b, Vector256.Create(1, 1, 3, 3, 5, 5, 7, 7));
                var swapped = Vector256.Shuffle(a, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));
                ((a * real) + (swapped * imaginary * signs)).Store(spectrum + n);
            }

            for (; n < 2 * end; n += 2)
            {
                var (a, b, c, d) = (spectrum[n], spectrum[n + 1], kernel[n], kernel[n + 1]);
                spectrum[n] = (a * c) + (b * d);
                spectrum[n + 1] = (b * c) - (a * d);
            }
        }, SmallestRange);
        return true;
    }

    public static bool Take(CpuLaunch launch)
    {
        var block = launch.View<float>(0).Pointer;
        var target = launch.View<float>(1).Pointer;
        var p = launch.Value<FourierBlockParameters>(2);
        launch.Parallel((long)p.SizeJ * launch.Extent.Z, (begin, end) =>
        {
            for (var row = begin; row < end; row++)
                StreamingStores.Copy(block + (p.BlockI * ((row % p.SizeJ) + (p.BlockJ * (row / p.SizeJ)))), target + (row * p.SizeI), p.SizeI);
            StreamingStores.Fence();
        }, 16);
        return true;
    }

    // False where a sample is not finite.
    private static bool PadRow(float* source, float* row, int y, int z, in FourierBlockParameters p)
    {
        if (y >= p.NeededJ || z >= p.NeededK)
        {
            new Span<float>(row, p.BlockI).Clear();
            return true;
        }

        var j = BorderModes.SampleIndex(y + p.FirstJ, p.SizeJ, p.Border);
        var k = BorderModes.SampleIndex(z + p.FirstK, p.SizeK, p.Border);
        if (j < 0 || k < 0)
        {
            new Span<float>(row, p.NeededI).Fill(p.BorderValue);
        }
        else
        {
            var line = source + (p.SizeI * (j + ((long)p.SizeJ * k)));
            var first = Math.Clamp(-p.FirstI, 0, p.NeededI);
            var last = Math.Clamp(p.SizeI - p.FirstI, first, p.NeededI);
            Unsafe.CopyBlockUnaligned(row + first, line + first + p.FirstI, (uint)(last - first) * sizeof(float));
            for (var x = 0; x < first; x++)
                row[x] = Beyond(line, x, p);
            for (var x = last; x < p.NeededI; x++)
                row[x] = Beyond(line, x, p);
        }

        new Span<float>(row + p.NeededI, p.BlockI - p.NeededI).Clear();

        // 0 times what is not finite is NaN.
        var zero = Vector<float>.Zero;
        var n = 0;
        for (; n <= p.NeededI - Vector<float>.Count; n += Vector<float>.Count)
            zero += Vector.Load(row + n) * Vector<float>.Zero;
        var rest = 0f;
        for (; n < p.NeededI; n++)
            rest += row[n] * 0f;
        return Vector.EqualsAll(zero, Vector<float>.Zero) && rest == 0;
    }

    private static float Beyond(float* line, int x, in FourierBlockParameters p)
    {
        var i = BorderModes.SampleIndex(x + p.FirstI, p.SizeI, p.Border);
        return i < 0 ? p.BorderValue : line[i];
    }
}
