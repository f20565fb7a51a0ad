namespace GpuVol.Kernels;

/// <summary>What a Sobel filter computes.</summary>
public struct SobelParameters
{
    /// <summary>Voxels along i.</summary>
    public int SizeI;

    /// <summary>Voxels along j.</summary>
    public int SizeJ;

    /// <summary>Voxels along k.</summary>
    public int SizeK;

    /// <summary>0, 1, 2: the derivative along i, j, k; 3: the magnitude of the three.</summary>
    public int Axis;

    /// <summary>A number of <see cref="BorderModes"/>.</summary>
    public int Border;

    /// <summary>Value beyond the edge for <see cref="BorderModes.Constant"/>.</summary>
    public float BorderValue;

    /// <summary>Factor of the derivative along i.</summary>
    public float ScaleI;

    /// <summary>Factor of the derivative along j.</summary>
    public float ScaleJ;

    /// <summary>Factor of the derivative along k.</summary>
    public float ScaleK;
}
