using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>shift</c>: moves the content on its grid.</summary>
internal sealed class ShiftVerb : ResamplingVerb
{
    private static readonly Option<Vector3D?> Voxels = Opt.Vector("--shift-voxels", "X,Y,Z", "Shift along x, y, z in voxels.", Opt.Finite);
    private static readonly Option<Vector3D?> Mm = Opt.Vector("--shift-mm", "X,Y,Z", "The same in mm along the volume's own axes.", Opt.Finite);

    /// <inheritdoc/>
    public override string Name => "shift";

    /// <inheritdoc/>
    public override string Summary => "Move the content by fractions of voxels, as scipy.ndimage.shift.";

    /// <inheritdoc/>
    public override string Details => "The grid stays; a point of the content at voxel i comes to lie at i + shift.";

    /// <inheritdoc/>
    public override string Example => "gpuvol shift head.nii.gz moved.nii.gz --shift-voxels 1.5,0,-2";

    /// <inheritdoc/>
    protected override IReadOnlyList<Option> OwnOptions => [Voxels, Mm, BorderMode, BorderValue];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        if (run.Given(Voxels) == run.Given(Mm))
            throw new UsageException("give one of --shift-voxels and --shift-mm, for example --shift-voxels 1.5,0,0.");
        CheckBorderValue(run);
    }

    /// <inheritdoc/>
    protected override ResamplingPlan Plan(VolumeGeometry source, VerbRun run)
    {
        var s = source.SpacingMm;
        var shift = run.Value(Mm) is { } mm ? new Vector3D(mm.X / s.X, mm.Y / s.Y, mm.Z / s.Z) : run.Value(Voxels)!.Value;
        return ResamplingPlan.Shift(source, shift, IndexOptions(run));
    }
}
