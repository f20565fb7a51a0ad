namespace GpuVol.Kernels;

/// <summary>The groups of an explicitly grouped launch: which one this item belongs to, and how many there are.</summary>
public static class Grid
{
    /// <summary>Index of the group along x.</summary>
    public static int IdxX => GroupContext.Current.GridIdx.X;

    /// <summary>Index of the group along y.</summary>
    public static int IdxY => GroupContext.Current.GridIdx.Y;

    /// <summary>Index of the group along z.</summary>
    public static int IdxZ => GroupContext.Current.GridIdx.Z;

    /// <summary>Number of groups along x.</summary>
    public static int DimX => GroupContext.Current.GridDim.X;

    /// <summary>Number of groups along y.</summary>
    public static int DimY => GroupContext.Current.GridDim.Y;

    /// <summary>Number of groups along z.</summary>
    public static int DimZ => GroupContext.Current.GridDim.Z;
}
