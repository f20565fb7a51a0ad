using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="BackProjectionKernels.Parallel"/> with linear interpolation. The image goes in patches, of 8 x 8 pixels with AVX-512 and 4 x 4 with AVX2: the samples that a patch needs of one view lie
/// within as many neighbouring columns as a vector has lanes, as long as pixels are not much larger than columns, so two loads serve all its pixels, and two permutations a vector of them. What does not fit goes by <see cref="BackProjectionBlocks{TLanes, TVector}"/>.
/// </summary>
internal sealed unsafe class ParallelBackProjection<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    private const int Margin = PaddedRows.Margin;

    // Views at a time: the samples of a chunk stay in the second-level cache while all patches of a thread pass over them.
    private const int ChunkViews = PatchWindows<TLanes, TVector>.ChunkViews;

    private readonly float* _sinogram;
    private readonly float* _image;
    private readonly float* _lines;
    private readonly float* _weights;
    private readonly PlanarBackProjectionParameters _p;
    private readonly int _stride;

    private ParallelBackProjection(CpuLaunch launch)
    {
        _sinogram = launch.View<float>(0).Pointer;
        _image = launch.View<float>(1).Pointer;
        _lines = launch.View<float>(2).Pointer;
        _weights = launch.View<float>(3).Pointer;
        _p = launch.Value<PlanarBackProjectionParameters>(4);
        _stride = PaddedRows.StrideOf(_p.Columns);
    }

    private static int Side => PatchWindows<TLanes, TVector>.Side;

    private static int PatchPixels => PatchWindows<TLanes, TVector>.PatchPixels;

    public static bool Run(CpuLaunch launch)
    {
        var work = new ParallelBackProjection<TLanes, TVector>(launch);
        if (work._p.Interpolation != 1 || work._p.HardEdge != 0 || !PatchWindows<TLanes, TVector>.Fit(work._lines, work._p.Views))
            return false;
        work.RunPatches(launch.Device);
        return true;
    }

    private void RunPatches(CpuDevice device)
    {
        var views = _p.Views;
        var perSlice = (long)views * _stride;

        using var windows = new PatchWindows<TLanes, TVector>(_lines, views, _p.Columns);
        var slices = Math.Min(_p.Slices, Math.Max(1, (int)((64L << 20) / (2 * perSlice * sizeof(float)))));
        var means = HostMemory.Rent(slices * perSlice * sizeof(float));
        var differences = HostMemory.Rent(slices * perSlice * sizeof(float));
        try
        {
            var patchesI = (_p.SizeI + Side - 1) / Side;
            var patchesJ = (_p.SizeJ + Side - 1) / Side;
            for (var slice = 0; slice < _p.Slices; slice += slices)
            {
                var first = slice;
                var count = Math.Min(slices, _p.Slices - slice);
                device.Parallel((long)count * views, (begin, end) =>
                {
                    for (var row = begin; row < end; row++)
                        PrepareRow(first * (long)views + row, (float*)means.Address + row * _stride, (float*)differences.Address + row * _stride, (int)(row % views));
                });
                device.Parallel((long)count * patchesJ, (begin, end) =>
                {
                    var sums = HostMemory.Rent((end - begin) * patchesI * PatchPixels * sizeof(float), clear: true);
                    try
                    {
                        SumPatches((float*)sums.Address, (float*)means.Address, (float*)differences.Address, windows, begin, end, patchesI, patchesJ);
                        for (var line = begin; line < end; line++)
                            WriteRows((float*)sums.Address + (line - begin) * patchesI * PatchPixels, (int)(line % patchesJ), first + line / patchesJ, patchesI);
                    }
                    finally
                    {
                        sums.Release();
                    }
                });
            }
        }
        finally
        {
            means.Release();
            differences.Release();
        }
    }

    // The mean of two neighbours and their difference: with a fraction counted from the middle between them, a sample is mean + fraction * difference.
    private void PrepareRow(long row, float* means, float* differences, int view)
    {
        var source = _sinogram + row * _p.Columns;
        new Span<float>(means, _stride).Clear();
        new Span<float>(differences, _stride).Clear();
        var weight = _weights[view];
        var half = 0.5f * weight;
        means += Margin;
        differences += Margin;
        var columns = _p.Columns;
        means[-1] = half * source[0];
        differences[-1] = weight * source[0];
        var n = 0;
        for (; n + TLanes.Width < columns; n += TLanes.Width)
        {
            var a = TLanes.Load(source + n);
            var b = TLanes.Load(source + n + 1);
            TLanes.Store(means + n, TLanes.Multiply(TLanes.Add(a, b), TLanes.Broadcast(half)));
            TLanes.Store(differences + n, TLanes.Multiply(TLanes.Subtract(b, a), TLanes.Broadcast(weight)));
        }

        for (; n < columns; n++)
        {
            var next = n + 1 < columns ? source[n + 1] : 0;
            means[n] = (source[n] + next) * half;
            differences[n] = (next - source[n]) * weight;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumPatches(float* sums, float* means, float* differences, PatchWindows<TLanes, TVector> windows, long begin, long end, int patchesI, int patchesJ)
    {
        var views = _p.Views;
        var bases = stackalloc float[ChunkViews];
        var starts = stackalloc int[ChunkViews];
        for (var chunk = 0; chunk < views; chunk += ChunkViews)
        {
            var count = Math.Min(ChunkViews, views - chunk);
            var patch = sums;
            for (var line = begin; line < end; line++)
            {
                var slice = line / patchesJ * views * _stride + Margin;
                var lineJ = (double)(line % patchesJ);
                var chunkMeans = means + slice + (long)chunk * _stride;
                var chunkDifferences = differences + slice + (long)chunk * _stride;
                for (var i = 0; i < patchesI; i++, patch += PatchPixels)
                {
                    windows.Find(chunk, count, i, lineJ, bases, starts);
                    SumPatch(patch, chunkMeans, chunkDifferences, windows.Offsets + (long)chunk * PatchPixels, bases, starts, count);
                }
            }
        }
    }

    // With the difference times the distance of the columns from the window's middle taken off its mean beforehand, a column's place is its fraction.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumPatch(float* patch, float* means, float* differences, float* offsets, float* bases, int* starts, int count)
    {
        var toPlace = TLanes.Broadcast(WindowPlace.Magic + Side);
        var toMiddle = TLanes.Subtract(TLanes.Broadcast(Side), TLanes.Indices);
        var isWide = TLanes.Width == 16;
        TVector sum0 = TLanes.Load(patch), sum1 = TLanes.Load(patch + TLanes.Width), sum2 = default, sum3 = default;
        TVector lean0 = TLanes.Broadcast(0), lean1 = lean0, lean2 = lean0, lean3 = lean0;
        if (isWide)
        {
            sum2 = TLanes.Load(patch + 2 * TLanes.Width);
            sum3 = TLanes.Load(patch + 3 * TLanes.Width);
        }

        var stride = _stride;
        for (var view = 0; view < count; view++, means += stride, differences += stride, offsets += PatchPixels)
        {
            var start = starts[view];
            var difference = TLanes.Load(differences + start);
            var mean = TLanes.Fma(difference, toMiddle, TLanes.Load(means + start));
            var at = TLanes.Broadcast(bases[view]);
            Add(ref sum0, ref lean0, mean, difference, TLanes.Add(TLanes.Load(offsets), at), toPlace);
            Add(ref sum1, ref lean1, mean, difference, TLanes.Add(TLanes.Load(offsets + TLanes.Width), at), toPlace);
            if (isWide)
            {
                Add(ref sum2, ref lean2, mean, difference, TLanes.Add(TLanes.Load(offsets + 2 * TLanes.Width), at), toPlace);
                Add(ref sum3, ref lean3, mean, difference, TLanes.Add(TLanes.Load(offsets + 3 * TLanes.Width), at), toPlace);
            }
        }

        TLanes.Store(patch, TLanes.Add(sum0, lean0));
        TLanes.Store(patch + TLanes.Width, TLanes.Add(sum1, lean1));
        if (isWide)
        {
            TLanes.Store(patch + 2 * TLanes.Width, TLanes.Add(sum2, lean2));
            TLanes.Store(patch + 3 * TLanes.Width, TLanes.Add(sum3, lean3));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref TVector sum, ref TVector lean, TVector mean, TVector difference, TVector column, TVector toPlace)
    {
        var place = TLanes.Add(column, toPlace);
        sum = TLanes.Add(sum, TLanes.Pick(mean, place));
        lean = TLanes.Fma(column, TLanes.Pick(difference, place), lean);
    }

    private void WriteRows(float* patches, int lineJ, long slice, int patchesI)
    {
        var rows = Math.Min(Side, _p.SizeJ - lineJ * Side);
        for (var row = 0; row < rows; row++)
        {
            var target = _image + (long)_p.SizeI * (lineJ * Side + row + slice * _p.SizeJ);
            for (var i = 0; i < _p.SizeI; i += Side, target += Side)
            {
                var values = patches + (i / Side * Side + row) * Side;
                var left = Math.Min(Side, _p.SizeI - i);
                var n = 0;
                for (; n + Vector128<float>.Count <= left; n += Vector128<float>.Count)
                    (Vector128.Load(values + n) * _p.Scale).Store(target + n);
                for (; n < left; n++)
                    target[n] = values[n] * _p.Scale;
            }
        }
    }
}
