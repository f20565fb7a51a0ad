namespace GpuVol.Kernels;

/// <summary>A filter over [x - n / 2, x - n / 2 + n - 1] along one axis.</summary>
public struct AxisWindowParameters
{
    /// <summary>Voxels along i.</summary>
    public int SizeI;

    /// <summary>Voxels along j.</summary>
    public int SizeJ;

    /// <summary>Slices of the source.</summary>
    public int SizeK;

    /// <summary>Slice of the source that slice 0 of the target belongs to.</summary>
    public int FirstSlice;

    /// <summary>0 (i), 1 (j) or 2 (k).</summary>
    public int Axis;

    /// <summary>Voxels of the window.</summary>
    public int Window;

    /// <summary>1 / Window, the factor of a mean; made on the host, because devices divide float32 with different errors.</summary>
    public float Scale;

    /// <summary>One of <see cref="BorderModes"/>.</summary>
    public int Border;

    /// <summary>Value beyond the edge for <see cref="BorderModes.Constant"/>.</summary>
    public float BorderValue;
}
