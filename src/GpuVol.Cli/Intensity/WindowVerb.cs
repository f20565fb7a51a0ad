using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>window</c>: rescale and display window in one pass.</summary>
internal sealed class WindowVerb : VolumeVerb
{
    private static readonly Option<double?> Center = Opt.Number("--center", "C", "Window centre in intensity units (HU for CT). Needed.", Opt.Finite);
    private static readonly Option<double?> Width = Opt.Number("--width", "W", "Window width, at least 1 (above 0 with --exact). Needed.", Opt.Positive);
    private static readonly Option<double?> OutputMin = Opt.Number("--out-min", "V", "Value at and below the lower edge (default 0).", Opt.Finite);
    private static readonly Option<double?> OutputMax = Opt.Number("--out-max", "V", "Value at and above the upper edge (default 255).", Opt.Finite);
    private static readonly Option<bool> Exact = Opt.Flag("--exact", "LINEAR_EXACT in place of LINEAR.");

    /// <inheritdoc/>
    public override string Name => "window";

    /// <inheritdoc/>
    public override string Summary => "Map a window of intensities to an output range.";

    /// <inheritdoc/>
    public override string Details => """
        DICOM VOI LINEAR (PS3.3 C.11.2.1.2): y = ((x - (C - 0.5)) / (W - 1) + 0.5) (max - min) + min, clamped;
        with --exact LINEAR_EXACT: y = ((x - C) / W + 0.5) (max - min) + min.
        The file's rescale to intensities is applied in the same pass.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol window head.nii.gz windowed.nii.gz --center 1 --width 2 --dtype u8";

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [Center, Width, OutputMin, OutputMax, Exact];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        if (run.Value(Center) is null || run.Value(Width) is not { } width)
            throw new UsageException("--center and --width are needed, for example --center -600 --width 1500 for lungs.");
        if (width < 1 && !run.Value(Exact))
            throw new UsageException($"--width {Text.Of(width)} is below 1, which LINEAR does not allow; widen it or add --exact.");
    }

    /// <inheritdoc/>
    protected override DeviceVolume Compute(DeviceVolume source, VerbRun run) =>
        IntensityTransforms.Window(source, run.Value(Center)!.Value, run.Value(Width)!.Value, run.Value(OutputMin) ?? 0, run.Value(OutputMax) ?? 255, run.Value(Exact));
}
