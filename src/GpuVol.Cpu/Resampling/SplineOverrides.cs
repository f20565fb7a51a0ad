using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>B-spline resampling on the CPU.</summary>
internal static class SplineOverrides
{
    // Rows of coefficients beyond this many would not fit the stack's flags.
    private const int MostRows = 1 << 17;

    /// <summary>The prefilter alone.</summary>
    public static bool Prefilter(CpuDevice device, SplinePrefilterOperation operation)
    {
        SplinePrefilter.Run(device, operation);
        return true;
    }

    /// <summary>False where a slice has more rows than the code provides for.</summary>
    public static bool Resample(CpuDevice device, SplineResamplingOperation operation) =>
        operation.Parameters.SourceJ <= MostRows && SplineResampling.Run(device, operation);
}
