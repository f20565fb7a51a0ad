namespace GpuVol.Viewer;

/// <summary>OpenGL is missing, too old, or refused something; the message says which and what to do.</summary>
public sealed class OpenGlException : GpuVolException
{
    /// <summary>Creates one.</summary>
    public OpenGlException(string message)
        : base(message)
    {
    }
}
