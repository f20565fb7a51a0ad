using System.Globalization;
using System.Text;

namespace GpuVol;

/// <summary>
/// Reads affine transforms of patient positions, LPS mm: ITK's text <c>.tfm</c> and MATLAB <c>.mat</c> files (affine, Euler, versor, similarity, translation,
/// and composites of them), and 4 × 4 or 3 × 4 matrices as <c>.npy</c> or text.
/// </summary>
public static class TransformFile
{
    private const string ItkMark = "#Insight Transform File";

    /// <summary>Reads a transform, told by its content.</summary>
    /// <exception cref="VolumeFormatException">The file is missing, damaged, or holds a transform that is not affine.</exception>
    public static AffineTransform Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            return FromMatrix(path, MatrixFile.Read(path));
        var bytes = ReadBytes(path);
        if (ItkMatrices.TryRead(path, bytes, out var matrices))
            return Compose(path, matrices);
        var text = Encoding.UTF8.GetString(bytes);
        return text.TrimStart().StartsWith(ItkMark, StringComparison.Ordinal) ? Compose(path, ItkEntries(path, text)) : FromMatrix(path, MatrixFile.Parse(path, text));
    }

    internal static byte[] ReadBytes(string path)
    {
        // A transform is a few numbers: anything large is another kind of file.
        const long Most = 1 << 20;
        try
        {
            var length = new FileInfo(path).Length;
            if (length > Most)
                throw new VolumeFormatException(path, $"has {length} bytes, which is no affine transform. Displacement fields are not read.");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new VolumeFormatException(path, "there is no such file. Check the path.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VolumeFormatException(path, $"cannot be read: {AtomicFile.OneLine(e)}", e);
        }
    }

    private static AffineTransform FromMatrix(string path, double[,] m)
    {
        var rows = m.GetLength(0);
        if (rows is not (3 or 4) || m.GetLength(1) != 4)
            throw new VolumeFormatException(path, $"is a {rows} × {m.GetLength(1)} matrix; a transform is 4 × 4 or 3 × 4, in LPS mm, the offset in the last column.");
        if (rows == 4 && !(m[3, 0] == 0 && m[3, 1] == 0 && m[3, 2] == 0 && m[3, 3] == 1))
            throw new VolumeFormatException(path, "the last row of the matrix is not 0 0 0 1: it is no affine transform.");
        return Checked(path, new AffineTransform(
            new Matrix3D(new Vector3D(m[0, 0], m[1, 0], m[2, 0]), new Vector3D(m[0, 1], m[1, 1], m[2, 1]), new Vector3D(m[0, 2], m[1, 2], m[2, 2])),
            new Vector3D(m[0, 3], m[1, 3], m[2, 3])));
    }

    private static List<ItkTransform> ItkEntries(string path, string text)
    {
        var entries = new List<ItkTransform>();
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line.Length == 0 || line[0] == '#' || colon < 0)
                continue;
            var value = line[(colon + 1)..].Trim();
            switch (line[..colon])
            {
                case "Transform":
                    entries.Add(new ItkTransform(value, [], []));
                    break;
                case "Parameters" when entries.Count > 0:
                    entries[^1] = entries[^1] with { Parameters = Numbers(path, value) };
                    break;
                case "FixedParameters" when entries.Count > 0:
                    entries[^1] = entries[^1] with { Fixed = Numbers(path, value) };
                    break;
            }
        }

        return entries;
    }

    // ITK applies the transforms of a composite from the last one to the first.
    private static AffineTransform Compose(string path, List<ItkTransform> entries)
    {
        var simple = entries.Where(e => !e.Type.StartsWith("CompositeTransform", StringComparison.Ordinal)).ToList();
        if (simple.Count == 0)
            throw new VolumeFormatException(path, "holds no transform.");
        if (simple.Count > 1 && simple.Count == entries.Count)
            throw new VolumeFormatException(path, $"holds {simple.Count} transforms that are no composite; which one is meant? Keep one, or write a composite.");
        return Checked(path, simple.Select(e => e.ToAffine(path)).Aggregate((outer, inner) => outer.After(inner)));
    }

    private static AffineTransform Checked(string path, AffineTransform transform)
    {
        var m = transform.Matrix;
        if (!m.Column0.IsFinite || !m.Column1.IsFinite || !m.Column2.IsFinite || !transform.OffsetMm.IsFinite)
            throw new VolumeFormatException(path, "the transform has a number that is infinite or NaN.");
        if (!(Math.Abs(m.Determinant) > 1e-9 * m.Column0.Length * m.Column1.Length * m.Column2.Length))
            throw new VolumeFormatException(path, $"the transform is singular (determinant {m.Determinant:G3}): it folds the volume flat.");
        return transform;
    }

    private static double[] Numbers(string path, string text) =>
        [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => Number(path, word))];

    internal static double Number(string path, string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw new VolumeFormatException(path, $"'{word}' is not a number.");
}
