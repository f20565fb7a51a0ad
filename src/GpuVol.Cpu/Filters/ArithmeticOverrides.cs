using System.Numerics;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Vector code for <see cref="ArithmeticKernels"/>.</summary>
internal static unsafe class ArithmeticOverrides
{
    private const int SmallestRange = 1 << 14;

    public static bool Add(CpuLaunch launch)
    {
        var target = launch.View<float>(0).Pointer;
        var addend = launch.View<float>(1).Pointer;
        launch.Parallel(launch.Extent.X, (begin, end) =>
        {
            var v = begin;
            for (; v <= end - Vector<float>.Count; v += Vector<float>.Count)
                (Vector.Load(target + v) + Vector.Load(addend + v)).Store(target + v);
            for (; v < end; v++)
                target[v] += addend[v];
        }, SmallestRange);
        return true;
    }
}
