using GpuVol.Kernels;

namespace GpuVol;

/// <summary>A real filter along rows of one length, with its scratch on a device: rows go through it a few megabytes at a time.</summary>
internal sealed class RowFilter : IDisposable
{
    /// <summary>Bytes that a filter takes at most, unless a single row is larger.</summary>
    public const long MemoryBytes = ScratchBytes + (4L << 20);

    // Padded rows and their spectra at a time: they stay in the cache, and little memory is touched for the first time.
    private const long ScratchBytes = 4L << 20;

    private readonly ComputeDevice _device;
    private readonly int _slab;
    private readonly DisposeList _owned = new();
    private readonly DeviceBuffer<float> _factors;
    private DeviceBuffer<float>? _padded;
    private DeviceBuffer<Float2>? _spectra;

    /// <summary>Makes the tables.</summary>
    /// <param name="device">Where it works.</param>
    /// <param name="response">At the frequencies 0 … length / 2 of a circle of the padded length.</param>
    /// <param name="parameters">How rows are padded and which part of the circle is kept.</param>
    public RowFilter(ComputeDevice device, double[] response, RowFilterParameters parameters)
    {
        _device = device;
        Parameters = parameters;
        _slab = (int)Math.Max(1, ScratchBytes / (2L * parameters.Length * sizeof(float)));
        _factors = _owned.Add(device.Allocate<float>(Table.Single(response)));
    }

    /// <summary>How rows are padded and which part of the circle is kept.</summary>
    public RowFilterParameters Parameters { get; }

    /// <summary>At the frequencies 0 … length / 2.</summary>
    public DeviceView<float> Response => _factors;

    /// <summary>Filters <paramref name="rows"/> rows, of which so many as <paramref name="rowsTogether"/> make a slice or view; source and target may be the same where their rows are of one length.</summary>
    public void Apply(DeviceView<float> source, DeviceView<float> target, long rows, int rowsTogether)
    {
        if (_device.TryRunWhole(new RowFilterOperation(source, target, _factors, Parameters, rows, rowsTogether)))
            return;
        var p = Parameters;
        _padded ??= _owned.Add(_device.Allocate<float>((long)_slab * p.Length));
        _spectra ??= _owned.Add(_device.Allocate<Float2>((long)_slab * (p.Length / 2 + 1)));
        for (var row = 0L; row < rows; row += _slab)
        {
            var now = (int)Math.Min(_slab, rows - row);
            var shape = new[] { now, p.Length };
            var padded = _padded.View.SubView(0, (long)now * p.Length);
            var spectra = _spectra.View.SubView(0, (long)now * (p.Length / 2 + 1));
            RowFilterKernels.Launch.Pad(_device, new Index2D(p.Length, now), source.SubView(row * p.Columns, (long)now * p.Columns), padded, p);
            FftPlan.RealForward(shape, [1], FftNorm.Backward).Execute(padded, spectra);
            RowFilterKernels.Launch.Multiply(_device, new Index2D(p.Length / 2 + 1, now), spectra, _factors, p);
            FftPlan.RealInverse(shape, [1], FftNorm.Backward).Execute(spectra, padded);
            RowFilterKernels.Launch.Crop(_device, new Index2D(p.Count, now), padded, target.SubView(row * p.Count, (long)now * p.Count), p);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();
}
