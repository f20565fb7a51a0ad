namespace GpuVol.Kernels;

/// <summary>A backprojection of some views and rows of a cone-beam scan into some slices of a volume.</summary>
public struct ConeBackProjectionParameters
{
    /// <summary>Voxels along i.</summary>
    public int SizeI;

    /// <summary>Voxels along j.</summary>
    public int SizeJ;

    /// <summary>Slices that are made.</summary>
    public int SizeK;

    /// <summary>The slice of the whole volume with which they begin.</summary>
    public int FirstK;

    /// <summary>Detector columns.</summary>
    public int Columns;

    /// <summary>Detector rows that are there.</summary>
    public int Rows;

    /// <summary>The row of the whole detector with which they begin.</summary>
    public int FirstRow;

    /// <summary>Views.</summary>
    public int Views;

    /// <summary>1 adds to what the volume holds, 0 replaces it.</summary>
    public int Adds;
}
