namespace GpuVol;

/// <summary>A device that was asked for by name is not there; the message lists those that are.</summary>
public sealed class DeviceUnavailableException : GpuVolException
{
    /// <summary>Creates the failure for the request <paramref name="requested"/> (for example <c>cuda:1</c>).</summary>
    public DeviceUnavailableException(string requested, string message, Exception? inner = null)
        : base(message, inner) => Requested = requested;

    /// <summary>What was asked for.</summary>
    public string Requested { get; }
}
