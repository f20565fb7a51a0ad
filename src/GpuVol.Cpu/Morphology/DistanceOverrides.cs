using GpuVol.Kernels;

namespace GpuVol.Cpu.Morphology;

/// <summary>The distance transform of a whole volume on the CPU.</summary>
internal static unsafe class DistanceOverrides
{
    /// <summary>False where labels are wider than 16 bits, or without AVX2.</summary>
    public static bool Run(CpuDevice device, DistanceOperation operation)
    {
        var p = operation.Parameters;
        if (!CpuDistanceTransform.IsSupported || (p.EachValue != 0 && (operation.ElementBytes > 2 || operation.IsFloat)))
            return false;
        CpuDistanceTransform.Run((void*)operation.Source.Handle, operation.ElementBytes, operation.IsFloat, (float*)operation.Target.Handle, p, device.Parallel);
        return true;
    }
}
