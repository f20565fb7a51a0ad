namespace GpuVol.Kernels;

/// <summary>
/// B-spline resampling of stored voxels onto an axis-aligned grid, prefilter and interpolation, for devices that keep the coefficients of a
/// few slices only.
/// </summary>
/// <param name="Prefilter">The coefficients.</param>
/// <param name="Indices">Tables as <see cref="SplineKernels.ResampleSeparable"/> takes them, counted in padded voxels.</param>
/// <param name="Weights">Weights and coverages.</param>
/// <param name="Taps">Order + 1.</param>
/// <param name="Target">The float32 results.</param>
/// <param name="Parameters">Padded source size, target size and outside value.</param>
public readonly record struct SplineResamplingOperation(
    SplinePrefilter Prefilter,
    int[] Indices,
    float[] Weights,
    int Taps,
    DeviceMemory Target,
    ResamplingParameters Parameters);
