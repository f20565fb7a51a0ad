using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GpuVol.Cli;

/// <summary>What a call did and how long each part took: the object of <c>--json</c> and the closing line for people.</summary>
internal sealed class CallReport(string verb)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<(string Name, Action<Utf8JsonWriter> Write)> _extras = [];
    private readonly List<string> _lines = [];

    /// <summary>Device that computed, as named on the command line; null where none did.</summary>
    public DeviceInfo? Device { get; set; }

    /// <summary>Input as given; null where there is none.</summary>
    public string? Input { get; set; }

    /// <summary>Output as given; null where there is none.</summary>
    public string? Output { get; set; }

    /// <summary>For people: what was made, for example its size and type.</summary>
    public string? What { get; set; }

    /// <summary>What the reader noticed.</summary>
    public IReadOnlyList<string> Warnings { get; set; } = [];

    /// <summary>Seconds of opening the device.</summary>
    public double OpenSeconds { get; set; }

    /// <summary>Seconds of reading.</summary>
    public double ReadSeconds { get; set; }

    /// <summary>Seconds of the upload.</summary>
    public double UploadSeconds { get; set; }

    /// <summary>Seconds of each timed run of the compute step.</summary>
    public IReadOnlyList<double> ComputeSeconds { get; set; } = [];

    /// <summary>Seconds of the download.</summary>
    public double DownloadSeconds { get; set; }

    /// <summary>Seconds of writing.</summary>
    public double WriteSeconds { get; set; }

    /// <summary>What the program returns, where the verb comes to its end.</summary>
    public int ExitCode { get; set; } = GpuVol.Cli.ExitCode.Done;

    /// <summary>Lines of the verb's result for people; they go to stdout, and nowhere with <c>--json</c>.</summary>
    public IReadOnlyList<string> Lines => _lines;

    private VolumeGeometry? Geometry { get; set; }

    /// <summary>Sets <c>size</c>, <c>spacing_mm</c> and, for volumes, <c>dtype</c>.</summary>
    public void Describe(VolumeGeometry geometry, ElementType? elementType)
    {
        Geometry = geometry;
        if (elementType is not { } type)
            return;
        Add("dtype", json => json.WriteStringValue(type.ShortName()));
        var s = geometry.SpacingMm;
        What = $"{geometry.Size} {type.ShortName()}, {Text.Short(s.X)} x {Text.Short(s.Y)} x {Text.Short(s.Z)} mm";
    }

    /// <summary>Adds what only this verb reports.</summary>
    public void Add(string name, Action<Utf8JsonWriter> write) => _extras.Add((name, write));

    /// <summary>Adds a number; JSON has no NaN and no infinities, they become null.</summary>
    public void Add(string name, double value) => Add(name, json => WriteNumber(json, value));

    /// <summary>Adds a line of the result for people.</summary>
    public void Line(string line = "") => _lines.Add(line);

    /// <summary>Writes a number, or null for NaN and the infinities.</summary>
    public static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value + 0.0);
        else
            json.WriteNullValue();
    }

    /// <summary>Writes x, y, z as an array.</summary>
    public static void WriteVector(Utf8JsonWriter json, Vector3D v)
    {
        json.WriteStartArray();
        WriteNumber(json, v.X);
        WriteNumber(json, v.Y);
        WriteNumber(json, v.Z);
        json.WriteEndArray();
    }

    /// <summary>The one JSON object.</summary>
    public void WriteJson(Stream stream)
    {
        var total = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("verb", verb);
        json.WriteString("device", Device?.Id);
        json.WriteString("device_name", Device?.Name);
        json.WriteString("input", Input);
        json.WriteString("output", Output);
        json.WritePropertyName("size");
        if (Geometry is { } geometry)
        {
            json.WriteStartArray();
            for (var axis = 0; axis < 3; axis++)
                json.WriteNumberValue(geometry.Size[axis]);
            json.WriteEndArray();
            json.WritePropertyName("spacing_mm");
            WriteVector(json, geometry.SpacingMm);
        }
        else
        {
            json.WriteNullValue();
            json.WriteNull("spacing_mm");
        }

        json.WriteStartObject("seconds");
        json.WriteNumber("open", Round(OpenSeconds));
        json.WriteNumber("read", Round(ReadSeconds));
        json.WriteNumber("upload", Round(UploadSeconds));
        json.WriteNumber("compute", Round(Median(ComputeSeconds)));
        json.WriteNumber("compute_min", Round(ComputeSeconds.DefaultIfEmpty(0).Min()));
        json.WriteNumber("download", Round(DownloadSeconds));
        json.WriteNumber("write", Round(WriteSeconds));
        json.WriteNumber("total", Round(total));
        json.WriteEndObject();
        foreach (var (name, write) in _extras)
        {
            json.WritePropertyName(name);
            write(json);
        }

        json.WriteStartArray("warnings");
        foreach (var warning in Warnings)
            json.WriteStringValue(warning);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
        stream.Flush();
    }

    /// <summary>The closing line for people, or null where the verb made no file.</summary>
    public string? ClosingLine()
    {
        if (Output is null)
            return null;
        var on = Device is { } device ? $" on {device.Id}" : string.Empty;
        var parts = new List<string>();
        Part("read", ReadSeconds);
        Part("upload", UploadSeconds);
        Part("compute", Median(ComputeSeconds));
        if (ComputeSeconds.Count > 1)
            Part("compute_min", ComputeSeconds.Min());
        Part("download", DownloadSeconds);
        Part("write", WriteSeconds);
        return $"{Output}: {What}{on} in {Text.Seconds(Stopwatch.GetElapsedTime(_start).TotalSeconds)} ({string.Join(", ", parts)})";

        void Part(string name, double seconds)
        {
            if (seconds >= 0.0005)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {Text.Seconds(seconds)}"));
        }
    }

    private static double Median(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            return 0;
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    // A tenth of a microsecond is finer than any clock here; more digits only make the object hard to read.
    private static double Round(double seconds) => Math.Round(seconds, 7);
}
