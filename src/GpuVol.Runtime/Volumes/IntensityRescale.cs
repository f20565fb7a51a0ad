namespace GpuVol;

/// <summary>
/// How stored values become intensities: <c>value = Slope[k] · stored + Intercept[k]</c>, one pair for the whole volume (arrays of
/// length 1) or one for each slice k (DICOM modality rescale, NIfTI scl_slope and scl_inter).
/// </summary>
public sealed record IntensityRescale
{
    /// <summary>Creates a rescale; both arrays have the same length, 1 or the number of slices.</summary>
    /// <exception cref="ArgumentException">Lengths differ, or a number is not finite.</exception>
    public IntensityRescale(double[] slope, double[] intercept)
    {
        if (slope.Length != intercept.Length || slope.Length == 0)
            throw new ArgumentException($"IntensityRescale: {slope.Length} slopes but {intercept.Length} intercepts.");
        for (var k = 0; k < slope.Length; k++)
        {
            if (!double.IsFinite(slope[k]) || !double.IsFinite(intercept[k]))
                throw new ArgumentException($"IntensityRescale: slope[{k}] = {slope[k]}, intercept[{k}] = {intercept[k]}; both must be finite.");
        }

        // One pair is kept where all are the same, so that "uniform" is a property of the data and not of the file.
        var uniform = slope.All(s => s == slope[0]) && intercept.All(b => b == intercept[0]);
        Slope = uniform ? [slope[0]] : [.. slope];
        Intercept = uniform ? [intercept[0]] : [.. intercept];
    }

    /// <summary>Value = stored.</summary>
    public static IntensityRescale Identity { get; } = new([1.0], [0.0]);

    /// <summary>Slopes, one or one per slice.</summary>
    public IReadOnlyList<double> Slope { get; }

    /// <summary>Intercepts, one or one per slice.</summary>
    public IReadOnlyList<double> Intercept { get; }

    /// <summary>True where one pair serves the whole volume.</summary>
    public bool IsUniform => Slope.Count == 1;

    /// <summary>True where value = stored.</summary>
    public bool IsIdentity => IsUniform && Slope[0] == 1 && Intercept[0] == 0;

    /// <summary>The intensity of a stored value in slice <paramref name="k"/>.</summary>
    public double StoredToValue(double stored, int k) => IsUniform ? Slope[0] * stored + Intercept[0] : Slope[k] * stored + Intercept[k];
}
