namespace GpuVol.Kernels;

/// <summary>A whole Fourier transform, for devices that run its passes together.</summary>
/// <param name="Source">The numbers to transform, C order.</param>
/// <param name="SourceOffsetBytes">Where they begin.</param>
/// <param name="Target">Where the result goes; for complex transforms it may be the source itself.</param>
/// <param name="TargetOffsetBytes">Where the result begins.</param>
/// <param name="Description">What to do.</param>
public readonly record struct FourierOperation(DeviceMemory Source, long SourceOffsetBytes, DeviceMemory Target, long TargetOffsetBytes, FourierDescription Description);
