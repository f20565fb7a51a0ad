namespace GpuVol.Kernels;

/// <summary>
/// B-spline resampling of stored voxels onto an axis-aligned grid, prefilter and interpolation, for devices that keep the coefficients of a
/// few slices only.
/// </summary>
/// <param name="Source">The stored voxels.</param>
/// <param name="Voxels">How they are stored.</param>
/// <param name="Rescale">Slope and intercept, one pair or one a slice.</param>
/// <param name="SizeI">Source voxels along i.</param>
/// <param name="SizeJ">Source voxels along j.</param>
/// <param name="SizeK">Source voxels along k.</param>
/// <param name="Pad">Margin that the border asks for, on every side.</param>
/// <param name="PadsConstant">True where the margin has the outside value, false where it repeats the edge.</param>
/// <param name="Passes">Passes of the prefilter along i, j, k, over the padded axes.</param>
/// <param name="Indices">Tables as <see cref="SplineKernels.ResampleSeparable"/> takes them, counted in padded voxels.</param>
/// <param name="Weights">Weights and coverages.</param>
/// <param name="Taps">Order + 1.</param>
/// <param name="Target">The float32 results.</param>
/// <param name="Parameters">Padded source size, target size and outside value.</param>
public readonly record struct SplineResamplingOperation(
    DeviceMemory Source,
    VoxelStorage Voxels,
    double[] Rescale,
    int SizeI,
    int SizeJ,
    int SizeK,
    int Pad,
    bool PadsConstant,
    SplinePass[][] Passes,
    int[] Indices,
    float[] Weights,
    int Taps,
    DeviceMemory Target,
    ResamplingParameters Parameters);
