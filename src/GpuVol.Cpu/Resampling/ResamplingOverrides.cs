using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Vector code for <see cref="ResamplingKernels"/>, which takes voxels as they are stored.</summary>
internal static unsafe class ResamplingOverrides
{
    // Few enough ranges that a range's first row, which finds nothing interpolated yet, does not count.
    private const int FewestRows = 16;

    public static bool Run(CpuDevice device, TableResamplingOperation operation)
    {
        fixed (int* indices = operation.Indices)
        fixed (float* weights = operation.Weights)
        {
            var source = new StoredRows((void*)operation.Source.Handle, operation.Voxels, operation.Rescale);
            var target = (float*)operation.Target.Handle;
            var p = operation.Parameters;
            using var columns = new ColumnBlocks(indices, weights, p.TargetI, p.SourceI);
            if (weights is null)
            {
                var plan = new NearestResampling(source, target, indices, p, columns);
                device.Parallel((long)p.TargetJ * p.TargetK, plan.Run, FewestRows);
            }
            else
            {
                var plan = new LinearResampling(source, target, indices, weights, p, columns);
                device.Parallel(plan.Count, plan.Run, Math.Max(1, FewestRows / plan.BandRows));
            }

            return true;
        }
    }
}
