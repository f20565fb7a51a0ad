namespace GpuVol.Kernels;

/// <summary>A position in a two-dimensional launch; X varies fastest.</summary>
public readonly record struct Index2D(int X, int Y);
