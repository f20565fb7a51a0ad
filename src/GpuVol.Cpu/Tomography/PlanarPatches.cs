using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="PlanarProjectorKernels.Adjoint"/> and <see cref="PlanarProjectorKernels.Update"/> of parallel rays whose columns are no finer than pixels look: a pixel then meets
/// two rays of a view at most, and patches of pixels find theirs in a window of one vector, as in <see cref="ParallelBackProjection{TLanes, TVector}"/>.
/// </summary>
internal sealed unsafe class PlanarPatches<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
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

    private static int Side => PatchWindows<TLanes, TVector>.Side;

    private static int Pixels => PatchWindows<TLanes, TVector>.PatchPixels;

    public static bool Run(CpuLaunch launch, bool isUpdate)
    {
        var p = launch.Value<ProjectorParameters>(isUpdate ? 6 : 5);
        if (p.Divergent != 0 || p.SubsetViews < FewestViews)
            return false;
        var work = new PlanarPatches<TLanes, TVector>(launch, isUpdate);
        if (work._footprint.GreatestReach > 1 || !PatchWindows<TLanes, TVector>.Fit(work._lines, work._p.SubsetViews))
            return false;
        work.Run(launch.Device);
        return true;
    }

    private void Run(CpuDevice device)
    {
        var views = _p.SubsetViews;
        using var windows = new PatchWindows<TLanes, TVector>(_lines, views, _p.Columns);
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
    private void SumPatches(PatchWindows<TLanes, TVector> windows, PaddedRows rows, float* inside, long begin, long end, int patchesI, int slice)
    {
        // Chunks outside, so that a chunk's rows stay in the cache over all patches of the range.
        var views = _p.SubsetViews;
        var single = views <= PatchWindows<TLanes, TVector>.ChunkViews;
        var memory = HostMemory.Rent((single ? 1 : end - begin) * 2 * Pixels * sizeof(float));
        var bases = stackalloc float[PatchWindows<TLanes, TVector>.ChunkViews];
        var starts = stackalloc int[PatchWindows<TLanes, TVector>.ChunkViews];
        try
        {
            for (var chunk = 0; chunk < views; chunk += PatchWindows<TLanes, TVector>.ChunkViews)
            {
                var count = Math.Min(PatchWindows<TLanes, TVector>.ChunkViews, views - chunk);
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
        var isWide = TLanes.Width == 16;
        var ofWeights = sums + Pixels;
        TVector sum0 = TLanes.Load(sums), sum1 = TLanes.Load(sums + TLanes.Width), sum2 = default, sum3 = default;
        TVector weights0 = TLanes.Load(ofWeights), weights1 = TLanes.Load(ofWeights + TLanes.Width), weights2 = default, weights3 = default;
        if (isWide)
        {
            sum2 = TLanes.Load(sums + 2 * TLanes.Width);
            sum3 = TLanes.Load(sums + 3 * TLanes.Width);
            weights2 = TLanes.Load(ofWeights + 2 * TLanes.Width);
            weights3 = TLanes.Load(ofWeights + 3 * TLanes.Width);
        }

        var last = _p.Columns - TLanes.Width - 1;
        for (var view = 0; view < count; view++, rows += stride, offsets += Pixels)
        {
            var start = starts[view];
            var near = TLanes.Load(rows + start);
            var far = TLanes.Load(rows + start + 1);
            var at = TLanes.Broadcast(bases[view]);
            var middle = TLanes.Broadcast(_footprint.Middles[first + view]);
            var slope = TLanes.Broadcast(_footprint.Slopes[first + view]);
            if (start >= 0 && start <= last)
            {
                Add(ref sum0, ref weights0, near, far, TLanes.Add(TLanes.Load(offsets), at), middle, slope);
                Add(ref sum1, ref weights1, near, far, TLanes.Add(TLanes.Load(offsets + TLanes.Width), at), middle, slope);
                if (isWide)
                {
                    Add(ref sum2, ref weights2, near, far, TLanes.Add(TLanes.Load(offsets + 2 * TLanes.Width), at), middle, slope);
                    Add(ref sum3, ref weights3, near, far, TLanes.Add(TLanes.Load(offsets + 3 * TLanes.Width), at), middle, slope);
                }

                continue;
            }

            var nearInside = TLanes.Load(inside + start);
            var farInside = TLanes.Load(inside + start + 1);
            AddEdge(ref sum0, ref weights0, near, far, nearInside, farInside, TLanes.Add(TLanes.Load(offsets), at), middle, slope);
            AddEdge(ref sum1, ref weights1, near, far, nearInside, farInside, TLanes.Add(TLanes.Load(offsets + TLanes.Width), at), middle, slope);
            if (isWide)
            {
                AddEdge(ref sum2, ref weights2, near, far, nearInside, farInside, TLanes.Add(TLanes.Load(offsets + 2 * TLanes.Width), at), middle, slope);
                AddEdge(ref sum3, ref weights3, near, far, nearInside, farInside, TLanes.Add(TLanes.Load(offsets + 3 * TLanes.Width), at), middle, slope);
            }
        }

        TLanes.Store(sums, sum0);
        TLanes.Store(sums + TLanes.Width, sum1);
        TLanes.Store(ofWeights, weights0);
        TLanes.Store(ofWeights + TLanes.Width, weights1);
        if (isWide)
        {
            TLanes.Store(sums + 2 * TLanes.Width, sum2);
            TLanes.Store(sums + 3 * TLanes.Width, sum3);
            TLanes.Store(ofWeights + 2 * TLanes.Width, weights2);
            TLanes.Store(ofWeights + 3 * TLanes.Width, weights3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref TVector sum, ref TVector weights, TVector near, TVector far, TVector column, TVector middle, TVector slope)
    {
        Weigh(column, middle, slope, out var place, out var before, out var after);
        sum = TLanes.Fma(before, TLanes.Pick(near, place), sum);
        sum = TLanes.Fma(after, TLanes.Pick(far, place), sum);
        weights = TLanes.Add(weights, TLanes.Add(before, after));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddEdge(ref TVector sum, ref TVector weights, TVector near, TVector far, TVector nearInside, TVector farInside, TVector column, TVector middle, TVector slope)
    {
        Weigh(column, middle, slope, out var place, out var before, out var after);
        sum = TLanes.Fma(before, TLanes.Pick(near, place), sum);
        sum = TLanes.Fma(after, TLanes.Pick(far, place), sum);
        weights = TLanes.Fma(before, TLanes.Pick(nearInside, place), weights);
        weights = TLanes.Fma(after, TLanes.Pick(farInside, place), weights);
    }

    // The place of the ray before each pixel, and the weights of that and the next.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weigh(TVector column, TVector middle, TVector slope, out TVector place, out TVector before, out TVector after)
    {
        var toPlace = TLanes.Broadcast(WindowPlace.Magic + Side);
        var zero = TLanes.Broadcast(0);
        place = TLanes.Add(column, toPlace);
        var lean = TLanes.Multiply(TLanes.Subtract(column, TLanes.Subtract(place, toPlace)), slope);
        before = TLanes.Max(zero, TLanes.Subtract(middle, lean));
        after = TLanes.Max(zero, TLanes.Add(middle, lean));
    }

    private void Store(float* sums, int i0, int j0, int slice)
    {
        // A row of a patch of 4 x 4 is the first half of what is loaded.
        for (var j = 0; j < Math.Min(Side, _p.SizeJ - j0); j++)
        {
            var at = i0 + (long)_p.SizeI * (j0 + j + (long)_p.SizeJ * slice);
            _correction.Store(Vector256.Load(sums + j * Side), Vector256.Load(sums + Pixels + j * Side), _volume + at, _mask is null ? null : _mask + at, Math.Min(Side, _p.SizeI - i0));
        }
    }
}
