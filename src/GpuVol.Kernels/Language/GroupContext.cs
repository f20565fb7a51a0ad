namespace GpuVol.Kernels;

/// <summary>
/// Where a grouped kernel's item stands while the CPU device runs it: what <see cref="Grid"/>, <see cref="Group"/> and
/// <see cref="SharedMemory"/> read. One per thread; the CPU device's executor sets it, kernels never see it.
/// </summary>
public sealed class GroupContext
{
    [ThreadStatic]
    private static GroupContext? _current;

    private int _sharedAllocations;

    /// <summary>Makes the context of one item after the other in groups of <paramref name="groupDim"/> items.</summary>
    /// <param name="gridDim">Number of groups along each axis.</param>
    /// <param name="groupDim">Number of items of a group along each axis.</param>
    /// <param name="shared">The memory that the items of a group share.</param>
    /// <param name="barrier">Waits for the other items of the group.</param>
    public GroupContext(Index3D gridDim, Index3D groupDim, GroupSharedMemory shared, Action barrier)
    {
        GridDim = gridDim;
        GroupDim = groupDim;
        Shared = shared;
        BarrierAction = barrier;
    }

    /// <summary>Number of groups along each axis.</summary>
    public Index3D GridDim { get; }

    /// <summary>Number of items of a group along each axis.</summary>
    public Index3D GroupDim { get; }

    /// <summary>The group that the item belongs to.</summary>
    public Index3D GridIdx { get; private set; }

    /// <summary>The item within its group.</summary>
    public Index3D GroupIdx { get; private set; }

    internal GroupSharedMemory Shared { get; }

    internal Action BarrierAction { get; }

    internal static GroupContext Current => _current
        ?? throw new InvalidOperationException("Grid, Group and SharedMemory work only inside a grouped kernel that a device runs; launch the kernel with KernelExtent.Grouped.");

    /// <summary>Makes this the context of the calling thread, or clears it with null.</summary>
    public static void SetCurrent(GroupContext? context) => _current = context;

    /// <summary>Moves on to another item.</summary>
    public void MoveTo(Index3D gridIdx, Index3D groupIdx)
    {
        GridIdx = gridIdx;
        GroupIdx = groupIdx;
        _sharedAllocations = 0;
    }

    internal ArrayView<T> AllocateShared<T>(int length)
        where T : unmanaged => Shared.Get<T>(_sharedAllocations++, length);
}
