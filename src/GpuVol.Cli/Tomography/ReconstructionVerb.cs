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
    protected override Volume Prepare(Volume input, VerbRun run)
    {
        var scan = ScanOptions.Describe(run, DefaultKind);
        _geometry = ScanOptions.Build(scan, input.Geometry.Size);
        LineIntegrals.CheckFinite(run.Required(Input), input);
        run.Report.Add("geometry", json => json.WriteStringValue(ScanDescription.NameOf(_geometry.Kind)));
        run.Report.Add("views", _geometry.Views);
        return input;
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
