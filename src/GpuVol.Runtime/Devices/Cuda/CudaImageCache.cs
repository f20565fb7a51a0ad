using System.Text;

namespace GpuVol;

/// <summary>
/// Compiled images on disk, so that a kernel is compiled once per machine and driver and not once per process. A file is
/// named by what it was made from and by the compiler, and holds its own checksum: a damaged one is as good as none.
/// A folder that cannot be read or written only costs time.
/// </summary>
internal sealed class CudaImageCache(string? folder)
{
    private static readonly byte[] Magic = "GPUVOL-CUDA-1\n"u8.ToArray();

    /// <summary>The cache in the user's cache folder.</summary>
    public static CudaImageCache Default { get; } = new(DefaultFolder());

    /// <summary>Names an image by everything that it depends on but the compiler.</summary>
    public static string Key(string source, IEnumerable<string> options, int capability, int driverVersion)
    {
        var text = string.Join('\n', [.. options, $"capability {capability}", $"driver {driverVersion}", source]);
        return Convert.ToHexStringLower(Sha256.Hash(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The image that compiler <paramref name="compilerVersion"/> made, or, without a compiler, the newest that any made.</summary>
    public byte[]? TryRead(string key, string? compilerVersion)
    {
        if (folder is null)
            return null;
        try
        {
            if (compilerVersion is not null)
                return TryReadFile(FileName(key, compilerVersion));
            if (!Directory.Exists(folder))
                return null;
            return Directory.EnumerateFiles(folder, $"{key}-*.bin")
                .OrderByDescending(File.GetLastWriteTimeUtc)
                .Select(TryReadFile)
                .FirstOrDefault(image => image is not null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Stores an image; other processes see all of it or nothing.</summary>
    public void Write(string key, string compilerVersion, byte[] image)
    {
        if (folder is null)
            return;
        var path = FileName(key, compilerVersion);
        var temporary = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = File.Create(temporary))
            {
                stream.Write(Magic);
                stream.Write(Sha256.Hash(image));
                stream.Write(image);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
        }
    }

    /// <summary>Removes an image that the driver refused.</summary>
    public void Remove(string key, string compilerVersion)
    {
        if (folder is not null)
            TryDelete(FileName(key, compilerVersion));
    }

    private static string? DefaultFolder()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache))
            return Path.Combine(cache, "gpuvol", "cuda");
        if (OperatingSystem.IsWindows())
            return Under(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "gpuvol", "cuda");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return OperatingSystem.IsMacOS() ? Under(home, "Library", "Caches", "gpuvol", "cuda") : Under(home, ".cache", "gpuvol", "cuda");
    }

    private static string? Under(string root, params string[] parts) => root.Length == 0 ? null : Path.Combine([root, .. parts]);

    private static byte[]? TryReadFile(string path)
    {
        if (!File.Exists(path))
            return null;
        var bytes = File.ReadAllBytes(path).AsSpan();
        var header = Magic.Length + Sha256.SizeInBytes;
        if (bytes.Length <= header || !bytes.StartsWith(Magic))
            return null;
        var image = bytes[header..];
        return Sha256.Hash(image).AsSpan().SequenceEqual(bytes[Magic.Length..header]) ? image.ToArray() : null;
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A left-over file is overwritten or ignored later.
        }
    }

    private string FileName(string key, string compilerVersion) => Path.Combine(folder!, $"{key}-nvrtc{compilerVersion}.bin");
}
