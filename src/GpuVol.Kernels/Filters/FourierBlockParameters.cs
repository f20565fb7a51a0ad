namespace GpuVol.Kernels;

/// <summary>A block of a volume with what lies around it, for a convolution by Fourier transforms.</summary>
public struct FourierBlockParameters
{
    /// <summary>Voxels of the volume along i.</summary>
    public int SizeI;

    /// <summary>Voxels of the volume along j.</summary>
    public int SizeJ;

    /// <summary>Voxels of the volume along k.</summary>
    public int SizeK;

    /// <summary>Samples of the block along i, as many as are transformed.</summary>
    public int BlockI;

    /// <summary>Samples of the block along j.</summary>
    public int BlockJ;

    /// <summary>Samples of the block along k.</summary>
    public int BlockK;

    /// <summary>Of these, samples along i that results need; the others are 0.</summary>
    public int NeededI;

    /// <summary>As <see cref="NeededI"/>, along j.</summary>
    public int NeededJ;

    /// <summary>As <see cref="NeededI"/>, along k.</summary>
    public int NeededK;

    /// <summary>Position along i of the block's first sample in the volume; may lie outside.</summary>
    public int FirstI;

    /// <summary>As <see cref="FirstI"/>, along j.</summary>
    public int FirstJ;

    /// <summary>As <see cref="FirstI"/>, along k.</summary>
    public int FirstK;

    /// <summary>A number of <see cref="BorderModes"/>.</summary>
    public int Border;

    /// <summary>Value beyond the edge for <see cref="BorderModes.Constant"/>.</summary>
    public float BorderValue;
}
