namespace GpuVol.Kernels;

/// <summary>The shared memory of one group on the CPU device: the n-th allocation of every item is the same block.</summary>
public sealed class GroupSharedMemory
{
    private const int AlignmentBytes = 64;
    private readonly Lock _gate = new();
    private readonly List<byte[]> _blocks = [];

    internal unsafe ArrayView<T> Get<T>(int ordinal, int length)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        lock (_gate)
        {
            // Kernels allocate in a fixed order, so the first item to ask for a block makes it.
            if (ordinal == _blocks.Count)
                _blocks.Add(GC.AllocateArray<byte>(checked((length * sizeof(T)) + AlignmentBytes), pinned: true));
            var block = _blocks[ordinal];
            if (block.Length < (length * sizeof(T)) + AlignmentBytes)
                throw new InvalidOperationException($"SharedMemory: allocation {ordinal} differs between the items of a group ({length} x {typeof(T).Name}); allocate at the top of the kernel.");
            fixed (byte* start = block)
            {
                var aligned = ((nint)start + AlignmentBytes - 1) & -AlignmentBytes;
                return new ArrayView<T>((T*)aligned, length);
            }
        }
    }
}
