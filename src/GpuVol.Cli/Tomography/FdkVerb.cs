using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>fdk</c>: the reconstruction of Feldkamp, Davis and Kress.</summary>
internal sealed class FdkVerb : ReconstructionVerb
{
    /// <inheritdoc/>
    public override string Name => "fdk";

    /// <inheritdoc/>
    public override string Summary => "Feldkamp-Davis-Kress: cone-beam projections to a volume, as RTK, ASTRA, plastimatch.";

    /// <inheritdoc/>
    public override string Details => """
        INPUT is [angle, row, column], line integrals; values are attenuation per mm. A full turn, or half a turn and the
        fan: Parker's weights, and those of a displaced detector, are chosen by the geometry and announced. The example
        reads what gpuvol project head.nii.gz cone.npy --geometry cone with the same options makes.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol fdk cone.npy volume.nii.gz --source-mm 300 --detector-mm 200 --angles-deg 0:360:60 --detector-spacing-mm 2";

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [.. ScanOptions.All, .. GridOptions.All, .. CountOptions.All, FbpVerb.Filter, FbpVerb.CutOff, FbpVerb.Padding];

    /// <inheritdoc/>
    protected override ProjectionKind? DefaultKind => ProjectionKind.Cone;

    /// <summary>Reports the weights that a scan gets; refuses an arc that is too short before any work.</summary>
    public static void Announce(VerbRun run, ProjectionGeometry geometry, string verb)
    {
        var weights = Checked(() => DivergentWeights.Of(geometry, verb));
        run.Report.Add("weights", json => json.WriteStringValue(string.Join("; ", weights.Notes)));
        foreach (var note in weights.Notes)
            run.Report.Line($"weights: {note}");
    }

    /// <inheritdoc/>
    protected override Volume Prepare(Volume input, VerbRun run)
    {
        var prepared = base.Prepare(input, run);
        Announce(run, Geometry, "fdk");
        return prepared;
    }

    /// <inheritdoc/>
    protected override DeviceVolume Compute(DeviceVolume source, VerbRun run)
    {
        var settings = new FbpSettings { Filter = run.Value(FbpVerb.Filter) ?? ReconstructionFilter.Ramp, CutOff = run.Value(FbpVerb.CutOff) ?? 1, TruncationPadding = run.Value(FbpVerb.Padding) ?? 0, Cancellation = run.Cancellation };
        return Checked(() => ConeBeamReconstruction.Reconstruct(source, Geometry, GridOptions.Build(run, Geometry), settings));
    }
}
