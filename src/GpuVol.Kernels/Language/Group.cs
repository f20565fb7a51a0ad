namespace GpuVol.Kernels;

/// <summary>The items of one group of an explicitly grouped launch; they share memory and can wait for each other.</summary>
public static class Group
{
    /// <summary>Index of the item in its group along x.</summary>
    public static int IdxX => GroupContext.Current.GroupIdx.X;

    /// <summary>Index of the item in its group along y.</summary>
    public static int IdxY => GroupContext.Current.GroupIdx.Y;

    /// <summary>Index of the item in its group along z.</summary>
    public static int IdxZ => GroupContext.Current.GroupIdx.Z;

    /// <summary>Items of a group along x.</summary>
    public static int DimX => GroupContext.Current.GroupDim.X;

    /// <summary>Items of a group along y.</summary>
    public static int DimY => GroupContext.Current.GroupDim.Y;

    /// <summary>Items of a group along z.</summary>
    public static int DimZ => GroupContext.Current.GroupDim.Z;

    /// <summary>Waits until every item of the group is here; what they wrote to shared and device memory before is then visible to all of them.</summary>
    /// <remarks>Every item of the group must come to the same barriers: none inside a branch that only some of them take, none after an early return.</remarks>
    public static void Barrier() => GroupContext.Current.BarrierAction();
}
