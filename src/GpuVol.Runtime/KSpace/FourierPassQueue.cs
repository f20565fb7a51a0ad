using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Launches the passes of one transform, with the buffers that they go through.</summary>
internal sealed class FourierPassQueue(ComputeDevice device, DeviceView<Float2> target) : IDisposable
{
    // Items of a group: enough to hide the latency of shared memory, few enough for two groups a multiprocessor.
    private const int GroupItems = 128;

    private readonly List<IDisposable> _owned = [];
    private DeviceBuffer<Float2>? _first;
    private DeviceBuffer<Float2>? _second;

    /// <summary>Transforms one axis of <paramref name="source"/>, which is left as it is unless it is the target; returns where the result lies: in the target if <paramref name="last"/>.</summary>
    public DeviceView<Float2> TransformAxis(DeviceView<Float2> source, FourierLineParameters lines, bool last)
    {
        if (FourierLengths.GreatestPrime(lines.Length) <= FourierLengths.GreatestDirectPrime)
            return Stockham(source, lines, last ? target : (DeviceView<Float2>?)null);
        return Bluestein(source, lines, last ? target : (DeviceView<Float2>?)null);
    }

    public void Dispose()
    {
        foreach (var owned in _owned)
            owned.Dispose();
    }

    private DeviceView<Float2> Stockham(DeviceView<Float2> source, FourierLineParameters lines, DeviceView<Float2>? final)
    {
        var n = lines.Length;
        if (n <= FourierGroupKernels.Capacity)
            return InGroups(source, lines, final ?? Other(source));
        var roots = Own(device.Allocate<Float2>(FourierTables.Roots(n)));
        var radices = FourierLengths.Radices(n);
        var (inputShift, outputShift, scale) = (lines.InputShift, lines.OutputShift, lines.Scale);
        lines.Span = 1;
        for (var pass = 0; pass < radices.Length; pass++)
        {
            var isLast = pass == radices.Length - 1;
            lines.InputShift = pass == 0 ? inputShift : 0;
            lines.OutputShift = isLast ? outputShift : 0;
            lines.Scale = isLast ? scale : 1;
            var to = isLast && final is { } end && end != source ? end : Other(source);
            if (radices[pass] <= 8)
                FourierKernels.Launch.Pass(device, new LongIndex1D(source.Length / radices[pass]), source, to, roots, lines, radices[pass]);
            else
                FourierKernels.Launch.PassBySum(device, new LongIndex1D(source.Length), source, to, roots, lines, radices[pass]);
            lines.Span *= radices[pass];
            source = to;
        }

        if (final is { } wanted && source != wanted)
            device.Copy(source.Memory, source.Offset * 8, wanted.Memory, wanted.Offset * 8, wanted.Length * 8);
        return final ?? source;
    }

    /// <summary>Whole lines at once, in shared memory.</summary>
    private DeviceView<Float2> InGroups(DeviceView<Float2> source, FourierLineParameters lines, DeviceView<Float2> to)
    {
        var radices = FourierLengths.Radices(lines.Length);
        var roots = Own(device.Allocate<Float2>(FourierTables.Roots(lines.Length)));
        var radixBuffer = Own(device.Allocate<int>(radices));
        var count = source.Length / lines.Length;
        var perGroup = (int)Math.Min(count, FourierGroupKernels.Capacity / lines.Length);
        var groups = new FourierGroupParameters { Lines = count, LinesPerGroup = perGroup, Passes = radices.Length };
        FourierGroupKernels.Launch.Lines(device, KernelExtent.Grouped(checked((int)((count + perGroup - 1) / perGroup)), GroupItems), source, to, roots, radixBuffer, lines, groups);
        return to;
    }

    private DeviceView<Float2> Bluestein(DeviceView<Float2> source, FourierLineParameters lines, DeviceView<Float2>? final)
    {
        var n = lines.Length;
        var m = FourierLengths.NextSmooth(2 * n - 1);
        var (chirp, spectrum) = FourierTables.Chirp(n, m);
        using var chirpBuffer = device.Allocate<Float2>(chirp);
        using var spectrumBuffer = device.Allocate<Float2>(spectrum);
        var padded = source.Length / n * m;
        using var work = device.Allocate<Float2>(padded);
        lines.OtherLength = m;
        FourierKernels.Launch.ChirpAndPad(device, new LongIndex1D(padded), source, work, chirpBuffer, lines);

        var inside = new FourierLineParameters { Length = m, Inner = lines.Inner, Scale = 1 };
        using (var passes = new FourierPassQueue(device, work))
        {
            passes.Stockham(work, inside, work);
            inside.Inverse = lines.Inverse;
            FourierKernels.Launch.MultiplyLines(device, new LongIndex1D(padded), work, spectrumBuffer, inside);
            inside.Inverse = 1;
            passes.Stockham(work, inside, work);
        }

        var to = final ?? Other(source);
        FourierKernels.Launch.CropAndChirp(device, new LongIndex1D(to.Length), work, to, chirpBuffer, lines);
        return to;
    }

    private DeviceView<Float2> Other(DeviceView<Float2> source)
    {
        _first ??= Own(device.Allocate<Float2>(target.Length));
        if (source != _first.View)
            return _first;
        _second ??= Own(device.Allocate<Float2>(target.Length));
        return _second;
    }

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
