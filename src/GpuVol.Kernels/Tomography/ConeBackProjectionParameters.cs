namespace GpuVol.Kernels;

/// <summary>A backprojection of cone-beam projections.</summary>
public struct ConeBackProjectionParameters
{
    /// <summary>Voxels along i.</summary>
    public int SizeI;

    /// <summary>Voxels along j.</summary>
    public int SizeJ;

    /// <summary>Voxels along k.</summary>
    public int SizeK;

    /// <summary>Detector columns.</summary>
    public int Columns;

    /// <summary>Detector rows.</summary>
    public int Rows;

    /// <summary>Views.</summary>
    public int Views;

    /// <summary>Factor of the sum.</summary>
    public float Scale;
}
