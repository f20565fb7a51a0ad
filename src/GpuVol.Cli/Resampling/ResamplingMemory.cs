using System.Globalization;

namespace GpuVol.Cli;

/// <summary>What memory a resampling takes, and in how many slabs it is made to keep to what there is.</summary>
internal sealed class ResamplingMemory
{
    // Slabs even where all fits, so that reading and writing run beside the computation.
    private const int PipelineSlabs = 8;

    // While a slab is made one is compressed and two wait, or one is written.
    private const int MostCompressed = 3;
    private const int MostWritten = 1;

    private readonly ResamplingPlan _plan;
    private readonly ElementType _inputType;
    private readonly ElementType _outputType;
    private readonly bool _streams;
    private readonly bool _compresses;
    private readonly MemoryLimit _limit;

    /// <summary>Chooses the slabs.</summary>
    /// <exception cref="UsageException">Not even one slice fits.</exception>
    public ResamplingMemory(ResamplingPlan plan, ElementType inputType, ElementType outputType, ComputeDevice device, string output, MemoryLimit limit)
    {
        _plan = plan;
        _inputType = inputType;
        _outputType = outputType;
        _streams = device.Info.Kind == DeviceKind.Cpu;
        _compresses = output.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        _limit = limit;
        var all = plan.Target.Size.K;
        if (Bytes(all) <= limit.Bytes)
        {
            SlabSlices = all >= 2 * PipelineSlabs ? (all + PipelineSlabs - 1) / PipelineSlabs : all;
            if (SlabSlices == all || Bytes(SlabSlices) <= limit.Bytes)
                return;
        }

        var fits = limit.MostThatFit(all, 1, Bytes);
        SlabSlices = Math.Max(1, fits);
        if (fits == 0 && Bytes(1) > limit.Bytes)
            throw new UsageException($"the result of {plan.Target.Size} does not fit: {MemoryLimit.Mb(Bytes(1))} MB are needed even slice by slice, and {MemoryLimit.Mb(_limit.Bytes)} MB may be used. Give --memory-mb, a coarser grid, or an input of a smaller type.");
    }

    /// <summary>Target slices made at once.</summary>
    public int SlabSlices { get; }

    /// <summary>True where all are made at once.</summary>
    public bool IsWhole => SlabSlices == _plan.Target.Size.K;

    /// <summary>Bytes of the input's voxels.</summary>
    public long InputBytes => _plan.Source.Size.Voxels * _inputType.SizeBytes();

    /// <summary>Tells the report.</summary>
    public void Describe(CallReport report)
    {
        report.Add("memory_bytes", Bytes(SlabSlices));
        report.Add("slab_slices", SlabSlices);
    }

    /// <summary>Tells people.</summary>
    public void Print(CallReport report)
    {
        var size = _plan.Target.Size;
        var slabs = (size.K + SlabSlices - 1) / SlabSlices;
        report.Line(string.Create(CultureInfo.InvariantCulture, $"output   {size}, {_outputType.ShortName()}, {MemoryLimit.Mb(size.Voxels * _outputType.SizeBytes())} MB, {(_plan.IsSeparable ? "axis by axis" : "through a general map")}"));
        report.Line($"memory   {MemoryLimit.Mb(Bytes(SlabSlices))} MB of {MemoryLimit.Mb(_limit.Bytes)} MB: input {MemoryLimit.Mb(InputBytes)}, the rest for {(IsWhole ? "the whole result" : $"{slabs} slabs of {SlabSlices} slices")}");
    }

    private long Bytes(int slices)
    {
        var slice = (long)_plan.Target.Size.I * _plan.Target.Size.J;
        var converted = _outputType == ElementType.Float32 ? 0 : slice * slices * _outputType.SizeBytes();
        var waiting = slices == _plan.Target.Size.K ? 0 : (_compresses ? MostCompressed : MostWritten) * slice * slices * _outputType.SizeBytes();
        return InputBytes + _plan.MemoryBytes(slices, _inputType, _streams) + converted + waiting;
    }
}
