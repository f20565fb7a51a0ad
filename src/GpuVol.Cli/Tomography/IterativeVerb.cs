using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>sart</c>, <c>sirt</c>, <c>ossart</c>, <c>cgls</c>: iterative reconstruction from any scan.</summary>
internal sealed class IterativeVerb(string name, string summary, Func<DeviceVolume, Projector, IterativeSettings, IterativeResult> method) : ReconstructionVerb
{
    private static readonly Option<int?> Iterations = Opt.Integer("--iterations", "N", "Passes over all views (default 10).", Opt.AtLeastOne);
    private static readonly Option<double?> Relaxation = Opt.Number("--relaxation", "L", "Part of each correction that is applied (default 1 in sirt, 0.5 in sart and ossart).", l => l is > 0 and < 2 ? null : "it must be above 0 and below 2.");
    private static readonly Option<int?> Subsets = Opt.Integer("--subsets", "N", "Subsets of ossart (default 10).", Opt.AtLeastOne);
    private static readonly Option<double?> Min = Opt.Number("--min", "V", "Least value of the volume.", Opt.Finite);
    private static readonly Option<double?> Max = Opt.Number("--max", "V", "Greatest value of the volume.", Opt.Finite);
    private static readonly Option<string?> Initial = Opt.File("--initial", "FILE", "Volume to begin with (default zeros).");
    private static readonly Option<string?> Mask = Opt.File("--mask", "FILE", "Where this volume is 0, the initial volume stays.");
    private static readonly Option<double?> Tolerance = Opt.Number("--tolerance", "T", "Stop once |b - Ax| / |b| is no greater.", Opt.NotNegative);
    private static readonly Option<double?> LeastDecrease = Opt.Number("--least-decrease", "D", "Stop once an iteration lowers |b - Ax| by less than this part.", Opt.NotNegative);

    private Volume? _initial;
    private Volume? _mask;
    private IterativeResult? _result;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Summary => summary;

    /// <inheritdoc/>
    public override string Details => """
        INPUT is a sinogram [angle, detector], a stack [slice, angle, detector], or cone-beam projections
        [angle, row, column]: line integrals. Values are attenuation per mm. --json has the residual of each iteration.
        """;

    /// <inheritdoc/>
    public override string Example => $"gpuvol {name} sinograms.npy {name}.nii.gz --angles-deg 0:180:60 --iterations 1";

    /// <inheritdoc/>
    protected override IReadOnlyList<Option> OwnOptions => name switch
    {
        "cgls" => [Iterations, Initial, Mask, Tolerance, LeastDecrease],
        "ossart" => [Iterations, Relaxation, Subsets, Min, Max, Initial, Mask, Tolerance, LeastDecrease],
        _ => [Iterations, Relaxation, Min, Max, Initial, Mask, Tolerance, LeastDecrease],
    };

    /// <inheritdoc/>
    protected override Volume Prepare(Volume input, VerbRun run)
    {
        var prepared = base.Prepare(input, run);
        _initial = run.Value(Initial) is { } initial ? run.ReadVolume(initial) : null;
        _mask = run.Value(Mask) is { } mask ? run.ReadVolume(mask) : null;
        return prepared;
    }

    /// <inheritdoc/>
    protected override DeviceVolume Reconstruct(DeviceVolume source, VerbRun run)
    {
        using var initial = Upload(_initial, source.Device);
        using var mask = Upload(_mask, source.Device);
        var settings = new IterativeSettings
        {
            Iterations = run.Value(Iterations) ?? 10,
            Relaxation = run.Value(Relaxation),
            Subsets = Math.Min(run.Value(Subsets) ?? 10, run.Given(Subsets) ? int.MaxValue : Geometry.Views),
            Minimum = run.Value(Min),
            Maximum = run.Value(Max),
            Initial = initial,
            Mask = mask,
            Tolerance = run.Value(Tolerance) ?? 0,
            LeastDecrease = run.Value(LeastDecrease),
            Progress = run.Progress(name),
            Cancellation = run.Cancellation,
        };
        return Checked(() =>
        {
            using var projector = new Projector(source.Device, Geometry, GridOptions.Build(run, Geometry));
            _result = method(source, projector, settings);
            return _result.Volume;
        });
    }

    /// <inheritdoc/>
    protected override void Finish(VerbRun run)
    {
        _initial?.Dispose();
        _mask?.Dispose();
        if (_result is not { } result)
            return;
        run.Report.Add("iterations", result.Residuals.Count);
        run.Report.Add("data_norm", result.DataNorm);
        run.Report.Add("stopped", json => json.WriteStringValue(result.Stopped));
        run.Report.Add("residuals", json =>
        {
            json.WriteStartArray();
            foreach (var residual in result.Residuals)
                CallReport.WriteNumber(json, residual);
            json.WriteEndArray();
        });
        if (result.Residuals.Count > 0 && result.DataNorm > 0)
            run.Report.Line($"{name}: {result.Residuals.Count} iterations, |b - Ax| / |b| = {Text.Short(result.Residuals[^1] / result.DataNorm)}");
    }

    private static DeviceVolume? Upload(Volume? volume, ComputeDevice device)
    {
        if (volume is null)
            return null;
        using var uploaded = volume.ToDevice(device);
        return IntensityTransforms.ToFloat32(uploaded);
    }
}
