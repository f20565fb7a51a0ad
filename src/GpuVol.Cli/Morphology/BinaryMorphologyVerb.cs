using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>erode</c>, <c>dilate</c>, <c>open</c>, <c>close</c>: binary morphology.</summary>
internal sealed class BinaryMorphologyVerb(
    string name,
    string summary,
    Func<DeviceVolume, StructuringElement, int, DeviceVolume> byElement,
    Func<DeviceVolume, double, DeviceVolume> byBall) : VolumeVerb
{
    private static readonly Option<int?> Connectivity = Opt.Integer("--connectivity", "C", "Neighbours that share a face (1, default), also an edge (2), also a corner (3).", c => c is >= 1 and <= 3 ? null : "it must be 1, 2 or 3.");
    private static readonly Option<Size3D?> Box = Opt.Size3("--box", "N|X,Y,Z", "A full box of voxels instead.");
    private static readonly Option<double?> RadiusMm = Opt.Number("--radius-mm", "R", "A ball in mm instead, of any size, through the distance transform.", Opt.NotNegative);
    private static readonly Option<int?> Iterations = Opt.Integer("--iterations", "N", "How many times (default 1).", Opt.AtLeastOne);

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Summary => summary;

    /// <inheritdoc/>
    public override string Details => "The mask is every value that is not 0; the output is u8, 0 and 1, unless --dtype says otherwise.";

    /// <inheritdoc/>
    public override string Example => $"gpuvol {name} head.nii.gz {name}.nii.gz --radius-mm 3";

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [Connectivity, Box, RadiusMm, Iterations];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        if (new Option[] { Connectivity, Box, RadiusMm }.Count(run.Given) > 1)
            throw new UsageException("give one of --connectivity, --box and --radius-mm.");
        if (run.Given(RadiusMm) && run.Given(Iterations))
            throw new UsageException("--iterations does not go with --radius-mm; use a larger radius.");
    }

    /// <inheritdoc/>
    protected override ElementType DefaultElementType(DeviceVolume source, VerbRun run) => ElementType.UInt8;

    /// <inheritdoc/>
    protected override DeviceVolume Compute(DeviceVolume source, VerbRun run)
    {
        if (run.Value(RadiusMm) is { } radius)
            return byBall(source, radius);
        var element = run.Value(Box) is { } box ? StructuringElement.Box(box.I, box.J, box.K) : StructuringElement.Connected(run.Value(Connectivity) ?? 1);
        return byElement(source, element, run.Value(Iterations) ?? 1);
    }
}
