using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Vector code for <see cref="ResamplingKernels"/>.</summary>
internal static unsafe class ResamplingOverrides
{
    // Few enough ranges that a range's first row, which finds nothing interpolated yet, does not count.
    private const int FewestRows = 16;

    public static bool ResampleLinear(CpuLaunch launch)
    {
        var p = launch.Value<ResamplingParameters>(4);
        var indices = launch.View<int>(2).Pointer;
        var weights = launch.View<float>(3).Pointer;
        var columns = new ColumnBlocks(indices, weights, p.TargetI, p.SourceI);
        try
        {
            var plan = new LinearResampling(launch.View<float>(0).Pointer, launch.View<float>(1).Pointer, indices, weights, p, columns);
            launch.Parallel(plan.Count, plan.Run, Math.Max(1, FewestRows / plan.BandRows));
            return true;
        }
        finally
        {
            columns.Release();
        }
    }

    public static bool ResampleNearest(CpuLaunch launch)
    {
        var p = launch.Value<ResamplingParameters>(3);
        var indices = launch.View<int>(2).Pointer;
        var columns = new ColumnBlocks(indices, null, p.TargetI, p.SourceI);
        try
        {
            var plan = new NearestResampling(launch.View<float>(0).Pointer, launch.View<float>(1).Pointer, indices, p, columns);
            launch.Parallel((long)p.TargetJ * p.TargetK, plan.Run, FewestRows);
            return true;
        }
        finally
        {
            columns.Release();
        }
    }
}
