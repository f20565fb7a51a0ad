using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Morphology;

/// <summary>Binary erosion and dilation, a row at a time: the rows under the element are combined, each shifted by its offset.</summary>
internal static unsafe class BinaryMorphologyOverrides
{
    public static bool Step(CpuLaunch launch)
    {
        if (!Vector256.IsHardwareAccelerated)
            return false;
        var source = (nint)launch.View<byte>(0).Pointer;
        var target = (nint)launch.View<byte>(1).Pointer;
        var offsets = (nint)launch.View<int>(2).Pointer;
        var p = launch.Value<BinaryMorphologyParameters>(3);
        launch.Parallel((long)p.SizeJ * p.SizeK, (begin, end) =>
        {
            for (var row = begin; row < end; row++)
                Row((byte*)source, (byte*)target + (row * p.SizeI), (int*)offsets, (int)(row % p.SizeJ), (int)(row / p.SizeJ), p);
        });
        return true;
    }

    private static void Row(byte* source, byte* target, int* offsets, int j, int k, BinaryMorphologyParameters p)
    {
        var erode = p.Erode != 0;
        var decided = (byte)(erode ? 0 : 1);
        var border = (byte)p.BorderValue;
        var result = new Span<byte>(target, p.SizeI);
        result.Fill((byte)(1 - decided));
        for (var n = 0; n < p.Offsets; n++)
        {
            var di = offsets[3 * n];
            var nj = j + offsets[(3 * n) + 1];
            var nk = k + offsets[(3 * n) + 2];
            if (nj < 0 || nj >= p.SizeJ || nk < 0 || nk >= p.SizeK)
            {
                if (border == decided)
                {
                    result.Fill(decided);
                    return;
                }

                continue;
            }

            // Columns whose neighbour lies in the row; the others see the border.
            var first = Math.Clamp(-di, 0, p.SizeI);
            var last = Math.Clamp(p.SizeI - di, first, p.SizeI);
            if (border == decided)
            {
                result[..first].Fill(decided);
                result[last..].Fill(decided);
            }

            var shifted = source + ((long)p.SizeI * (nj + ((long)p.SizeJ * nk))) + di;
            var i = first;
            for (; i <= last - 32; i += 32)
            {
                var here = Vector256.Load(target + i);
                var there = Vector256.Load(shifted + i);
                (erode ? here & there : here | there).Store(target + i);
            }

            for (; i < last; i++)
                target[i] = (byte)(erode ? target[i] & shifted[i] : target[i] | shifted[i]);
        }
    }
}
