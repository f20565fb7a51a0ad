namespace GpuVol.Kernels;

/// <summary>A backprojection of sinograms, slice by slice.</summary>
public struct PlanarBackProjectionParameters
{
    /// <summary>Pixels along i.</summary>
    public int SizeI;

    /// <summary>Pixels along j.</summary>
    public int SizeJ;

    /// <summary>Slices.</summary>
    public int Slices;

    /// <summary>Detector columns: numbers of one row of the sinogram.</summary>
    public int Columns;

    /// <summary>Views.</summary>
    public int Views;

    /// <summary>0: nearest column (halves down, as SciPy's <c>interp1d</c>); 1: linear; 2: cubic spline, whose coefficients the rows hold (two more than columns).</summary>
    public int Interpolation;

    /// <summary>1: nothing is added beyond the centres of the outer columns, as in scikit-image; 0: the data go on as zeros, so that linear interpolation fades out over one column.</summary>
    public int HardEdge;

    /// <summary>Factor of the sum.</summary>
    public float Scale;
}
