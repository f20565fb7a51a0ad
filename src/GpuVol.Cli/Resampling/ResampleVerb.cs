using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>resample</c>: to a spacing, a size or by a zoom.</summary>
internal sealed class ResampleVerb : VolumeVerb
{
    private static readonly Option<Vector3D?> SpacingMm = Opt.Vector("--spacing-mm", "S|X,Y,Z", "Target spacing over the same extent.", Opt.Positive);
    private static readonly Option<Size3D?> Size = Opt.Size3("--size", "N|NX,NY,NZ", "Target size over the same extent.");
    private static readonly Option<Vector3D?> Zoom = Opt.Vector("--zoom", "F|X,Y,Z", "scipy.ndimage.zoom: size round(n F), corners on corners.", Opt.Positive);
    private static readonly Option<string?> Like = Opt.Word("--like", "REF", "Target grid of another file (not available yet).");
    private static readonly Option<int?> Order = Opt.Integer("--order", "N", "0 nearest, 1 linear (default); 2 to 5 not available yet.", n => n is >= 0 and <= 5 ? null : "an order is 0 to 5.");
    private static readonly Option<double?> Default = Opt.Number("--default", "V", "Value outside the input (default 0); use -1000 for CT.");
    private static readonly Option<bool> GridMode = Opt.Flag("--grid-mode", "With --zoom: voxel edges on edges, as SciPy's grid_mode.");
    private static readonly Option<Border?> BorderMode = CommonOptions.Border("With --zoom: values beyond the edge (default constant).");
    private static readonly Option<double?> BorderValue = Opt.Number("--cval", "V", "With --zoom: the value of --border constant (default 0).");

    /// <inheritdoc/>
    public override string Name => "resample";

    /// <inheritdoc/>
    public override string Summary => "Resample to a spacing, a size, or by a zoom factor.";

    /// <inheritdoc/>
    public override string Details => """
        --spacing-mm and --size work in patient space: the extent is kept (size = round(extent / spacing), the grid
        centred on the input's centre), outside is --default, and the outer half voxel takes the edge's value, as in ITK.
        --zoom works on voxel indices with SciPy's grid. Give one of the three.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol resample head.nii.gz isotropic.nii.gz --spacing-mm 1.5";

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [SpacingMm, Size, Zoom, Like, Order, Default, GridMode, BorderMode, BorderValue];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> SharedOptions => [.. base.SharedOptions.Where(o => o != CommonOptions.SpacingMm)];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        if (run.Given(Like))
            throw new UsageException("--like is not available yet; use --spacing-mm or --size.");
        if (run.Value(Order) is { } order and > 1)
            throw new UsageException($"--order {order}: only 0 (nearest) and 1 (linear) so far.");
        var ways = new Option[] { SpacingMm, Size, Zoom }.Where(run.Given).Select(o => o.Name).ToList();
        if (ways.Count != 1)
            throw new UsageException(ways.Count == 0 ? "give one of --spacing-mm, --size and --zoom, for example --spacing-mm 1." : $"{string.Join(" and ", ways)} exclude each other; give one.");
        if (!run.Given(Zoom) && new Option[] { GridMode, BorderMode, BorderValue }.FirstOrDefault(run.Given) is { } onlyZoom)
            throw new UsageException($"{onlyZoom.Name} needs --zoom; in patient space the value outside is --default.");
        if (run.Given(Zoom) && run.Given(Default))
            throw new UsageException("--default goes with --spacing-mm and --size; with --zoom use --cval.");
        if (run.Given(BorderValue) && run.Value(BorderMode) is not (null or Border.Constant or Border.GridConstant))
            throw new UsageException("--cval needs --border constant or grid-constant.");
    }

    /// <inheritdoc/>
    protected override DeviceVolume Compute(DeviceVolume source, VerbRun run)
    {
        var interpolation = run.Value(Order) == 0 ? Interpolation.Nearest : Interpolation.Linear;
        var outside = (float)(run.Value(Default) ?? 0);
        if (run.Value(SpacingMm) is { } spacingMm)
            return VolumeResampling.ToSpacing(source, spacingMm, interpolation, outside);
        if (run.Value(Size) is { } size)
            return VolumeResampling.ToSize(source, size, interpolation, outside);
        return VolumeResampling.Zoom(source, run.Value(Zoom)!.Value, interpolation, run.Value(GridMode), run.Value(BorderMode) ?? Border.Constant, (float)(run.Value(BorderValue) ?? 0));
    }
}
