namespace GpuVol.Kernels;

/// <summary>A volume with a margin on every side.</summary>
public struct SplinePadParameters
{
    /// <summary>Source voxels along i.</summary>
    public int SourceI;

    /// <summary>Source voxels along j.</summary>
    public int SourceJ;

    /// <summary>Source voxels along k.</summary>
    public int SourceK;

    /// <summary>Voxels of margin at each end of each axis.</summary>
    public int Pad;

    /// <summary>1: the margin has <see cref="Value"/>; 0: it repeats the edge.</summary>
    public int IsConstant;

    /// <summary>Value of a constant margin.</summary>
    public float Value;
}
