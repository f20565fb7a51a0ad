namespace GpuVol;

/// <summary>A block of memory on a device, untyped; <see cref="DeviceBuffer{T}"/> owns one.</summary>
public sealed class DeviceMemory
{
    internal DeviceMemory(ComputeDevice device, nint handle, long lengthBytes, long capacityBytes, HostMemory? host = null)
    {
        Device = device;
        Handle = handle;
        LengthBytes = lengthBytes;
        CapacityBytes = capacityBytes;
        Host = host;
    }

    /// <summary>The device it lies on.</summary>
    public ComputeDevice Device { get; }

    /// <summary>What the device knows it by: an address (CPU, CUDA) or a <c>cl_mem</c>.</summary>
    public nint Handle { get; }

    /// <summary>Bytes asked for.</summary>
    public long LengthBytes { get; }

    /// <summary>Bytes taken, rounded up to the pool's size class.</summary>
    public long CapacityBytes { get; }

    /// <summary>The host block it shares, on devices that work in host memory; null elsewhere.</summary>
    public HostMemory? Host { get; }

    /// <summary>Set when its buffer was disposed, so that a view that outlived it is refused instead of read.</summary>
    internal bool IsReleased { get; set; }
}
