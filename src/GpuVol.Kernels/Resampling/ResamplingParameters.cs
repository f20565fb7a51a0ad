namespace GpuVol.Kernels;

/// <summary>Sizes of a resampling onto an axis-aligned grid.</summary>
public struct ResamplingParameters
{
    /// <summary>Source voxels along i.</summary>
    public int SourceI;

    /// <summary>Source voxels along j.</summary>
    public int SourceJ;

    /// <summary>Target voxels along i.</summary>
    public int TargetI;

    /// <summary>Target voxels along j.</summary>
    public int TargetJ;

    /// <summary>Target voxels along k.</summary>
    public int TargetK;

    /// <summary>Value outside the source.</summary>
    public float OutsideValue;
}
