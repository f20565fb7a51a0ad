using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>
/// Resampling through an affine map from the stored voxels. The source goes by in bands of slices, of which a ring holds the coefficients; each
/// target voxel is made in the band that completes its neighbours, 16 at a time where these all lie inside, one by one elsewhere. Same
/// operations and order as <see cref="AffineKernels.Resample"/>. Intensities that lie in memory as they are wanted are read in place.
/// </summary>
internal sealed unsafe class AffineResampling
{
    // Target voxels that one thread does in turn: neighbours share source lines while they are in the cache.
    private const int TileRows = 12;
    private const int TileColumns = 256;

    // From one target voxel whose line is fetched ahead to the next.
    private const int PrefetchColumns = 3;

    private const int MostBandSlices = 64;

    // More than the rounding of any position inside a volume.
    private const double Rounding = 1e-6;

    private readonly CpuDevice _device;
    private readonly AffineResamplingOperation _o;
    private readonly AffineParameters _p;
    private readonly float* _target;
    private readonly int _taps;
    private readonly int _before;
    private readonly double _shift;
    private readonly double _inset;
    private readonly bool _cutsOff;
    private readonly int _margin;
    private readonly bool _streams;

    private AffineResampling(CpuDevice device, AffineResamplingOperation operation)
    {
        _device = device;
        _o = operation;
        _p = operation.Parameters;
        _target = (float*)operation.Target.Handle;
        _taps = operation.Order + 1;
        _before = operation.Order / 2;
        _shift = operation.Order % 2 == 0 ? 0.5 : 0;

        // Periods and reflections turn positions beyond the outer centres back, also those that have a nearest neighbour.
        _inset = operation.Order == 0 && _p.Border is InterpolationBorders.Wrap or InterpolationBorders.GridWrap or InterpolationBorders.Mirror or InterpolationBorders.Reflect ? 0.5 : 0;
        _cutsOff = _p.Border is InterpolationBorders.Constant or InterpolationBorders.HalfVoxel;

        // Splines that are only asked for inside the volume, half a voxel around it included, and find its mirror image there.
        _margin = _cutsOff && operation.Order > 1 ? (operation.Order + 1) / 2 : 0;
        _streams = StreamingStores.Pay((long)_p.TargetI * _p.TargetJ * operation.TargetK);
    }

    /// <summary>Runs the operation.</summary>
    public static void Run(CpuDevice device, AffineResamplingOperation operation)
    {
        var plan = new AffineResampling(device, operation);
        var prefilter = operation.Prefilter;
        var stored = new StoredRows((void*)prefilter.Source.Handle, prefilter.Voxels, prefilter.Rescale);
        if (operation.Order <= 1 && stored.IsFloat32Intensity)
            plan.RunInPlace(stored.Floats(0));
        else
            plan.RunThroughRing();
    }

    // Bands only so that offsets fit 32 bits.
    private void RunInPlace(float* source)
    {
        var slice = (long)_p.SourceI * _p.SourceJ;
        var most = (int)Math.Clamp(int.MaxValue / slice - _taps, 1, _p.SourceK);
        for (var first = 0; first < _p.SourceK; first += most)
        {
            var kept = Math.Max(0, first - _taps + 1);
            var last = first + most >= _p.SourceK ? int.MaxValue : first + most;
            RunBand(new Band(first == 0 ? int.MinValue : first, last, source + kept * slice, _p.SourceI, slice, kept, int.MaxValue, Fits(slice, most + _taps)));
        }
    }

    private void RunThroughRing()
    {
        var prefilter = _o.Prefilter;
        var passes = prefilter.Passes[2];
        var lookahead = CoefficientRing.Lookahead(passes);
        var slices = CoefficientRing.BlockSlices(prefilter, _taps, MostBandSlices);
        var (first, last) = SourceSlices();
        first = CoefficientRing.FirstSlice(passes, first);
        var (capacity, overlap) = (slices + lookahead + _taps + _margin, _taps - 1);

        // Across a periodic border neighbours come from both ends.
        var all = prefilter.Depth + 2 * _margin;
        if (_p.Border == InterpolationBorders.GridWrap || !CoefficientRing.CanStream(passes) || capacity + overlap >= all)
            (first, slices, capacity, overlap) = (0, prefilter.Depth, all, 0);
        using var ring = new CoefficientRing(_device, prefilter, first, capacity, _margin, overlap);
        for (var start = int.MinValue; start < last;)
        {
            var final = ring.Final;
            ring.Advance(Math.Min(final + slices, last));
            var kept = start == int.MinValue ? first : Math.Max(0, start - _taps + 1 + _margin);
            var turn = kept / capacity * capacity;
            var end = ring.Final >= last ? int.MaxValue : ring.Final;
            RunBand(new Band(start, end, ring.At(0), ring.RowStride, ring.SliceStride, turn - _margin, capacity, Fits(ring.SliceStride, capacity + overlap)));
            start = end;
        }
    }

    // Sixteen voxels at a time have offsets of 32 bits.
    private static bool Fits(long sliceStride, int slices) => Avx2.IsSupported && sliceStride * slices <= int.MaxValue;

    // First and end of the slices that the target needs.
    private (int First, int End) SourceSlices()
    {
        if (!_cutsOff)
            return (0, _p.SourceK);
        var z = Along(_p.KI, _p.KJ, _p.KK, _p.K0, new Tile(0, _p.TargetI, 0, _p.TargetJ, 0, _o.TargetK));
        var first = Math.Clamp(Math.Floor(z.Least) - _taps, 0, _p.SourceK - 1);
        return ((int)first, (int)Math.Clamp(Math.Ceiling(z.Greatest) + _taps, first + 1, _p.SourceK));
    }

    private void RunBand(Band band)
    {
        var tilesI = (_p.TargetI + TileColumns - 1) / TileColumns;
        var tilesJ = (_p.TargetJ + TileRows - 1) / TileRows;
        var tilesK = (_o.TargetK + TileRows - 1) / TileRows;
        _device.Parallel((long)tilesJ * tilesK, (begin, end) =>
        {
            var last = end * tilesI - 1;
            for (var n = begin * tilesI; n <= last; n++)
                RunTile(band, At(n), At(Math.Min(n + 1, last)));

            if (_streams)
                StreamingStores.Fence();
        });

        Tile At(long n)
        {
            var (i, j, k) = ((int)(n % tilesI) * TileColumns, (int)(n / tilesI % tilesJ) * TileRows, (int)(n / tilesI / tilesJ) * TileRows);
            return new Tile(i, Math.Min(i + TileColumns, _p.TargetI), j, Math.Min(j + TileRows, _p.TargetJ), k, Math.Min(k + TileRows, _o.TargetK));
        }
    }

    private void RunTile(Band band, in Tile tile, in Tile next)
    {
        // What holds for the corners holds for the tile: most tiles need no look at their rows.
        var (firstI, lastI, firstJ, lastJ, firstK, lastK) = tile;
        var x = Along(_p.II, _p.IJ, _p.IK, _p.I0, tile);
        var y = Along(_p.JI, _p.JJ, _p.JK, _p.J0, tile);
        var z = Along(_p.KI, _p.KJ, _p.KK, _p.K0, tile);
        var isOutside = _cutsOff && (x.Misses(-0.5, _p.SourceI - 0.5) || y.Misses(-0.5, _p.SourceJ - 0.5) || z.Misses(-0.5, _p.SourceK - 0.5));
        if (isOutside && !band.IsFirst)
            return;
        var isInterior = band.HasVectors && IsInterior(x, _p.SourceI) && IsInterior(y, _p.SourceJ) && IsInterior(z, _p.SourceK);
        var (bandLeast, bandLimit) = (BandEdge(band.First) - _shift, BandEdge(band.End) - _shift);
        if (isInterior && z.Misses(bandLeast, bandLimit))
            return;
        isInterior &= z.IsWithin(bandLeast, bandLimit);
        var fetches = Sse.IsSupported && band.HasVectors && !Along(_p.KI, _p.KJ, _p.KK, _p.K0, next).Misses(bandLeast, bandLimit);
        for (var k = firstK; k < lastK; k++)
        {
            for (var j = firstJ; j < lastJ; j++)
            {
                if (fetches)
                    Prefetch(band, next, next.FirstJ + j - firstJ, next.FirstK + k - firstK);
                var row = new Row(this, j, k);
                var columns = new ColumnInterval(firstI, lastI);
                if (isOutside)
                    Fill(row, firstI, lastI);
                else if (isInterior)
                    SampleInterior(band, row, columns);
                else
                    SampleRow(band, row, columns);
            }
        }
    }

    // As Interior and AffineLine.Inside.
    private bool IsInterior(Range positions, int count)
    {
        var least = _before - _margin - _shift + _inset;
        var limit = count + _margin - _taps + 1 + _before - _shift - _inset;
        if (_p.Border == InterpolationBorders.Constant)
            (least, limit) = (Math.Max(least, 0), Math.Min(limit, count - 1));
        else if (_p.Border == InterpolationBorders.HalfVoxel)
            (least, limit) = (Math.Max(least, -0.5), Math.Min(limit, count - 0.5));
        return positions.IsWithin(least, limit);
    }

    // The least position whose last neighbour is this slice.
    private double BandEdge(int slice) => (double)slice - _taps + 1 + _before;

    private void SampleRow(Band band, in Row row, ColumnInterval columns)
    {
        var inside = columns;
        if (_cutsOff)
        {
            inside = row.X.Inside(inside, _p.SourceI, _p.Border);
            inside = row.Y.Inside(inside, _p.SourceJ, _p.Border);
            inside = row.Z.Inside(inside, _p.SourceK, _p.Border);
            if (inside.IsEmpty)
                inside = new ColumnInterval(columns.First, columns.First);
            if (band.IsFirst)
            {
                Fill(row, columns.First, inside.First);
                Fill(row, inside.Last, columns.Last);
            }
        }

        // Where every neighbour exists, or lies in the margin.
        var interior = inside;
        if (band.HasVectors)
        {
            interior = Interior(row.X, interior, _p.SourceI);
            interior = Interior(row.Y, interior, _p.SourceJ);
            interior = Interior(row.Z, interior, _p.SourceK);
        }

        if (interior.IsEmpty || !band.HasVectors)
            interior = new ColumnInterval(inside.First, inside.First);
        SampleEdge(band, row, inside.First, interior.First);
        SampleEdge(band, row, interior.Last, inside.Last);
        SampleInterior(band, row, row.Z.Within(interior, BandEdge(band.First), BandEdge(band.End), _shift));
    }

    private ColumnInterval Interior(AffineLine line, ColumnInterval columns, int count) =>
        line.Within(columns, _before - _margin + _inset, count + _margin - _taps + 1 + _before - _inset, _shift);

    private void Fill(in Row row, int first, int last) => new Span<float>(row.Target + first, last - first).Fill(_p.OutsideValue);

    [SkipLocalsInit]
    private void SampleInterior(Band band, in Row row, ColumnInterval columns)
    {
        const int Block = AffineSamples.Block;
        if (columns.IsEmpty)
            return;
        var samples = new AffineSamples(band.Base, band.RowStride, band.SliceStride);
        var offsets = stackalloc int[Block];
        var fractions = stackalloc float[3 * Block];

        // Columns behind the last are taken for it; a row is copied when it is finished, since reading it at once would wait for the stores.
        var buffer = stackalloc float[TileColumns + Block];
        var last = Vector512.Create(columns.Last - 1.0);
        for (var i = columns.First; i < columns.Last; i += Block)
        {
            for (var n = 0; n < Block; n += 8)
                Offsets(band, row, Vector512.Min(Vector512.Create((double)(i + n)) + Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7), last), fractions + n).Store(offsets + n);

            samples.Sample(_o.Order, offsets, fractions, buffer + i - columns.First);
        }

        if (_streams)
            StreamingStores.Copy(buffer, row.Target + columns.First, columns.Last - columns.First);
        else
            new ReadOnlySpan<float>(buffer, columns.Last - columns.First).CopyTo(new Span<float>(row.Target + columns.First, columns.Last - columns.First));
    }

    // Where the first neighbours of eight columns lie, and their distances along i, j and k from there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> Offsets(in Band band, in Row row, Vector512<double> columns, float* fractions)
    {
        var capacity = Vector256.Create(band.Capacity);
        var slot = row.Z.Split(columns, _shift, fractions + 2 * AffineSamples.Block) - Vector256.Create(_before + band.FirstSlice);
        slot -= Vector256.GreaterThanOrEqual(slot, capacity) & capacity;
        var i = row.X.Split(columns, _shift, fractions) - Vector256.Create(_before * (1 + band.RowStride));
        var j = row.Y.Split(columns, _shift, fractions + AffineSamples.Block);
        return i + Vector256.Create(band.RowStride) * j + Vector256.Create((int)band.SliceStride) * slot;
    }

    // A row of the next tile: no order in memory that the processor would see for itself leads there. A few columns lie in one line.
    [SkipLocalsInit]
    private void Prefetch(in Band band, in Tile tile, int j, int k)
    {
        if (j >= tile.LastJ || k >= tile.LastK)
            return;
        var row = new Row(this, j, k);
        var offsets = stackalloc int[8];
        var fractions = stackalloc float[3 * AffineSamples.Block];
        for (var i = tile.FirstI; i < tile.LastI; i += 8 * PrefetchColumns)
        {
            Offsets(band, row, Vector512.Create((double)i) + PrefetchColumns * Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7), fractions).Store(offsets);
            for (var n = 0; n < 8; n++)
                Sse.Prefetch1(band.Base + offsets[n]);
        }
    }

    // Where the border takes part: one by one, in the band that has the last of the neighbours.
    private void SampleEdge(Band band, in Row row, int first, int last)
    {
        const int Most = SplineWeights.MostTaps;
        var indexMemory = stackalloc int[3 * Most];
        var weightMemory = stackalloc float[3 * Most];
        var indices = new ArrayView<int>(indexMemory, 3 * Most);
        var weights = new ArrayView<float>(weightMemory, 3 * Most);
        for (var i = first; i < last; i++)
        {
            AffineKernels.Neighbours(indices, weights, 2 * Most, row.Z.At(i), _p.SourceK, _p.Border, _o.Order);
            var greatest = -1;
            for (var c = 0; c < _taps; c++)
                greatest = Math.Max(greatest, indexMemory[2 * Most + c]);
            if (greatest < 0 ? !band.IsFirst : greatest < band.First || greatest >= band.End)
                continue;
            AffineKernels.Neighbours(indices, weights, 0, row.X.At(i), _p.SourceI, _p.Border, _o.Order);
            AffineKernels.Neighbours(indices, weights, Most, row.Y.At(i), _p.SourceJ, _p.Border, _o.Order);
            row.Target[i] = Sum(band, indexMemory, weightMemory);
        }
    }

    private float Sum(Band band, int* indices, float* weights)
    {
        const int Most = SplineWeights.MostTaps;
        var value = 0f;
        for (var a = 0; a < _taps; a++)
        {
            var alongJ = 0f;
            for (var b = 0; b < _taps; b++)
            {
                var alongK = 0f;
                for (var c = 0; c < _taps; c++)
                {
                    var (i, j, k) = (indices[a], indices[Most + b], indices[2 * Most + c]);
                    var sample = i < 0 || j < 0 || k < 0 ? _p.OutsideValue : band.At(i, j, k);
                    alongK = Accumulate(alongK, sample, weights[2 * Most + c], c);
                }

                alongJ = Accumulate(alongJ, alongK, weights[Most + b], b);
            }

            value = Accumulate(value, alongJ, weights[a], a);
        }

        return value;
    }

    private static float Accumulate(float sum, float sample, float weight, int tap) =>
        tap == 0 ? sample * weight : MathF.FusedMultiplyAdd(sample, weight, sum);

    // Positions over a box of target voxels.
    private Range Along(double stepI, double stepJ, double stepK, double start, in Tile tile)
    {
        var at = stepI * tile.FirstI + stepJ * tile.FirstJ + stepK * (tile.FirstK + _p.FirstK) + start;
        var (i, j, k) = (stepI * (tile.LastI - 1 - tile.FirstI), stepJ * (tile.LastJ - 1 - tile.FirstJ), stepK * (tile.LastK - 1 - tile.FirstK));
        return new Range(at + Math.Min(i, 0) + Math.Min(j, 0) + Math.Min(k, 0), at + Math.Max(i, 0) + Math.Max(j, 0) + Math.Max(k, 0));
    }

    /// <summary>A box of target voxels: [FirstI, LastI) and so on.</summary>
    private readonly record struct Tile(int FirstI, int LastI, int FirstJ, int LastJ, int FirstK, int LastK);

    /// <summary>Least and greatest of some positions, but for their rounding.</summary>
    private readonly record struct Range(double Least, double Greatest)
    {
        /// <summary>All in [least, limit).</summary>
        public bool IsWithin(double least, double limit) => Least >= least + Rounding && Greatest < limit - Rounding;

        /// <summary>None in [least, limit].</summary>
        public bool Misses(double least, double limit) => Greatest < least - Rounding || Least > limit + Rounding;
    }

    /// <summary>
    /// Source slices at hand: those up to End, before which what had its last neighbour before First is done. Slice k lies in memory as the
    /// (k - FirstSlice)th, a ring of Capacity further back from there on.
    /// </summary>
    private readonly struct Band(int first, int end, float* memory, int rowStride, long sliceStride, int firstSlice, int capacity, bool hasVectors)
    {
        public int First => first;

        public int End => end;

        public float* Base => memory;

        public int RowStride => rowStride;

        public long SliceStride => sliceStride;

        public int FirstSlice => firstSlice;

        public int Capacity => capacity;

        public bool HasVectors => hasVectors;

        public bool IsFirst => first == int.MinValue;

        public float At(int i, int j, int k)
        {
            var slot = k - firstSlice;
            if (slot >= capacity)
                slot -= capacity;
            return memory[i + (long)rowStride * j + sliceStride * slot];
        }
    }

    /// <summary>A target row.</summary>
    private readonly struct Row
    {
        public Row(AffineResampling plan, int j, int k)
        {
            var p = plan._p;
            double slice = k + p.FirstK;
            X = new AffineLine(p.II, p.IK * slice + p.IJ * j, p.I0);
            Y = new AffineLine(p.JI, p.JK * slice + p.JJ * j, p.J0);
            Z = new AffineLine(p.KI, p.KK * slice + p.KJ * j, p.K0);
            Target = plan._target + p.TargetI * (j + (long)p.TargetJ * k);
        }

        public AffineLine X { get; }

        public AffineLine Y { get; }

        public AffineLine Z { get; }

        public float* Target { get; }
    }
}
