namespace GpuVol;

/// <summary>
/// A file that appears under its name only when it is complete: it is written as <c>.name.tmp-…</c> beside the target and renamed by
/// <see cref="Commit"/>. Disposed without that, it leaves nothing. Every writer of the engine uses it.
/// </summary>
/// <remarks>Guards against a killed or failed run; against a power cut too where <see cref="IsDurable"/> is set.</remarks>
public sealed class AtomicFile : IDisposable
{
    private const string Infix = ".tmp-";

    private readonly string _temporaryPath;
    private bool _committed;
    private bool _disposed;

    /// <summary>Opens the temporary file for <paramref name="path"/>.</summary>
    /// <exception cref="VolumeFormatException">The folder is missing or not writable, or <paramref name="path"/> is a folder.</exception>
    public AtomicFile(string path)
    {
        if (string.IsNullOrEmpty(path))
            throw new ArgumentException("AtomicFile: the output path is empty.", nameof(path));
        Path = path;
        var full = System.IO.Path.GetFullPath(path);
        if (Directory.Exists(full) || System.IO.Path.EndsInDirectorySeparator(path))
            throw new VolumeFormatException(path, "this is a folder; give the name of a file to write.");
        var folder = System.IO.Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder))
            throw new VolumeFormatException(path, $"the folder '{folder}' does not exist; create it first.");
        if (full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal))
            throw new VolumeFormatException(path, "devices cannot be written to; give the name of a file.");

        // A link keeps pointing where it does; the file behind it is replaced.
        var target = new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        TargetPath = target;
        folder = System.IO.Path.GetDirectoryName(target)!;
        var suffix = Guid.NewGuid().ToString("N")[..8];
        _temporaryPath = System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(target)}{Infix}{suffix}");
        try
        {
            Stream = new FileStream(_temporaryPath, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.Read,
                BufferSize = 64 * 1024,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VolumeFormatException(path, $"cannot be written: {OneLine(e)} Check the permissions and the free space of '{folder}'.", e);
        }
    }

    /// <summary>
    /// Forces data and name to the disk before <see cref="Commit"/> returns, for the whole process. Off unless set: bulk work, which goes by the
    /// files that are there, sets it.
    /// </summary>
    public static bool IsDurable { get; set; }

    /// <summary>The path that was asked for.</summary>
    public string Path { get; }

    /// <summary>The temporary file; write here.</summary>
    public FileStream Stream { get; }

    /// <summary>The path with links resolved.</summary>
    private string TargetPath { get; }

    /// <summary>Writes a file in one go: <paramref name="write"/> fills the stream; on any failure nothing is left behind.</summary>
    /// <exception cref="VolumeFormatException">The file cannot be written.</exception>
    public static void Write(string path, Action<FileStream> write)
    {
        using var file = new AtomicFile(path);
        try
        {
            write(file.Stream);
            file.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VolumeFormatException(path, $"cannot be written: {OneLine(e)} Check the free space and the permissions.", e);
        }
    }

    /// <summary>Removes the temporary files of <paramref name="path"/> that killed processes left; nobody may be writing it.</summary>
    public static void RemoveLeftovers(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var folder = System.IO.Path.GetDirectoryName(full)!;
        var prefix = $".{System.IO.Path.GetFileName(full)}{Infix}";
        if (!Directory.Exists(folder))
            return;
        foreach (var leftover in Directory.EnumerateFiles(folder).Where(f => System.IO.Path.GetFileName(f).StartsWith(prefix, StringComparison.Ordinal)))
            File.Delete(leftover);
    }

    /// <summary>Flushes, closes and renames: from here on the file is there under its name.</summary>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Stream.Flush(IsDurable);
        Stream.Dispose();
        File.Move(_temporaryPath, TargetPath, overwrite: true);
        _committed = true;
        if (IsDurable)
            FolderSync.ToDisk(System.IO.Path.GetDirectoryName(TargetPath)!);
    }

    /// <summary>Removes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_committed)
            return;
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // A full disk fails again while closing; the file goes away all the same.
        }

        try
        {
            File.Delete(_temporaryPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing more can be done; the name says that it is a leftover.
        }
    }

    internal static string OneLine(Exception e)
    {
        var text = e.Message.ReplaceLineEndings(" ").Trim();
        return text.EndsWith('.') ? text : text + ".";
    }
}
