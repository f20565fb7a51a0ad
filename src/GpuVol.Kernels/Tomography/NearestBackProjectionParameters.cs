namespace GpuVol.Kernels;

/// <summary>A backprojection of sinograms that takes the nearest column, about an axis that meets the middle of a column.</summary>
public struct NearestBackProjectionParameters
{
    /// <summary>Pixels along i.</summary>
    public int SizeI;

    /// <summary>Pixels along j.</summary>
    public int SizeJ;

    /// <summary>Detector columns: numbers of one row of the sinogram.</summary>
    public int Columns;

    /// <summary>Views.</summary>
    public int Views;

    /// <summary>Column that the axis of rotation meets.</summary>
    public int AxisColumn;

    /// <summary>Where the axis lies along i, in pixels.</summary>
    public double AxisI;

    /// <summary>Where the axis lies along j, in pixels.</summary>
    public double AxisJ;
}
