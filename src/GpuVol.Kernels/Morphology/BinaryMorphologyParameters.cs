namespace GpuVol.Kernels;

/// <summary>Shape and options of one step of binary morphology.</summary>
public struct BinaryMorphologyParameters
{
    /// <summary>Voxels along i.</summary>
    public int SizeI;

    /// <summary>Voxels along j.</summary>
    public int SizeJ;

    /// <summary>Voxels along k.</summary>
    public int SizeK;

    /// <summary>Voxels of the structuring element; the table has three ints for each: its offset along i, j, k.</summary>
    public int Offsets;

    /// <summary>1 for an erosion (all neighbours are set), 0 for a dilation (any is).</summary>
    public int Erode;

    /// <summary>0 or 1: what is beyond the volume.</summary>
    public int BorderValue;
}
