using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>
/// Trilinear resampling by rows: source rows are interpolated along k (and kept while the next target row needs them), then along j
/// into a row buffer, then along i into the target. In the order of <c>ResamplingKernels.ResampleLinear</c>, to the bit.
/// </summary>
internal sealed unsafe class LinearResampling
{
    private readonly float* _source;
    private readonly float* _target;
    private readonly int* _indices;
    private readonly float* _weights;
    private readonly ResamplingParameters _p;
    private readonly ColumnBlocks _columns;
    private readonly bool _streams;
    private readonly bool _rowsAreAligned;

    public LinearResampling(float* source, float* target, int* indices, float* weights, ResamplingParameters p, ColumnBlocks columns)
    {
        _source = source;
        _target = target;
        _indices = indices;
        _weights = weights;
        _p = p;
        _columns = columns;
        _streams = Vector512.IsHardwareAccelerated && (long)p.TargetI * p.TargetJ * p.TargetK * sizeof(float) >= StreamingStores.ThresholdBytes;
        _rowsAreAligned = p.TargetI % ColumnBlocks.Width == 0 && (nint)target % 64 == 0;
    }

    /// <summary>Target rows [first, last), counted j first.</summary>
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
        // Reading and writing whole vectors overruns a row by up to 15 floats, a window by up to 31.
        var stride = (_p.SourceI + 63) / 16 * 16;
        var outputStride = _columns.Count * ColumnBlocks.Width;
        var memory = HostMemory.Rent((3L * stride + 2 * outputStride) * sizeof(float), clear: true);
        try
        {
            var slabRows = stackalloc float*[2];
            slabRows[0] = (float*)memory.Address;
            slabRows[1] = slabRows[0] + stride;
            var row = slabRows[1] + stride;
            var finished = new RowStream(row + stride, outputStride, _p.TargetI, _streams);
            var held = stackalloc int[2];
            var heldK = -1;

            var atJ = _p.TargetI;
            var atK = _p.TargetI + _p.TargetJ;
            var jIndices = _indices + 2 * atJ;
            var kIndices = _indices + 2 * atK;
            var jWeights = _weights + 3 * atJ;
            var kWeights = _weights + 3 * atK;
            for (var r = first; r < last; r++)
            {
                var k = (int)(r / _p.TargetJ);
                var j = (int)(r % _p.TargetJ);
                var target = _target + r * _p.TargetI;
                var jCoverage = jWeights[2 * _p.TargetJ + j];
                var kCoverage = kWeights[2 * _p.TargetK + k];
                if (jCoverage * kCoverage == 0)
                {
                    new Span<float>(target, _p.TargetI).Fill(_p.OutsideValue);
                    continue;
                }

                if (k != heldK)
                {
                    held[0] = held[1] = -1;
                    heldK = k;
                }

                var j0 = jIndices[j];
                var j1 = jIndices[_p.TargetJ + j];
                var slot0 = held[1] == j0 ? 1 : held[0] == j0 ? 0 : held[0] == j1 ? 1 : 0;
                LerpAlongK<TLanes, TVector>(slabRows, held, slot0, j0, kIndices[k], kIndices[_p.TargetK + k], kWeights[k], kWeights[_p.TargetK + k]);
                var slot1 = slot0;
                if (j1 != j0)
                {
                    slot1 = 1 - slot0;
                    LerpAlongK<TLanes, TVector>(slabRows, held, slot1, j1, kIndices[k], kIndices[_p.TargetK + k], kWeights[k], kWeights[_p.TargetK + k]);
                }

                Lerp<TLanes, TVector>(slabRows[slot0], slabRows[slot1], jWeights[j], jWeights[_p.TargetJ + j], row);
                if (jCoverage != 1 || kCoverage != 1)
                {
                    for (var i = 0; i < _p.TargetI; i++)
                        target[i] = Single(row, i, jCoverage, kCoverage);
                }
                else if (_streams && _rowsAreAligned && _columns.AllWindows)
                {
                    LerpAlongI(row, target, streams: true);
                }
                else
                {
                    LerpAlongI(row, finished.Next, streams: false);
                    finished.Put(target);
                }
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

    private void LerpAlongK<TLanes, TVector>(float** slabRows, int* held, int slot, int j, int k0, int k1, float k0Weight, float k1Weight)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        if (held[slot] == j)
            return;
        held[slot] = j;
        Lerp<TLanes, TVector>(_source + SourceRow(j, k0), _source + SourceRow(j, k1), k0Weight, k1Weight, slabRows[slot]);
    }

    private long SourceRow(int j, int k) => _p.SourceI * (j + (long)_p.SourceJ * k);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Lerp<TLanes, TVector>(float* first, float* second, float firstWeight, float secondWeight, float* target)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var w0 = TLanes.Broadcast(firstWeight);
        var w1 = TLanes.Broadcast(secondWeight);
        var width = TLanes.Width;
        var count = _p.SourceI;
        var c = 0;
        for (; c + 4 * width <= count; c += 4 * width)
        {
            var v0 = TLanes.Fma(TLanes.Load(second + c), w1, TLanes.Multiply(TLanes.Load(first + c), w0));
            var v1 = TLanes.Fma(TLanes.Load(second + c + width), w1, TLanes.Multiply(TLanes.Load(first + c + width), w0));
            var v2 = TLanes.Fma(TLanes.Load(second + c + 2 * width), w1, TLanes.Multiply(TLanes.Load(first + c + 2 * width), w0));
            var v3 = TLanes.Fma(TLanes.Load(second + c + 3 * width), w1, TLanes.Multiply(TLanes.Load(first + c + 3 * width), w0));
            TLanes.Store(target + c, v0);
            TLanes.Store(target + c + width, v1);
            TLanes.Store(target + c + 2 * width, v2);
            TLanes.Store(target + c + 3 * width, v3);
        }

        for (; c < count; c += width)
            TLanes.Store(target + c, TLanes.Fma(TLanes.Load(second + c), w1, TLanes.Multiply(TLanes.Load(first + c), w0)));
    }

    // Writes whole blocks.
    private void LerpAlongI(float* row, float* target, bool streams)
    {
        if (!_columns.AllWindows)
            LerpMixedBlocks(row, target);
        else if (streams)
            LerpWindows(row, target);
        else
            LerpWindowsCached(row, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LerpWindows(float* row, float* target)
    {
        var table = _columns.Table;
        var starts = _columns.Start;
        var count = _columns.Count;
        for (var block = 0; block < count; block++, table += ColumnBlocks.TableStride, target += ColumnBlocks.Width)
            LerpWindow(row + starts[block], table).StoreAlignedNonTemporal(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LerpWindowsCached(float* row, float* target)
    {
        var table = _columns.Table;
        var starts = _columns.Start;
        var count = _columns.Count;
        for (var block = 0; block < count; block++, table += ColumnBlocks.TableStride, target += ColumnBlocks.Width)
            LerpWindow(row + starts[block], table).Store(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LerpWindow(float* window, int* table)
    {
        var low = Vector512.Load(window);
        var high = Vector512.Load(window + 16);
        var first = Avx512F.PermuteVar16x32x2(low, Vector512.Load(table), high);
        var second = Avx512F.PermuteVar16x32x2(low, Vector512.Load(table + 16), high);
        return Vector512.FusedMultiplyAdd(second, Vector512.Load((float*)table + 48), first * Vector512.Load((float*)table + 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LerpMixedBlocks(float* row, float* target)
    {
        var table = _columns.Table;
        for (var block = 0; block < _columns.Count; block++, table += ColumnBlocks.TableStride)
        {
            var at = block * ColumnBlocks.Width;
            if (_columns.Kind[block] == (int)ColumnBlockKind.Window)
            {
                LerpWindow(row + _columns.Start[block], table).Store(target + at);
            }
            else if (_columns.Kind[block] == (int)ColumnBlockKind.Gather)
            {
                for (var half = 0; half < ColumnBlocks.Width; half += 8)
                {
                    var first = Avx2.GatherVector256(row, Vector256.Load(table + half), sizeof(float));
                    var second = Avx2.GatherVector256(row, Vector256.Load(table + 16 + half), sizeof(float));
                    var value = Vector256.FusedMultiplyAdd(second, Vector256.Load((float*)table + 48 + half), first * Vector256.Load((float*)table + 32 + half));
                    value.Store(target + at + half);
                }
            }
            else
            {
                var end = Math.Min(at + ColumnBlocks.Width, _p.TargetI);
                for (var i = at; i < end; i++)
                    target[i] = Single(row, i, 1, 1);
            }
        }
    }

    private float Single(float* row, int i, float jCoverage, float kCoverage)
    {
        var coverage = _weights[2 * _p.TargetI + i] * jCoverage * kCoverage;
        if (coverage == 0)
            return _p.OutsideValue;
        var value = MathF.FusedMultiplyAdd(row[_indices[_p.TargetI + i]], _weights[_p.TargetI + i], row[_indices[i]] * _weights[i]);
        return coverage == 1 ? value : MathF.FusedMultiplyAdd(_p.OutsideValue, 1 - coverage, value);
    }
}
