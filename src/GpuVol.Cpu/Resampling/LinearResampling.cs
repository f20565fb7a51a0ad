using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>
/// Trilinear resampling by bands of target rows. A source slice's part of a band is interpolated along i, then along j, and kept while the
/// next target slice needs it; two such slices are interpolated along k straight into the target. The dear step, along i, is done once a
/// source row, the cheap one, along k, once a voxel. In the order of <c>ResamplingKernels.ResampleLinear</c>, to the bit.
/// </summary>
internal sealed unsafe class LinearResampling
{
    // Two slices of a band stay in a core's second-level cache beside the rows that pass through.
    private const int BandBytes = 288 << 10;

    private readonly StoredRows _source;
    private readonly float* _target;
    private readonly ResamplingParameters _p;
    private readonly ColumnBlocks _columns;
    private readonly LinearAxis _i;
    private readonly LinearAxis _j;
    private readonly LinearAxis _k;
    private readonly int _lastSlice;
    private readonly bool _streams;

    public LinearResampling(StoredRows source, float* target, int* indices, float* weights, ResamplingParameters p, ColumnBlocks columns)
    {
        _source = source;
        _target = target;
        _p = p;
        _columns = columns;
        _i = new LinearAxis(indices, weights, p.TargetI);
        _j = new LinearAxis(indices + 2 * p.TargetI, weights + 3 * p.TargetI, p.TargetJ);
        _k = new LinearAxis(indices + 2 * (p.TargetI + p.TargetJ), weights + 3 * (p.TargetI + p.TargetJ), p.TargetK);
        _streams = StreamingStores.Pay((long)p.TargetI * p.TargetJ * p.TargetK);
        var last = 0;
        for (var k = 0; k < p.TargetK; k++)
            last = Math.Max(last, Math.Max(_k.First[k], _k.Second[k]));
        _lastSlice = last;
        BandRows = (int)Math.Clamp(BandBytes / (2L * sizeof(float) * p.TargetI), 4, Math.Max(4, p.TargetJ));
    }

    /// <summary>Rows of a band; the last may have fewer.</summary>
    public int BandRows { get; }

    /// <summary>Items of work: every target slice of every band, slices first.</summary>
    public long Count => (_p.TargetJ + BandRows - 1L) / BandRows * _p.TargetK;

    /// <summary>Items [first, last) of <see cref="Count"/>.</summary>
    public void Run(long first, long last)
    {
        if (Vector512.IsHardwareAccelerated)
            Run<Float512, Vector512<float>>(first, last);
        else if (Vector256.IsHardwareAccelerated)
            Run<Float256, Vector256<float>>(first, last);
        else
            Run<Float128, Vector128<float>>(first, last);
    }

    private void Run<TLanes, TVector>(long first, long last)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        // Rows and bands are written in whole vectors.
        var rowStride = (_columns.Count + 1) * ColumnBlocks.Width;
        var bandStride = ((long)BandRows * _p.TargetI + 2 * ColumnBlocks.Width - 1) / ColumnBlocks.Width * ColumnBlocks.Width;
        var memory = HostMemory.Rent((2 * (rowStride + bandStride) + _p.SourceI) * sizeof(float));
        try
        {
            // The two latest rows along i, then where stored voxels become intensities.
            var rows = stackalloc float*[3];
            rows[0] = (float*)memory.Address;
            rows[1] = rows[0] + rowStride;
            var slices = stackalloc float*[2];
            slices[0] = rows[1] + rowStride;
            slices[1] = slices[0] + bandStride;
            rows[2] = slices[1] + bandStride;
            var held = stackalloc int[2];
            var heldBand = -1L;
            for (var item = first; item < last; item++)
            {
                var band = item / _p.TargetK;
                var k = (int)(item % _p.TargetK);
                if (band != heldBand)
                {
                    held[0] = held[1] = -1;
                    heldBand = band;
                }

                var firstRow = (int)(band * BandRows);
                var count = Math.Min(BandRows, _p.TargetJ - firstRow);
                var target = _target + (firstRow + (long)_p.TargetJ * k) * _p.TargetI;
                if (_k.Coverage[k] == 0)
                {
                    new Span<float>(target, count * _p.TargetI).Fill(_p.OutsideValue);
                    continue;
                }

                var (k0, k1) = (_k.First[k], _k.Second[k]);
                var slot0 = held[1] == k0 ? 1 : held[0] == k0 ? 0 : held[0] == k1 ? 1 : 0;
                var slot1 = k1 == k0 ? slot0 : 1 - slot0;
                if (held[slot0] != k0)
                    Expand<TLanes, TVector>(k0, rows, slices[slot0], firstRow, count);
                held[slot0] = k0;
                var lerp = new SliceLerp(slices[slot0], slices[slot1], _k.FirstWeight[k], _k.SecondWeight[k], target);
                if (held[slot1] != k1)
                    Expand<TLanes, TVector>(k1, rows, slices[slot1], firstRow, count, lerp);
                else
                    LerpAlongK<TLanes, TVector>(lerp, 0, count * _p.TargetI, isLast: true);
                held[slot1] = k1;
                Cover(target, firstRow, count, k);
            }
        }
        finally
        {
            memory.Release();
            if (_streams)
                StreamingStores.Fence();
        }
    }

    // A source slice along i and j, for the rows of one band; and each row, where there is a target, along k into it. That comes a row late:
    // reading a row at once, at another alignment than it was written, would wait for the stores. In between the target's stores drain.
    private void Expand<TLanes, TVector>(int sourceSlice, float** rows, float* slice, int firstRow, int count, SliceLerp? alongK = null)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var held0 = -1;
        var held1 = -1;
        var finished = 0;
        for (var r = 0; r < count; r++)
        {
            var j = firstRow + r;
            var (j0, j1) = (_j.First[j], _j.Second[j]);
            if (held1 == j0 || held0 == j1)
            {
                var row = rows[0];
                rows[0] = rows[1];
                rows[1] = row;
                (held0, held1) = (held1, held0);
            }

            if (held0 != j0)
                LerpAlongI(sourceSlice, j0, rows[2], rows[0]);
            held0 = j0;
            var second = rows[0];
            if (j1 != j0)
            {
                if (held1 != j1)
                    LerpAlongI(sourceSlice, j1, rows[2], rows[1]);
                held1 = j1;
                second = rows[1];
            }

            LerpAlongJ<TLanes, TVector>(rows[0], second, _j.FirstWeight[j], _j.SecondWeight[j], slice + r * _p.TargetI);
            if (alongK is { } lerp)
                finished = LerpAlongK<TLanes, TVector>(lerp, finished, r * _p.TargetI, isLast: false);
        }

        if (alongK is { } last)
            LerpAlongK<TLanes, TVector>(last, finished, count * _p.TargetI, isLast: true);
    }

    // Writes whole vectors: past the row's end, where the next one goes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LerpAlongJ<TLanes, TVector>(float* first, float* second, float firstWeight, float secondWeight, float* target)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var w0 = TLanes.Broadcast(firstWeight);
        var w1 = TLanes.Broadcast(secondWeight);
        var count = _p.TargetI;
        for (var c = 0; c < count; c += TLanes.Width)
            TLanes.Store(target + c, TLanes.Fma(TLanes.Load(second + c), w1, TLanes.Multiply(TLanes.Load(first + c), w0)));
    }

    // Elements of the band from first to end, or to the last whole vector before it; returns where it stopped.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int LerpAlongK<TLanes, TVector>(SliceLerp lerp, int first, int end, bool isLast)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var slice0 = lerp.First;
        var slice1 = lerp.Second;
        var target = lerp.Target;
        var w0 = TLanes.Broadcast(lerp.FirstWeight);
        var w1 = TLanes.Broadcast(lerp.SecondWeight);
        var width = TLanes.Width;
        var c = first;
        if (_streams)
        {
            for (; ((nint)(target + c) & 63) != 0 && c < end; c++)
                target[c] = MathF.FusedMultiplyAdd(slice1[c], lerp.SecondWeight, slice0[c] * lerp.FirstWeight);
            for (; c + width <= end; c += width)
                TLanes.StoreNonTemporal(target + c, TLanes.Fma(TLanes.Load(slice1 + c), w1, TLanes.Multiply(TLanes.Load(slice0 + c), w0)));
        }
        else
        {
            for (; c + width <= end; c += width)
                TLanes.Store(target + c, TLanes.Fma(TLanes.Load(slice1 + c), w1, TLanes.Multiply(TLanes.Load(slice0 + c), w0)));
        }

        if (isLast)
        {
            for (; c < end; c++)
                target[c] = MathF.FusedMultiplyAdd(slice1[c], lerp.SecondWeight, slice0[c] * lerp.FirstWeight);
        }

        return c;
    }

    // Row j of a source slice; fetches the next slice's. Writes whole blocks.
    private void LerpAlongI(int slice, int j, float* spare, float* target)
    {
        var offset = _p.SourceI * (j + (long)_p.SourceJ * slice);
        var row = _source.Row(offset, slice, spare, _p.SourceI);
        if (Sse.IsSupported && slice != _lastSlice && _source.IsFloat32Intensity)
        {
            // The processor's own prefetching ends with a page, which is four rows of 256.
            var next = row + (long)_p.SourceI * _p.SourceJ;
            for (var i = 0; i < _p.SourceI; i += 16)
                Sse.Prefetch1(next + i);
        }

        if (Avx512F.IsSupported)
            LerpBlocks<Float512, Vector512<float>>(row, target);
        else if (Avx2.IsSupported)
            LerpBlocks<Float256, Vector256<float>>(row, target);
        else
            LerpColumns(row, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LerpBlocks<TLanes, TVector>(float* row, float* target)
        where TLanes : struct, IWindowLanes<TVector>
        where TVector : struct
    {
        var table = _columns.Table;
        var starts = _columns.Start;
        var kinds = _columns.Kind;
        var count = _columns.Count;
        var width = TLanes.Width;
        for (var block = 0; block < count; block++, table += 4 * width, target += width)
        {
            var window = row + starts[block];
            var places = (float*)table;
            var weights = places + 2 * width;
            if (kinds[block] == (int)ColumnBlockKind.NarrowWindow)
            {
                var samples = TLanes.Load(window);
                var first = TLanes.Pick(samples, TLanes.Load(places));
                var second = TLanes.Pick(samples, TLanes.Load(places + width));
                TLanes.Store(target, TLanes.Fma(second, TLanes.Load(weights + width), TLanes.Multiply(first, TLanes.Load(weights))));
            }
            else if (kinds[block] == (int)ColumnBlockKind.Window)
            {
                var low = TLanes.Load(window);
                var high = TLanes.Load(window + width);
                var first = TLanes.Pick(low, high, TLanes.Load(places));
                var second = TLanes.Pick(low, high, TLanes.Load(places + width));
                TLanes.Store(target, TLanes.Fma(second, TLanes.Load(weights + width), TLanes.Multiply(first, TLanes.Load(weights))));
            }
            else
            {
                for (var part = 0; part < width; part += 8)
                {
                    var first = Avx2.GatherVector256(row, Vector256.Load(table + part), sizeof(float));
                    var second = Avx2.GatherVector256(row, Vector256.Load(table + width + part), sizeof(float));
                    Vector256.FusedMultiplyAdd(second, Vector256.Load(weights + width + part), first * Vector256.Load(weights + part)).Store(target + part);
                }
            }
        }
    }

    private void LerpColumns(float* row, float* target)
    {
        for (var i = 0; i < _p.TargetI; i++)
            target[i] = MathF.FusedMultiplyAdd(row[_i.Second[i]], _i.SecondWeight[i], row[_i.First[i]] * _i.FirstWeight[i]);
    }

    // Puts the outside value where the target is not, or not wholly, covered by the source.
    private void Cover(float* target, int firstRow, int count, int k)
    {
        for (var j = firstRow; j < firstRow + count; j++, target += _p.TargetI)
        {
            if (_columns.AllCovered && _j.Coverage[j] == 1 && _k.Coverage[k] == 1)
                continue;
            for (var i = 0; i < _p.TargetI; i++)
            {
                var coverage = _i.Coverage[i] * _j.Coverage[j] * _k.Coverage[k];
                if (coverage == 0)
                    target[i] = _p.OutsideValue;
                else if (coverage != 1)
                    target[i] = MathF.FusedMultiplyAdd(_p.OutsideValue, 1 - coverage, target[i]);
            }
        }
    }

    private readonly struct SliceLerp(float* first, float* second, float firstWeight, float secondWeight, float* target)
    {
        public readonly float* First = first;
        public readonly float* Second = second;
        public readonly float FirstWeight = firstWeight;
        public readonly float SecondWeight = secondWeight;
        public readonly float* Target = target;
    }
}
