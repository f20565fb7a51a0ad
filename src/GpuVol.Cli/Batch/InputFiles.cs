using System.Globalization;
using System.Text;

namespace GpuVol.Cli;

/// <summary>The files behind an input, which may be a folder of slices: their checksum, and a stamp that changes when they do.</summary>
internal static class InputFiles
{
    private const int ReadBytes = 1 << 20;

    /// <summary>
    /// SHA-256 as lower-case hexadecimal digits: of the file, as <c>sha256sum</c> prints it; of several files that of the list of their checksums
    /// and names.
    /// </summary>
    /// <exception cref="VolumeFormatException">A file cannot be read.</exception>
    public static string Checksum(string path, CancellationToken cancellation)
    {
        var files = Of(path);
        if (files is [(var only, _)])
            return OfFile(only, cancellation);
        var lines = new StringBuilder();
        foreach (var (file, name) in files)
            lines.Append(OfFile(file, cancellation)).Append("  ").Append(name).Append('\n');
        return Convert.ToHexStringLower(Sha256.Hash(Encoding.UTF8.GetBytes(lines.ToString())));
    }

    /// <summary>Sizes and times of change: what can be compared without reading a file.</summary>
    /// <exception cref="VolumeFormatException">There is no such input.</exception>
    public static InputStamp Stamp(string path)
    {
        var text = new StringBuilder();
        var bytes = 0L;
        foreach (var (file, name) in Of(path))
        {
            var info = new FileInfo(file);
            if (!info.Exists)
                throw new VolumeFormatException(path, "there is no such file or folder. Check the path.");
            bytes += info.Length;
            text.Append(CultureInfo.InvariantCulture, $"{name} {info.Length} {info.LastWriteTimeUtc.Ticks}\n");
        }

        return new InputStamp(bytes, Convert.ToHexStringLower(Sha256.Hash(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8)));
    }

    /// <summary>The path without the series that may stand behind a '#'.</summary>
    public static string WithoutSeries(string path) =>
        path.LastIndexOf('#') is > 0 and var mark && !File.Exists(path) && !Directory.Exists(path) ? path[..mark] : path;

    private static IReadOnlyList<(string Path, string Name)> Of(string input)
    {
        var path = WithoutSeries(input);
        if (Directory.Exists(path))
        {
            var root = path.TrimEnd('/') + "/";
            return [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => (f, f[root.Length..]))];
        }

        var pair = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".hdr" => Path.ChangeExtension(path, ".img"),
            ".img" => Path.ChangeExtension(path, ".hdr"),
            _ => null,
        };
        return pair is not null && File.Exists(pair) ? [(path, Path.GetFileName(path)), (pair, Path.GetFileName(pair))] : [(path, Path.GetFileName(path))];
    }

    private static string OfFile(string path, CancellationToken cancellation)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
            using var sha = new Sha256();
            var buffer = new byte[ReadBytes];
            for (var offset = 0L; RandomAccess.Read(file, buffer, offset) is > 0 and var n; offset += n)
            {
                cancellation.ThrowIfCancellationRequested();
                sha.Append(buffer.AsSpan(0, n));
            }

            return Convert.ToHexStringLower(sha.Finish());
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new VolumeFormatException(path, "there is no such file. Check the path.", e);
        }
    }
}
