using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Morphology;

/// <summary>
/// The distance transform of a whole volume: rows and columns of a slice while it lies in the cache, then the columns along k
/// and the root, in tiles that lie in the cache.
/// </summary>
/// <remarks>
/// Squared distances are kept as saturating 16-bit integers first. A minimum of sums that saturate is the saturated minimum,
/// so a voxel below 65535 is exact; where one is not (an object deeper than 255 voxels) the volume is done again in float32.
/// </remarks>
internal static unsafe class CpuDistanceTransform
{
    private const int TileBytes = 192 << 10;

    public static bool IsSupported => Avx2.IsSupported;

    public static void Run(void* source, int elementBytes, bool isFloat, float* target, DistanceParameters p, LabelCodes? codes, Action<long, Action<long, long>, long> parallel)
    {
        Run(
            new CpuDistanceJob
            {
                Source = source,
                ElementBytes = elementBytes,
                IsFloat = isFloat,
                Labels = p.EachValue != 0,
                Codes = codes,
                BackgroundToo = p.BackgroundToo != 0,
                Signed = p.Signed != 0,
                Wall = p.Wall != 0,
                Rooted = p.Rooted != 0,
                Scale = p.Scale,
                Ni = p.SizeI,
                Nj = p.SizeJ,
                Nk = p.SizeK,
                WeightI = p.WeightI,
                WeightJ = p.WeightJ,
                WeightK = p.WeightK,
                Target = target,
            },
            parallel);
    }

    private static void Run(CpuDistanceJob job, Action<long, Action<long, long>, long> parallel)
    {
        if (SmallDistances(job) && (Vector512.IsHardwareAccelerated
            ? new Passes<UInt16Lanes512, Vector512<ushort>, ushort>(job).Run(parallel)
            : new Passes<UInt16Lanes256, Vector256<ushort>, ushort>(job).Run(parallel)))
        {
            return;
        }

        var exact = SumsAreExact(job);
        if (Vector512.IsHardwareAccelerated && exact)
            new Passes<SingleLanes512, Vector512<float>, float>(job).Run(parallel);
        else if (Vector512.IsHardwareAccelerated)
            new Passes<FloatLanes512, Vector512<double>, float>(job).Run(parallel);
        else if (exact)
            new Passes<SingleLanes256, Vector256<float>, float>(job).Run(parallel);
        else
            new Passes<FloatLanes256, Vector256<double>, float>(job).Run(parallel);
    }

    // The greatest sum that is ever formed: from one corner of the volume to beyond the opposite one, and a penalty a step ahead.
    private static bool SumsAreExact(CpuDistanceJob job) =>
        Square(job.WeightI, job.Ni) + Square(job.WeightJ, job.Nj) + Square(job.WeightK, job.Nk) <= 1 << 24;

    private static double Square(long weight, int count) => weight * (count + 4.0) * (count + 4.0);

    // Objects some voxels thick must fit, or the first try is wasted.
    private static bool SmallDistances(CpuDistanceJob job) =>
        Math.Max(job.WeightI, Math.Max(job.WeightJ, job.WeightK)) * 64 < ushort.MaxValue;

    private sealed class Passes<TSet, TLanes, TStored>
        where TSet : struct, IDistanceLanes<TLanes, TStored>
        where TLanes : unmanaged
        where TStored : unmanaged
    {
        private readonly CpuDistanceJob _job;
        private readonly int _stride;
        private volatile bool _sawFeature;
        private volatile bool _overflowed;

        public Passes(CpuDistanceJob job)
        {
            _job = job;
            _stride = RoundUp(job.Ni, 64);

            // Labels may meet along k alone, which the first passes do not see.
            _sawFeature = job.NeedsLabels;
        }

        public bool Run(Action<long, Action<long, long>, long> parallel)
        {
            var job = _job;

            parallel(job.Nk, (begin, end) => Slices((int)begin, (int)end), 1);
            if (!_sawFeature)
            {
                parallel((long)job.Nk * job.Nj, (begin, end) =>
                {
                    for (var row = begin; row < end; row++)
                        new Span<float>(job.Target + (row * job.Ni), job.Ni).Fill(float.PositiveInfinity);
                }, 1);
                return true;
            }

            var tile = Math.Max(64, TileBytes / Math.Max(1, job.Nk * sizeof(TStored)) / 64 * 64);
            parallel(job.Nj, (begin, end) => Tiles(tile, begin, end), 1);
            return !_overflowed;
        }

        // What lies between the passes is kept in the target, a row at the start of its row there: no further volume is needed.
        private TStored* Between(long row) => (TStored*)(_job.Target + (row * _job.Ni));

        private static int RoundUp(int n, int multiple) => (n + multiple - 1) / multiple * multiple;

        private void Slices(int begin, int end)
        {
            var job = _job;
            if (typeof(TStored) == typeof(ushort))
            {
                SmallSlices(begin, end);
                return;
            }

            var ni = job.Ni;
            var nj = job.Nj;
            using var arena = new Arena();
            var rows = arena.Take<TStored>(((long)_stride * nj) + 64);
            var done = arena.Take<TStored>(((long)_stride * nj) + 64);
            var labelRows = job.NeedsLabels ? arena.Take<ushort>(((long)_stride * nj) + 64) : null;
            var oneRow = arena.Take<ushort>(_stride + 192) + 64;
            var bits = arena.Take<ulong>((_stride >> 6) + 1);
            var rising = arena.Take<TStored>(ni + 1 + 64);
            var falling = arena.Take<TStored>(ni + 1 + 64);
            var penalties = arena.Take<TLanes>(nj + 3);
            var steps = arena.Take<long>(_stride / TSet.Count);
            DistanceColumns<TSet, TLanes, TStored>.FillRamps(rising, falling, ni + 1, job.WeightI);
            DistanceColumns<TSet, TLanes, TStored>.FillPenalties(penalties, nj + 3, job.WeightJ);
            for (var k = begin; k < end; k++)
            {
                for (var j = 0; j < nj; j++)
                {
                    ReadLabels(((long)k * nj) + j, 0, ni, oneRow);
                    if (labelRows != null)
                        new Span<ushort>(oneRow, ni).CopyTo(new Span<ushort>(labelRows + ((long)j * _stride), ni));
                    Row(oneRow, rows + ((long)j * _stride), bits, rising, falling);
                }

                DistanceColumns<TSet, TLanes, TStored>.Run(rows, labelRows, done, RoundUp(ni, TSet.Count), _stride, nj, job.WeightJ, job.Wall, penalties, steps);
                for (var j = 0; j < nj; j++)
                    Copy(done + ((long)j * _stride), Between(((long)k * nj) + j), ni);
            }
        }

        // 16-bit sums are exact in any order of the axes. Along j, where neighbours in a register need nothing of each other, the first
        // pass is two counters; along i the search needs no transposition, only loads that are not aligned.
        private void SmallSlices(int begin, int end)
        {
            var job = _job;
            var ni = job.Ni;
            var nj = job.Nj;
            using var arena = new Arena();
            var margin = RoundUp(ni + 2, 64);
            var labelRows = arena.Take<ushort>(((long)_stride * nj) + 64);
            var counts = arena.Take<ushort>(((long)_stride * nj) + 64);
            var below = arena.Take<ushort>(_stride);
            var padded = (TStored*)arena.Take<ushort>(_stride + (2L * margin) + 64) + margin;
            var next = (TStored*)arena.Take<ushort>(_stride + (2L * margin) + 64) + margin;
            var paddedLabels = job.NeedsLabels ? arena.Take<ushort>(_stride + (2L * margin) + 64) + margin : null;
            var done = (TStored*)arena.Take<ushort>(_stride + 64);
            var penalties = arena.Take<TLanes>(ni + 4);
            var work = new EnvelopeScratch(ni);
            DistanceColumns<TSet, TLanes, TStored>.FillPenalties(penalties, ni + 4, job.WeightI);
            var outside = job.Wall ? (ushort)0 : ushort.MaxValue;
            new Span<ushort>(padded - margin, margin).Fill(outside);
            new Span<ushort>(next - margin, margin).Fill(outside);
            for (var k = begin; k < end; k++)
            {
                for (var j = 0; j < nj; j++)
                {
                    var row = (long)j * _stride;
                    ReadLabels(((long)k * nj) + j, 0, ni, labelRows + row);
                    DistanceRows.CountFrom(labelRows + row, j == 0 ? null : labelRows + row - _stride, counts + row, j == 0 ? null : counts + row - _stride, _stride, job.Wall, job.BackgroundToo);
                }

                for (var j = nj - 1; j >= -1; j--)
                {
                    // One row ahead of the search: loads that straddle stores still under way would stall.
                    var swap = padded;
                    padded = next;
                    next = swap;
                    if (j >= 0)
                    {
                        var ahead = (long)j * _stride;
                        DistanceRows.CountFrom(labelRows + ahead, j == nj - 1 ? null : labelRows + ahead + _stride, below, below, _stride, job.Wall, job.BackgroundToo);
                        DistanceRows.Squares(counts + ahead, below, (ushort*)next, _stride, job.WeightJ);
                        new Span<ushort>(next + ni, margin).Fill(outside);
                    }

                    if (j == nj - 1)
                        continue;
                    var row = (j + 1L) * _stride;
                    if (paddedLabels != null)
                    {
                        new Span<ushort>(labelRows + row, ni).CopyTo(new Span<ushort>(paddedLabels, ni));
                        new Span<ushort>(paddedLabels - margin, margin).Fill(paddedLabels[0]);
                        new Span<ushort>(paddedLabels + ni, margin).Fill(paddedLabels[ni - 1]);
                    }

                    var between = Between(((long)k * nj) + j + 1);
                    if (paddedLabels == null && !job.Wall && !new Span<ushort>(padded, ni).ContainsAnyExcept(ushort.MaxValue))
                    {
                        // Nothing near in this row: a search would go to its ends.
                        new Span<ushort>(between, ni).Fill(ushort.MaxValue);
                        continue;
                    }

                    DistanceColumns<TSet, TLanes, TStored>.RunRow(padded, paddedLabels, done, ni, job.WeightI, job.Wall, penalties, work);
                    Copy(done, between, ni);
                    if (!_sawFeature)
                        _sawFeature = true;
                }
            }
        }

        private void Row(ushort* labels, TStored* row, ulong* bits, TStored* rising, TStored* falling)
        {
            var job = _job;
            DistanceRows.Changes(labels, job.Ni, bits);
            var a = 0;
            while (a < job.Ni)
            {
                var b = DistanceRows.Next(bits, a + 1, job.Ni);
                if (labels[a] == 0 && !job.BackgroundToo)
                    DistanceColumns<TSet, TLanes, TStored>.Fill(row + a, b - a, TSet.FromExact(0));
                else
                    DistanceColumns<TSet, TLanes, TStored>.WriteRun(row, a, b, a > 0 || job.Wall, b < job.Ni || job.Wall, rising, falling, job.Ni + 1);
                a = b;
            }

            if (!_sawFeature && (DistanceRows.Next(bits, 1, job.Ni) < job.Ni || labels[0] == 0 || job.Wall))
                _sawFeature = true;
        }

        private void Tiles(int tile, long begin, long end)
        {
            var job = _job;
            using var arena = new Arena();
            var rows = arena.Take<TStored>(((long)tile * job.Nk) + 64);
            var done = arena.Take<TStored>(((long)tile * job.Nk) + 64);
            var labelRows = job.NeedsLabels ? arena.Take<ushort>(((long)tile * job.Nk) + 64) : null;
            var penalties = arena.Take<TLanes>(job.Nk + 3);
            var steps = arena.Take<long>(tile / TSet.Count);
            DistanceColumns<TSet, TLanes, TStored>.FillPenalties(penalties, job.Nk + 3, job.WeightK);
            var slice = (long)job.Ni * job.Nj;
            for (var j = begin; j < end; j++)
            {
                // The last tile first: results are wider than what lies between the passes, so they cover only what was taken already.
                for (var x = (job.Ni - 1) / tile * tile; x >= 0 && !_overflowed; x -= tile)
                {
                    var width = Math.Min(tile, job.Ni - x);
                    for (var k = 0; k < job.Nk; k++)
                    {
                        var row = ((long)k * job.Nj) + j;
                        Copy(Between(row) + x, rows + ((long)k * tile), width);
                        if (labelRows != null)
                            ReadLabels(row, x, width, labelRows + ((long)k * tile));
                    }

                    DistanceColumns<TSet, TLanes, TStored>.Run(rows, labelRows, done, RoundUp(width, TSet.Count), tile, job.Nk, job.WeightK, job.Wall, penalties, steps);
                    for (var k = 0; k < job.Nk; k++)
                    {
                        var target = job.Target + (k * slice) + (j * job.Ni) + x;
                        if (typeof(TStored) == typeof(ushort))
                        {
                            if (!DistanceResults.Finish((ushort*)(done + ((long)k * tile)), target, width, job.Rooted, job.Scale))
                                _overflowed = true;
                        }
                        else
                        {
                            DistanceResults.Finish((float*)(done + ((long)k * tile)), target, width, job.Rooted, job.Scale);
                        }

                        if (job.Signed)
                            DistanceResults.NegateBackground(labelRows + ((long)k * tile), target, width);
                    }
                }
            }
        }

        private void ReadLabels(long row, int x, int count, ushort* target)
        {
            var job = _job;
            var source = (byte*)job.Source + (((row * job.Ni) + x) * job.ElementBytes);
            if (!job.Labels)
                DistanceRows.Mask(source, job.ElementBytes, job.IsFloat, target, count);
            else if (job.ElementBytes == 1)
                DistanceRows.Widen(source, target, count);
            else if (job.Codes is not null)
                job.Codes.Encode((int*)source, target, count);
            else
                new ReadOnlySpan<ushort>(source, count).CopyTo(new Span<ushort>(target, count));
        }

        private static void Copy(TStored* source, TStored* target, int count) =>
            new ReadOnlySpan<TStored>(source, count).CopyTo(new Span<TStored>(target, count));
    }

    /// <summary>Scratch of one range of a launch.</summary>
    private sealed class Arena : IDisposable
    {
        private readonly List<HostMemory> _blocks = [];

        public T* Take<T>(long count)
            where T : unmanaged
        {
            var block = HostMemory.Rent(count * sizeof(T), clear: true);
            _blocks.Add(block);
            return (T*)block.Address;
        }

        public void Dispose()
        {
            foreach (var block in _blocks)
                block.Release();
        }
    }
}
