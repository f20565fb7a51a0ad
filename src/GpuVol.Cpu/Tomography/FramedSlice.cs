using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>A slice with zeros around, so that no ray meets an edge: as it lies, for rays that step along j, and turned, for those along i.</summary>
internal sealed unsafe class FramedSlice : IDisposable
{
    /// <summary>Rows of a strip that rays walk over before the next: they fit the first-level cache.</summary>
    public const int StripRows = 16;

    private readonly ProjectorParameters _p;
    private readonly ZeroFramed? _rows;
    private readonly ZeroFramed? _turned;

    public FramedSlice(ProjectorParameters p, bool alongI, bool alongJ)
    {
        _p = p;
        _rows = alongJ ? new ZeroFramed(p.SizeI, p.SizeJ, willBeSet: true) : null;
        _turned = alongI ? new ZeroFramed(p.SizeJ, p.SizeI, willBeSet: true) : null;
    }

    /// <summary>Rows for rays of one of the axes that were asked for.</summary>
    public ZeroFramed this[bool alongI] => alongI ? _turned! : _rows!;

    /// <summary>True where rays of an axis were asked for.</summary>
    public bool Has(bool alongI) => (alongI ? _turned : _rows) is not null;

    /// <summary>Calls <paramref name="slice"/> with every slice and what runs ranges in parallel: many slices go a thread each, the parts of few are shared out.</summary>
    public static void RunEach(CpuDevice device, int slices, Action<int, Action<long, Action<long, long>>> slice)
    {
        if (slices >= device.Threads)
        {
            device.Parallel(slices, (begin, end) =>
            {
                for (var n = begin; n < end; n++)
                    slice((int)n, static (count, body) => body(0, count));
            });
            return;
        }

        for (var n = 0; n < slices; n++)
            slice(n, (count, body) => device.Parallel(count, body));
    }

    /// <summary>Takes over a slice.</summary>
    public void Fill(float* image, Action<long, Action<long, long>> parallel) => parallel((_p.SizeJ + StripRows - 1) / StripRows, (begin, end) =>
    {
        for (var j = (int)begin * StripRows; j < Math.Min(_p.SizeJ, end * StripRows); j += StripRows)
        {
            var count = Math.Min(StripRows, _p.SizeJ - j);
            _rows?.SetRows(j, image + (long)j * _p.SizeI, _p.SizeI, count);
            _turned?.SetColumns(j, image + (long)j * _p.SizeI, _p.SizeI, count);
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _rows?.Dispose();
        _turned?.Dispose();
    }
}
