namespace GpuVol.Kernels;

/// <summary>An affine map from target voxels to positions among the source's, and how to sample there.</summary>
public struct AffineParameters
{
    /// <summary>Source position along i per target step along i.</summary>
    public double II;

    /// <summary>Source position along i per target step along j.</summary>
    public double IJ;

    /// <summary>Source position along i per target step along k.</summary>
    public double IK;

    /// <summary>Source position along i of target voxel (0, 0, 0).</summary>
    public double I0;

    /// <summary>Source position along j per target step along i.</summary>
    public double JI;

    /// <summary>Source position along j per target step along j.</summary>
    public double JJ;

    /// <summary>Source position along j per target step along k.</summary>
    public double JK;

    /// <summary>Source position along j of target voxel (0, 0, 0).</summary>
    public double J0;

    /// <summary>Source position along k per target step along i.</summary>
    public double KI;

    /// <summary>Source position along k per target step along j.</summary>
    public double KJ;

    /// <summary>Source position along k per target step along k.</summary>
    public double KK;

    /// <summary>Source position along k of target voxel (0, 0, 0).</summary>
    public double K0;

    /// <summary>Source voxels along i.</summary>
    public int SourceI;

    /// <summary>Source voxels along j.</summary>
    public int SourceJ;

    /// <summary>Source voxels along k.</summary>
    public int SourceK;

    /// <summary>Target voxels along i.</summary>
    public int TargetI;

    /// <summary>Target voxels along j.</summary>
    public int TargetJ;

    /// <summary>Target slice that the launch's first one is.</summary>
    public int FirstK;

    /// <summary>One of <see cref="InterpolationBorders"/>.</summary>
    public int Border;

    /// <summary>Value outside the source.</summary>
    public float OutsideValue;

    /// <summary>Position along i of a target voxel, summed in SciPy's order: at an edge, or between two voxels, the last digit decides.</summary>
    public readonly double AlongI(double i, double j, double k) => IK * k + IJ * j + II * i + I0;

    /// <summary>Position along j of a target voxel, summed likewise.</summary>
    public readonly double AlongJ(double i, double j, double k) => JK * k + JJ * j + JI * i + J0;

    /// <summary>Position along k of a target voxel, summed likewise.</summary>
    public readonly double AlongK(double i, double j, double k) => KK * k + KJ * j + KI * i + K0;
}
