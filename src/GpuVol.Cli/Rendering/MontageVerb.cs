using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>montage</c>: a panel of slices.</summary>
internal sealed class MontageVerb : PictureVerb
{
    private static readonly Option<SlicePlane?> Plane = Opt.Choice("--plane", "Plane of the patient (default axial).",
        ("axial", SlicePlane.Axial), ("coronal", SlicePlane.Coronal), ("sagittal", SlicePlane.Sagittal));

    private static readonly Option<int?> Step = Opt.Integer("--step", "N", "Every N-th slice (default: at most 20 slices).", Opt.AtLeastOne);
    private static readonly Option<int?> Columns = Opt.Integer("--columns", "N", "Panels in a row (default: a nearly square picture).", Opt.AtLeastOne);
    private static readonly Option<(double Center, double Width)?> Window = Opt.Window("--window", "Display window (default: from the 0.5 to the 99.5 percentile).");

    private MontageSettings _settings = new();
    private LabelVolume? _labels;

    /// <inheritdoc/>
    public override string Name => "montage";

    /// <inheritdoc/>
    public override string Summary => "Lay slices out as one PNG, each with the aspect ratio of its millimetres.";

    /// <inheritdoc/>
    public override string Example => "gpuvol montage head.nii.gz slices.png --plane coronal --step 8 --columns 4";

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [Plane, Step, Columns, Window, .. LabelOptions.All];

    /// <inheritdoc/>
    protected override void Check(VerbRun run) => _settings = new MontageSettings
    {
        Plane = run.Value(Plane) ?? SlicePlane.Axial,
        Step = run.Value(Step) ?? 0,
        Columns = run.Value(Columns) ?? 0,
        WindowCenter = run.Value(Window)?.Center,
        WindowWidth = run.Value(Window)?.Width,
        Labels = LabelOptions.Palette(run, new LabelPalette()),
    };

    /// <inheritdoc/>
    protected override IDisposable? Open(VerbRun run)
    {
        _labels = LabelOptions.Read(run);
        return null;
    }

    /// <inheritdoc/>
    protected override RgbImage Draw(DeviceVolume volume, VerbRun run) => SliceMontage.Create(volume, _settings, _labels);
}
