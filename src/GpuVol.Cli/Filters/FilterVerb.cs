using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>A verb that filters a neighbourhood and so has a border.</summary>
internal abstract class FilterVerb : VolumeVerb
{
    private static readonly Option<Border?> BorderMode = CommonOptions.Border("Values beyond the edge (default reflect).");
    private static readonly Option<double?> BorderValue = Opt.Number("--cval", "V", "The value of --border constant (default 0).");

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Option> Options => [.. OwnOptions, BorderMode, BorderValue];

    /// <summary>The verb's options beside the border.</summary>
    protected abstract IReadOnlyList<Option> OwnOptions { get; }

    /// <summary>Filters with the border of the call.</summary>
    protected abstract DeviceVolume Filter(DeviceVolume source, VerbRun run, Border border, float borderValue);

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        if (run.Given(BorderValue) && run.Value(BorderMode) is not (Border.Constant or Border.GridConstant))
            throw new UsageException("--cval needs --border constant.");
    }

    /// <inheritdoc/>
    protected sealed override DeviceVolume Compute(DeviceVolume source, VerbRun run) =>
        Filter(source, run, run.Value(BorderMode) ?? Border.Reflect, (float)(run.Value(BorderValue) ?? 0));
}
