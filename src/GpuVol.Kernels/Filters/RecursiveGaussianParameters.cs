namespace GpuVol.Kernels;

/// <summary>A recursive Gaussian along one axis of a volume, line by line.</summary>
public struct RecursiveGaussianParameters
{
    /// <summary>Voxels of a line.</summary>
    public int Count;

    /// <summary>Voxels between neighbours of a line.</summary>
    public long Stride;

    /// <summary>Lines of a launch: positions X.</summary>
    public int LinesX;

    /// <summary>Lines of a launch: positions Y.</summary>
    public int LinesY;

    /// <summary>The first position Y of this launch.</summary>
    public int FirstY;

    /// <summary>Voxels between lines along X.</summary>
    public long StrideX;

    /// <summary>Voxels between lines along Y.</summary>
    public long StrideY;

    /// <summary>Samples beyond each end that the recursion starts from; 0 where it starts from a constant.</summary>
    public int Lead;

    /// <summary>One of <see cref="BorderModes"/>.</summary>
    public int Border;

    /// <summary>Value beyond the edge for <see cref="BorderModes.Constant"/>.</summary>
    public float BorderValue;
}
