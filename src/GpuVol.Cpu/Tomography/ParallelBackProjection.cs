using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// AVX-512 code for <see cref="BackProjectionKernels.Parallel"/> with linear interpolation. The image goes in patches of 8 x 8 pixels: the samples that a patch needs of one view lie within 16
/// neighbouring columns as long as pixels are not much larger than columns, so two loads and two permutations of registers serve 64 pixels. What does not fit goes by <see cref="BackProjectionBlocks{TLanes, TVector}"/>.
/// </summary>
internal sealed unsafe class ParallelBackProjection
{
    private const int Side = PatchWindows.Side;
    private const int PatchPixels = PatchWindows.PatchPixels;
    private const int Margin = PaddedRows.Margin;

    // Views at a time: the samples of a chunk stay in the second-level cache while all patches of a thread pass over them.
    private const int ChunkViews = PatchWindows.ChunkViews;

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

    public static bool Run(CpuLaunch launch)
    {
        var work = new ParallelBackProjection(launch);
        if (!Avx512F.IsSupported || work._p.Interpolation != 1 || work._p.HardEdge != 0 || !PatchWindows.Fit(work._lines, work._p.Views))
            return false;
        work.RunPatches(launch.Device);
        return true;
    }

    private void RunPatches(CpuDevice device)
    {
        var views = _p.Views;
        var perSlice = (long)views * _stride;

        using var windows = new PatchWindows(_lines, views, _p.Columns);
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
        for (; n + 16 < columns; n += 16)
        {
            var a = Vector512.Load(source + n);
            var b = Vector512.Load(source + n + 1);
            ((a + b) * half).Store(means + n);
            ((b - a) * weight).Store(differences + n);
        }

        for (; n < columns; n++)
        {
            var next = n + 1 < columns ? source[n + 1] : 0;
            means[n] = (source[n] + next) * half;
            differences[n] = (next - source[n]) * weight;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumPatches(float* sums, float* means, float* differences, PatchWindows windows, long begin, long end, int patchesI, int patchesJ)
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumPatch(float* patch, float* means, float* differences, float* offsets, float* bases, int* starts, int count)
    {
        var magic = Vector512.Create(WindowPlace.Magic);
        var sum0 = Vector512.Load(patch);
        var sum1 = Vector512.Load(patch + 16);
        var sum2 = Vector512.Load(patch + 32);
        var sum3 = Vector512.Load(patch + 48);
        var stride = _stride;
        for (var view = 0; view < count; view++, means += stride, differences += stride, offsets += PatchPixels)
        {
            var start = starts[view];
            var mean = Vector512.Load(means + start);
            var difference = Vector512.Load(differences + start);
            var at = Vector512.Create(bases[view]);
            sum0 = Add(sum0, mean, difference, Vector512.Load(offsets) + at, magic);
            sum1 = Add(sum1, mean, difference, Vector512.Load(offsets + 16) + at, magic);
            sum2 = Add(sum2, mean, difference, Vector512.Load(offsets + 32) + at, magic);
            sum3 = Add(sum3, mean, difference, Vector512.Load(offsets + 48) + at, magic);
        }

        sum0.Store(patch);
        sum1.Store(patch + 16);
        sum2.Store(patch + 32);
        sum3.Store(patch + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add(Vector512<float> sum, Vector512<float> mean, Vector512<float> difference, Vector512<float> column, Vector512<float> magic)
    {
        var rounded = column + magic;
        var index = rounded.AsInt32();
        var fraction = column - (rounded - magic);
        return Vector512.FusedMultiplyAdd(fraction, Avx512F.PermuteVar16x32(difference, index), sum + Avx512F.PermuteVar16x32(mean, index));
    }

    private void WriteRows(float* patches, int lineJ, long slice, int patchesI)
    {
        var rows = Math.Min(Side, _p.SizeJ - lineJ * Side);
        var scale = Vector256.Create(_p.Scale);
        for (var row = 0; row < rows; row++)
        {
            var target = _image + (long)_p.SizeI * (lineJ * Side + row + slice * _p.SizeJ);
            for (var patch = 0; patch < patchesI; patch++)
            {
                var values = Vector256.Load(patches + patch * PatchPixels + row * Side) * scale;
                var left = _p.SizeI - patch * Side;
                if (left >= Side)
                {
                    values.Store(target + patch * Side);
                    continue;
                }

                for (var n = 0; n < left; n++)
                    target[patch * Side + n] = values[n];
            }
        }
    }
}
