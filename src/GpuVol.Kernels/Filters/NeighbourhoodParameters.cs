namespace GpuVol.Kernels;

/// <summary>A filter over a box around each voxel: [x - n / 2, x - n / 2 + n - 1] along an axis with n voxels.</summary>
public struct NeighbourhoodParameters
{
    /// <summary>Voxels along i.</summary>
    public int SizeI;

    /// <summary>Voxels along j.</summary>
    public int SizeJ;

    /// <summary>Voxels along k.</summary>
    public int SizeK;

    /// <summary>Voxels of the window along i.</summary>
    public int WindowI;

    /// <summary>Voxels of the window along j.</summary>
    public int WindowJ;

    /// <summary>Voxels of the window along k.</summary>
    public int WindowK;

    /// <summary>1 where a footprint chooses among the window's voxels, 0 where all count.</summary>
    public int UsesFootprint;

    /// <summary>Rank in the sorted window, from 0.</summary>
    public int Rank;

    /// <summary>One of <see cref="BorderModes"/>.</summary>
    public int Border;

    /// <summary>Value beyond the edge for <see cref="BorderModes.Constant"/>, as stored.</summary>
    public float BorderValue;

    /// <summary>Intensity = Slope * stored + Intercept.</summary>
    public double Slope;

    /// <summary>Intensity = Slope * stored + Intercept.</summary>
    public double Intercept;
}
