namespace GpuVol.Kernels;

/// <summary>A separable convolution along up to three axes; a radius of -1 leaves an axis unfiltered.</summary>
public struct SeparableConvolutionParameters
{
    /// <summary>Voxels along i.</summary>
    public int SizeI;

    /// <summary>Voxels along j.</summary>
    public int SizeJ;

    /// <summary>Voxels along k.</summary>
    public int SizeK;

    /// <summary>Samples on either side along i, or -1.</summary>
    public int RadiusI;

    /// <summary>Samples on either side along j, or -1.</summary>
    public int RadiusJ;

    /// <summary>Samples on either side along k, or -1.</summary>
    public int RadiusK;

    /// <summary>1 or -1 along i, as <see cref="ConvolutionParameters.Parity"/>.</summary>
    public int ParityI;

    /// <summary>1 or -1 along j.</summary>
    public int ParityJ;

    /// <summary>1 or -1 along k.</summary>
    public int ParityK;

    /// <summary>One of <see cref="BorderModes"/>.</summary>
    public int Border;

    /// <summary>Value beyond the edge for <see cref="BorderModes.Constant"/>.</summary>
    public float BorderValue;
}
