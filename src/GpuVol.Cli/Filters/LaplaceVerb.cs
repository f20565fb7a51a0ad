using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>laplace</c>: Laplacian of Gaussian.</summary>
internal sealed class LaplaceVerb : FilterVerb
{
    private static readonly Option<Vector3D?> SigmaMm = Opt.Vector("--sigma-mm", "S|X,Y,Z", "Standard deviation in mm; an axis of 0 is left out.", Opt.NotNegative);
    private static readonly Option<Vector3D?> SigmaVoxels = Opt.Vector("--sigma-voxels", "S|X,Y,Z", "The same in voxels.", Opt.NotNegative);
    private static readonly Option<double?> Truncate = Opt.Number("--truncate", "T", "Kernel radius in standard deviations (default 4).", Opt.NotNegative);
    private static readonly Option<bool> PerMm = Opt.Flag("--per-mm", "With --sigma-mm: intensity per mm² instead of per voxel².");

    /// <inheritdoc/>
    public override string Name => "laplace";

    /// <inheritdoc/>
    public override string Summary => "Laplacian of a Gaussian blur, as scipy.ndimage.gaussian_laplace in float32.";

    /// <inheritdoc/>
    public override string Example => "gpuvol laplace head.nii.gz blobs.nii.gz --sigma-mm 2";

    /// <inheritdoc/>
    protected override IReadOnlyList<Option> OwnOptions => [SigmaMm, SigmaVoxels, Truncate, PerMm];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        if (run.Given(SigmaMm) == run.Given(SigmaVoxels))
            throw new UsageException("give one of --sigma-mm and --sigma-voxels, for example --sigma-mm 2.");
        if (run.Given(PerMm) && !run.Given(SigmaMm))
            throw new UsageException("--per-mm needs --sigma-mm.");
        base.Check(run);
    }

    /// <inheritdoc/>
    protected override DeviceVolume Filter(DeviceVolume source, VerbRun run, Border border, float borderValue)
    {
        var truncate = run.Value(Truncate) ?? 4;
        return run.Value(SigmaMm) is { } sigmaMm
            ? VolumeFilters.LaplaceOfGaussian(source, sigmaMm, border, borderValue, truncate, run.Value(PerMm))
            : VolumeFilters.LaplaceOfGaussianVoxels(source, run.Value(SigmaVoxels)!.Value, border, borderValue, truncate);
    }
}
