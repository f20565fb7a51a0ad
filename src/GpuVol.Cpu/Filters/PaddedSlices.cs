using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>
/// One thread's window on a volume for neighbourhood filters: the slices around the present one, cut to a block of rows and padded by the
/// border on every side, so that inner loops never ask where they are. A ring: each slice is copied once and stays in the cache while the window passes.
/// </summary>
internal sealed unsafe class PaddedSlices : IDisposable
{
    // Whole vectors are read behind the last column: eight of the widest at a time.
    private const int Slack = 128;

    private readonly float* _source;
    private readonly NeighbourhoodPlan _plan;
    private readonly HostMemory _memory;
    private readonly int[] _held;
    private readonly long _slotSize;
    private readonly int _margin;
    private int _j0;
    private int _j1;

    public PaddedSlices(float* source, NeighbourhoodPlan plan)
    {
        _source = source;
        _plan = plan;
        _margin = (plan.BeforeI + 15) / 16 * 16;
        Stride = (_margin + plan.SizeI + plan.AfterI + 15) / 16 * 16 + Slack;
        _slotSize = Stride * (plan.RowsPerBlock + plan.BeforeJ + plan.AfterJ);
        _held = new int[plan.BeforeK + plan.AfterK + 1];
        var floats = _slotSize * _held.Length + Stride;
        _memory = HostMemory.Rent(floats * sizeof(float), clear: true);
        OutputRow = (float*)_memory.Address + _slotSize * _held.Length;
    }

    /// <summary>Floats from row to row.</summary>
    public long Stride { get; }

    /// <summary>A row of scratch for results, long enough for whole vectors behind the last column.</summary>
    public float* OutputRow { get; }

    /// <summary>Begins a block of rows.</summary>
    public void Begin(int j0, int j1)
    {
        _j0 = j0;
        _j1 = j1;
        Array.Fill(_held, int.MinValue);
    }

    /// <summary>Voxel (0, <paramref name="j"/>, <paramref name="k"/>), with the border around it; k may lie outside the volume.</summary>
    public float* Row(int j, int k)
    {
        var slot = (k + _plan.BeforeK) % _held.Length;
        var first = (float*)_memory.Address + slot * _slotSize;
        if (_held[slot] != k)
        {
            Fill(first, k);
            _held[slot] = k;
        }

        return first + (j - _j0 + _plan.BeforeJ) * Stride + _margin;
    }

    public void Dispose() => _memory.Release();

    private void Fill(float* slot, int k)
    {
        var sk = BorderModes.SampleIndex(k, _plan.SizeK, _plan.Border);
        for (var j = _j0 - _plan.BeforeJ; j < _j1 + _plan.AfterJ; j++)
        {
            var row = slot + (j - _j0 + _plan.BeforeJ) * Stride + _margin;
            var sj = BorderModes.SampleIndex(j, _plan.SizeJ, _plan.Border);
            if (sj < 0 || sk < 0)
            {
                new Span<float>(row - _plan.BeforeI, _plan.BeforeI + _plan.SizeI + _plan.AfterI).Fill(_plan.BorderValue);
                continue;
            }

            Unsafe.CopyBlockUnaligned(row, _source + _plan.SizeI * (sj + (long)_plan.SizeJ * sk), (uint)_plan.SizeI * sizeof(float));
            for (var i = -_plan.BeforeI; i < 0; i++)
                row[i] = Beyond(row, i);
            for (var i = _plan.SizeI; i < _plan.SizeI + _plan.AfterI; i++)
                row[i] = Beyond(row, i);
        }
    }

    private float Beyond(float* row, int i)
    {
        var si = BorderModes.SampleIndex(i, _plan.SizeI, _plan.Border);
        return si < 0 ? _plan.BorderValue : row[si];
    }
}
