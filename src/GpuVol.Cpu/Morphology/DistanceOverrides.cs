using GpuVol.Kernels;

namespace GpuVol.Cpu.Morphology;

/// <summary>The distance transform of a whole volume on the CPU.</summary>
internal static unsafe class DistanceOverrides
{
    /// <summary>False where there are more than 65 536 different labels, or without AVX2.</summary>
    public static bool Run(CpuDevice device, DistanceOperation operation)
    {
        var p = operation.Parameters;
        if (!CpuDistanceTransform.IsSupported || (p.EachValue != 0 && operation.IsFloat))
            return false;
        LabelCodes? codes = null;
        if (p.EachValue != 0 && operation.ElementBytes == sizeof(int))
        {
            codes = LabelCodes.Of((int*)operation.Source.Handle, (long)p.SizeI * p.SizeJ * p.SizeK, device.Parallel);
            if (codes is null)
                return false;
        }

        CpuDistanceTransform.Run((void*)operation.Source.Handle, operation.ElementBytes, operation.IsFloat, (float*)operation.Target.Handle, p, codes, device.Parallel);
        return true;
    }
}
