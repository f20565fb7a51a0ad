namespace GpuVol;

/// <summary>Times work on a device by the device's own events (or the clock, on the CPU, whose launches are synchronous).</summary>
public abstract class DeviceTimer : IDisposable
{
    /// <summary>Marks the start in the device's queue.</summary>
    public abstract void Start();

    /// <summary>Marks the end in the device's queue.</summary>
    public abstract void Stop();

    /// <summary>Waits for the end mark and returns the time between the marks.</summary>
    public abstract TimeSpan Elapsed { get; }

    /// <inheritdoc/>
    public abstract void Dispose();
}
