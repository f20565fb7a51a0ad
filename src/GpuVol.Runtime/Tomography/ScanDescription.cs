using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GpuVol;

/// <summary>
/// A scan as a geometry file or the command line describes it; what is left out comes from the data or from a default. Angles are degrees
/// here, as in the file. <c>docs/geometry.md</c> has the format.
/// </summary>
public sealed record ScanDescription
{
    private static readonly (string Name, ProjectionKind Kind)[] Kinds =
    [
        ("parallel", ProjectionKind.Parallel),
        ("fan", ProjectionKind.Fan),
        ("cone", ProjectionKind.Cone),
        ("parallel-vectors", ProjectionKind.ParallelVectors),
        ("cone-vectors", ProjectionKind.ConeVectors),
    ];

    /// <summary>How rays run; null for parallel.</summary>
    public ProjectionKind? Kind { get; init; }

    /// <summary>Degrees, one a view; null where there are vectors.</summary>
    public IReadOnlyList<double>? AnglesDegrees { get; init; }

    /// <summary>Detector columns; null for those of the data.</summary>
    public int? Columns { get; init; }

    /// <summary>Detector rows, or slices; null for those of the data.</summary>
    public int? Rows { get; init; }

    /// <summary>Distance of columns in mm; null for 1.</summary>
    public double? ColumnSpacingMm { get; init; }

    /// <summary>Distance of rows, or slices, in mm; null for that of the columns.</summary>
    public double? RowSpacingMm { get; init; }

    /// <summary>Column of the central ray; null for the middle.</summary>
    public double? ColumnCenter { get; init; }

    /// <summary>Row of the central ray; null for the middle.</summary>
    public double? RowCenter { get; init; }

    /// <summary>From the source to the axis in mm.</summary>
    public double? SourceMm { get; init; }

    /// <summary>From the axis to the detector in mm.</summary>
    public double? DetectorMm { get; init; }

    /// <summary>How far the axis lies beside the central ray in mm; null for 0.</summary>
    public double? AxisOffsetMm { get; init; }

    /// <summary>Twelve numbers a view: source or direction, middle of the detector, step to the next column, step to the next row.</summary>
    public IReadOnlyList<ProjectionView>? Vectors { get; init; }

    /// <summary>Names of the kinds of scan, as files and the command line have them.</summary>
    public static IReadOnlyList<string> KindNames => Kinds.Select(k => k.Name).ToArray();

    /// <summary>The kind of that name, or null.</summary>
    public static ProjectionKind? ParseKind(string name) => Kinds.Where(k => k.Name == name).Select(k => (ProjectionKind?)k.Kind).FirstOrDefault();

    /// <summary>The name of a kind.</summary>
    public static string NameOf(ProjectionKind kind) => Kinds.First(k => k.Kind == kind).Name;

    /// <summary>Angles from text: <c>start:stop:count</c> in degrees, the stop left out.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static double[] ParseAngles(string text)
    {
        var parts = text.Split(':');
        if (parts.Length != 3 || !Number(parts[0], out var start) || !Number(parts[1], out var stop) || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
            throw new FormatException($"'{text}' is not start:stop:count in degrees, for example 0:180:720 (the stop is left out).");
        return Table.Of(count, n => start + (stop - start) * n / count);

        static bool Number(string t, out double value) => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>Reads a geometry file (JSON).</summary>
    /// <exception cref="VolumeFormatException">The file is none, or an entry is unknown or wrong; the message names it.</exception>
    public static ScanDescription Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new VolumeFormatException(path, "is no geometry file: it must hold one JSON object.");
            var scan = new ScanDescription();
            foreach (var entry in document.RootElement.EnumerateObject())
                scan = scan.With(entry, path);
            return scan;
        }
        catch (JsonException e)
        {
            throw new VolumeFormatException(path, $"is no JSON: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VolumeFormatException(path, $"cannot be read: {e.Message}");
        }
    }

    /// <summary>Writes a geometry file that <see cref="Read"/> takes back.</summary>
    public void Write(string path) => File.WriteAllText(path, ToJson());

    /// <summary>The text of a geometry file.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("geometry", NameOf(Kind ?? ProjectionKind.Parallel));
            if (AnglesDegrees is { } angles)
                Numbers("angles-deg", angles);
            if (Columns is { } columns)
                Pair("detectors", columns, Rows);
            if (ColumnSpacingMm is { } spacing)
                Pair("detector-spacing-mm", spacing, RowSpacingMm);
            if (ColumnCenter is { } center)
                Pair("center", center, RowCenter);
            One("source-mm", SourceMm);
            One("detector-mm", DetectorMm);
            One("axis-offset-mm", AxisOffsetMm);
            if (Vectors is { } vectors)
            {
                json.WriteStartArray("vectors");
                foreach (var view in vectors)
                {
                    json.WriteStartArray();
                    foreach (var v in new[] { view.Source, view.DetectorCenter, view.U, view.V })
                    {
                        json.WriteNumberValue(v.X);
                        json.WriteNumberValue(v.Y);
                        json.WriteNumberValue(v.Z);
                    }

                    json.WriteEndArray();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();

            void One(string name, double? value)
            {
                if (value is { } number)
                    json.WriteNumber(name, number);
            }

            void Pair(string name, double first, double? second)
            {
                if (second is { } other)
                    Numbers(name, [first, other]);
                else
                    json.WriteNumber(name, first);
            }

            void Numbers(string name, IReadOnlyList<double> values)
            {
                json.WriteStartArray(name);
                foreach (var value in values)
                    json.WriteNumberValue(value);
                json.WriteEndArray();
            }
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>The scan of data of <paramref name="dataSize"/>, from which columns and rows come where they are not given; null where they must be given.</summary>
    /// <exception cref="ArgumentException">Something is missing or wrong.</exception>
    public ProjectionGeometry ToGeometry(Size3D? dataSize = null)
    {
        var kind = Kind ?? ProjectionKind.Parallel;
        var isStack = kind is ProjectionKind.Parallel or ProjectionKind.Fan;
        var columns = Columns ?? dataSize?.I ?? throw new ArgumentException("Geometry: the number of detector columns is missing. Give detectors.");
        var rows = Rows ?? (isStack ? dataSize?.K ?? 1 : dataSize?.J ?? throw new ArgumentException("Geometry: the number of detector rows is missing. Give detectors as columns, rows."));
        if (kind is ProjectionKind.ParallelVectors or ProjectionKind.ConeVectors)
            return ProjectionGeometry.FromVectors(Vectors ?? throw new ArgumentException($"Geometry: {NameOf(kind)} without vectors. Give twelve numbers a view in a geometry file."), columns, rows, kind == ProjectionKind.ConeVectors);
        if (Vectors is not null)
            throw new ArgumentException($"Geometry: vectors in a {NameOf(kind)} scan. Use cone-vectors or parallel-vectors.");
        var degrees = AnglesDegrees ?? throw new ArgumentException("Geometry: the angles are missing. Give angles-deg, for example 0:180:720.");
        var angles = Table.Of(degrees.Count, n => degrees[n] * Math.PI / 180);
        var spacing = ColumnSpacingMm ?? 1;
        var rowSpacing = RowSpacingMm ?? spacing;
        if (kind == ProjectionKind.Parallel)
        {
            if (SourceMm is not null || DetectorMm is not null)
                throw new ArgumentException("Geometry: parallel rays have no source and no detector distance. Use fan or cone.");
            return ProjectionGeometry.Parallel(angles, columns, spacing, ColumnCenter, rows, rowSpacing);
        }

        var source = SourceMm ?? throw new ArgumentException($"Geometry: a {NameOf(kind)} scan needs source-mm, the distance from the source to the axis of rotation.");
        var detector = DetectorMm ?? throw new ArgumentException($"Geometry: a {NameOf(kind)} scan needs detector-mm, the distance from the axis of rotation to the detector.");
        return kind == ProjectionKind.Fan
            ? ProjectionGeometry.Fan(angles, columns, spacing, source, detector, ColumnCenter, AxisOffsetMm ?? 0, rows, rowSpacing)
            : ProjectionGeometry.Cone(angles, columns, rows, spacing, rowSpacing, source, detector, ColumnCenter, RowCenter, AxisOffsetMm ?? 0);
    }

    private ScanDescription With(JsonProperty entry, string path)
    {
        var value = entry.Value;
        switch (entry.Name)
        {
            case "geometry":
                var name = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
                return this with { Kind = ParseKind(name) ?? throw new VolumeFormatException(path, $"geometry is '{name}'; there are {string.Join(", ", KindNames)}.") };
            case "angles-deg" when value.ValueKind == JsonValueKind.String:
                try
                {
                    return this with { AnglesDegrees = ParseAngles(value.GetString()!) };
                }
                catch (FormatException e)
                {
                    throw new VolumeFormatException(path, $"angles-deg: {e.Message}");
                }

            case "angles-deg":
                return this with { AnglesDegrees = Numbers(value, entry.Name, path) };
            case "detectors":
                var (columns, rows) = Pair(value, entry.Name, path);
                if (columns != Math.Floor(columns) || (rows is { } r && r != Math.Floor(r)) || columns < 1 || rows < 1 || columns > 1 << 20 || rows > 1 << 20)
                    throw new VolumeFormatException(path, "detectors must be whole numbers of at least 1: columns, or [columns, rows].");
                return this with { Columns = (int)columns, Rows = (int?)rows };
            case "detector-spacing-mm":
                var (u, v) = Pair(value, entry.Name, path);
                return this with { ColumnSpacingMm = u, RowSpacingMm = v };
            case "center":
                var (column, row) = Pair(value, entry.Name, path);
                return this with { ColumnCenter = column, RowCenter = row };
            case "source-mm":
                return this with { SourceMm = Pair(value, entry.Name, path).First };
            case "detector-mm":
                return this with { DetectorMm = Pair(value, entry.Name, path).First };
            case "axis-offset-mm":
                return this with { AxisOffsetMm = Pair(value, entry.Name, path).First };
            case "vectors":
                if (value.ValueKind != JsonValueKind.Array)
                    throw new VolumeFormatException(path, "vectors must be an array with an array of twelve numbers for each view.");
                return this with { Vectors = value.EnumerateArray().Select((view, n) => ToView(Numbers(view, $"vectors[{n}]", path), n, path)).ToArray() };
            default:
                throw new VolumeFormatException(path, $"'{entry.Name}' is no entry of a geometry file; there are geometry, angles-deg, detectors, detector-spacing-mm, center, source-mm, detector-mm, axis-offset-mm and vectors.");
        }
    }

    private static ProjectionView ToView(double[] n, int view, string path) => n.Length == 12
        ? new(new(n[0], n[1], n[2]), new(n[3], n[4], n[5]), new(n[6], n[7], n[8]), new(n[9], n[10], n[11]))
        : throw new VolumeFormatException(path, $"vectors[{view}] has {n.Length} numbers; twelve are needed.");

    private static (double First, double? Second) Pair(JsonElement value, string name, string path)
    {
        var numbers = value.ValueKind == JsonValueKind.Array ? Numbers(value, name, path) : Numbers(value, name, path, single: true);
        return numbers.Length is 1 or 2 ? (numbers[0], numbers.Length == 2 ? numbers[1] : null) : throw new VolumeFormatException(path, $"{name} has {numbers.Length} numbers; give one or two.");
    }

    private static double[] Numbers(JsonElement value, string name, string path, bool single = false)
    {
        try
        {
            return single ? [value.GetDouble()] : value.EnumerateArray().Select(e => e.GetDouble()).ToArray();
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new VolumeFormatException(path, $"{name} is {value.GetRawText()[..Math.Min(40, value.GetRawText().Length)]}; numbers are needed.");
        }
    }
}
