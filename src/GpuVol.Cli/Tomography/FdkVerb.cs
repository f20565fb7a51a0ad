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
    protected override IReadOnlyList<Option> OwnOptions => [FbpVerb.Filter, FbpVerb.CutOff, FbpVerb.Padding];

    /// <inheritdoc/>
    protected override ProjectionKind? DefaultKind => ProjectionKind.Cone;

    /// <inheritdoc/>
    protected override void Announce(VerbRun run) => AnnounceWeights(run);

    /// <inheritdoc/>
    protected override DeviceVolume Reconstruct(DeviceVolume source, VerbRun run) =>
        Checked(() => ConeBeamReconstruction.Reconstruct(source, Geometry, Grid(run), Settings(run)));

    /// <inheritdoc/>
    protected override DeviceVolume Rehearse(DeviceVolume projections, ProjectionGeometry geometry, VolumeGeometry grid) =>
        ConeBeamReconstruction.Reconstruct(projections, geometry, grid);

    /// <inheritdoc/>
    protected override SlabMaker Slabs(VerbRun run, long bytesPerNumber, MemoryLimit limit, bool allViews) =>
        new ConeSlabs(new ConeBeamPlan(Geometry, Grid(run), Settings(run)), bytesPerNumber * Geometry.Columns, limit, allViews);

    private static FbpSettings Settings(VerbRun run) => new()
    {
        Filter = run.Value(FbpVerb.Filter) ?? ReconstructionFilter.Ramp,
        CutOff = run.Value(FbpVerb.CutOff) ?? 1,
        TruncationPadding = run.Value(FbpVerb.Padding) ?? 0,
        Cancellation = run.Cancellation,
    };
}
