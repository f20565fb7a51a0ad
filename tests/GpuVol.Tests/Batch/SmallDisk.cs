using System.Runtime.InteropServices;

namespace GpuVol.Tests.Batch;

/// <summary>A tiny file system in memory; only root may mount one.</summary>
internal sealed partial class SmallDisk : IDisposable
{
    private const ulong Remount = 32;
    private const ulong ReadOnly = 1;
    private readonly string _path;

    /// <summary>Mounts it with tmpfs's options (<c>size=3m</c>, <c>ro</c> first); skips the test where that is not permitted, fails it on CI.</summary>
    public SmallDisk(string path, string options)
    {
        _path = path;
        Directory.CreateDirectory(path);
        var isReadOnly = options.StartsWith("ro,", StringComparison.Ordinal);
        var failed = Mount("none", path, "tmpfs", isReadOnly ? ReadOnly : 0, isReadOnly ? options[3..] : options) != 0;
        var error = Marshal.GetLastPInvokeErrorMessage();
        if (failed && Environment.GetEnvironmentVariable("CI") == "true" && Environment.UserName == "root")
            Assert.Fail($"A tmpfs cannot be mounted: {error}.");
        Skip.If(failed, $"A small file system cannot be mounted here: {error}.");
    }

    /// <summary>Changes its options; what is there stays.</summary>
    public void Grow(string options) => Assert.Equal(0, Mount("none", _path, "tmpfs", Remount, options));

    /// <inheritdoc/>
    public void Dispose() => Assert.Equal(0, Unmount(_path));

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, ulong flags, string options);

    [LibraryImport("libc", EntryPoint = "umount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target);
}
