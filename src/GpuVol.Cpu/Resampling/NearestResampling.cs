using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Nearest-neighbour resampling by rows.</summary>
internal sealed unsafe class NearestResampling
{
    private readonly StoredRows _source;
    private readonly float* _target;
    private readonly int* _indices;
    private readonly ResamplingParameters _p;
    private readonly ColumnBlocks _columns;
    private readonly bool _streams;
    private readonly bool _rowsAreAligned;

    public NearestResampling(StoredRows source, float* target, int* indices, ResamplingParameters p, ColumnBlocks columns)
    {
        _source = source;
        _target = target;
        _indices = indices;
        _p = p;
        _columns = columns;
        _streams = StreamingStores.Pay((long)p.TargetI * p.TargetJ * p.TargetK);
        _rowsAreAligned = p.TargetI % ColumnBlocks.Width == 0 && (nint)target % 64 == 0;
    }

    /// <summary>Target rows [first, last), counted j first.</summary>
    public void Run(long first, long last)
    {
        var stride = _columns.Count * ColumnBlocks.Width;
        var memory = HostMemory.Rent((2L * stride + _p.SourceI) * sizeof(float));
        try
        {
            var spare = (float*)memory.Address + 2L * stride;
            var finished = new RowStream((float*)memory.Address, stride, _p.TargetI, _streams);
            for (var r = first; r < last; r++)
            {
                var j = _indices[_p.TargetI + (int)(r % _p.TargetJ)];
                var k = _indices[_p.TargetI + _p.TargetJ + (int)(r / _p.TargetJ)];
                var target = _target + r * _p.TargetI;
                if (j < 0 || k < 0)
                {
                    new Span<float>(target, _p.TargetI).Fill(_p.OutsideValue);
                    continue;
                }

                var row = _source.Row(_p.SourceI * (j + (long)_p.SourceJ * k), k, spare, _p.SourceI);
                if (_rowsAreAligned)
                {
                    Pick(row, target, _streams);
                    continue;
                }

                Pick(row, finished.Next, streams: false);
                finished.Put(target);
            }

            finished.Finish();
        }
        finally
        {
            memory.Release();
            if (_streams)
                StreamingStores.Fence();
        }
    }

    private void Pick(float* row, float* target, bool streams)
    {
        if (Avx512F.IsSupported)
            Pick<Float512, Vector512<float>>(row, target, streams);
        else
            Pick<Float256, Vector256<float>>(row, target, streams);
    }

    // Writes whole blocks.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pick<TLanes, TVector>(float* row, float* target, bool streams)
        where TLanes : struct, IWindowLanes<TVector>
        where TVector : struct
    {
        var table = _columns.Table;
        var width = TLanes.Width;
        for (var block = 0; block < _columns.Count; block++, table += 4 * width)
        {
            var at = block * width;
            var window = row + _columns.Start[block];
            var places = (float*)table;
            var kind = (ColumnBlockKind)_columns.Kind[block];
            if (kind is ColumnBlockKind.NarrowWindow or ColumnBlockKind.Window)
            {
                var value = kind == ColumnBlockKind.NarrowWindow
                    ? TLanes.Pick(TLanes.Load(window), TLanes.Load(places))
                    : TLanes.Pick(TLanes.Load(window), TLanes.Load(window + width), TLanes.Load(places));
                if (streams)
                    TLanes.StoreNonTemporal(target + at, value);
                else
                    TLanes.Store(target + at, value);
            }
            else if (kind == ColumnBlockKind.Gather)
            {
                for (var part = 0; part < width; part += 8)
                    Avx2.GatherVector256(row, Vector256.Load(table + part), sizeof(float)).Store(target + at + part);
            }
            else
            {
                var end = Math.Min(at + width, _p.TargetI);
                for (var i = at; i < end; i++)
                    target[i] = _indices[i] < 0 ? _p.OutsideValue : row[_indices[i]];
            }
        }
    }
}
