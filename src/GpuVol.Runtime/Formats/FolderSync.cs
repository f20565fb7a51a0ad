using System.Runtime.InteropServices;

namespace GpuVol;

/// <summary>Forces the names in a folder to the disk, which a file's own flush does not.</summary>
internal static partial class FolderSync
{
    private const int OpenReadOnly = 0;

    /// <summary>Forces them; does nothing where the system has no such call for folders.</summary>
    public static void ToDisk(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(folder, OpenReadOnly);
        if (descriptor < 0)
            return;

        // Some network file systems refuse it for folders; they write names at once.
        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
