using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="PlanarProjectorKernels.Adjoint"/> and <see cref="PlanarProjectorKernels.Update"/> of parallel rays whose columns are no finer than pixels look: a pixel then meets
/// two rays of a view at most, and patches of 8 x 8 pixels find theirs in a window of 16 columns, as in <see cref="ParallelBackProjection"/>.
/// </summary>
internal sealed unsafe class PlanarUpdate
{
    private const int Side = PatchWindows.Side;
    private const int Pixels = PatchWindows.PatchPixels;
    private const int Margin = PatchWindows.Margin;
    private const int Width = 16;

    // With fewer views a patch's sums are hardly used before they are stored: rows are then updated as they lie.
    private const int FewViews = 6;

    private readonly float* _data;
    private readonly float* _volume;
    private readonly float* _lines;
    private readonly int* _subset;
    private readonly float* _mask;
    private readonly ProjectorParameters _p;
    private readonly bool _isUpdate;
    private readonly int _stride;
    private readonly float[] _middles;
    private readonly float[] _slopes;

    private PlanarUpdate(CpuLaunch launch, bool isUpdate)
    {
        _isUpdate = isUpdate;
        _data = launch.View<float>(0).Pointer;
        _volume = launch.View<float>(1).Pointer;
        var views = launch.View<float>(2);
        _lines = launch.View<float>(3).Pointer;
        _subset = launch.View<int>(4).Pointer;
        if (isUpdate && launch.View<float>(5).Length > 0)
            _mask = launch.View<float>(5).Pointer;
        _p = launch.Value<ProjectorParameters>(isUpdate ? 6 : 5);
        _stride = PatchWindows.Stride(_p.Columns);
        _middles = new float[_p.SubsetViews];
        _slopes = new float[_p.SubsetViews];
        for (var view = 0; view < _p.SubsetViews && _p.Divergent == 0; view++)
        {
            // A pixel's ray weight falls from the length of a step to 0 over this many columns.
            var ray = PlanarRay.Of(views, view, 0, _p);
            var reach = Math.Abs(_lines[3 * view + (ray.AlongI != 0 ? 2 : 1)]);
            _slopes[view] = ray.Length / reach;
            _middles[view] = ray.Length * (1 - 0.5f / reach);
            Reach = Math.Max(Reach, reach);
            RowSpan = _p.SubsetViews < FewViews ? Math.Max(RowSpan, (Width - 1) * Math.Abs(_lines[3 * view + 1])) : 0;
        }
    }

    private float Reach { get; }

    private float RowSpan { get; }

    public static bool Adjoint(CpuLaunch launch) => Run(launch, isUpdate: false);

    public static bool Update(CpuLaunch launch) => Run(launch, isUpdate: true);

    private static bool Run(CpuLaunch launch, bool isUpdate)
    {
        if (!Avx512F.IsSupported)
            return false;
        var work = new PlanarUpdate(launch, isUpdate);
        if (work._p.Divergent != 0 || work.Reach > 1 || work.RowSpan > 29 || !PatchWindows.Fit(work._lines, work._p.SubsetViews))
            return false;
        work.Run(launch.Device);
        return true;
    }

    private void Run(CpuDevice device)
    {
        var views = _p.SubsetViews;
        using var windows = new PatchWindows(_lines, views < FewViews ? 0 : views, _p.Columns);
        var padded = HostMemory.Rent((long)(views + 1) * _stride * sizeof(float));
        try
        {
            // The last row tells columns of the detector from those beyond it.
            var rows = (float*)padded.Address;
            var inside = rows + (long)views * _stride;
            new Span<float>(inside, _stride).Clear();
            new Span<float>(inside + Margin, _p.Columns).Fill(1);
            var patchesI = (_p.SizeI + Side - 1) / Side;
            var patchesJ = (_p.SizeJ + Side - 1) / Side;
            var lines64 = stackalloc double[3 * FewViews];
            for (var n = 0; n < 3 * views && views < FewViews; n++)
                lines64[n] = _lines[n];
            for (var slice = 0; slice < _p.SizeK; slice++)
            {
                var at = slice;
                device.Parallel(views, (begin, end) =>
                {
                    for (var view = begin; view < end; view++)
                    {
                        var row = rows + view * _stride;
                        new Span<float>(row, Margin).Clear();
                        new ReadOnlySpan<float>(_data + _p.Columns * (_subset[view] + (long)_p.Views * at), _p.Columns).CopyTo(new Span<float>(row + Margin, _p.Columns));
                        new Span<float>(row + Margin + _p.Columns, _stride - Margin - _p.Columns).Clear();
                    }
                });
                if (views < FewViews)
                {
                    device.Parallel(_p.SizeJ, (begin, end) =>
                    {
                        for (var j = begin; j < end; j++)
                            UpdateRow(lines64, rows + Margin, inside + Margin, (int)j, at);
                    });
                    continue;
                }

                device.Parallel((long)patchesJ * patchesI, (begin, end) => SumPatches(windows, rows + Margin, inside + Margin, begin, end, patchesI, at), patchesI);
            }
        }
        finally
        {
            padded.Release();
        }
    }

    // 16 pixels of a row at a time; their columns lie within one window of 32.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void UpdateRow(double* lines64, float* rows, float* inside, int j, int slice)
    {
        var magic = Vector512.Create(PatchWindows.Magic);
        var lanes = Vector512.Create(0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        var relaxation = Vector512.Create(_p.Relaxation);
        var minimum = Vector512.Create(_p.Minimum);
        var maximum = Vector512.Create(_p.Maximum);
        var line = _volume + (long)_p.SizeI * (j + (long)_p.SizeJ * slice);
        var maskLine = _mask is null ? null : _mask + (line - _volume);
        var tail = stackalloc float[2 * Width];
        for (var i = 0; i < _p.SizeI; i += Width)
        {
            var sum = Vector512<float>.Zero;
            var weights = Vector512<float>.Zero;
            for (var view = 0; view < _p.SubsetViews; view++)
            {
                // The table is float64 already: a conversion in here would make every vector wait for the one before (it merges into its old register).
                var line64 = lines64 + 3 * view;
                var at = line64[0] + line64[1] * i + line64[2] * j;
                var least = at + Math.Min(0, (Width - 1) * line64[1]);
                var start = Sse2.ConvertToInt32WithTruncation(Vector128.CreateScalarUnsafe(Math.Floor(least - 0.015625)));
                start = start < 1 - Margin ? 1 - Margin : start > _p.Columns + 1 ? _p.Columns + 1 : start;
                var row = rows + (long)view * _stride + start;
                var column = Vector512.FusedMultiplyAdd(lanes, Vector512.Create(_lines[3 * view + 1]), Vector512.Create((float)(at - start - 0.5)));
                var middle = Vector512.Create(_middles[view]);
                var slope = Vector512.Create(_slopes[view]);
                var rounded = column + magic;
                var index = rounded.AsInt32();
                var lean = (column - (rounded - magic)) * slope;
                var before = Avx512F.Max(Vector512<float>.Zero, middle - lean);
                var after = Avx512F.Max(Vector512<float>.Zero, middle + lean);
                sum = Vector512.FusedMultiplyAdd(before, Avx512F.PermuteVar16x32x2(Vector512.Load(row), index, Vector512.Load(row + Width)), sum);
                sum = Vector512.FusedMultiplyAdd(after, Avx512F.PermuteVar16x32x2(Vector512.Load(row + 1), index, Vector512.Load(row + 1 + Width)), sum);
                if (start >= 0 && start < _p.Columns - 2 * Width)
                {
                    weights += before + after;
                    continue;
                }

                var known = inside + start;
                weights = Vector512.FusedMultiplyAdd(before, Avx512F.PermuteVar16x32x2(Vector512.Load(known), index, Vector512.Load(known + Width)), weights);
                weights = Vector512.FusedMultiplyAdd(after, Avx512F.PermuteVar16x32x2(Vector512.Load(known + 1), index, Vector512.Load(known + 1 + Width)), weights);
            }

            var count = _p.SizeI - i;
            var target = line + i;
            var mask = maskLine + i;
            if (count < Width)
            {
                // The last pixels of a row go by way of a whole vector.
                for (var n = 0; n < count; n++)
                {
                    tail[n] = target[n];
                    tail[Width + n] = maskLine is null ? 1 : mask[n];
                }

                mask = tail + Width;
                target = tail;
            }

            if (_isUpdate)
            {
                var old = Vector512.Load(target);
                var meets = Vector512.GreaterThan(weights, Vector512<float>.Zero);
                if (maskLine is not null)
                    meets &= ~Vector512.Equals(Vector512.Load(mask), Vector512<float>.Zero);
                var updated = Avx512F.Min(Avx512F.Max(Vector512.FusedMultiplyAdd(relaxation, sum / weights, old), minimum), maximum);
                sum = Vector512.ConditionalSelect(meets, updated, old);
            }

            sum.Store(target);
            for (var n = 0; n < count && count < Width; n++)
                line[i + n] = tail[n];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumPatches(PatchWindows windows, float* rows, float* inside, long begin, long end, int patchesI, int slice)
    {
        // Chunks outside, so that a chunk's rows stay in the cache over all patches of the range.
        var views = _p.SubsetViews;
        var single = views <= PatchWindows.ChunkViews;
        var memory = HostMemory.Rent((single ? 1 : end - begin) * 2 * Pixels * sizeof(float));
        var bases = stackalloc float[PatchWindows.ChunkViews];
        var starts = stackalloc int[PatchWindows.ChunkViews];
        try
        {
            for (var chunk = 0; chunk < views; chunk += PatchWindows.ChunkViews)
            {
                var count = Math.Min(PatchWindows.ChunkViews, views - chunk);
                for (var patch = begin; patch < end; patch++)
                {
                    var sums = (float*)memory.Address + (single ? 0 : patch - begin) * 2 * Pixels;
                    if (chunk == 0)
                        new Span<float>(sums, 2 * Pixels).Clear();
                    windows.Find(chunk, count, patch % patchesI, patch / patchesI, bases, starts);
                    SumPatch(sums, rows + (long)chunk * _stride, inside, windows.Offsets + (long)chunk * Pixels, bases, starts, chunk, count);
                    if (chunk + count == views)
                        Store(sums, (int)(patch % patchesI) * Side, (int)(patch / patchesI) * Side, slice);
                }
            }
        }
        finally
        {
            memory.Release();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumPatch(float* sums, float* rows, float* inside, float* offsets, float* bases, int* starts, int first, int count)
    {
        var magic = Vector512.Create(PatchWindows.Magic);
        Vector512<float> sum0 = Vector512.Load(sums), sum1 = Vector512.Load(sums + 16), sum2 = Vector512.Load(sums + 32), sum3 = Vector512.Load(sums + 48);
        Vector512<float> weight0 = Vector512.Load(sums + 64), weight1 = Vector512.Load(sums + 80), weight2 = Vector512.Load(sums + 96), weight3 = Vector512.Load(sums + 112);
        var last = _p.Columns - 17;
        for (var view = 0; view < count; view++, rows += _stride, offsets += Pixels)
        {
            var start = starts[view];
            var near = Vector512.Load(rows + start);
            var far = Vector512.Load(rows + start + 1);
            var at = Vector512.Create(bases[view]);
            var middle = Vector512.Create(_middles[first + view]);
            var slope = Vector512.Create(_slopes[first + view]);
            if (start >= 0 && start <= last)
            {
                Add(ref sum0, ref weight0, near, far, Vector512.Load(offsets) + at, middle, slope, magic);
                Add(ref sum1, ref weight1, near, far, Vector512.Load(offsets + 16) + at, middle, slope, magic);
                Add(ref sum2, ref weight2, near, far, Vector512.Load(offsets + 32) + at, middle, slope, magic);
                Add(ref sum3, ref weight3, near, far, Vector512.Load(offsets + 48) + at, middle, slope, magic);
                continue;
            }

            var nearInside = Vector512.Load(inside + start);
            var farInside = Vector512.Load(inside + start + 1);
            AddEdge(ref sum0, ref weight0, near, far, nearInside, farInside, Vector512.Load(offsets) + at, middle, slope, magic);
            AddEdge(ref sum1, ref weight1, near, far, nearInside, farInside, Vector512.Load(offsets + 16) + at, middle, slope, magic);
            AddEdge(ref sum2, ref weight2, near, far, nearInside, farInside, Vector512.Load(offsets + 32) + at, middle, slope, magic);
            AddEdge(ref sum3, ref weight3, near, far, nearInside, farInside, Vector512.Load(offsets + 48) + at, middle, slope, magic);
        }

        sum0.Store(sums);
        sum1.Store(sums + 16);
        sum2.Store(sums + 32);
        sum3.Store(sums + 48);
        weight0.Store(sums + 64);
        weight1.Store(sums + 80);
        weight2.Store(sums + 96);
        weight3.Store(sums + 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref Vector512<float> sum, ref Vector512<float> weights, Vector512<float> near, Vector512<float> far, Vector512<float> column, Vector512<float> middle, Vector512<float> slope, Vector512<float> magic)
    {
        // The fraction is counted from the middle between the two rays, so their weights are mirror images.
        var rounded = column + magic;
        var index = rounded.AsInt32();
        var lean = (column - (rounded - magic)) * slope;
        var before = Avx512F.Max(Vector512<float>.Zero, middle - lean);
        var after = Avx512F.Max(Vector512<float>.Zero, middle + lean);
        sum = Vector512.FusedMultiplyAdd(before, Avx512F.PermuteVar16x32(near, index), sum);
        sum = Vector512.FusedMultiplyAdd(after, Avx512F.PermuteVar16x32(far, index), sum);
        weights += before + after;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddEdge(ref Vector512<float> sum, ref Vector512<float> weights, Vector512<float> near, Vector512<float> far, Vector512<float> nearInside, Vector512<float> farInside, Vector512<float> column, Vector512<float> middle, Vector512<float> slope, Vector512<float> magic)
    {
        var rounded = column + magic;
        var index = rounded.AsInt32();
        var lean = (column - (rounded - magic)) * slope;
        var before = Avx512F.Max(Vector512<float>.Zero, middle - lean);
        var after = Avx512F.Max(Vector512<float>.Zero, middle + lean);
        sum = Vector512.FusedMultiplyAdd(before, Avx512F.PermuteVar16x32(near, index), sum);
        sum = Vector512.FusedMultiplyAdd(after, Avx512F.PermuteVar16x32(far, index), sum);
        weights = Vector512.FusedMultiplyAdd(before, Avx512F.PermuteVar16x32(nearInside, index), weights);
        weights = Vector512.FusedMultiplyAdd(after, Avx512F.PermuteVar16x32(farInside, index), weights);
    }

    private void Store(float* sums, int i0, int j0, int slice)
    {
        var relaxation = Vector256.Create(_p.Relaxation);
        var minimum = Vector256.Create(_p.Minimum);
        var maximum = Vector256.Create(_p.Maximum);
        var rows = Math.Min(Side, _p.SizeJ - j0);
        var count = Math.Min(Side, _p.SizeI - i0);
        var line = stackalloc float[Side];
        for (var j = 0; j < rows; j++)
        {
            var at = i0 + (long)_p.SizeI * (j0 + j + (long)_p.SizeJ * slice);
            var sum = Vector256.Load(sums + j * Side);
            if (_isUpdate)
            {
                var weights = Vector256.Load(sums + Pixels + j * Side);
                var meets = Vector256.GreaterThan(weights, Vector256<float>.Zero);
                var old = Load(_volume + at, count, line);
                if (_mask is not null)
                    meets &= ~Vector256.Equals(Load(_mask + at, count, line), Vector256<float>.Zero);
                var updated = Avx.Min(Avx.Max(Vector256.FusedMultiplyAdd(relaxation, sum / weights, old), minimum), maximum);
                sum = Vector256.ConditionalSelect(meets, updated, old);
            }

            if (count == Side)
            {
                sum.Store(_volume + at);
                continue;
            }

            for (var i = 0; i < count; i++)
                _volume[at + i] = sum[i];
        }
    }

    private static Vector256<float> Load(float* source, int count, float* line)
    {
        if (count == Side)
            return Vector256.Load(source);
        for (var i = 0; i < Side; i++)
            line[i] = i < count ? source[i] : 0;
        return Vector256.Load(line);
    }
}
