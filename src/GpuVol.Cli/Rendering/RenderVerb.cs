using System.CommandLine;
using GpuVol.Viewer;

namespace GpuVol.Cli;

/// <summary><c>render</c>: a picture of a volume, without a screen.</summary>
internal sealed class RenderVerb : PictureVerb
{
    private static readonly Option<RendererChoice?> Renderer = SceneOptions.Renderer("auto (default): OpenGL where there is a GPU for it, else compute. gl: OpenGL without a display, in Mesa's software where there is no GPU. compute: any device.");

    private static readonly Option<string?> SaveScene = Opt.Word("--save-scene", "FILE", "Write the settings as JSON, so that the picture can be made again.");

    private OpenGlRaycaster? _openGl;
    private RenderSettings _settings = new();
    private LabelVolume? _labels;

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
    public override IReadOnlyList<Option> Options => [.. SceneOptions.All, .. LabelOptions.All, Renderer, SaveScene];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        _settings = SceneOptions.Settings(run);
        _settings = _settings with { Labels = LabelOptions.Palette(run, _settings.Labels) };
        if (run.Value(SaveScene) is { } scene)
        {
            OutputGuard.Check(scene, [".json"], [run.Required(Input)]);
            if (SceneOptions.SceneFileOf(run) is { } read && Path.GetFullPath(read) == Path.GetFullPath(scene))
                throw new UsageException($"--save-scene: '{scene}' is the file of --scene; give another name.");
        }
    }

    /// <inheritdoc/>
    protected override IDisposable? Open(VerbRun run)
    {
        _labels = LabelOptions.Read(run);
        _openGl = run.Value(Renderer) switch
        {
            RendererChoice.OpenGl => new OpenGlRaycaster(),
            RendererChoice.Compute => null,
            _ => OpenGlRaycaster.TryOpenGpu(),
        };
        run.Report.Add("renderer", json => json.WriteStringValue(SceneOptions.Word(_openGl is null ? RendererChoice.Compute : RendererChoice.OpenGl)));
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
        if (_openGl is null)
            return ComputeRaycaster.Render(prepared, _settings, _labels);
        var picture = _openGl.Render(prepared, _settings, _labels);
        if (_openGl.HostDetour is { } reason)
            run.Report.Warnings = [.. run.Report.Warnings, $"the volume went to OpenGL through the host: {reason}"];
        return picture;
    }

    /// <inheritdoc/>
    protected override void Finish(VerbRun run)
    {
        if (run.Value(SaveScene) is { } scene)
            SceneFile.Write(scene, _settings);
    }
}
