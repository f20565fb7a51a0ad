using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>sobel</c>: derivatives and gradient magnitude.</summary>
internal sealed class SobelVerb : FilterVerb
{
    private static readonly Option<SobelAxis?> Axis = Opt.Choice("--axis", "A derivative, or the root of the sum of the squares of the three (default).",
        ("x", SobelAxis.I), ("y", SobelAxis.J), ("z", SobelAxis.K), ("magnitude", SobelAxis.Magnitude));

    private static readonly Option<bool> PerMm = Opt.Flag("--per-mm", "A gradient in intensity per mm: divided by 32 times the spacing.");

    /// <inheritdoc/>
    public override string Name => "sobel";

    /// <inheritdoc/>
    public override string Summary => "Sobel filter along the volume's axes, not normalised, as scipy.ndimage.sobel.";

    /// <inheritdoc/>
    public override string Example => "gpuvol sobel head.nii.gz edges.nii.gz --axis magnitude";

    /// <inheritdoc/>
    protected override IReadOnlyList<Option> OwnOptions => [Axis, PerMm];

    /// <inheritdoc/>
    protected override DeviceVolume Filter(DeviceVolume source, VerbRun run, Border border, float borderValue) =>
        VolumeFilters.Sobel(source, run.Value(Axis) ?? SobelAxis.Magnitude, border, borderValue, run.Value(PerMm));
}
