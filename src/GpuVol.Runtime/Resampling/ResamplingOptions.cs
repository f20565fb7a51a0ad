namespace GpuVol;

/// <summary>How a resampling finds its values.</summary>
public sealed record ResamplingOptions
{
    /// <summary>Nearest, linear, or a B-spline of order 2 to 5. Not looked at for labels.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Linear;

    /// <summary>
    /// Values beyond the edge, with SciPy's meanings; null is ITK's rule: inside is [-0.5, n - 0.5) in voxels, where nearest and linear
    /// take the edge's value in the outer half voxel and splines the mirror image; beyond is <see cref="OutsideValue"/>.
    /// </summary>
    public Border? Border { get; init; }

    /// <summary>Value outside.</summary>
    public float OutsideValue { get; init; }

    /// <summary>
    /// Blurs by a Gaussian of <c>(step - 1) / 2</c> voxels along every source axis on which target voxels lie more than one voxel apart
    /// (mirrored at the edge), as scikit-image's <c>resize</c>. Off unless asked for.
    /// </summary>
    public bool Antialias { get; init; }

    /// <summary>Treats the volume as a label map: values are names and are never mixed.</summary>
    public LabelInterpolation Labels { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A choice that does not exist.</exception>
    internal void Check(string operation)
    {
        if (!Enum.IsDefined(Interpolation))
            throw new ArgumentOutOfRangeException(nameof(Interpolation), Interpolation, $"{operation}: no such interpolation. Use an order of 0 to 5.");
        if (Border is { } border && !Enum.IsDefined(border))
            throw new ArgumentOutOfRangeException(nameof(Border), border, $"{operation}: no such border. Use Reflect, Mirror, Nearest, Constant, Wrap, GridConstant or GridWrap.");
        if (!Enum.IsDefined(Labels))
            throw new ArgumentOutOfRangeException(nameof(Labels), Labels, $"{operation}: no such label interpolation. Use None, Nearest or Linear.");
        if (Labels != LabelInterpolation.None && Antialias)
            throw new ArgumentException($"{operation}: labels cannot be blurred. Leave out the antialiasing, or resample as intensities.");
    }
}
