namespace GpuVol.Kernels;

/// <summary>Shape of a volume to be windowed, and the range of the result.</summary>
public struct WindowParameters
{
    /// <summary>Voxels along i.</summary>
    public int SizeI;

    /// <summary>Voxels along j.</summary>
    public int SizeJ;

    /// <summary>1 where slice k uses table entry k, 0 where all use entry 0.</summary>
    public int EntriesPerSlice;

    /// <summary>Least result; NaN becomes this.</summary>
    public float Low;

    /// <summary>Greatest result.</summary>
    public float High;
}
