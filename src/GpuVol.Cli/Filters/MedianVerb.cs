namespace GpuVol.Cli;

/// <summary><c>median</c>: the middle of each window.</summary>
internal sealed class MedianVerb : WindowFilterVerb
{
    /// <inheritdoc/>
    public override string Name => "median";

    /// <inheritdoc/>
    public override string Summary => "Median of a box of voxels, as scipy.ndimage.median_filter; exact.";

    /// <inheritdoc/>
    public override string Example => "gpuvol median head.nii.gz clean.nii.gz --size 3";

    /// <inheritdoc/>
    protected override DeviceVolume Filter(DeviceVolume source, VerbRun run, Border border, float borderValue) =>
        VolumeFilters.Median(source, Window(run), border, borderValue);
}
