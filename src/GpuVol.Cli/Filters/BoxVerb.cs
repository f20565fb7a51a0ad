namespace GpuVol.Cli;

/// <summary><c>uniform</c>, <c>minimum</c>, <c>maximum</c>: mean, least and greatest value of each window.</summary>
internal sealed class BoxVerb(string name, string summary, Func<DeviceVolume, Size3D, Border, float, DeviceVolume> filter) : WindowFilterVerb
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Summary => summary;

    /// <inheritdoc/>
    public override string Example => $"gpuvol {name} head.nii.gz {name}.nii.gz --size 5";

    /// <inheritdoc/>
    protected override DeviceVolume Filter(DeviceVolume source, VerbRun run, Border border, float borderValue) =>
        filter(source, Window(run), border, borderValue);
}
