using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>
/// B-spline resampling onto an axis-aligned grid from the stored voxels: a ring holds the coefficients of a few slices, which are summed along k,
/// j and i into target rows. Same operations and order as <c>SplineKernels.ResampleSeparable</c>.
/// </summary>
internal sealed unsafe class SplineResampling
{
    private const int MostBlockSlices = 32;
    private const int StripBytes = 256 << 10;

    private readonly SplineResamplingOperation _o;
    private readonly CpuDevice _device;
    private readonly SliceSchedule _schedule;
    private readonly CoefficientRing _ring;
    private readonly float* _target;
    private readonly TapBlocks _columns;
    private readonly int _height;
    private readonly int _rowStride;
    private readonly bool _streams;
    private readonly bool _rowsAreAligned;

    private SplineResampling(CpuDevice device, SplineResamplingOperation operation)
    {
        _device = device;
        _o = operation;
        _schedule = new SliceSchedule(operation, CoefficientRing.BlockSlices(operation.Prefilter, operation.Taps, MostBlockSlices));
        _ring = new CoefficientRing(device, operation.Prefilter, _schedule.First, _schedule.Capacity);
        _target = (float*)operation.Target.Handle;
        _height = operation.Prefilter.Height;
        _rowStride = _ring.RowStride;
        _columns = new TapBlocks(operation.Indices, operation.Weights, operation.Taps, operation.Parameters.TargetI, _rowStride);
        var p = operation.Parameters;
        _streams = StreamingStores.Pay((long)p.TargetI * p.TargetJ * p.TargetK);
        _rowsAreAligned = p.TargetI % TapBlocks.Width == 0 && (nint)_target % 64 == 0;
    }

    /// <summary>Runs the operation.</summary>
    public static bool Run(CpuDevice device, SplineResamplingOperation operation)
    {
        var plan = new SplineResampling(device, operation);
        try
        {
            plan.Run();
            return true;
        }
        finally
        {
            plan._columns.Release();
            plan._ring.Dispose();
        }
    }

    private void Run()
    {
        var p = _o.Parameters;
        foreach (var block in _schedule.Blocks)
        {
            _ring.Advance(block.Final);
            if (block.TargetCount == 0)
                continue;

            // Strips of rows, so narrow that the slices which one target slice shares with the next stay in the second-level cache.
            var needed = (int)((long)_rowStride * _height * sizeof(float) * _o.Taps / StripBytes) + 1;
            var strips = Math.Clamp(Math.Max(needed, 4 * _device.Threads), 1, p.TargetJ);
            _device.Parallel(strips, (begin, end) =>
            {
                using var rows = new FloatScratch(_rowStride * (_height + 1L) + 2 * _columns.Count * TapBlocks.Width);
                for (var strip = begin; strip < end; strip++)
                {
                    var (first, last) = ((int)(strip * p.TargetJ / strips), (int)((strip + 1) * p.TargetJ / strips));
                    for (var n = 0; n < block.TargetCount; n++)
                        Resample(_schedule.Targets[block.FirstTarget + n], first, last, rows.Floats);
                }

                if (_streams)
                    StreamingStores.Fence();
            });
        }
    }

    // Target rows [begin, end) of slice k. rows: one source slice summed along k, then a row summed along j, then two target rows.
    private void Resample(int k, int begin, int end, float* rows)
    {
        var p = _o.Parameters;
        var taps = _o.Taps;
        var jTable = taps * p.TargetI;
        var kTable = jTable + taps * p.TargetJ;
        var jWeights = jTable + p.TargetI;
        var kWeights = kTable + p.TargetI + p.TargetJ;
        var kCoverage = _o.Weights[kWeights + taps * p.TargetK + k];
        var ready = stackalloc ulong[(_height + 63) / 64];
        new Span<ulong>(ready, (_height + 63) / 64).Clear();
        var slices = stackalloc float*[taps];
        var lines = stackalloc float*[taps];
        var lineWeights = stackalloc float[taps];
        var sliceWeights = stackalloc float[taps];
        for (var t = 0; t < taps; t++)
        {
            slices[t] = _ring.Slice(_o.Indices[kTable + t * p.TargetK + k]);
            sliceWeights[t] = _o.Weights[kWeights + t * p.TargetK + k];
        }

        var row = rows + (long)_rowStride * _height;
        var finished = new RowStream(row + _rowStride, _columns.Count * TapBlocks.Width, p.TargetI, _streams);
        var direct = _streams && _rowsAreAligned && _columns.AllWindows;
        for (var j = begin; j < end; j++)
        {
            var target = _target + p.TargetI * (j + (long)p.TargetJ * k);
            var coverage = kCoverage * _o.Weights[jWeights + taps * p.TargetJ + j];
            if (coverage == 0)
            {
                new Span<float>(target, p.TargetI).Fill(p.OutsideValue);
                continue;
            }

            for (var t = 0; t < taps; t++)
            {
                var source = _o.Indices[jTable + t * p.TargetJ + j];
                lines[t] = rows + (long)source * _rowStride;
                lineWeights[t] = _o.Weights[jWeights + t * p.TargetJ + j];
                if ((ready[source >> 6] >> (source & 63) & 1) != 0)
                    continue;
                ready[source >> 6] |= 1UL << (source & 63);
                SumRows(slices, (long)source * _rowStride, sliceWeights, taps, lines[t]);
            }

            SumRows(lines, 0, lineWeights, taps, row);
            if (coverage != 1)
            {
                for (var i = 0; i < p.TargetI; i++)
                    target[i] = Single(row, i, coverage);
            }
            else if (direct)
            {
                SumBlocks(row, target, streams: true);
            }
            else
            {
                SumBlocks(row, finished.Next, streams: false);
                finished.Put(target);
            }
        }

        finished.Finish();
    }

    private void SumRows(float** rows, long offset, float* weights, int taps, float* target)
    {
        if (Vector512.IsHardwareAccelerated)
            SumRows<Float512, Vector512<float>>(rows, offset, weights, taps, target);
        else if (Vector256.IsHardwareAccelerated)
            SumRows<Float256, Vector256<float>>(rows, offset, weights, taps, target);
        else
            SumRows<Float128, Vector128<float>>(rows, offset, weights, taps, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumRows<TLanes, TVector>(float** rows, long offset, float* weights, int taps, float* target)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var count = _rowStride;
        var (r0, r1, r2) = ((nint)(rows[0] + offset), (nint)(rows[1] + offset), (nint)(rows[2] + offset));
        var w0 = TLanes.Broadcast(weights[0]);
        var w1 = TLanes.Broadcast(weights[1]);
        var w2 = TLanes.Broadcast(weights[2]);
        if (taps == 4)
        {
            var r3 = rows[3] + offset;
            var w3 = TLanes.Broadcast(weights[3]);
            for (var x = 0; x < count; x += TLanes.Width)
            {
                var sum = TLanes.Multiply(TLanes.Load((float*)r0 + x), w0);
                sum = TLanes.Fma(TLanes.Load((float*)r1 + x), w1, sum);
                sum = TLanes.Fma(TLanes.Load((float*)r2 + x), w2, sum);
                TLanes.Store(target + x, TLanes.Fma(TLanes.Load(r3 + x), w3, sum));
            }

            return;
        }

        for (var x = 0; x < count; x += TLanes.Width)
        {
            var sum = TLanes.Multiply(TLanes.Load((float*)r0 + x), w0);
            sum = TLanes.Fma(TLanes.Load((float*)r1 + x), w1, sum);
            sum = TLanes.Fma(TLanes.Load((float*)r2 + x), w2, sum);
            for (var t = 3; t < taps; t++)
                sum = TLanes.Fma(TLanes.Load(rows[t] + offset + x), TLanes.Broadcast(weights[t]), sum);
            TLanes.Store(target + x, sum);
        }
    }

    private void SumBlocks(float* row, float* target, bool streams)
    {
        if (Avx512F.IsSupported)
            SumBlocks<Float512, Vector512<float>>(row, target, streams);
        else
            SumBlocks<Float256, Vector256<float>>(row, target, streams);
    }

    // Writes whole blocks; those that are to be streamed all have windows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumBlocks<TLanes, TVector>(float* row, float* target, bool streams)
        where TLanes : struct, IWindowLanes<TVector>
        where TVector : struct
    {
        var table = _columns.Table;
        var kinds = _columns.Kind;
        var starts = _columns.Start;
        var count = _columns.Count;
        var stride = _columns.TableStride;
        var width = TLanes.Width;
        var taps = _o.Taps;
        for (var block = 0; block < count; block++, table += stride, target += width)
        {
            var kind = (ColumnBlockKind)kinds[block];
            if (kind is ColumnBlockKind.NarrowWindow or ColumnBlockKind.Window)
            {
                var window = row + starts[block];
                var low = TLanes.Load(window);
                var sum = kind == ColumnBlockKind.NarrowWindow
                    ? SumNarrow<TLanes, TVector>(low, (float*)table, taps)
                    : SumWide<TLanes, TVector>(low, TLanes.Load(window + width), (float*)table, taps);
                if (streams)
                    TLanes.StoreNonTemporal(target, sum);
                else
                    TLanes.Store(target, sum);
            }
            else if (kind == ColumnBlockKind.Gather)
            {
                for (var part = 0; part < width; part += 8)
                    SumGathered(row, table + part, (float*)table + taps * width + part, width).Store(target + part);
            }
            else
            {
                var first = block * width;
                for (var i = first; i < Math.Min(first + width, _o.Parameters.TargetI); i++)
                    target[i - first] = Single(row, i, 1);
            }
        }
    }

    // Every order has three taps.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SumNarrow<TLanes, TVector>(TVector window, float* places, int taps)
        where TLanes : struct, IWindowLanes<TVector>
        where TVector : struct
    {
        var width = TLanes.Width;
        var weights = places + taps * width;
        var sum = TLanes.Multiply(TLanes.Pick(window, TLanes.Load(places)), TLanes.Load(weights));
        sum = TLanes.Fma(TLanes.Pick(window, TLanes.Load(places + width)), TLanes.Load(weights + width), sum);
        sum = TLanes.Fma(TLanes.Pick(window, TLanes.Load(places + 2 * width)), TLanes.Load(weights + 2 * width), sum);
        for (var t = 3; t < taps; t++)
            sum = TLanes.Fma(TLanes.Pick(window, TLanes.Load(places + t * width)), TLanes.Load(weights + t * width), sum);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SumWide<TLanes, TVector>(TVector low, TVector high, float* places, int taps)
        where TLanes : struct, IWindowLanes<TVector>
        where TVector : struct
    {
        var width = TLanes.Width;
        var weights = places + taps * width;
        var sum = TLanes.Multiply(TLanes.Pick(low, high, TLanes.Load(places)), TLanes.Load(weights));
        sum = TLanes.Fma(TLanes.Pick(low, high, TLanes.Load(places + width)), TLanes.Load(weights + width), sum);
        sum = TLanes.Fma(TLanes.Pick(low, high, TLanes.Load(places + 2 * width)), TLanes.Load(weights + 2 * width), sum);
        for (var t = 3; t < taps; t++)
            sum = TLanes.Fma(TLanes.Pick(low, high, TLanes.Load(places + t * width)), TLanes.Load(weights + t * width), sum);
        return sum;
    }

    private Vector256<float> SumGathered(float* row, int* places, float* weights, int width)
    {
        var sum = Avx2.GatherVector256(row, Vector256.Load(places), sizeof(float)) * Vector256.Load(weights);
        for (var t = 1; t < _o.Taps; t++)
            sum = Vector256.FusedMultiplyAdd(Avx2.GatherVector256(row, Vector256.Load(places + t * width), sizeof(float)), Vector256.Load(weights + t * width), sum);
        return sum;
    }

    private float Single(float* row, int i, float otherCoverage)
    {
        var count = _o.Parameters.TargetI;
        var coverage = _o.Weights[_o.Taps * count + i] * otherCoverage;
        if (coverage == 0)
            return _o.Parameters.OutsideValue;
        var value = row[_o.Indices[i]] * _o.Weights[i];
        for (var t = 1; t < _o.Taps; t++)
            value = MathF.FusedMultiplyAdd(row[_o.Indices[t * count + i]], _o.Weights[t * count + i], value);
        return coverage == 1 ? value : MathF.FusedMultiplyAdd(_o.Parameters.OutsideValue, 1 - coverage, value);
    }
}
