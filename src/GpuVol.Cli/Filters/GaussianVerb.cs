using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>gaussian</c>: separable Gaussian blur.</summary>
internal sealed class GaussianVerb : VolumeVerb
{
    private static readonly Option<Vector3D?> SigmaMm = Opt.Vector("--sigma-mm", "S|X,Y,Z", "Standard deviation in mm; 0 leaves an axis unfiltered.", Opt.NotNegative);
    private static readonly Option<Vector3D?> SigmaVoxels = Opt.Vector("--sigma-voxels", "S|X,Y,Z", "The same in voxels.", Opt.NotNegative);
    private static readonly Option<Border?> BorderMode = CommonOptions.Border("Values beyond the edge (default reflect).");
    private static readonly Option<double?> BorderValue = Opt.Number("--cval", "V", "The value of --border constant (default 0).");
    private static readonly Option<double?> Truncate = Opt.Number("--truncate", "T", "Kernel radius in standard deviations (default 4).", Opt.NotNegative);

    /// <inheritdoc/>
    public override string Name => "gaussian";

    /// <inheritdoc/>
    public override string Summary => "Blur with a Gaussian, as scipy.ndimage.gaussian_filter in float32.";

    /// <inheritdoc/>
    public override string Example => "gpuvol gaussian head.nii.gz smooth.nii.gz --sigma-mm 1.5";

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [SigmaMm, SigmaVoxels, BorderMode, BorderValue, Truncate];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        if (run.Given(SigmaMm) == run.Given(SigmaVoxels))
            throw new UsageException("give one of --sigma-mm and --sigma-voxels, for example --sigma-mm 1.");
        if (run.Given(BorderValue) && run.Value(BorderMode) is not (Border.Constant or Border.GridConstant))
            throw new UsageException("--cval needs --border constant.");
    }

    /// <inheritdoc/>
    protected override DeviceVolume Compute(DeviceVolume source, VerbRun run)
    {
        var border = run.Value(BorderMode) ?? Border.Reflect;
        var value = (float)(run.Value(BorderValue) ?? 0);
        var truncate = run.Value(Truncate) ?? 4;
        return run.Value(SigmaMm) is { } sigmaMm
            ? VolumeFilters.GaussianBlur(source, sigmaMm, border, value, truncate)
            : VolumeFilters.GaussianBlurVoxels(source, run.Value(SigmaVoxels)!.Value, border, value, truncate);
    }
}
