namespace GpuVol.Kernels;

/// <summary>How B-spline coefficients are made from stored voxels: rescale, margin, prefilter. Without passes the coefficients are the intensities.</summary>
/// <param name="Source">The stored voxels.</param>
/// <param name="Voxels">How they are stored.</param>
/// <param name="Rescale">Slope and intercept, one pair or one a slice.</param>
/// <param name="SizeI">Source voxels along i.</param>
/// <param name="SizeJ">Source voxels along j.</param>
/// <param name="SizeK">Source voxels along k.</param>
/// <param name="Pad">Margin that the border asks for, on every side.</param>
/// <param name="PadsConstant">True where the margin has <paramref name="PadValue"/>, false where it repeats the edge.</param>
/// <param name="PadValue">Value of a constant margin.</param>
/// <param name="Passes">Passes of the prefilter along i, j, k, over the padded axes.</param>
public readonly record struct SplinePrefilter(
    DeviceMemory Source,
    VoxelStorage Voxels,
    double[] Rescale,
    int SizeI,
    int SizeJ,
    int SizeK,
    int Pad,
    bool PadsConstant,
    float PadValue,
    SplinePass[][] Passes)
{
    /// <summary>Padded voxels along i.</summary>
    public int Width => SizeI + 2 * Pad;

    /// <summary>Padded voxels along j.</summary>
    public int Height => SizeJ + 2 * Pad;

    /// <summary>Padded voxels along k.</summary>
    public int Depth => SizeK + 2 * Pad;
}
