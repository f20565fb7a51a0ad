using System.CommandLine;
using GpuVol.Viewer;

namespace GpuVol.Cli;

/// <summary><c>render</c>: a picture of a volume, without a screen.</summary>
internal sealed class RenderVerb : PictureVerb
{
    private static readonly Option<RenderMode?> Mode = Opt.Choice("--mode", "What a ray shows (default mip).",
        ("mip", RenderMode.Mip), ("minip", RenderMode.MinIp), ("average", RenderMode.Average), ("composite", RenderMode.Composite), ("iso", RenderMode.Iso));

    private static readonly Option<double?> AzimuthDeg = Opt.Number("--azimuth-deg", "A", "Turn about z; 0 from the front, 90 from the patient's left (default 0).", Opt.Finite);
    private static readonly Option<double?> ElevationDeg = Opt.Number("--elevation-deg", "E", "Lift towards the head; 90 from above (default 0).", Opt.Finite);
    private static readonly Option<double?> Zoom = Opt.Number("--zoom", "F", "1 fits the whole volume (default), 2 is twice as large.", Opt.Positive);
    private static readonly Option<(int Width, int Height)?> Size = Opt.PixelSize("--size", "Pixels of the picture (default 512x512).");
    private static readonly Option<(double Center, double Width)?> Window = Opt.Window("--window", "Window of mip, minip and average (default: minimum to maximum).");
    private static readonly Option<Projection?> ProjectionMode = Opt.Choice("--projection", "How rays run (default orthographic).",
        ("orthographic", Projection.Orthographic), ("perspective", Projection.Perspective));

    private static readonly Option<string?> Preset = Opt.Word("--preset", "NAME", "Transfer function of composite: ct-bone, ct-soft, ct-lung, mr, grey (default: by modality and range).");
    private static readonly Option<double?> IsoLevel = Opt.Number("--iso-level", "V", "Intensity of the isosurface (default: midway from minimum to maximum).", Opt.Finite);
    private static readonly Option<double?> StepMm = Opt.Number("--step-mm", "D", "Distance of samples along a ray (default: half the smallest spacing).", Opt.Positive);
    private static readonly Option<RendererKind?> Renderer = Opt.Choice("--renderer", "auto (default): OpenGL where there is a GPU for it, else compute. gl: OpenGL without a display, in Mesa's software where there is no GPU. compute: any device.",
        ("auto", RendererKind.Auto), ("compute", RendererKind.Compute), ("gl", RendererKind.Gl));

    private static readonly Option<string?> Scene = Opt.Word("--scene", "FILE", "JSON file of mode, camera, window and transfer function (see --save-scene); options given beside it go before it.");
    private static readonly Option<string?> SaveScene = Opt.Word("--save-scene", "FILE", "Write the settings as JSON, so that the picture can be made again.");

    private OpenGlRaycaster? _openGl;
    private RenderSettings _settings = new();

    private enum RendererKind
    {
        Auto,
        Compute,
        Gl,
    }

    /// <inheritdoc/>
    public override string Name => "render";

    /// <inheritdoc/>
    public override string Summary => "Render a volume as a PNG, without a screen.";

    /// <inheritdoc/>
    public override string Details => """
        Azimuth 0, elevation 0 looks from the front at the patient: the patient's left is on the right, the head is up.
        The volume's spacing and direction are honoured.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol render head.nii.gz head.png --mode mip --azimuth-deg 30 --size 256x256";

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [Mode, AzimuthDeg, ElevationDeg, Zoom, Size, Window, ProjectionMode, Preset, IsoLevel, StepMm, Renderer, Scene, SaveScene];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        _settings = Settings(run);
        var mode = _settings.Mode;
        if (run.Given(Window) && mode is (RenderMode.Composite or RenderMode.Iso))
            throw new UsageException("--window goes with --mode mip, minip and average; composite takes --preset, iso takes --iso-level.");
        if (run.Given(IsoLevel) && mode != RenderMode.Iso)
            throw new UsageException("--iso-level needs --mode iso.");
        if (run.Value(Preset) is { } preset)
        {
            if (mode != RenderMode.Composite)
                throw new UsageException("--preset needs --mode composite.");
            if (!TransferFunction.Presets.ContainsKey(preset))
                throw new UsageException($"--preset: '{preset}' is none of {string.Join(", ", TransferFunction.Presets.Keys)}.");
        }

        if (run.Value(SaveScene) is { } scene)
        {
            OutputGuard.Check(scene, [".json"], [run.Required(Input)]);
            if (run.Value(Scene) is { } read && Path.GetFullPath(read) == Path.GetFullPath(scene))
                throw new UsageException($"--save-scene: '{scene}' is the file of --scene; give another name.");
        }
    }

    /// <inheritdoc/>
    protected override IDisposable? Open(VerbRun run)
    {
        _openGl = run.Value(Renderer) switch
        {
            RendererKind.Gl => new OpenGlRaycaster(),
            RendererKind.Compute => null,
            _ => OpenGlRaycaster.TryOpenGpu(),
        };
        run.Report.Add("renderer", json => json.WriteStringValue(_openGl is null ? "compute" : "gl"));
        if (_openGl is not null)
            run.Report.Add("opengl", json => json.WriteStringValue(_openGl.Description));
        return _openGl;
    }

    /// <inheritdoc/>
    protected override RgbImage Draw(DeviceVolume volume, VerbRun run)
    {
        using var prepared = new RaycastVolume(volume);
        if (_settings is { Mode: RenderMode.Composite, Preset: null, TransferFunction: null })
            _settings = _settings with { Preset = ComputeRaycaster.ChooseTransferFunction(prepared, _settings).Name };
        return _openGl is null ? ComputeRaycaster.Render(prepared, _settings) : _openGl.Render(prepared, _settings);
    }

    /// <inheritdoc/>
    protected override void Finish(VerbRun run)
    {
        if (run.Value(SaveScene) is { } scene)
            SceneFile.Write(scene, _settings);
    }

    // Options go before the scene, the scene before the defaults.
    private static RenderSettings Settings(VerbRun run)
    {
        var scene = run.Value(Scene) is { } path ? SceneFile.Read(path) : new RenderSettings();
        var size = run.Value(Size) ?? (scene.Width, scene.Height);
        var settings = scene with
        {
            Mode = run.Value(Mode) ?? scene.Mode,
            Camera = new Camera
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
        };
        return run.Value(Preset) is { } preset ? settings with { Preset = preset, TransferFunction = null } : settings;
    }
}
