using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>fbp</c>: filtered backprojection of sinograms.</summary>
internal sealed class FbpVerb : ReconstructionVerb
{
    /// <summary>The window on the ramp.</summary>
    public static readonly Option<ReconstructionFilter?> Filter = Opt.Choice("--filter", "Window on the ramp filter (default ramp: none; none: no filter at all).",
        ("ramp", ReconstructionFilter.Ramp), ("shepp-logan", ReconstructionFilter.SheppLogan), ("cosine", ReconstructionFilter.Cosine),
        ("hamming", ReconstructionFilter.Hamming), ("hann", ReconstructionFilter.Hann), ("none", ReconstructionFilter.None));

    /// <summary>Where it ends.</summary>
    public static readonly Option<double?> CutOff = Opt.Number("--cut-off", "F", "End of the window as part of the Nyquist frequency (default 1).", f => f is > 0 and <= 1 ? null : "it must be above 0 and at most 1.");

    /// <summary>Against truncation.</summary>
    public static readonly Option<double?> Padding = Opt.Number("--truncation-padding", "F", "Continue rows beyond the detector by this part of its width, fading out (default 0).", f => f is >= 0 and <= 4 ? null : "it must be 0 to 4.");

    private static readonly Option<DetectorInterpolation?> Interpolation = Opt.Choice("--interpolation", "Between detector columns (default linear).",
        ("linear", DetectorInterpolation.Linear), ("nearest", DetectorInterpolation.Nearest), ("cubic", DetectorInterpolation.Cubic));

    private static readonly Option<CenterConvention?> Convention = Opt.Choice("--convention", "skimage: exactly scikit-image's centre, padding, circle and output size.",
        ("gpuvol", CenterConvention.GpuVol), ("skimage", CenterConvention.Skimage));

    private static readonly Option<bool> NoCircle = Opt.Flag("--no-circle", "With --convention skimage: circle=False.");

    private enum CenterConvention
    {
        GpuVol,
        Skimage,
    }

    /// <inheritdoc/>
    public override string Name => "fbp";

    /// <inheritdoc/>
    public override string Summary => "Filtered backprojection: sinograms to slices, as skimage iradon and ASTRA.";

    /// <inheritdoc/>
    public override string Details => """
        INPUT is a sinogram [angle, detector] or a stack [slice, angle, detector] of line integrals. Values are attenuation
        per mm. The axis of rotation is z through the image's centre; at the angle t the detector coordinate is
        x cos t - y sin t (docs/geometry.md). Fans of less than a turn get Parker's weights, displaced detectors their own.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol fbp sinograms.npy slices.nii.gz --angles-deg 0:180:60 --filter hann";

    /// <inheritdoc/>
    protected override IReadOnlyList<Option> OwnOptions => [Filter, CutOff, Padding, Interpolation, Convention, NoCircle];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        if (run.Given(NoCircle) && run.Value(Convention) is not CenterConvention.Skimage)
            throw new UsageException("--no-circle needs --convention skimage.");
        if (run.Value(Convention) is not CenterConvention.Skimage)
            return;
        var other = new Option[] { CutOff, Padding, GridOptions.PixelMm, GridOptions.SpacingMm, GridOptions.CenterMm, ScanOptions.Center, ScanOptions.DetectorSpacingMm, ScanOptions.SourceMm, ScanOptions.DetectorMm, ScanOptions.AxisOffsetMm };
        if (other.FirstOrDefault(run.Given) is { } extra)
            throw new UsageException($"{extra.Name} does not go with --convention skimage, which fixes it.");
    }

    /// <inheritdoc/>
    protected override DeviceVolume Reconstruct(DeviceVolume source, VerbRun run) => Checked(() => Slabs(run).MakeAll(source));

    /// <inheritdoc/>
    protected override DeviceVolume Rehearse(DeviceVolume projections, ProjectionGeometry geometry, VolumeGeometry grid) =>
        FilteredBackProjection.Reconstruct(projections, geometry, grid);

    /// <inheritdoc/>
    protected override SlabMaker Slabs(VerbRun run, long bytesPerNumber, MemoryLimit limit, bool allViews) => Slabs(run);

    /// <inheritdoc/>
    protected override VolumeGeometry Grid(VerbRun run)
    {
        if (run.Value(Convention) is not CenterConvention.Skimage)
            return base.Grid(run);
        return Geometry.Kind == ProjectionKind.Parallel
            ? FilteredBackProjection.ScikitGrid(Geometry.Columns, Geometry.Rows, !run.Value(NoCircle), run.Value(GridOptions.Size)?.I)
            : throw new UsageException("--convention skimage is for parallel rays.");
    }

    /// <inheritdoc/>
    protected override void Announce(VerbRun run)
    {
        if (Geometry.Kind == ProjectionKind.Fan)
            AnnounceWeights(run);
        else if (Geometry.Kind == ProjectionKind.Parallel)
            AnnounceArc(run);
    }

    private StackSlabs Slabs(VerbRun run)
    {
        if (!Geometry.IsStack)
            throw new UsageException($"fbp takes parallel and fan scans, not {ScanDescription.NameOf(Geometry.Kind)}; use fdk or an iterative verb.");
        var filter = run.Value(Filter) ?? ReconstructionFilter.Ramp;
        var interpolation = run.Value(Interpolation) ?? DetectorInterpolation.Linear;
        var grid = Grid(run);
        var settings = new FbpSettings { Filter = filter, CutOff = run.Value(CutOff) ?? 1, Interpolation = interpolation, TruncationPadding = run.Value(Padding) ?? 0, Cancellation = run.Cancellation };
        return new StackSlabs(Geometry, grid, slices => FilteredBackProjection.MemoryBytes(Geometry, grid.Size, slices, interpolation), (source, slab, _) => run.Value(Convention) is CenterConvention.Skimage
            ? FilteredBackProjection.ReconstructLikeScikit(source, Geometry.AnglesRadians, filter, interpolation, !run.Value(NoCircle), slab.Size.I)
            : FilteredBackProjection.Reconstruct(source, Geometry.WithSlices(slab.Size.K), slab, settings));
    }

    private void AnnounceArc(VerbRun run)
    {
        ViewWeights.Parallel(Geometry.AnglesRadians, out var covered);
        if (covered < Math.PI * (1 - 1e-6))
            run.Report.Warnings = [.. run.Report.Warnings, FormattableString.Invariant($"the views cover {covered * 180 / Math.PI:0.##} of 180 degrees: what runs along the missing ones is lost and values are too low; an iterative verb with bounds does better.")];
    }
}
