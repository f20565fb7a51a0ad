namespace GpuVol;

/// <summary>How a convolution is computed.</summary>
public enum ConvolutionMethod
{
    /// <summary>What is quicker for the kernel; a volume with voxels that are not finite is always filtered directly.</summary>
    Auto,

    /// <summary>Weight by weight: the same bits on every device, and a NaN reaches as far as its window.</summary>
    Direct,

    /// <summary>By Fourier transforms of blocks: a cost that hardly depends on the kernel, an error of parts of the greatest voxel; a NaN or an infinity spoils its block.</summary>
    Fourier,
}
