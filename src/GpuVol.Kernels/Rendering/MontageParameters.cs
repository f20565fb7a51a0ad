namespace GpuVol.Kernels;

/// <summary>How the pixels of a panel lie in a slice of a volume.</summary>
public struct MontageParameters
{
    /// <summary>Element of the slice's voxel (0, 0).</summary>
    public long First;

    /// <summary>Elements from a voxel to its neighbour along the slice axis that runs to the right.</summary>
    public long StrideRight;

    /// <summary>Elements from a voxel to its neighbour along the slice axis that runs down.</summary>
    public long StrideDown;

    /// <summary>Voxels along the axis that runs to the right.</summary>
    public int SizeRight;

    /// <summary>Voxels along the axis that runs down.</summary>
    public int SizeDown;

    /// <summary>Voxel coordinate of the first pixel along the axis that runs to the right.</summary>
    public float StartRight;

    /// <summary>Voxels from a pixel to the one right of it; negative where the axis runs to the left.</summary>
    public float PixelRight;

    /// <summary>Voxel coordinate of the first pixel along the axis that runs down.</summary>
    public float StartDown;

    /// <summary>Voxels from a pixel to the one below it; negative where the axis runs up.</summary>
    public float PixelDown;

    /// <summary>Pixels of a panel along a row.</summary>
    public int PanelWidth;
}
