using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="PlanarProjectorKernels.Adjoint"/> and <see cref="PlanarProjectorKernels.Update"/> of parallel rays whose columns are no finer than pixels look: a pixel then meets
/// two rays of a view at most, and patches of 8 x 8 pixels find theirs in a window of 16 columns, as in <see cref="ParallelBackProjection"/>.
/// </summary>
internal sealed unsafe class PlanarPatches
{
    private const int Side = PatchWindows.Side;
    private const int Pixels = PatchWindows.PatchPixels;

    // With fewer views a patch's sums are hardly used before they are stored.
    private const int FewestViews = 8;

    private readonly float* _data;
    private readonly float* _volume;
    private readonly float* _lines;
    private readonly int* _subset;
    private readonly float* _mask;
    private readonly ProjectorParameters _p;
    private readonly RowCorrection<Float256, Vector256<float>> _correction;
    private readonly ParallelFootprint _footprint;

    private PlanarPatches(CpuLaunch launch, bool isUpdate)
    {
        _data = launch.View<float>(0).Pointer;
        _volume = launch.View<float>(1).Pointer;
        var views = launch.View<float>(2);
        _lines = launch.View<float>(3).Pointer;
        _subset = launch.View<int>(4).Pointer;
        if (isUpdate && launch.View<float>(5).Length > 0)
            _mask = launch.View<float>(5).Pointer;
        _p = launch.Value<ProjectorParameters>(isUpdate ? 6 : 5);
        _correction = new(_p, isUpdate);
        _footprint = new ParallelFootprint(views, _lines, _p);
    }

    public static bool Run(CpuLaunch launch, bool isUpdate)
    {
        var p = launch.Value<ProjectorParameters>(isUpdate ? 6 : 5);
        if (!Avx512F.IsSupported || p.Divergent != 0 || p.SubsetViews < FewestViews)
            return false;
        var work = new PlanarPatches(launch, isUpdate);
        if (work._footprint.GreatestReach > 1 || !PatchWindows.Fit(work._lines, work._p.SubsetViews))
            return false;
        work.Run(launch.Device);
        return true;
    }

    private void Run(CpuDevice device)
    {
        var views = _p.SubsetViews;
        using var windows = new PatchWindows(_lines, views, _p.Columns);
        using var rows = new PaddedRows(views, _p.Columns);
        using var inside = new PaddedRows(1, _p.Columns);

        // Tells columns of the detector from those beyond it.
        inside.ClearMargins(0);
        new Span<float>(inside[0], _p.Columns).Fill(1);
        var patchesI = (_p.SizeI + Side - 1) / Side;
        var patchesJ = (_p.SizeJ + Side - 1) / Side;
        for (var slice = 0; slice < _p.SizeK; slice++)
        {
            var at = slice;
            device.Parallel(views, (begin, end) =>
            {
                for (var view = begin; view < end; view++)
                    rows.Set(view, _data + _p.Columns * (_subset[view] + (long)_p.Views * at));
            });
            device.Parallel((long)patchesJ * patchesI, (begin, end) => SumPatches(windows, rows, inside[0], begin, end, patchesI, at), patchesI);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumPatches(PatchWindows windows, PaddedRows rows, float* inside, long begin, long end, int patchesI, int slice)
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
                    SumPatch(sums, rows[chunk], rows.Stride, inside, windows.Offsets + (long)chunk * Pixels, bases, starts, chunk, count);
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
    private void SumPatch(float* sums, float* rows, int stride, float* inside, float* offsets, float* bases, int* starts, int first, int count)
    {
        var magic = Vector512.Create(WindowPlace.Magic);
        Vector512<float> sum0 = Vector512.Load(sums), sum1 = Vector512.Load(sums + 16), sum2 = Vector512.Load(sums + 32), sum3 = Vector512.Load(sums + 48);
        Vector512<float> weight0 = Vector512.Load(sums + 64), weight1 = Vector512.Load(sums + 80), weight2 = Vector512.Load(sums + 96), weight3 = Vector512.Load(sums + 112);
        var last = _p.Columns - 17;
        for (var view = 0; view < count; view++, rows += stride, offsets += Pixels)
        {
            var start = starts[view];
            var near = Vector512.Load(rows + start);
            var far = Vector512.Load(rows + start + 1);
            var at = Vector512.Create(bases[view]);
            var middle = Vector512.Create(_footprint.Middles[first + view]);
            var slope = Vector512.Create(_footprint.Slopes[first + view]);
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
        for (var j = 0; j < Math.Min(Side, _p.SizeJ - j0); j++)
        {
            var at = i0 + (long)_p.SizeI * (j0 + j + (long)_p.SizeJ * slice);
            _correction.Store(Vector256.Load(sums + j * Side), Vector256.Load(sums + Pixels + j * Side), _volume + at, _mask is null ? null : _mask + at, Math.Min(Side, _p.SizeI - i0));
        }
    }
}
