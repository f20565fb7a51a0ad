namespace GpuVol.Kernels;

/// <summary>
/// Nearest-neighbour or linear resampling of stored voxels onto an axis-aligned grid, for devices that turn them into intensities as they go.
/// </summary>
/// <param name="Source">The stored voxels.</param>
/// <param name="Voxels">How they are stored.</param>
/// <param name="Rescale">Slope and intercept, one pair or one a slice.</param>
/// <param name="Indices">Tables as <see cref="ResamplingKernels"/> takes them.</param>
/// <param name="Weights">Weights and coverages; null for nearest neighbours.</param>
/// <param name="Target">The float32 results.</param>
/// <param name="Parameters">Sizes and outside value.</param>
public readonly record struct TableResamplingOperation(
    DeviceMemory Source,
    VoxelStorage Voxels,
    double[] Rescale,
    int[] Indices,
    float[]? Weights,
    DeviceMemory Target,
    ResamplingParameters Parameters);
