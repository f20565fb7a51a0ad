namespace GpuVol;

/// <summary>
/// Free blocks of a device's own memory by size class. Drivers take long to allocate, and work is queued in order, so a block
/// may be handed out again while the work that used it last is still queued.
/// </summary>
internal sealed class DeviceMemoryPool(Action<nint> free)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Stack<nint>> _free = [];
    private bool _closed;

    /// <summary>Bytes of free blocks.</summary>
    public long FreeBytes { get; private set; }

    /// <summary>The size class of a request.</summary>
    public static long RoundUp(long lengthBytes) => HostMemoryPool.RoundUp(lengthBytes);

    /// <summary>A free block of exactly this size class.</summary>
    public bool TryTake(long capacityBytes, out nint handle)
    {
        lock (_gate)
        {
            if (_free.TryGetValue(capacityBytes, out var stack) && stack.TryPop(out handle))
            {
                FreeBytes -= capacityBytes;
                return true;
            }
        }

        handle = 0;
        return false;
    }

    /// <summary>Takes a block back.</summary>
    public void Return(nint handle, long capacityBytes)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                if (!_free.TryGetValue(capacityBytes, out var stack))
                    _free[capacityBytes] = stack = new Stack<nint>();
                stack.Push(handle);
                FreeBytes += capacityBytes;
                return;
            }
        }

        free(handle);
    }

    /// <summary>Gives the free blocks to the driver; returns how many bytes they were.</summary>
    public long Trim()
    {
        nint[] handles;
        long bytes;
        lock (_gate)
        {
            handles = [.. _free.Values.SelectMany(stack => stack)];
            bytes = FreeBytes;
            _free.Clear();
            FreeBytes = 0;
        }

        foreach (var handle in handles)
            free(handle);
        return bytes;
    }

    /// <summary>Trims, and frees what comes back from now on.</summary>
    public void Close()
    {
        lock (_gate)
            _closed = true;
        Trim();
    }
}
