namespace GpuVol;

/// <summary>How a backprojection reads between detector columns.</summary>
public enum DetectorInterpolation
{
    /// <summary>The nearest column, halves down.</summary>
    Nearest,

    /// <summary>Linear.</summary>
    Linear,

    /// <summary>A cubic spline through the row with not-a-knot ends, as SciPy's <c>interp1d(kind="cubic")</c>.</summary>
    Cubic,
}
