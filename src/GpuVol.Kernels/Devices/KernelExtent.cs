using GpuVol.Kernels;

namespace GpuVol;

/// <summary>How many items a launch runs: an extent per axis, or groups of items.</summary>
public readonly record struct KernelExtent
{
    private KernelExtent(long x, long y, long z, int groupX, int groupY, int groupZ)
    {
        X = x;
        Y = y;
        Z = z;
        GroupX = groupX;
        GroupY = groupY;
        GroupZ = groupZ;
    }

    /// <summary>Items (or groups, for a grouped launch) along x.</summary>
    public long X { get; }

    /// <summary>Items or groups along y.</summary>
    public long Y { get; }

    /// <summary>Items or groups along z.</summary>
    public long Z { get; }

    /// <summary>Items of a group along x; 0 for a flat launch.</summary>
    public int GroupX { get; }

    /// <summary>Items of a group along y.</summary>
    public int GroupY { get; }

    /// <summary>Items of a group along z.</summary>
    public int GroupZ { get; }

    /// <summary>True for an explicitly grouped launch.</summary>
    public bool IsGrouped => GroupX > 0;

    /// <summary>True where nothing is to be run.</summary>
    public bool IsEmpty => X <= 0 || Y <= 0 || Z <= 0;

    /// <summary>A flat launch.</summary>
    public static implicit operator KernelExtent(Index1D extent) => new(extent.X, 1, 1, 0, 0, 0);

    /// <summary>A flat launch.</summary>
    public static implicit operator KernelExtent(LongIndex1D extent) => new(extent.X, 1, 1, 0, 0, 0);

    /// <summary>A flat launch.</summary>
    public static implicit operator KernelExtent(Index2D extent) => new(extent.X, extent.Y, 1, 0, 0, 0);

    /// <summary>A flat launch.</summary>
    public static implicit operator KernelExtent(Index3D extent) => new(extent.X, extent.Y, extent.Z, 0, 0, 0);

    /// <summary>A grouped launch of <paramref name="groups"/> groups with <paramref name="groupSize"/> items each.</summary>
    public static KernelExtent Grouped(Index3D groups, Index3D groupSize) =>
        new(groups.X, groups.Y, groups.Z, groupSize.X, groupSize.Y, groupSize.Z);

    /// <summary>A grouped launch along x.</summary>
    public static KernelExtent Grouped(int groups, int groupSize) => new(groups, 1, 1, groupSize, 1, 1);
}
