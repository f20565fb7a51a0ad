namespace GpuVol.Kernels;

/// <summary>A whole distance transform, for devices that run its passes together.</summary>
/// <param name="Source">The mask or the labels, from their first voxel on.</param>
/// <param name="ElementBytes">Bytes of a voxel of <paramref name="Source"/>.</param>
/// <param name="IsFloat">True for float32 voxels, false for integers.</param>
/// <param name="Target">The float32 results.</param>
/// <param name="Parameters">Shape, weights and options.</param>
public readonly record struct DistanceOperation(DeviceMemory Source, int ElementBytes, bool IsFloat, DeviceMemory Target, DistanceParameters Parameters);
