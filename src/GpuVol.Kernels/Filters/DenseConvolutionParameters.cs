namespace GpuVol.Kernels;

/// <summary>Sizes of a dense correlation.</summary>
public struct DenseConvolutionParameters
{
    /// <summary>Voxels along i.</summary>
    public int SizeI;

    /// <summary>Voxels along j.</summary>
    public int SizeJ;

    /// <summary>Voxels along k.</summary>
    public int SizeK;

    /// <summary>Weights along i.</summary>
    public int KernelI;

    /// <summary>Weights along j.</summary>
    public int KernelJ;

    /// <summary>Weights along k.</summary>
    public int KernelK;

    /// <summary>The first weight meets the sample this far before the output voxel along i.</summary>
    public int BeforeI;

    /// <summary>As <see cref="BeforeI"/>, along j.</summary>
    public int BeforeJ;

    /// <summary>As <see cref="BeforeI"/>, along k.</summary>
    public int BeforeK;

    /// <summary>A number of <see cref="BorderModes"/>.</summary>
    public int Border;

    /// <summary>Value beyond the edge for <see cref="BorderModes.Constant"/>.</summary>
    public float BorderValue;
}
