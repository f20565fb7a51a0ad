using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Resampling on the CPU by <see cref="CoefficientRing"/>.</summary>
internal static class SplineOverrides
{
    // Rows of coefficients beyond this many would not fit the stack's flags.
    private const int MostRows = 1 << 17;

    /// <summary>Through an affine map.</summary>
    public static bool Affine(CpuDevice device, AffineResamplingOperation operation)
    {
        AffineResampling.Run(device, operation);
        return true;
    }

    /// <summary>Onto an axis-aligned grid; false where a slice has more rows than the code provides for.</summary>
    public static bool Separable(CpuDevice device, SplineResamplingOperation operation) =>
        operation.Parameters.SourceJ <= MostRows && SplineResampling.Run(device, operation);
}
