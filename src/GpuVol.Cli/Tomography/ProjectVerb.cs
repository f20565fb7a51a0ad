using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>project</c>: line integrals of a volume.</summary>
internal sealed class ProjectVerb : VolumeVerb
{
    private ProjectionGeometry? _geometry;
    private VolumeGeometry? _grid;

    /// <inheritdoc/>
    public override string Name => "project";

    /// <inheritdoc/>
    public override string Summary => "Line integrals of a volume: sinograms or cone-beam projections, as ASTRA, skimage radon.";

    /// <inheritdoc/>
    public override string Details => """
        Writes [slice, angle, detector] for parallel and fan scans, [angle, row, column] for cone scans: value times mm.
        The axis of rotation is z through the volume's middle, whatever its origin. Default detector: wide enough for the
        volume's diagonal.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol project head.nii.gz sinograms.npy --angles-deg 0:180:60";

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => ScanOptions.All;

    /// <inheritdoc/>
    public override bool ReadsFile => true;

    /// <inheritdoc/>
    protected override Volume Prepare(Volume input, VerbRun run)
    {
        var size = input.Geometry.Size;
        var spacing = input.Geometry.SpacingMm;
        _grid = VolumeGeometry.Centred(size, spacing);
        var scan = ScanOptions.Describe(run);
        _geometry = ScanOptions.BuildAround(scan, size, spacing);
        run.Report.Add("geometry", json => json.WriteStringValue(ScanDescription.NameOf(_geometry.Kind)));
        run.Report.Add("views", _geometry.Views);
        run.Report.Add("detectors", json =>
        {
            json.WriteStartArray();
            json.WriteNumberValue(_geometry.Columns);
            json.WriteNumberValue(_geometry.Rows);
            json.WriteEndArray();
        });
        return input;
    }

    /// <inheritdoc/>
    protected override DeviceVolume Compute(DeviceVolume source, VerbRun run)
    {
        try
        {
            using var projector = new Projector(source.Device, _geometry!, _grid!);
            return projector.Forward(source);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(Text.OneLine(e));
        }
    }
}
