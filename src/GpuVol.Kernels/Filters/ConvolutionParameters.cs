namespace GpuVol.Kernels;

/// <summary>One pass of a separable convolution.</summary>
public struct ConvolutionParameters
{
    /// <summary>Voxels along i.</summary>
    public int SizeI;

    /// <summary>Voxels along j.</summary>
    public int SizeJ;

    /// <summary>Voxels along k.</summary>
    public int SizeK;

    /// <summary>0 (i), 1 (j) or 2 (k).</summary>
    public int Axis;

    /// <summary>Samples on either side of the centre.</summary>
    public int Radius;

    /// <summary>1 for an even kernel, w(-d) = w(d); -1 for an odd one, w(-d) = -w(d) (as a correlation weight of the sample at +d).</summary>
    public int Parity;

    /// <summary>One of <see cref="BorderModes"/>.</summary>
    public int Border;

    /// <summary>Value beyond the edge for <see cref="BorderModes.Constant"/>.</summary>
    public float BorderValue;
}
