namespace GpuVol;

/// <summary>How label maps are resampled.</summary>
public enum LabelInterpolation
{
    /// <summary>Not a label map.</summary>
    None,

    /// <summary>The nearest voxel's label; ties go up.</summary>
    Nearest,

    /// <summary>
    /// The label whose mask, interpolated linearly, is greatest; of equal ones the least. The same as one linear interpolation a label
    /// and the argmax of them, without a volume a label.
    /// </summary>
    Linear,
}
