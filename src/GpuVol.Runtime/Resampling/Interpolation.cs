namespace GpuVol;

/// <summary>How a value between voxel centres is found.</summary>
public enum Interpolation
{
    /// <summary>The nearest voxel; ties go up (order 0).</summary>
    Nearest,

    /// <summary>Trilinear (order 1).</summary>
    Linear,
}
