using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>resample</c>: to a spacing, a size, another file's grid, or by a zoom.</summary>
internal sealed class ResampleVerb : ResamplingVerb
{
    private static readonly Option<Vector3D?> SpacingMm = Opt.Vector("--spacing-mm", "S|X,Y,Z", "Target spacing over the same extent.", Opt.Positive);
    private static readonly Option<Size3D?> Size = Opt.Size3("--size", "N|NX,NY,NZ", "Target size over the same extent.");
    private static readonly Option<Vector3D?> Zoom = Opt.Vector("--zoom", "F|X,Y,Z", "scipy.ndimage.zoom: size round(n F), corners on corners.", Opt.Positive);
    private static readonly Option<string?> Like = Opt.File("--like", "REF", "Target grid of another file, in patient space.");
    private static readonly Option<string?> Transform = Opt.File("--transform", "T", "With --like: output to input positions, LPS mm; ITK .tfm or .mat, or a 4 x 4 matrix as .npy or text.");
    private static readonly Option<bool> Inverse = Opt.Flag("--inverse", "With --transform: the inverse of it.");
    private static readonly Option<double?> Default = Opt.Number("--default", "V", "Value outside the input (default 0); use -1000 for CT.");
    private static readonly Option<bool> GridMode = Opt.Flag("--grid-mode", "With --zoom: voxel edges on edges, as SciPy's grid_mode.");

    /// <inheritdoc/>
    public override string Name => "resample";

    /// <inheritdoc/>
    public override string Summary => "Resample to a spacing, a size, the grid of another file, or by a zoom factor.";

    /// <inheritdoc/>
    public override string Details => """
        --spacing-mm and --size work in patient space: the extent is kept (size = round(extent / spacing), the grid
        centred on the input's centre), outside is --default, and the outer half voxel takes the edge's value, as in ITK.
        --like takes the grid of another file; a grid that misses the input is an error.
        --zoom works on voxel indices with SciPy's grid and borders. Give one of the four.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol resample head.nii.gz isotropic.nii.gz --spacing-mm 1.5 --order 3";

    /// <inheritdoc/>
    public override IReadOnlyList<Option> SharedOptions => [.. base.SharedOptions.Where(o => o != CommonOptions.SpacingMm)];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> ImageOnlyOptions => [.. base.ImageOnlyOptions, Default];

    /// <inheritdoc/>
    protected override IReadOnlyList<Option> OwnOptions => [SpacingMm, Size, Zoom, Like, Transform, Inverse, Default, GridMode, BorderMode, BorderValue];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        var ways = new Option[] { SpacingMm, Size, Zoom, Like }.Where(run.Given).Select(o => o.Name).ToList();
        if (ways.Count != 1)
            throw new UsageException(ways.Count == 0 ? "give one of --spacing-mm, --size, --like and --zoom, for example --spacing-mm 1." : $"{string.Join(" and ", ways)} exclude each other; give one.");
        if (!run.Given(Zoom) && new Option[] { GridMode, BorderMode, BorderValue }.FirstOrDefault(run.Given) is { } onlyZoom)
            throw new UsageException($"{onlyZoom.Name} needs --zoom; in patient space the value outside is --default.");
        if (run.Given(Zoom) && run.Given(Default))
            throw new UsageException("--default goes with --spacing-mm, --size and --like; with --zoom use --cval.");
        if (run.Given(Transform) && !run.Given(Like))
            throw new UsageException("--transform needs --like REF: a transform alone says nothing of the grid.");
        if (run.Given(Inverse) && !run.Given(Transform))
            throw new UsageException("--inverse needs --transform.");
        CheckBorderValue(run);
    }

    /// <inheritdoc/>
    protected override ResamplingPlan Plan(VolumeGeometry source, VerbRun run)
    {
        if (run.Value(SpacingMm) is { } spacingMm)
            return ResamplingPlan.ToSpacing(source, spacingMm, PatientOptions(run, Default));
        if (run.Value(Size) is { } size)
            return ResamplingPlan.ToSize(source, size, PatientOptions(run, Default));
        return run.Value(Like) is { } reference
            ? LikeReference.Plan(source, reference, run.Value(Transform), run.Value(Inverse), PatientOptions(run, Default), run)
            : ResamplingPlan.Zoom(source, run.Value(Zoom)!.Value, run.Value(GridMode), IndexOptions(run));
    }
}
