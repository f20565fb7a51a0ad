using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>rotate</c>: turns the content in a plane of voxels.</summary>
internal sealed class RotateVerb : ResamplingVerb
{
    private static readonly Option<double?> Angle = Opt.Number("--angle-deg", "A", "Angle in degrees, counted as SciPy does.", Opt.Finite);
    private static readonly Option<int?> Plane = Opt.Choice<int>("--plane", "Plane to turn in (default xy); yz is scipy.ndimage.rotate's own default.", ("xy", 2), ("xz", 1), ("yz", 0));
    private static readonly Option<bool> Reshape = Opt.Flag("--reshape", "Grow the grid so that it holds all of the content (default: the grid stays).");

    /// <inheritdoc/>
    public override string Name => "rotate";

    /// <inheritdoc/>
    public override string Summary => "Turn the content in a plane, as scipy.ndimage.rotate.";

    /// <inheritdoc/>
    public override string Details => """
        Turns voxel indices about the centre, whatever their spacing, as SciPy. For a turn in patient space give affine
        a --transform.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol rotate head.nii.gz turned.nii.gz --angle-deg 30 --reshape";

    /// <inheritdoc/>
    protected override IReadOnlyList<Option> OwnOptions => [Angle, Plane, Reshape, BorderMode, BorderValue];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        if (!run.Given(Angle))
            throw new UsageException("give the angle, for example --angle-deg 30.");
        CheckBorderValue(run);
    }

    /// <inheritdoc/>
    protected override ResamplingPlan Plan(VolumeGeometry source, VerbRun run)
    {
        var normal = run.Value(Plane) ?? 2;
        return ResamplingPlan.Rotate(source, run.Value(Angle)!.Value, (normal + 1) % 3, (normal + 2) % 3, run.Value(Reshape), IndexOptions(run));
    }
}
