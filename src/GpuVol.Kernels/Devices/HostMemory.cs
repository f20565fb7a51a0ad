using System.Runtime.InteropServices;

namespace GpuVol;

/// <summary>
/// A pooled block of native memory: 4096-byte aligned, 64 readable bytes of padding behind, reference counted.
/// Host volumes and the CPU device use it; devices that share host memory wrap it without a copy.
/// </summary>
/// <remarks>Pooling matters: allocate + clear + free of 232 MB took 115 ms where reuse took 26 ms, page faults being the rest.</remarks>
public sealed unsafe class HostMemory
{
    private int _references = 1;

    private HostMemory(void* address, long lengthBytes, long capacityBytes)
    {
        Address = address;
        LengthBytes = lengthBytes;
        CapacityBytes = capacityBytes;
    }

    /// <summary>First byte.</summary>
    public void* Address { get; private set; }

    /// <summary>Bytes asked for.</summary>
    public long LengthBytes { get; }

    /// <summary>Bytes that lie behind <see cref="Address"/>, padding not counted; a multiple of 4096.</summary>
    public long CapacityBytes { get; }

    /// <summary>Rents a block; its contents are undefined unless <paramref name="clear"/> is set.</summary>
    /// <exception cref="DeviceMemoryException">The system has not that much memory.</exception>
    public static HostMemory Rent(long lengthBytes, bool clear = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
        var capacity = HostMemoryPool.RoundUp(lengthBytes);
        var address = HostMemoryPool.Take(capacity);
        if (clear)
            NativeMemory.Clear(address, (nuint)lengthBytes);
        return new HostMemory(address, lengthBytes, capacity);
    }

    /// <summary>Adds an owner.</summary>
    public HostMemory AddReference()
    {
        if (Interlocked.Increment(ref _references) <= 1)
            throw new ObjectDisposedException(nameof(HostMemory));
        return this;
    }

    /// <summary>Drops an owner; the last one returns the block to the pool.</summary>
    public void Release()
    {
        var left = Interlocked.Decrement(ref _references);
        if (left < 0)
            throw new ObjectDisposedException(nameof(HostMemory), "HostMemory was released more often than it was owned.");
        if (left > 0)
            return;
        var address = Address;
        Address = null;
        HostMemoryPool.Return(address, CapacityBytes);
    }

    /// <summary>The block as elements; for blocks of up to 2^31 elements.</summary>
    public Span<T> AsSpan<T>()
        where T : unmanaged => new(Address, checked((int)(LengthBytes / sizeof(T))));
}
