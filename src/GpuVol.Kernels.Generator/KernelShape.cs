namespace GpuVol.Kernels.Generator;

/// <summary>What the first parameter of a kernel is; the names are those of the run-time enumeration.</summary>
internal enum KernelShape
{
    Flat1D,
    FlatLong1D,
    Flat2D,
    Flat3D,
    Grouped,
}
