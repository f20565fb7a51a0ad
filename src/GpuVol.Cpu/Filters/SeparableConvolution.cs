using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>
/// A separable convolution in one walk over the volume. A task takes a block of columns (i) and rows (j) through a range of slices (k):
/// each slice is filtered along j from the source and along i into a ring of slices that stays in the second-level cache, and the
/// ring is filtered along k into the target. Memory is read about one and a half times and written once.
/// </summary>
internal sealed unsafe class SeparableConvolution
{
    // Most of a second-level cache of 1 MiB; source rows need the rest. Measured against 480, 640 and 1100 KiB.
    private const int RingBytes = 800 << 10;
    private const int MostColumns = 512;

    // Below this size the target stays in the cache for whoever reads it next.
    private const long NonTemporalBytes = 8 << 20;

    private readonly float* _source;
    private readonly float* _target;
    private readonly int _ni;
    private readonly int _nj;
    private readonly int _nk;
    private readonly ConvolutionAxis _i;
    private readonly ConvolutionAxis _j;
    private readonly ConvolutionAxis _k;
    private readonly int _border;
    private readonly float _borderValue;
    private readonly int _slots;
    private readonly int _columns;
    private readonly int _rows;
    private readonly int _slices;
    private readonly int _columnBlocks;
    private readonly int _rowBlocks;
    private readonly bool _nonTemporal;

    // The sample of each position from -reach to past the end, -1 for the border value.
    private readonly int[] _columnSamples;
    private readonly int[] _rowSamples;

    public SeparableConvolution(float* source, float* target, ConvolutionAxis i, ConvolutionAxis j, ConvolutionAxis k, SeparableConvolutionParameters p, int threads)
    {
        _source = source;
        _target = target;
        _ni = p.SizeI;
        _nj = p.SizeJ;
        _nk = p.SizeK;
        _i = i;
        _j = j;
        _k = k;
        _border = p.Border;
        _borderValue = p.BorderValue;
        _slots = 2 * k.Reach + ConvolutionRows.RowsAtATime;
        _columns = Math.Min(_ni, MostColumns);
        while (_columns > 64 && (long)_columns * _slots * 4 * 16 > RingBytes)
            _columns = (_columns / 2 + 15) / 16 * 16;
        _rows = Math.Clamp(RingBytes / (4 * _columns * _slots) / ConvolutionRows.RowsAtATime * ConvolutionRows.RowsAtATime, ConvolutionRows.RowsAtATime, 64);
        _columnBlocks = (_ni + _columns - 1) / _columns;
        _rowBlocks = (_nj + _rows - 1) / _rows;

        // Equal rows a block, and enough tasks for the threads; cutting along k repeats 2 r slices a cut.
        _rows = ((_nj + _rowBlocks - 1) / _rowBlocks + ConvolutionRows.RowsAtATime - 1) / ConvolutionRows.RowsAtATime * ConvolutionRows.RowsAtATime;
        _rowBlocks = (_nj + _rows - 1) / _rows;
        var blocks = (long)_columnBlocks * _rowBlocks;
        var cuts = (int)Math.Clamp((4L * threads + blocks - 1) / blocks, 1, Math.Max(1, _nk / Math.Max(ConvolutionRows.RowsAtATime, k.Reach)));
        _slices = (_nk + cuts - 1) / cuts;
        Tasks = blocks * ((_nk + _slices - 1) / _slices);

        _columnSamples = Samples(_ni, i.Reach);
        _rowSamples = Samples(_nj, j.Reach);
        _nonTemporal = (long)_ni * _nj * _nk * 4 > NonTemporalBytes && _ni % 16 == 0 && _columns % 16 == 0 && (nint)target % 64 == 0;
    }

    public long Tasks { get; }

    public void Run(long first, long last)
    {
        if (Vector512.IsHardwareAccelerated)
            Run<Float512, Vector512<float>>(first, last);
        else if (Vector256.IsHardwareAccelerated)
            Run<Float256, Vector256<float>>(first, last);
        else
            Run<Float128, Vector128<float>>(first, last);
    }

    private int[] Samples(int count, int reach)
    {
        var samples = new int[count + 2 * reach];
        for (var position = 0; position < samples.Length; position++)
            samples[position] = BorderModes.SampleIndex(position - reach, count, _border);
        return samples;
    }

    private void Run<TLanes, TVector>(long first, long last)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var scratch = new Scratch(this);
        try
        {
            for (var task = first; task < last; task++)
            {
                var block = task % ((long)_columnBlocks * _rowBlocks);
                var i0 = (int)(block % _columnBlocks) * _columns;
                var j0 = (int)(block / _columnBlocks) * _rows;
                var k0 = (int)(task / ((long)_columnBlocks * _rowBlocks)) * _slices;
                Run<TLanes, TVector>(scratch, i0, Math.Min(_ni, i0 + _columns), j0, Math.Min(_nj, j0 + _rows), k0, Math.Min(_nk, k0 + _slices));
            }
        }
        finally
        {
            scratch.Release();
            if (_nonTemporal && Sse.IsSupported)
                Sse.StoreFence();
        }
    }

    private void Run<TLanes, TVector>(Scratch scratch, int i0, int i1, int j0, int j1, int k0, int k1)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        if (!_k.IsFiltered)
        {
            for (var k = k0; k < k1; k++)
                FilterSlice<TLanes, TVector>(scratch, i0, i1, j0, j1, k, _target + Offset(i0, j0, k), _ni, exact: true);
            return;
        }

        const int AtATime = ConvolutionRows.RowsAtATime;
        var slots = stackalloc float*[_slots];
        var rows = stackalloc float*[_slots];
        var outputs = stackalloc float*[AtATime];
        var ready = k0 - _k.Reach;
        for (var k = k0; k < k1; k += AtATime)
        {
            // Beyond the last slice the window is filled with the last ring entry again: results there are not kept.
            var last = Math.Min(k + AtATime, k1) - 1 + _k.Reach;
            for (; ready <= last; ready++)
                FillSlot<TLanes, TVector>(scratch, Slot(scratch, ready, k0), i0, i1, j0, j1, ready);
            for (var s = 0; s < _slots; s++)
                slots[s] = Slot(scratch, Math.Min(k - _k.Reach + s, last), k0);

            for (var j = j0; j < j1; j++)
            {
                var row = (j - j0) * scratch.SlotStride;
                for (var s = 0; s < _slots; s++)
                    rows[s] = slots[s] + row;
                for (var b = 0; b < AtATime; b++)
                    outputs[b] = k + b < k1 ? _target + Offset(i0, j, k + b) : scratch.Waste;
                Across<TLanes, TVector>(rows, _k, i1 - i0, outputs, exact: true, _nonTemporal);
            }
        }
    }

    private float* Slot(Scratch scratch, int k, int k0) => scratch.Ring + (long)((k - (k0 - _k.Reach)) % _slots) * scratch.SlotSize;

    private void FillSlot<TLanes, TVector>(Scratch scratch, float* slot, int i0, int i1, int j0, int j1, int k)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var sample = BorderModes.SampleIndex(k, _nk, _border);
        if (sample >= 0)
            FilterSlice<TLanes, TVector>(scratch, i0, i1, j0, j1, sample, slot, scratch.SlotStride, exact: false);
        else
            new Span<float>(slot, checked((int)scratch.SlotSize)).Fill(_borderValue);
    }

    // Along j into padded rows, then along i into the output; the output's rows are outputStride apart.
    private void FilterSlice<TLanes, TVector>(Scratch scratch, int i0, int i1, int j0, int j1, int k, float* output, long outputStride, bool exact)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        const int AtATime = ConvolutionRows.RowsAtATime;
        var reach = _i.Reach;
        var first = Math.Max(0, i0 - reach);
        var last = Math.Min(_ni, i1 + reach);
        var lead = first - (i0 - reach);
        var rows = stackalloc float*[2 * _j.Reach + AtATime];
        var outputs = stackalloc float*[AtATime];
        for (var j = j0; j < j1; j += AtATime)
        {
            Prefetch(j0, j1, j, k + 1, first, last);
            var toOutput = !_i.IsFiltered;
            for (var b = 0; b < AtATime; b++)
                outputs[b] = toOutput ? (j + b < j1 ? output + (j + b - j0) * outputStride : scratch.Waste) : scratch.Padded + b * scratch.PaddedStride + lead;
            if (_j.IsFiltered)
            {
                for (var s = 0; s < 2 * _j.Reach + AtATime; s++)
                    rows[s] = SourceRow(scratch, Math.Min(j - _j.Reach + s, j1 - 1 + _j.Reach), k, first);
                Across<TLanes, TVector>(rows, _j, last - first, outputs, exact: toOutput && exact, nonTemporal: false);
            }
            else
            {
                for (var b = 0; b < AtATime && j + b < j1; b++)
                    Unsafe.CopyBlockUnaligned(outputs[b], _source + Offset(first, j + b, k), (uint)(last - first) * sizeof(float));
            }

            if (toOutput)
                continue;

            // First all borders, then all rows: a vector load would wait for the single floats of a border just stored.
            for (var b = 0; b < AtATime && j + b < j1; b++)
            {
                var padded = scratch.Padded + b * scratch.PaddedStride;
                FillBeyond(padded, i0 - reach, i0 - reach, first, first, last, j + b, k);
                FillBeyond(padded, i0 - reach, last, i1 + reach, first, last, j + b, k);
            }

            for (var b = 0; b < AtATime && j + b < j1; b++)
                Along<TLanes, TVector>(scratch.Padded + b * scratch.PaddedStride + reach, _i, i1 - i0, output + (j + b - j0) * outputStride, exact);
        }
    }

    // Rows come in short pieces, too short for the processor to foresee: while the block at row j is filtered, its share of the next
    // slice is fetched.
    private void Prefetch(int j0, int j1, int j, int k, int first, int last)
    {
        if (!Sse.IsSupported || k >= _nk)
            return;
        var low = Math.Max(0, j0 - _j.Reach);
        var high = Math.Min(_nj, j1 + _j.Reach);
        var blocks = (j1 - j0 + ConvolutionRows.RowsAtATime - 1) / ConvolutionRows.RowsAtATime;
        var perBlock = (high - low + blocks - 1) / blocks;
        var from = low + (j - j0) / ConvolutionRows.RowsAtATime * perBlock;
        var to = Math.Min(high, from + perBlock);
        for (var row = from; row < to; row++)
        {
            var line = (byte*)(_source + Offset(first, row, k));
            for (var offset = 0; offset < (last - first) * sizeof(float); offset += 64)
                Sse.Prefetch1(line + offset);
        }
    }

    private float* SourceRow(Scratch scratch, int j, int k, int i)
    {
        var sample = _rowSamples[j + _j.Reach];
        return sample < 0 ? scratch.BorderRow : _source + Offset(i, sample, k);
    }

    // Fills columns [from, to) of a padded row, which lie outside the volume, with their samples filtered along j.
    private void FillBeyond(float* padded, int paddedFirst, int from, int to, int first, int last, int j, int k)
    {
        for (var column = from; column < to; column++)
        {
            var sample = _columnSamples[column + _i.Reach];
            padded[column - paddedFirst] = sample < 0 ? _borderValue
                : sample >= first && sample < last ? padded[sample - paddedFirst]
                : FilteredAlongJ(sample, j, k);
        }
    }

    private float FilteredAlongJ(int sample, int j, int k)
    {
        // Only wrap in volumes of several column blocks comes here.
        var line = _source + Offset(sample, 0, k);
        var sum = line[(long)j * _ni];
        if (!_j.IsFiltered)
            return sum;
        sum *= _j.W[0];
        for (var d = 1; d <= _j.Radius; d++)
        {
            var j0 = _rowSamples[j - d + _j.Reach];
            var j1 = _rowSamples[j + d + _j.Reach];
            var before = j0 < 0 ? _borderValue : line[(long)j0 * _ni];
            var after = j1 < 0 ? _borderValue : line[(long)j1 * _ni];
            sum = MathF.FusedMultiplyAdd(_j.W[d], _j.Parity < 0 ? after - before : after + before, sum);
        }

        return sum;
    }

    private static void Across<TLanes, TVector>(float** rows, ConvolutionAxis axis, int count, float** outputs, bool exact, bool nonTemporal)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        if (axis.Parity < 0)
            ConvolutionRows.Across<TLanes, TVector, OddPair>(rows, axis.W, axis.Radius, count, outputs, exact, nonTemporal);
        else
            ConvolutionRows.Across<TLanes, TVector, EvenPair>(rows, axis.W, axis.Radius, count, outputs, exact, nonTemporal);
    }

    private static void Along<TLanes, TVector>(float* row, ConvolutionAxis axis, int count, float* output, bool exact)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        if (axis.Parity < 0)
            ConvolutionRows.Along<TLanes, TVector, OddPair>(row, axis.W, axis.Radius, count, output, exact);
        else
            ConvolutionRows.Along<TLanes, TVector, EvenPair>(row, axis.W, axis.Radius, count, output, exact);
    }

    private long Offset(int i, int j, int k) => i + (long)_ni * (j + (long)_nj * k);

    /// <summary>The memory of one thread.</summary>
    private sealed class Scratch
    {
        private readonly HostMemory _memory;

        public Scratch(SeparableConvolution plan)
        {
            // Rows are padded for whole vectors, four at a time along i; a line more keeps rows off one cache set.
            SlotStride = (plan._columns + 63) / 64 * 64 + 16;
            SlotSize = plan._rows * SlotStride + 64;
            // The centres of padded rows are aligned.
            var lead = (16 - plan._i.Reach % 16) % 16;
            PaddedStride = (plan._columns + 2 * plan._i.Reach + lead + 63) / 64 * 64 + 80;
            var border = PaddedStride;
            var ring = plan._k.IsFiltered ? plan._slots * SlotSize : 0;
            var floats = ring + ConvolutionRows.RowsAtATime * PaddedStride + border + SlotStride;
            _memory = HostMemory.Rent(floats * sizeof(float), clear: true);
            Ring = (float*)_memory.Address;
            Padded = Ring + ring + lead;
            BorderRow = Ring + ring + ConvolutionRows.RowsAtATime * PaddedStride;
            Waste = BorderRow + border;
            new Span<float>(BorderRow, (int)border).Fill(plan._borderValue);
        }

        public long SlotStride { get; }

        public long SlotSize { get; }

        public long PaddedStride { get; }

        public float* Ring { get; }

        public float* Padded { get; }

        /// <summary>A row of border values.</summary>
        public float* BorderRow { get; }

        /// <summary>Where rows go that nobody wants.</summary>
        public float* Waste { get; }

        public void Release() => _memory.Release();
    }
}
