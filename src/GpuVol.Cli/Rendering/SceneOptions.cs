using System.CommandLine;
using GpuVol.Viewer;

namespace GpuVol.Cli;

/// <summary>The options that say what a picture shows and from where, for every verb that draws with rays.</summary>
internal static class SceneOptions
{
    private static readonly Option<RenderMode?> Mode = Opt.Choice("--mode", "What a ray shows (default mip; composite in a window).",
        ("mip", RenderMode.Mip), ("minip", RenderMode.MinIp), ("average", RenderMode.Average), ("composite", RenderMode.Composite), ("iso", RenderMode.Iso));

    private static readonly Option<double?> AzimuthDeg = Opt.Number("--azimuth-deg", "A", "Turn about z; 0 from the front, 90 from the patient's left (default 0).", Opt.Finite);
    private static readonly Option<double?> ElevationDeg = Opt.Number("--elevation-deg", "E", "Lift towards the head; 90 from above (default 0).", Opt.Finite);
    private static readonly Option<double?> Zoom = Opt.Number("--zoom", "F", "1 fits the whole volume (default), 2 is twice as large.", Opt.Positive);
    /// <summary>Size of the picture.</summary>
    public static readonly Option<(int Width, int Height)?> Size = Opt.PixelSize("--size", "Pixels of the picture (default 512x512).");
    private static readonly Option<(double Center, double Width)?> Window = Opt.Window("--window", "Window of mip, minip and average (default: minimum to maximum), and of a window's slices.");
    private static readonly Option<Projection?> ProjectionMode = Opt.Choice("--projection", "How rays run (default orthographic).",
        ("orthographic", Projection.Orthographic), ("perspective", Projection.Perspective));

    private static readonly Option<string?> Preset = Opt.Word("--preset", "NAME", $"Transfer function of composite: {string.Join(", ", TransferFunction.Presets.Keys)} (default: by modality and range).");
    private static readonly Option<double?> IsoLevel = Opt.Number("--iso-level", "V", "Intensity of the isosurface (default: midway from minimum to maximum).", Opt.Finite);
    private static readonly Option<double?> StepMm = Opt.Number("--step-mm", "D", "Distance of samples along a ray (default: half the smallest spacing).", Opt.Positive);
    private static readonly Option<SamplePlacement?> Sampling = Opt.Choice("--sampling", "Samples of composite: jittered ones (default) show a fine grain where regular ones show bands.",
        ("regular", SamplePlacement.Regular), ("jittered", SamplePlacement.Jittered));

    private static readonly Option<ClipBox?> ClipBox = Opt.Numbers<ClipBox>("--clip-box", "X0,X1,Y0,Y1,Z0,Z1", "Show only what lies in this box of the patient, LPS mm.", 6, b =>
        b[0] < b[1] && b[2] < b[3] && b[4] < b[5] ? (new ClipBox(new(b[0], b[2], b[4]), new(b[1], b[3], b[5])), null) : (null, "each start must be below its end."));

    private static readonly Option<ClipPlane?> ClipPlane = Opt.Numbers<ClipPlane>("--clip-plane", "NX,NY,NZ,D", "Show only the side of a plane that its normal points to; D: mm from the origin along the normal (several: in a scene).", 4, p =>
        p[0] != 0 || p[1] != 0 || p[2] != 0 ? (new ClipPlane(new(p[0], p[1], p[2]), p[3]), null) : (null, "the normal has no direction."));

    private static readonly Option<string?> Scene = Opt.Word("--scene", "FILE", "JSON file of mode, camera, window and transfer function (see render --save-scene); options given beside it go before it.");

    /// <summary>All of them, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All = [Mode, AzimuthDeg, ElevationDeg, Zoom, Size, Window, ProjectionMode, Preset, IsoLevel, StepMm, Sampling, ClipBox, ClipPlane, Scene];

    /// <summary>The file of <c>--scene</c>, or null.</summary>
    public static string? SceneFileOf(VerbRun run) => run.Value(Scene);

    /// <summary><c>--renderer</c>.</summary>
    public static Option<RendererChoice?> Renderer(string description) =>
        Opt.Choice("--renderer", description, ("auto", RendererChoice.Auto), ("compute", RendererChoice.Compute), ("gl", RendererChoice.OpenGl));

    /// <summary>The word of a raycaster.</summary>
    public static string Word(RendererChoice renderer) => renderer == RendererChoice.OpenGl ? "gl" : "compute";

    /// <summary>The settings of one picture: options go before the scene, the scene before the defaults.</summary>
    /// <exception cref="UsageException">Options do not fit together, or are for another mode.</exception>
    /// <exception cref="VolumeFormatException">The scene cannot be read.</exception>
    public static RenderSettings Settings(VerbRun run)
    {
        var settings = OfAnyMode(run, RenderMode.Mip);
        CheckMode(run, settings.Mode);
        return settings;
    }

    /// <summary>The same for a window, in which the mode is changed: options of any mode may stand together.</summary>
    /// <exception cref="UsageException">An option is out of range.</exception>
    /// <exception cref="VolumeFormatException">The scene cannot be read.</exception>
    public static RenderSettings OfAnyMode(VerbRun run, RenderMode usual)
    {
        var scene = run.Value(Scene) is { } path ? SceneFile.Read(path) : new RenderSettings { Mode = usual };
        var size = run.Value(Size) ?? (scene.Width, scene.Height);
        var settings = scene with
        {
            Mode = run.Value(Mode) ?? scene.Mode,
            Camera = scene.Camera with
            {
                AzimuthDegrees = run.Value(AzimuthDeg) ?? scene.Camera.AzimuthDegrees,
                ElevationDegrees = run.Value(ElevationDeg) ?? scene.Camera.ElevationDegrees,
                Zoom = run.Value(Zoom) ?? scene.Camera.Zoom,
                Projection = run.Value(ProjectionMode) ?? scene.Camera.Projection,
            },
            Width = size.Item1,
            Height = size.Item2,
            WindowCenter = run.Value(Window)?.Center ?? scene.WindowCenter,
            WindowWidth = run.Value(Window)?.Width ?? scene.WindowWidth,
            IsoLevel = run.Value(IsoLevel) ?? scene.IsoLevel,
            StepMm = run.Value(StepMm) ?? scene.StepMm,
            Sampling = run.Value(Sampling) ?? scene.Sampling,
            Clip = Clip(run, scene.Clip),
        };
        if (run.Value(Preset) is not { } preset)
            return settings;
        if (!TransferFunction.Presets.ContainsKey(preset))
            throw new UsageException($"--preset: '{preset}' is none of {string.Join(", ", TransferFunction.Presets.Keys)}.");
        return settings with { Preset = preset, TransferFunction = null };
    }

    private static ClipRegion? Clip(VerbRun run, ClipRegion? scene)
    {
        if (run.Value(ClipBox) is { } box)
            scene = (scene ?? new ClipRegion()) with { Box = box };
        if (run.Value(ClipPlane) is { } plane)
            scene = (scene ?? new ClipRegion()) with { Planes = [plane] };
        return scene;
    }

    private static void CheckMode(VerbRun run, RenderMode mode)
    {
        if (run.Given(Window) && mode is (RenderMode.Composite or RenderMode.Iso))
            throw new UsageException("--window goes with --mode mip, minip and average; composite takes --preset, iso takes --iso-level.");
        if (run.Given(IsoLevel) && mode != RenderMode.Iso)
            throw new UsageException("--iso-level needs --mode iso.");
        if (run.Given(Preset) && mode != RenderMode.Composite)
            throw new UsageException("--preset needs --mode composite.");
    }
}
