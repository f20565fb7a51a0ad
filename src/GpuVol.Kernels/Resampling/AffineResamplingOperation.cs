namespace GpuVol.Kernels;

/// <summary>
/// Resampling of stored voxels through an affine map, prefilter and interpolation, for devices that keep the coefficients of a few slices only.
/// </summary>
/// <param name="Prefilter">The coefficients.</param>
/// <param name="Parameters">Map and sizes as <see cref="AffineKernels.Resample"/> takes them, counted in padded voxels.</param>
/// <param name="Order">Order of the spline, 0 to 5.</param>
/// <param name="Target">The float32 results.</param>
/// <param name="TargetK">Target voxels along k.</param>
public readonly record struct AffineResamplingOperation(
    SplinePrefilter Prefilter,
    AffineParameters Parameters,
    int Order,
    DeviceMemory Target,
    int TargetK);
