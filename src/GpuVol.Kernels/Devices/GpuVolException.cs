namespace GpuVol;

/// <summary>Base of the engine's own failures; the message says what was wrong, where, and what to do.</summary>
public class GpuVolException : Exception
{
    /// <summary>Creates the failure with its one-line message.</summary>
    public GpuVolException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
