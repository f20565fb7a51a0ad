namespace GpuVol.Kernels;

/// <summary>A projection of a volume, or of a stack of slices.</summary>
public struct ProjectorParameters
{
    /// <summary>Voxels along i.</summary>
    public int SizeI;

    /// <summary>Voxels along j.</summary>
    public int SizeJ;

    /// <summary>Voxels along k; slices of a stack.</summary>
    public int SizeK;

    /// <summary>Detector columns.</summary>
    public int Columns;

    /// <summary>Detector rows; 1 in a stack.</summary>
    public int Rows;

    /// <summary>Views of the data.</summary>
    public int Views;

    /// <summary>Views that are projected now: entries of the tables.</summary>
    public int SubsetViews;

    /// <summary>1 where rays start in a point, 0 where they are parallel.</summary>
    public int Divergent;

    /// <summary>Voxel spacing along i in mm.</summary>
    public float SpacingI;

    /// <summary>Voxel spacing along j in mm.</summary>
    public float SpacingJ;

    /// <summary>Voxel spacing along k in mm.</summary>
    public float SpacingK;

    /// <summary>Factor of an update.</summary>
    public float Relaxation;

    /// <summary>Least value after an update.</summary>
    public float Minimum;

    /// <summary>Greatest value after an update.</summary>
    public float Maximum;

    /// <summary>A voxel after an update with the sum and the weights of the rays that meet it.</summary>
    public readonly float Corrected(float value, float sum, float weights)
    {
        if (!(weights > 0))
            return value;
        return XMath.Min(XMath.Max(XMath.Fma(Relaxation, sum / weights, value), Minimum), Maximum);
    }
}
