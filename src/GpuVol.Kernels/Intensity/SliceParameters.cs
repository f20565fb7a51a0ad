namespace GpuVol.Kernels;

/// <summary>Shape of a volume whose voxels are transformed one by one, with one table entry for all slices or one for each.</summary>
public struct SliceParameters
{
    /// <summary>Voxels along i.</summary>
    public int SizeI;

    /// <summary>Voxels along j.</summary>
    public int SizeJ;

    /// <summary>1 where slice k uses table entry k, 0 where all use entry 0.</summary>
    public int EntriesPerSlice;
}
