using System.Text;
using System.Text.Json;

namespace GpuVol.Viewer;

/// <summary>
/// A picture's settings as JSON: mode, camera, size, window, level, step, clipping, labels and transfer function, so that a picture can be made again, or of another
/// volume. Every member may be left out (then the default of <see cref="RenderSettings"/> holds); an unknown one is an error.
/// </summary>
/// <remarks>docs/rendering.md shows one.</remarks>
public static class SceneFile
{
    private const long LargestBytes = 16 << 20;

    private static readonly (RenderMode Mode, string Word)[] Modes =
        [(RenderMode.Mip, "mip"), (RenderMode.MinIp, "minip"), (RenderMode.Average, "average"), (RenderMode.Composite, "composite"), (RenderMode.Iso, "iso")];

    /// <summary>Reads a file.</summary>
    /// <exception cref="VolumeFormatException">It cannot be read, is no JSON, has an unknown member or a value out of range; the message says where.</exception>
    public static RenderSettings Read(string path)
    {
        string text;
        try
        {
            var length = new FileInfo(path).Length;
            if (length > LargestBytes)
                throw new VolumeFormatException(path, $"has {length} bytes; a scene has at most {LargestBytes}.");
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VolumeFormatException(path, $"cannot be read: {e.Message}", e);
        }

        try
        {
            return Parse(text);
        }
        catch (FormatException e)
        {
            throw new VolumeFormatException(path, e.Message, e);
        }
    }

    /// <summary>Reads settings from JSON text.</summary>
    /// <exception cref="FormatException">It is no JSON, has an unknown member or a value out of range.</exception>
    public static RenderSettings Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var settings = Settings(new JsonMembers(document.RootElement, "scene"));
            RaycastPlan.Check(settings);
            settings.TransferFunction?.Check();
            return settings;
        }
        catch (JsonException e)
        {
            throw new FormatException($"is no JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.", e);
        }
        catch (ArgumentException e)
        {
            throw new FormatException(e.Message.ReplaceLineEndings(" "), e);
        }
    }

    /// <summary>Writes a file that <see cref="Read"/> reads to the same settings.</summary>
    /// <exception cref="VolumeFormatException">It cannot be written.</exception>
    public static void Write(string path, RenderSettings settings)
    {
        RaycastPlan.Check(settings);
        using var file = new AtomicFile(path);
        file.Stream.Write(Encoding.UTF8.GetBytes(ToJson(settings)));
        file.Commit();
    }

    /// <summary>The settings as JSON text.</summary>
    public static string ToJson(RenderSettings settings)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("mode", Modes.Single(m => m.Mode == settings.Mode).Word);
            json.WriteStartObject("camera");
            json.WriteNumber("azimuth_deg", settings.Camera.AzimuthDegrees);
            json.WriteNumber("elevation_deg", settings.Camera.ElevationDegrees);
            json.WriteNumber("zoom", settings.Camera.Zoom);
            json.WriteString("projection", settings.Camera.Projection == Projection.Perspective ? "perspective" : "orthographic");
            if (settings.Camera.TargetMm is { } target)
                WriteNumbers(json, "target_mm", target.X, target.Y, target.Z);
            json.WriteEndObject();
            WriteNumbers(json, "size", settings.Width, settings.Height);
            if (settings is { WindowCenter: { } centre, WindowWidth: { } width })
                WriteNumbers(json, "window", centre, width);
            if (settings.IsoLevel is { } level)
                json.WriteNumber("iso_level", level);
            if (settings.StepMm is { } step)
                json.WriteNumber("step_mm", step);
            if (settings.Sampling == SamplePlacement.Regular)
                json.WriteString("sampling", "regular");
            if (settings.Clip is { } clip)
                Write(json, clip);
            if (settings.Labels != new LabelPalette())
                Write(json, settings.Labels);
            if (settings.TransferFunction is { } function)
                Write(json, function);
            else if (settings.Preset is { } preset)
                json.WriteString("preset", preset);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(memory.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, TransferFunction function)
    {
        json.WriteStartObject("transfer_function");
        json.WriteString("name", function.Name);
        json.WriteBoolean("relative", function.IsRelative);
        json.WriteNumber("ambient", function.Ambient);
        json.WriteNumber("diffuse", function.Diffuse);
        json.WriteNumber("specular", function.Specular);
        json.WriteNumber("half_light_gradient", function.HalfLightGradient);
        json.WriteStartArray("points");
        foreach (var point in function.Points)
        {
            json.WriteStartObject();
            json.WriteNumber("intensity", point.Intensity);
            WriteNumbers(json, "color", point.Red, point.Green, point.Blue);
            json.WriteNumber("opacity_per_mm", point.OpacityPerMm);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ClipRegion clip)
    {
        if (clip.Box is { } box)
            WriteNumbers(json, "clip_box_mm", box.LowMm.X, box.HighMm.X, box.LowMm.Y, box.HighMm.Y, box.LowMm.Z, box.HighMm.Z);
        if (clip.Planes.Count == 0)
            return;
        json.WriteStartArray("clip_planes");
        foreach (var plane in clip.Planes)
        {
            json.WriteStartObject();
            WriteNumbers(json, "normal", plane.Normal.X, plane.Normal.Y, plane.Normal.Z);
            json.WriteNumber("offset_mm", plane.OffsetMm);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, LabelPalette labels)
    {
        json.WriteStartObject("labels");
        json.WriteNumber("opacity", labels.Opacity);
        json.WriteStartArray("colors");
        foreach (var color in labels.Colors)
        {
            json.WriteStartObject();
            json.WriteNumber("label", color.Label);
            WriteNumbers(json, "color", color.Red, color.Green, color.Blue);
            if (color.Opacity is { } opacity)
                json.WriteNumber("opacity", opacity);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, params ReadOnlySpan<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static RenderSettings Settings(JsonMembers scene)
    {
        var settings = new RenderSettings();
        var mode = scene.Word("mode") ?? "mip";
        var camera = scene.Object("camera");
        var size = scene.Numbers("size", 2);
        var window = scene.Numbers("window", 2);
        var result = settings with
        {
            Mode = Modes.Any(m => m.Word == mode) ? Modes.Single(m => m.Word == mode).Mode : throw new FormatException($"scene.mode is '{mode}'; use one of {string.Join(", ", Modes.Select(m => m.Word))}."),
            Camera = camera is null ? settings.Camera : Camera(camera),
            Width = size is null ? settings.Width : Whole(size[0], "scene.size"),
            Height = size is null ? settings.Height : Whole(size[1], "scene.size"),
            WindowCenter = window?[0],
            WindowWidth = window?[1],
            IsoLevel = scene.Number("iso_level"),
            StepMm = scene.Number("step_mm"),
            Sampling = (scene.Word("sampling") ?? "jittered") switch
            {
                "regular" => SamplePlacement.Regular,
                "jittered" => SamplePlacement.Jittered,
                var word => throw new FormatException($"scene.sampling is '{word}'; use regular or jittered."),
            },
            Clip = Clip(scene),
            Labels = scene.Object("labels") is { } labels ? Labels(labels) : settings.Labels,
            Preset = scene.Word("preset"),
            TransferFunction = scene.Object("transfer_function") is { } function ? Function(function) : null,
        };
        if (result is { Preset: not null, TransferFunction: not null })
            throw new FormatException("scene has a preset and a transfer_function; give one of them.");
        scene.End();
        return result;
    }

    private static Camera Camera(JsonMembers members)
    {
        var projection = members.Word("projection") ?? "orthographic";
        var camera = new Camera
        {
            AzimuthDegrees = members.Number("azimuth_deg") ?? 0,
            ElevationDegrees = members.Number("elevation_deg") ?? 0,
            Zoom = members.Number("zoom") ?? 1,
            TargetMm = members.Numbers("target_mm", 3) is [var x, var y, var z] ? new Vector3D(x, y, z) : null,
            Projection = projection switch
            {
                "orthographic" => Projection.Orthographic,
                "perspective" => Projection.Perspective,
                _ => throw new FormatException($"scene.camera.projection is '{projection}'; use orthographic or perspective."),
            },
        };
        members.End();
        return camera;
    }

    private static ClipRegion? Clip(JsonMembers scene)
    {
        var box = scene.Numbers("clip_box_mm", 6);
        var planes = new List<ClipPlane>();
        foreach (var plane in scene.Objects("clip_planes"))
        {
            var normal = plane.Numbers("normal", 3) ?? throw new FormatException($"{plane.Path} has no normal; give [x, y, z].");
            planes.Add(new ClipPlane(new Vector3D(normal[0], normal[1], normal[2]), plane.Required("offset_mm")));
            plane.End();
        }

        if (box is null && planes.Count == 0)
            return null;
        return new ClipRegion { Box = box is null ? null : new ClipBox(new(box[0], box[2], box[4]), new(box[1], box[3], box[5])), Planes = planes };
    }

    private static LabelPalette Labels(JsonMembers members)
    {
        var colors = new List<LabelColor>();
        foreach (var entry in members.Objects("colors"))
        {
            var color = entry.Numbers("color", 3) ?? throw new FormatException($"{entry.Path} has no color; give [red, green, blue], each 0 to 1.");
            colors.Add(new LabelColor(Whole(entry.Required("label"), $"{entry.Path}.label"), color[0], color[1], color[2], entry.Number("opacity")));
            entry.End();
        }

        var palette = new LabelPalette { Opacity = members.Number("opacity") ?? new LabelPalette().Opacity, Colors = colors };
        members.End();
        return palette;
    }

    private static TransferFunction Function(JsonMembers members)
    {
        var points = new List<TransferPoint>();
        foreach (var point in members.Objects("points"))
        {
            var color = point.Numbers("color", 3) ?? throw new FormatException($"{point.Path} has no color; give [red, green, blue], each 0 to 1.");
            points.Add(new TransferPoint(point.Required("intensity"), color[0], color[1], color[2], point.Required("opacity_per_mm")));
            point.End();
        }

        var usual = new TransferFunction("usual", [new TransferPoint(0, 0, 0, 0, 0)]);
        var function = new TransferFunction(members.Word("name") ?? "scene", points, members.Flag("relative") ?? false)
        {
            Ambient = members.Number("ambient") ?? usual.Ambient,
            Diffuse = members.Number("diffuse") ?? usual.Diffuse,
            Specular = members.Number("specular") ?? usual.Specular,
            HalfLightGradient = members.Number("half_light_gradient") ?? usual.HalfLightGradient,
        };
        members.End();
        return function;
    }

    private static int Whole(double value, string where) =>
        value == Math.Floor(value) && Math.Abs(value) < int.MaxValue ? (int)value : throw new FormatException($"{where} holds {value}; give a whole number.");
}
