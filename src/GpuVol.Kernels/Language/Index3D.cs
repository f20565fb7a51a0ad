namespace GpuVol.Kernels;

/// <summary>A position in a three-dimensional launch; X varies fastest.</summary>
public readonly record struct Index3D(int X, int Y, int Z);
