using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>gaussian</c>: separable Gaussian blur.</summary>
internal sealed class GaussianVerb : FilterVerb
{
    private static readonly Option<Vector3D?> SigmaMm = Opt.Vector("--sigma-mm", "S|X,Y,Z", "Standard deviation in mm; 0 leaves an axis unfiltered.", Opt.NotNegative);
    private static readonly Option<Vector3D?> SigmaVoxels = Opt.Vector("--sigma-voxels", "S|X,Y,Z", "The same in voxels.", Opt.NotNegative);
    private static readonly Option<double?> Truncate = Opt.Number("--truncate", "T", "Kernel radius in standard deviations (default 4).", Opt.NotNegative);

    /// <inheritdoc/>
    public override string Name => "gaussian";

    /// <inheritdoc/>
    public override string Summary => "Blur with a Gaussian, as scipy.ndimage.gaussian_filter in float32.";

    /// <inheritdoc/>
    public override string Example => "gpuvol gaussian head.nii.gz smooth.nii.gz --sigma-mm 1.5";

    /// <inheritdoc/>
    protected override IReadOnlyList<Option> OwnOptions => [SigmaMm, SigmaVoxels, Truncate];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        if (run.Given(SigmaMm) == run.Given(SigmaVoxels))
            throw new UsageException("give one of --sigma-mm and --sigma-voxels, for example --sigma-mm 1.");
        base.Check(run);
    }

    /// <inheritdoc/>
    protected override DeviceVolume Filter(DeviceVolume source, VerbRun run, Border border, float borderValue)
    {
        var truncate = run.Value(Truncate) ?? 4;
        return run.Value(SigmaMm) is { } sigmaMm
            ? VolumeFilters.GaussianBlur(source, sigmaMm, border, borderValue, truncate)
            : VolumeFilters.GaussianBlurVoxels(source, run.Value(SigmaVoxels)!.Value, border, borderValue, truncate);
    }
}
