using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>gaussian</c>: separable Gaussian blur.</summary>
internal sealed class GaussianVerb : FilterVerb
{
    private static readonly Option<Vector3D?> SigmaMm = Opt.Vector("--sigma-mm", "S|X,Y,Z", "Standard deviation in mm; 0 leaves an axis unfiltered.", Opt.NotNegative);
    private static readonly Option<Vector3D?> SigmaVoxels = Opt.Vector("--sigma-voxels", "S|X,Y,Z", "The same in voxels.", Opt.NotNegative);
    private static readonly Option<double?> Truncate = Opt.Number("--truncate", "T", "Kernel radius in standard deviations (default 4).", Opt.NotNegative);

    private static readonly Option<Vector3D?> Order = Opt.Vector("--order", "N|X,Y,Z", "Order of the derivative per axis, 0 (default) to 3, per voxel; 0,0,1 is the slope along z.",
        n => n is 0 or 1 or 2 or 3 ? null : "it must be 0, 1, 2 or 3.");

    private static readonly Option<bool> PerMm = Opt.Flag("--per-mm", "With --order and --sigma-mm: the derivative per mm instead of per voxel.");

    private static readonly Option<bool> Recursive = Opt.Flag("--recursive", "Deriche's recursion: the same cost for every sigma from 0.5 voxels, error below 4e-6 of the peak.");

    /// <inheritdoc/>
    public override string Name => "gaussian";

    /// <inheritdoc/>
    public override string Summary => "Blur with a Gaussian or its derivatives, as scipy.ndimage.gaussian_filter in float32.";

    /// <inheritdoc/>
    public override string Example => "gpuvol gaussian head.nii.gz smooth.nii.gz --sigma-mm 1.5";

    /// <inheritdoc/>
    protected override IReadOnlyList<Option> OwnOptions => [SigmaMm, SigmaVoxels, Truncate, Order, PerMm, Recursive];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        if (run.Given(SigmaMm) == run.Given(SigmaVoxels))
            throw new UsageException("give one of --sigma-mm and --sigma-voxels, for example --sigma-mm 1.");
        if (run.Given(PerMm) && !(run.Given(Order) && run.Given(SigmaMm)))
            throw new UsageException("--per-mm needs --order and --sigma-mm.");
        if (run.Value(Recursive) && (run.Given(Order) || run.Given(Truncate)))
            throw new UsageException("--recursive has neither --order nor --truncate.");
        base.Check(run);
    }

    /// <inheritdoc/>
    protected override DeviceVolume Filter(DeviceVolume source, VerbRun run, Border border, float borderValue)
    {
        var truncate = run.Value(Truncate) ?? 4;
        if (run.Value(Order) is { } order)
        {
            var orders = ((int)order.X, (int)order.Y, (int)order.Z);
            return run.Value(SigmaMm) is { } sigma
                ? VolumeFilters.GaussianDerivative(source, sigma, orders, border, borderValue, truncate, run.Value(PerMm))
                : VolumeFilters.GaussianDerivativeVoxels(source, run.Value(SigmaVoxels)!.Value, orders, border, borderValue, truncate);
        }

        var method = run.Value(Recursive) ? GaussianMethod.Recursive : GaussianMethod.Convolution;
        return run.Value(SigmaMm) is { } sigmaMm
            ? VolumeFilters.GaussianBlur(source, sigmaMm, border, borderValue, truncate, method)
            : VolumeFilters.GaussianBlurVoxels(source, run.Value(SigmaVoxels)!.Value, border, borderValue, truncate, method);
    }
}
