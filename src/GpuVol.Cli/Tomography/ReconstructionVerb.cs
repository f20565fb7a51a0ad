using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>A verb that makes a volume out of projections.</summary>
internal abstract class ReconstructionVerb : VolumeVerb
{
    private ProjectionGeometry? _geometry;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> SharedOptions => [.. base.SharedOptions.Where(o => o != CommonOptions.SpacingMm && o != CommonOptions.InputSpacingMm)];

    /// <summary>The scan, once the data were read.</summary>
    protected ProjectionGeometry Geometry => _geometry!;

    /// <summary>The kind of scan where the call names none.</summary>
    protected virtual ProjectionKind? DefaultKind => null;

    /// <inheritdoc/>
    public override bool ReadsFile => true;

    /// <inheritdoc/>
    protected override Volume Prepare(Volume input, VerbRun run)
    {
        CountOptions.Check(run);
        var scan = ScanOptions.Describe(run, DefaultKind);
        _geometry = ScanOptions.Build(scan, input.Geometry.Size);
        LineIntegrals.CheckFinite(run.Required(Input), input);
        using var corrected = Checked(() => CountOptions.Apply(run, input, _geometry.IsStack));
        var data = corrected?.ToHost() ?? input;
        if (run.Given(CountOptions.FindCenter))
            FindCenter(run, scan, data);
        run.Report.Add("geometry", json => json.WriteStringValue(ScanDescription.NameOf(_geometry.Kind)));
        run.Report.Add("views", _geometry.Views);
        return data;
    }

    private void FindCenter(VerbRun run, ScanDescription scan, Volume data)
    {
        if (_geometry!.Kind != ProjectionKind.Parallel)
            throw new UsageException("--find-center is for parallel rays; give --center.");
        using var uploaded = data.ToDevice(run.OpenDevice());
        using var integrals = IntensityTransforms.ToFloat32(uploaded);
        var center = Checked(() => RotationCenter.Find(integrals, _geometry.AnglesRadians));
        _geometry = ScanOptions.Build(scan with { ColumnCenter = center }, data.Geometry.Size);
        run.Report.Add("center", center);
        run.Report.Line(FormattableString.Invariant($"centre of rotation: column {center:0.00}"));
    }

    /// <summary>Runs an operation; what it says about arguments is the call's fault.</summary>
    protected static T Checked<T>(Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (ArgumentException e)
        {
            throw new UsageException(Text.OneLine(e));
        }
    }
}
