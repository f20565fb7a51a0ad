using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>percentile</c>: any rank of each window.</summary>
internal sealed class PercentileVerb : WindowFilterVerb
{
    private static readonly Option<double?> Percentile = Opt.Number("--percentile", "P", "0 (minimum) to 100 (maximum); default 50.", p => p is >= 0 and <= 100 ? null : "it must lie in [0, 100].");

    /// <inheritdoc/>
    public override string Name => "percentile";

    /// <inheritdoc/>
    public override string Summary => "Percentile of a box of voxels, as scipy.ndimage.percentile_filter; exact.";

    /// <inheritdoc/>
    public override string Example => "gpuvol percentile head.nii.gz low.nii.gz --size 3 --percentile 20";

    /// <inheritdoc/>
    protected override IReadOnlyList<Option> OwnOptions => [Percentile, .. base.OwnOptions];

    /// <inheritdoc/>
    protected override DeviceVolume Filter(DeviceVolume source, VerbRun run, Border border, float borderValue) =>
        VolumeFilters.Percentile(source, Window(run), run.Value(Percentile) ?? 50, border, borderValue);
}
