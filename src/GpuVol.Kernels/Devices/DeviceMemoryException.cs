namespace GpuVol;

/// <summary>A device has not the memory asked for.</summary>
public sealed class DeviceMemoryException : GpuVolException
{
    /// <summary>Creates the failure with the amounts in bytes; <paramref name="availableBytes"/> is -1 where the device does not tell.</summary>
    public DeviceMemoryException(string device, long requestedBytes, long inUseBytes, long availableBytes, string message, Exception? inner = null)
        : base(message, inner)
    {
        Device = device;
        RequestedBytes = requestedBytes;
        InUseBytes = inUseBytes;
        AvailableBytes = availableBytes;
    }

    /// <summary>Name of the device.</summary>
    public string Device { get; }

    /// <summary>Size of the allocation that failed.</summary>
    public long RequestedBytes { get; }

    /// <summary>Bytes this process already holds there.</summary>
    public long InUseBytes { get; }

    /// <summary>Bytes free on the device, or its limit for one allocation; -1 if unknown.</summary>
    public long AvailableBytes { get; }
}
