using System.CommandLine;
using System.Diagnostics;

namespace GpuVol.Cli;

/// <summary>
/// A verb that resamples: everything about the grids is checked from the header alone; results larger than memory, and compressed ones, are
/// made and written slab by slab.
/// </summary>
internal abstract class ResamplingVerb : StepVerb
{
    /// <summary>Order of the spline.</summary>
    protected static readonly Option<int?> Order = Opt.Integer("--order", "N", "0 nearest, 1 linear (default), 2 to 5 B-spline with exact prefilter; 3 is the cubic one.", n => n is >= 0 and <= 5 ? null : "an order is 0 to 5.");

    /// <summary>Values beyond the edge.</summary>
    protected static readonly Option<Border?> BorderMode = CommonOptions.Border("Values beyond the edge (default constant), with SciPy's meanings.");

    /// <summary>Value of constant borders.</summary>
    protected static readonly Option<double?> BorderValue = Opt.Number("--cval", "V", "The value of --border constant and grid-constant (default 0).");

    /// <summary>Label maps.</summary>
    public static readonly Option<LabelInterpolation?> Labels = Opt.Choice("--labels", "Label map: values are never mixed. linear: the label with the greatest linear weight.",
        ("nearest", LabelInterpolation.Nearest), ("linear", LabelInterpolation.Linear));

    private static readonly Option<bool> Antialias = Opt.Flag("--antialias", "Blur by a Gaussian of (step - 1) / 2 voxels along axes that get coarser (default: off).");

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Option> Options => [.. OwnOptions, Order, Labels, Antialias, MemoryLimit.PlanOnly, MemoryLimit.MemoryMb];

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Option> StepOptions => [.. OwnOptions, Order, Labels, Antialias];

    /// <summary>A label map has its own interpolation, and no label is outside.</summary>
    public override IReadOnlyList<Option> ImageOnlyOptions => [Order, Labels, Antialias, BorderValue];

    /// <summary>Options of this verb alone.</summary>
    protected abstract IReadOnlyList<Option> OwnOptions { get; }

    /// <inheritdoc/>
    public sealed override void Run(VerbRun run)
    {
        CheckCall(run);
        var input = run.Required(Input);
        var output = run.Required(Output);
        run.Report.Input = input;
        run.Report.Output = output;
        OutputGuard.Check(output, OutputGuard.VolumeExtensions, [input]);
        var header = run.Read("reading the header", _ => VolumeFile.Describe(input, run.ReadOptions()));
        if (header.Problems.Count > 0)
            throw new UsageException($"{input}: {header.Problems[0]}");
        var plan = Plan(header.Geometry, run);
        var covered = plan.CoveredFraction();
        run.Report.Add("covered", covered);
        if (covered < 1 && plan.Options.Border is null or Border.Constant or Border.GridConstant)
            run.Report.Warnings = [.. run.Report.Warnings, $"{Text.Short(100 * covered)} % of the result lies inside the input; the rest is {plan.Options.OutsideValue}."];

        var device = run.OpenDevice();
        var elementType = run.Value(CommonOptions.DType) ?? (KeepsLabels(plan.Options.Labels, header.Rescale) ? header.ElementType : ElementType.Float32);
        var memory = new ResamplingMemory(plan, header.ElementType, elementType, device, output, MemoryLimit.Of(run));
        memory.Describe(run.Report);
        if (run.Value(MemoryLimit.PlanOnly))
        {
            run.Report.Output = null;
            run.Report.Describe(plan.Target, elementType);
            memory.Print(run.Report);
            PlannedFiles.Report(run, input, memory.InputBytes, output, plan.Target, elementType, plan.EstimateSeconds(device, header.ElementType));
            return;
        }

        if (memory.IsWhole || run.Given(CommonOptions.Repeat))
        {
            using var read = run.ReadVolume(input, header);
            using var source = run.Upload(() => read.ToDevice(device));
            Whole(run, plan, source, elementType, output);
        }
        else
        {
            using var reader = run.OpenVolume(input, header);
            if (device.Info.Kind != DeviceKind.Cpu)
                run.Read("reading", _ => Wait(reader, header.Geometry.Size.K));
            using var source = run.Upload(() => reader.Volume.ToDevice(device));
            Slabs(run, plan, reader, source, elementType, output, memory.SlabSlices);
        }

        run.Report.Add("peak_bytes", HostMemoryPool.PeakRentedBytes);
    }

    /// <inheritdoc/>
    public sealed override void CheckCall(VerbRun run)
    {
        if (run.Given(Labels) && run.Given(Order))
            throw new UsageException("--labels has its own interpolation; leave out --order.");
        Check(run);
    }

    /// <inheritdoc/>
    public sealed override VolumeGeometry TargetGeometry(VolumeGeometry source, VerbRun run) => Plan(source, run).Target;

    /// <inheritdoc/>
    public sealed override long MemoryBytes(VolumeGeometry source, ElementType elementType, ComputeDevice device, VerbRun run)
    {
        var plan = Plan(source, run);
        return plan.MemoryBytes(plan.Target.Size.K, elementType, device.Info.Kind == DeviceKind.Cpu);
    }

    /// <inheritdoc/>
    protected sealed override DeviceVolume Compute(DeviceVolume source, VerbRun run) => Plan(source.Geometry, run).Run(source);

    /// <inheritdoc/>
    protected sealed override ElementType DefaultElementType(DeviceVolume source, VerbRun run) =>
        KeepsLabels(run.Value(Labels) ?? LabelInterpolation.None, source.Rescale) ? source.ElementType : ElementType.Float32;

    /// <summary>The resampling of a volume with this geometry.</summary>
    protected abstract ResamplingPlan Plan(VolumeGeometry source, VerbRun run);

    /// <summary>How values are found, with SciPy's borders.</summary>
    protected static ResamplingOptions IndexOptions(VerbRun run) => OptionsOf(run) with { Border = run.Value(BorderMode) ?? Border.Constant, OutsideValue = (float)(run.Value(BorderValue) ?? 0) };

    /// <summary>How values are found in patient space.</summary>
    protected static ResamplingOptions PatientOptions(VerbRun run, Option<double?> outside) => OptionsOf(run) with { OutsideValue = (float)(run.Value(outside) ?? 0) };

    /// <summary><c>--cval</c> without a border that uses it.</summary>
    protected static void CheckBorderValue(VerbRun run)
    {
        if (run.Given(BorderValue) && run.Value(BorderMode) is not (null or Border.Constant or Border.GridConstant))
            throw new UsageException("--cval needs --border constant or grid-constant.");
    }

    private static ResamplingOptions OptionsOf(VerbRun run) => new()
    {
        Interpolation = (Interpolation)(run.Value(Order) ?? 1),
        Labels = run.Value(Labels) ?? LabelInterpolation.None,
        Antialias = run.Value(Antialias),
    };

    private static bool KeepsLabels(LabelInterpolation labels, IntensityRescale rescale) => labels != LabelInterpolation.None && rescale.IsIdentity;

    private static void Whole(VerbRun run, ResamplingPlan plan, DeviceVolume source, ElementType elementType, string output)
    {
        using var result = run.Compute(() => ToElementType(plan.Run(source), source, elementType));
        using var host = run.Download(result);
        run.Report.Describe(host.Geometry, host.ElementType);
        run.WriteVolume(host, output);
    }

    private static void Slabs(VerbRun run, ResamplingPlan plan, VolumeReader reader, DeviceVolume source, ElementType elementType, string output, int slices)
    {
        run.Report.Describe(plan.Target, elementType);
        var (compute, download) = (0L, 0L);
        var read = run.Report.ReadSeconds;
        var computed = Stopwatch.GetTimestamp();
        run.Write(() =>
        {
            using var writer = new VolumeWriter(output, plan.Target, elementType, source.Metadata, run.Cancellation);
            ResamplingRun? resampling = null;
            try
            {
                for (var first = 0; first < plan.Target.Size.K; first += slices)
                {
                    run.Stage($"slice {first} of {plan.Target.Size.K}");
                    var count = Math.Min(slices, plan.Target.Size.K - first);
                    run.Read($"slice {first} of {plan.Target.Size.K}", _ => Wait(reader, plan.SourceSlicesFor(first, count)));
                    var begin = Stopwatch.GetTimestamp();
                    resampling ??= plan.Start(source);
                    using var slab = ToElementType(resampling.Slab(first, count), source, elementType);
                    slab.Device.Synchronize();
                    computed = Stopwatch.GetTimestamp();
                    using var host = slab.ToHost();
                    download += Stopwatch.GetTimestamp() - computed;
                    compute += computed - begin;
                    writer.Append(host);
                }

                // What the last slices of the target do not need may still be damaged.
                run.Read("reading", _ => Wait(reader, plan.Source.Size.K));
                computed = Stopwatch.GetTimestamp();
                run.Report.Warnings = [.. run.Report.Warnings, .. writer.Complete()];
            }
            finally
            {
                resampling?.Dispose();
            }
        });

        // Stages that run side by side: reading from the beginning to its end, computing on its own, writing what is left after that.
        run.Report.Add("overlapped", json => json.WriteBooleanValue(true));
        run.Report.ReadSeconds = Math.Max(read, reader.Seconds);
        run.Report.ComputeSeconds = [(double)compute / Stopwatch.Frequency];
        run.Report.DownloadSeconds = (double)download / Stopwatch.Frequency;
        run.Report.WriteSeconds = Stopwatch.GetElapsedTime(computed).TotalSeconds;
    }

    private static bool Wait(VolumeReader reader, int slices)
    {
        try
        {
            reader.WaitForSlices(slices);
            return true;
        }
        catch (VolumeFormatException e)
        {
            // Met while writing, but the input is to blame.
            throw new UsageException(Text.OneLine(e));
        }
    }
}
