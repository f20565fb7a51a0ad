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

    // By first slice: what each slab told.
    private readonly SortedDictionary<int, (IReadOnlyList<double> Residuals, double DataNorm, string Stopped)> _slabs = [];
    private Volume? _initial;
    private Volume? _mask;

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
    protected override DeviceVolume Reconstruct(DeviceVolume source, VerbRun run) => Checked(() => Reconstruct(source, Grid(run), 0, run));

    /// <inheritdoc/>
    protected override DeviceVolume Rehearse(DeviceVolume projections, ProjectionGeometry geometry, VolumeGeometry grid)
    {
        using var projector = new Projector(projections.Device, geometry, grid);
        return method(projections, projector, new IterativeSettings { Iterations = 1, Subsets = 2 }).Volume;
    }

    /// <inheritdoc/>
    protected override SlabMaker Slabs(VerbRun run, long bytesPerNumber, MemoryLimit limit, bool allViews)
    {
        var grid = Grid(run);
        var perSlice = new[] { Initial, Mask }.Sum(option => run.Value(option) is { } path ? BytesPerSlice(run, option, path, grid) : 0);
        return new IterativeSlabs(Geometry, grid, IterationsOf(run), perSlice, (source, slab, first) => Reconstruct(source, slab, first, run), (source, projector, iterations) =>
            method(source, projector, Settings(run, projector.Geometry.Views) with { Iterations = iterations, Tolerance = 0, LeastDecrease = null }).Dispose());
    }

    /// <inheritdoc/>
    protected override void CheckSlabs(VerbRun run, string memory)
    {
        if (new Option[] { Tolerance, LeastDecrease }.FirstOrDefault(run.Given) is { } rule)
            throw new UsageException($"{rule.Name} looks at all slices at once, but {memory}. Give --iterations alone, or --memory-mb.");
    }

    /// <inheritdoc/>
    protected override void Announce(VerbRun run)
    {
    }

    /// <inheritdoc/>
    protected override void Finish(VerbRun run)
    {
        _initial?.Dispose();
        _mask?.Dispose();
        if (_slabs.Count == 0)
            return;
        var slabs = _slabs.Values.ToArray();
        var iterations = slabs.Max(s => s.Residuals.Count);

        // A slab that was solved earlier keeps its last residual.
        var residuals = Enumerable.Range(0, iterations).Select(n => Norm(slabs.Where(s => s.Residuals.Count > 0).Select(s => s.Residuals[Math.Min(n, s.Residuals.Count - 1)]))).ToArray();
        var norm = Norm(slabs.Select(s => s.DataNorm));
        run.Report.Add("iterations", iterations);
        run.Report.Add("data_norm", norm);
        run.Report.Add("stopped", json => json.WriteStringValue(slabs[0].Stopped));
        run.Report.Add("residuals", json =>
        {
            json.WriteStartArray();
            foreach (var residual in residuals)
                CallReport.WriteNumber(json, residual);
            json.WriteEndArray();
        });
        if (iterations > 0 && norm > 0)
            run.Report.Line($"{name}: {iterations} iterations, |b - Ax| / |b| = {Text.Short(residuals[^1] / norm)}");
    }

    private static double Norm(IEnumerable<double> parts) => parts.ToArray() is [var only] ? only : Math.Sqrt(parts.Sum(p => p * p));

    private static int IterationsOf(VerbRun run) => run.Value(Iterations) ?? 10;

    // On the host as stored, on the device as stored, and as float32.
    private static long BytesPerSlice(VerbRun run, Option<string?> option, string path, VolumeGeometry grid)
    {
        var header = run.Read("reading the header", _ => VolumeFile.Describe(path, run.ReadOptions()));
        if (header.Geometry.Size != grid.Size)
            throw new UsageException($"{option.Name} {path}: {header.Geometry.Size} voxels, but the grid has {grid.Size}.");
        return (long)grid.Size.I * grid.Size.J * (2 * header.ElementType.SizeBytes() + sizeof(float));
    }

    private static IterativeSettings Settings(VerbRun run, int views) => new()
    {
        Iterations = IterationsOf(run),
        Relaxation = run.Value(Relaxation),
        Subsets = Math.Min(run.Value(Subsets) ?? 10, run.Given(Subsets) ? int.MaxValue : views),
        Minimum = run.Value(Min),
        Maximum = run.Value(Max),
        Tolerance = run.Value(Tolerance) ?? 0,
        LeastDecrease = run.Value(LeastDecrease),
        Cancellation = run.Cancellation,
    };

    // The slices of an initial volume or a mask that a slab needs.
    private static DeviceVolume? Slices(VerbRun run, Option<string?> option, Volume? whole, ComputeDevice device, int first, int count)
    {
        if (run.Value(option) is not { } path)
            return null;
        using var part = whole is null ? ReadSlices() : null;
        using var uploaded = (whole ?? part)!.ToDevice(device);
        return IntensityTransforms.ToFloat32(uploaded);

        Volume ReadSlices() => run.Read("reading", _ =>
        {
            using var reader = VolumeFile.TryOpenParts(path, run.ReadOptions())
                ?? throw new UsageException($"{option.Name} {path}: its format cannot be read in parts, as slabs need it. Convert it to .npy or .nii, or give --memory-mb.");
            return reader.Read(first, count, 0, reader.Geometry.Size.J, run.Cancellation);
        });
    }

    private DeviceVolume Reconstruct(DeviceVolume source, VolumeGeometry grid, int firstSlice, VerbRun run)
    {
        using var initial = Slices(run, Initial, _initial, source.Device, firstSlice, grid.Size.K);
        using var mask = Slices(run, Mask, _mask, source.Device, firstSlice, grid.Size.K);
        using var projector = new Projector(source.Device, Geometry.IsStack ? Geometry.WithSlices(grid.Size.K) : Geometry, grid);
        var result = method(source, projector, Settings(run, Geometry.Views) with { Initial = initial, Mask = mask, Progress = run.Progress(name) });
        _slabs[firstSlice] = (result.Residuals, result.DataNorm, result.Stopped);
        return result.Volume;
    }
}
