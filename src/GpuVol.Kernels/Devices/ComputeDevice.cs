using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// A device that holds buffers and runs kernels, in the order in which they were queued. The only door to the hardware:
/// operations know no other. One device may be used from several threads, one call at a time each.
/// </summary>
public abstract class ComputeDevice : IDisposable
{
    private long _buffersInUse;
    private long _bytesInUse;

    /// <summary>What the device says of itself.</summary>
    public abstract DeviceInfo Info { get; }

    /// <summary>Buffers not yet disposed; tests compare it to find leaks.</summary>
    public long BuffersInUse => Interlocked.Read(ref _buffersInUse);

    /// <summary>Bytes of the buffers not yet disposed.</summary>
    public long BytesInUse => Interlocked.Read(ref _bytesInUse);

    /// <summary>True where the device works in host memory, so that <see cref="Share{T}"/> copies nothing.</summary>
    public virtual bool SharesHostMemory => false;

    /// <summary>Allocates a buffer; its contents are undefined.</summary>
    /// <exception cref="DeviceMemoryException">The device has not that much memory; the message states the amounts.</exception>
    public unsafe DeviceBuffer<T> Allocate<T>(long length)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return Own<T>(AllocateCore(checked(length * sizeof(T))), length);
    }

    /// <summary>Allocates a buffer with the values of <paramref name="values"/>.</summary>
    public DeviceBuffer<T> Allocate<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var buffer = Allocate<T>(values.Length);
        try
        {
            buffer.Upload(values);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>A buffer over host memory: the same bytes where the device works in host memory, else a copy.</summary>
    /// <remarks>Where <see cref="SharesHostMemory"/> holds, the buffer keeps <paramref name="host"/> alive and its owner must not write to it meanwhile.</remarks>
    public unsafe DeviceBuffer<T> Share<T>(HostMemory host, long length)
        where T : unmanaged
    {
        var bytes = checked(length * sizeof(T));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, host.LengthBytes, nameof(length));
        if (SharesHostMemory)
            return Own<T>(ShareCore(host), length);
        var buffer = Allocate<T>(length);
        try
        {
            Upload(host.Address, buffer.Memory, 0, bytes);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>Queues a kernel. Hop 2 of three: compiles once, caches, checks errors, names the kernel in them.</summary>
    /// <exception cref="KernelLaunchException">It does not compile or does not run.</exception>
    public abstract void Launch(KernelDefinition kernel, KernelExtent extent, ReadOnlySpan<KernelArgument> arguments);

    /// <summary>Waits until everything queued is done.</summary>
    public abstract void Synchronize();

    /// <summary>A timer on the device's own clock.</summary>
    public abstract DeviceTimer CreateTimer();

    /// <summary>Gives pooled memory that is not in use back to the driver.</summary>
    public abstract void TrimPool();

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{Info.Id} ({Info.Name})";

    /// <summary>Copies host bytes to the device; returns when the source may be reused.</summary>
    public abstract unsafe void Upload(void* source, DeviceMemory target, long targetOffsetBytes, long lengthBytes);

    /// <summary>Copies device bytes to the host, after all work queued before.</summary>
    public abstract unsafe void Download(DeviceMemory source, long sourceOffsetBytes, void* target, long lengthBytes);

    /// <summary>Copies between two buffers of this device, in queue order.</summary>
    public abstract void Copy(DeviceMemory source, long sourceOffsetBytes, DeviceMemory target, long targetOffsetBytes, long lengthBytes);

    /// <summary>Takes memory from the pool or the driver.</summary>
    protected abstract DeviceMemory AllocateCore(long lengthBytes);

    /// <summary>Wraps host memory; called only where <see cref="SharesHostMemory"/> holds.</summary>
    protected virtual DeviceMemory ShareCore(HostMemory host) => throw new NotSupportedException();

    /// <summary>Gives memory back to the pool, or unwraps it.</summary>
    protected abstract void ReleaseCore(DeviceMemory memory);

    internal void Release(DeviceMemory memory)
    {
        Interlocked.Decrement(ref _buffersInUse);
        Interlocked.Add(ref _bytesInUse, -memory.CapacityBytes);
        ReleaseCore(memory);
    }

    private DeviceBuffer<T> Own<T>(DeviceMemory memory, long length)
        where T : unmanaged
    {
        Interlocked.Increment(ref _buffersInUse);
        Interlocked.Add(ref _bytesInUse, memory.CapacityBytes);
        return new DeviceBuffer<T>(memory, length);
    }
}
