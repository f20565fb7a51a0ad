namespace GpuVol.Viewer;

/// <summary>No window can be opened; the message says why and what to do.</summary>
public sealed class WindowException : GpuVolException
{
    /// <summary>Creates one.</summary>
    public WindowException(string message)
        : base(message)
    {
    }
}
