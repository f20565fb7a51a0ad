namespace GpuVol;

/// <summary>How a value between voxel centres is found: the number is the spline's order.</summary>
/// <remarks>From <see cref="Quadratic"/> on: interpolating B-splines, that is with the exact prefilter, as in SciPy.</remarks>
public enum Interpolation
{
    /// <summary>The nearest voxel; ties go up (order 0).</summary>
    Nearest,

    /// <summary>Trilinear (order 1).</summary>
    Linear,

    /// <summary>B-spline of order 2.</summary>
    Quadratic,

    /// <summary>Cubic B-spline (order 3).</summary>
    Cubic,

    /// <summary>B-spline of order 4.</summary>
    Quartic,

    /// <summary>B-spline of order 5.</summary>
    Quintic,
}
