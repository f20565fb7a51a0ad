namespace GpuVol;

/// <summary>A file is not what it should be; the message says where, what, and what to do.</summary>
public sealed class VolumeFormatException : GpuVolException
{
    /// <summary>Creates the failure of the file or folder <paramref name="path"/>.</summary>
    public VolumeFormatException(string path, string message, Exception? inner = null)
        : base($"{path}: {message}", inner) => Path = path;

    /// <summary>The file or folder.</summary>
    public string Path { get; }
}
