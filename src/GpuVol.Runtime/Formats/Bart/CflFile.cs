using System.Globalization;
using System.Numerics;
using System.Text;

namespace GpuVol;

/// <summary>
/// BART's arrays: <c>name.cfl</c> holds complex64, <c>name.hdr</c> the lengths of up to 16 axes, the fastest first
/// (read, phase 1, phase 2, coil, maps, echo, …, slice, average, batch).
/// </summary>
internal static unsafe class CflFile
{
    /// <summary>BART's axes, the fastest first.</summary>
    public static readonly string[] AxisNames =
        ["read", "phase1", "phase2", "coil", "maps", "contrast", "coeff", "coeff2", "iteration", "shift", "phase", "repetition", "level", "slice", "average", "batch"];

    private const int MostAxes = 16;
    private const int LargestHeaderBytes = 1 << 20;

    /// <summary>Reads an array; the shape is in C order, the slowest axis first, with the axes of length 1 that BART writes.</summary>
    public static NpyArray Read(string path, IProgress<double>? progress, CancellationToken cancellation)
    {
        var (headerPath, dataPath) = Paths(path);
        var dimensions = ReadDimensions(headerPath);
        using var file = BlockIO.OpenRead(dataPath);
        UInt128 bytes = (UInt128)sizeof(Vector2);
        foreach (var n in dimensions)
        {
            bytes *= (UInt128)n;
            if (bytes > long.MaxValue)
                break;
        }

        var length = RandomAccess.GetLength(file);
        if (bytes > (UInt128)length)
            throw new VolumeFormatException(dataPath, $"the header says {string.Join(" x ", dimensions)} complex64 ({bytes} bytes) but the file has {length}. The file is truncated; copy it again.");
        if (bytes < (UInt128)length)
            throw new VolumeFormatException(dataPath, $"the header says {string.Join(" x ", dimensions)} complex64 ({bytes} bytes) but the file has {length}: '{Path.GetFileName(headerPath)}' belongs to another file.");
        var memory = HostMemory.Rent((long)bytes);
        try
        {
            if (!BlockIO.Read(file, 0, (byte*)memory.Address, (long)bytes, new ReadProgress(progress, (long)bytes), cancellation))
                throw new VolumeFormatException(dataPath, "became shorter while it was read. Copy it again.");
            return new NpyArray([.. Enumerable.Reverse(dimensions)], NumericType.Complex64, memory);
        }
        catch
        {
            memory.Release();
            throw;
        }
    }

    /// <summary>Writes header and data; <paramref name="dimensions"/> are BART's, the fastest first. The header appears last, so that a killed run leaves no pair.</summary>
    public static void Write(string path, IReadOnlyList<long> dimensions, Vector2* data, CancellationToken cancellation)
    {
        var (headerPath, dataPath) = Paths(path);
        var bytes = dimensions.Aggregate((long)sizeof(Vector2), (n, d) => checked(n * d));
        AtomicFile.Write(dataPath, stream => BlockIO.Write(stream.SafeFileHandle, 0, (byte*)data, bytes, cancellation));
        var all = dimensions.Concat(Enumerable.Repeat(1L, MostAxes - dimensions.Count));
        AtomicFile.Write(headerPath, stream => stream.Write(Encoding.ASCII.GetBytes($"# Dimensions\n{string.Join(' ', all)}\n")));
    }

    /// <summary>The two files of an array, named by either.</summary>
    public static (string Header, string Data) Paths(string path)
    {
        var stem = path.EndsWith(".cfl", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".hdr", StringComparison.OrdinalIgnoreCase) ? path[..^4] : path;
        return (stem + ".hdr", stem + ".cfl");
    }

    private static List<long> ReadDimensions(string path)
    {
        using var file = BlockIO.OpenRead(path);
        var length = RandomAccess.GetLength(file);
        if (length > LargestHeaderBytes)
            throw new VolumeFormatException(path, $"has {length} bytes, too many for the header of a .cfl file.");
        var bytes = new byte[length];
        BlockIO.ReadFully(file, bytes, 0);
        var lines = Encoding.Latin1.GetString(bytes).Split('\n');
        var at = Array.FindIndex(lines, l => l.Trim() == "# Dimensions");
        if (at < 0 || at + 1 >= lines.Length)
            throw new VolumeFormatException(path, "has no '# Dimensions', so it is no header of a .cfl file.");
        var dimensions = new List<long>();
        foreach (var word in lines[at + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n < 1 || n > int.MaxValue)
                throw new VolumeFormatException(path, $"the length '{word}' of an axis must be a whole number from 1 to {int.MaxValue}.");
            dimensions.Add(n);
        }

        if (dimensions.Count is 0 or > MostAxes)
            throw new VolumeFormatException(path, $"has {dimensions.Count} axes; 1 to {MostAxes} are read.");
        while (dimensions.Count < MostAxes)
            dimensions.Add(1);
        return dimensions;
    }
}
