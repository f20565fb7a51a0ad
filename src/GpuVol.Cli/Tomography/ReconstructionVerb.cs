using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>A verb that makes a volume out of projections.</summary>
internal abstract partial class ReconstructionVerb : VolumeVerb
{
    private ScanDescription? _scan;
    private ProjectionGeometry? _geometry;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Option> Options => [.. ScanOptions.All, .. GridOptions.All, .. CountOptions.All, .. OwnOptions, MemoryLimit.PlanOnly, MemoryLimit.MemoryMb, .. HounsfieldOptions.All];

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Option> StepOptions => [.. Options.Except([MemoryLimit.PlanOnly, MemoryLimit.MemoryMb])];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> SharedOptions => [.. base.SharedOptions.Where(o => o != CommonOptions.SpacingMm && o != CommonOptions.InputSpacingMm)];

    /// <summary>Options of this verb alone.</summary>
    protected abstract IReadOnlyList<Option> OwnOptions { get; }

    /// <summary>The scan, once its data are known.</summary>
    protected ProjectionGeometry Geometry => _geometry!;

    /// <summary>The kind of scan where the call names none.</summary>
    protected virtual ProjectionKind? DefaultKind => null;

    /// <summary>Runs an operation; what it says about arguments is the call's fault.</summary>
    public static T Checked<T>(Func<T> operation)
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

    /// <summary>The same of a check.</summary>
    public static void Checked(Action check) => Checked(() =>
    {
        check();
        return true;
    });

    /// <inheritdoc/>
    public override bool ReadsFile => true;

    /// <inheritdoc/>
    public sealed override void CheckCall(VerbRun run)
    {
        CountOptions.Check(run);
        HounsfieldOptions.Check(run);
        Check(run);
    }

    /// <summary>Takes the scan of the call and of data of <paramref name="size"/>; what does not fit is refused.</summary>
    protected void SetScan(VerbRun run, Size3D size)
    {
        _scan = ScanOptions.Describe(run, DefaultKind);
        _geometry = ScanOptions.Build(_scan, size);
        if (run.Given(CountOptions.FindCenter) && _geometry.Kind != ProjectionKind.Parallel)
            throw new UsageException("--find-center is for parallel rays; give --center.");
    }

    /// <inheritdoc/>
    protected override Volume Prepare(Volume input, VerbRun run)
    {
        SetScan(run, input.Geometry.Size);
        LineIntegrals.CheckFinite(run.Required(Input), input);
        var correction = new CountCorrection(run, Geometry);
        var data = correction.IsNeeded ? Corrected(run, input, correction) : input;
        correction.Report();
        if (run.Given(CountOptions.FindCenter))
        {
            using var uploaded = data.ToDevice(run.OpenDevice());
            FindCenter(run, uploaded);
        }

        ReportScan(run);
        Announce(run);
        return data;
    }

    /// <inheritdoc/>
    protected sealed override DeviceVolume Compute(DeviceVolume source, VerbRun run) => HounsfieldOptions.Apply(run, Reconstruct(source, run));

    /// <summary>The attenuation per mm from line integrals.</summary>
    protected abstract DeviceVolume Reconstruct(DeviceVolume source, VerbRun run);

    /// <summary>The grid of a call.</summary>
    protected virtual VolumeGeometry Grid(VerbRun run) => GridOptions.Build(run, Geometry);

    /// <summary>Finds the centre in <paramref name="data"/>, and puts it into the scan.</summary>
    protected void FindCenter(VerbRun run, DeviceVolume data)
    {
        using var integrals = IntensityTransforms.ToFloat32(data);
        var center = Checked(() => RotationCenter.Find(integrals, Geometry.AnglesRadians));
        _geometry = ScanOptions.Build(_scan! with { ColumnCenter = center }, Geometry.DataSize);
        run.Report.Add("center", center);
        run.Report.Line(FormattableString.Invariant($"centre of rotation: column {center:0.00}"));
    }

    /// <summary>Tells what was taken for the scan.</summary>
    protected void ReportScan(VerbRun run)
    {
        run.Report.Add("geometry", json => json.WriteStringValue(ScanDescription.NameOf(Geometry.Kind)));
        run.Report.Add("views", Geometry.Views);
        HounsfieldOptions.Report(run);
        if (FieldOfView.PartOf(Geometry, Grid(run)) is not { } part)
            return;
        run.Report.Add("grid_in_view", part);
        if (part < 1)
            run.Report.Line(FormattableString.Invariant($"field of view: radius {FieldOfView.RadiusMm(Geometry):0.##} mm, {100 * part:0} % of the grid; values beyond it are incomplete"));
    }

    private static Volume Corrected(VerbRun run, Volume input, CountCorrection correction)
    {
        using var uploaded = input.ToDevice(run.OpenDevice());
        using var corrected = correction.Apply(uploaded, 0, beginsSlab: true);
        return corrected.ToHost();
    }
}
