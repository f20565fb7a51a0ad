using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="BackProjectionKernels.Parallel"/> with linear interpolation. With AVX-512 the image goes in patches of 8 x 8 pixels: the
/// samples that a patch needs of one view lie within 16 neighbouring columns as long as pixels are not much larger than columns, so two loads
/// and two permutations of registers replace 32 gathered loads. Otherwise, and with AVX2, 8 pixels of a row gather their samples.
/// </summary>
internal sealed unsafe class ParallelBackProjection
{
    private const int Side = 8;
    private const int PatchPixels = Side * Side;
    private const int PatchVectors = PatchPixels / 16;

    // Zeros beyond the detector on both sides: a window and its neighbour lie inside wherever they start.
    private const int Margin = 32;

    // Columns that a window holds beyond its first, less one for rounding and one for the start's fraction.
    private const float GreatestSpan = 14;

    // Views at a time: the samples of a chunk stay in the second-level cache while all patches of a thread pass over them.
    private const int ChunkViews = 64;

    // Adding it rounds to a whole number, which then stands in the low bits: 1.5 * 2^23.
    private const float Magic = 12582912;

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
        _stride = (_p.Columns + 2 * Margin + 15) / 16 * 16;
    }

    public static bool Run(CpuLaunch launch)
    {
        var work = new ParallelBackProjection(launch);
        if (work._p.Interpolation != 1 || work._p.HardEdge != 0 || !Avx2.IsSupported || !Fma.IsSupported)
            return false;
        if (Avx512F.IsSupported && work.SpanFits())
            work.RunPatches(launch.Device);
        else
            work.RunGathers(launch.Device);
        return true;
    }

    private bool SpanFits()
    {
        for (var view = 0; view < _p.Views; view++)
        {
            if (!((Side - 1) * (Math.Abs(_lines[3 * view + 1]) + Math.Abs(_lines[3 * view + 2])) <= GreatestSpan))
                return false;
        }

        return true;
    }

    private void RunPatches(CpuDevice device)
    {
        var views = _p.Views;
        var perSlice = (long)views * _stride;

        // Per view: the offsets of the 64 pixels of a patch from its least column, less one half.
        var offsets = HostMemory.Rent((long)views * PatchPixels * sizeof(float));
        var corners = HostMemory.Rent((long)views * 3 * sizeof(double));
        var slices = Math.Min(_p.Slices, Math.Max(1, (int)((64L << 20) / (2 * perSlice * sizeof(float)))));
        var means = HostMemory.Rent(slices * perSlice * sizeof(float));
        var differences = HostMemory.Rent(slices * perSlice * sizeof(float));
        try
        {
            Tables((float*)offsets.Address, (double*)corners.Address);
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
                        SumPatches((float*)sums.Address, (float*)means.Address, (float*)differences.Address, (float*)offsets.Address, (double*)corners.Address, begin, end, patchesI, patchesJ);
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
            offsets.Release();
            corners.Release();
            means.Release();
            differences.Release();
        }
    }

    private void Tables(float* offsets, double* corners)
    {
        for (var view = 0; view < _p.Views; view++)
        {
            double start = _lines[3 * view], perI = _lines[3 * view + 1], perJ = _lines[3 * view + 2];
            var least = Math.Min(0, (Side - 1) * perI) + Math.Min(0, (Side - 1) * perJ);
            for (var pixel = 0; pixel < PatchPixels; pixel++)
                offsets[view * PatchPixels + pixel] = (float)(pixel % Side * perI + pixel / Side * perJ - least - 0.5);

            // By components, for vectors of views.
            corners[view] = start + least;
            corners[_p.Views + view] = perI * Side;
            corners[2 * _p.Views + view] = perJ * Side;
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
    private void SumPatches(float* sums, float* means, float* differences, float* offsets, double* corners, long begin, long end, int patchesI, int patchesJ)
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
                    FindWindows(corners, chunk, count, i, lineJ, bases, starts);
                    SumPatch(patch, chunkMeans, chunkDifferences, offsets + (long)chunk * PatchPixels, bases, starts, count);
                }
            }
        }
    }

    // First column of each view's window, and where the patch's least column lies in it; in float64, vectors of views.
    private void FindWindows(double* corners, int first, int count, double i, double j, float* bases, int* starts)
    {
        var views = _p.Views;
        var least = Vector512.Create((double)(1 - Margin));
        var greatest = Vector512.Create((double)(_p.Columns + 14));
        for (var view = 0; view < count; view += 8)
        {
            // The last vector is moved back to end with the table; with fewer views than lanes the scalar loop does it.
            if (count < 8)
            {
                for (var v = 0; v < count; v++)
                {
                    var at = corners[first + v] + i * corners[views + first + v] + j * corners[2 * views + first + v];
                    var start = Math.Clamp(Math.Floor(at - 0.015625), 1 - Margin, _p.Columns + 14);
                    starts[v] = (int)start;
                    bases[v] = (float)Math.Clamp(at - start, -1e6, 1e6);
                }

                return;
            }

            var from = Math.Min(view, count - 8);
            var column = Vector512.FusedMultiplyAdd(Vector512.Create(j), Vector512.Load(corners + 2 * views + first + from), Vector512.FusedMultiplyAdd(Vector512.Create(i), Vector512.Load(corners + views + first + from), Vector512.Load(corners + first + from)));
            var window = Vector512.Min(Vector512.Max(Vector512.Floor(column - Vector512.Create(0.015625)), least), greatest);
            Avx512F.ConvertToVector256Int32(window).Store(starts + from);
            Avx512F.ConvertToVector256Single(column - window).Store(bases + from);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumPatch(float* patch, float* means, float* differences, float* offsets, float* bases, int* starts, int count)
    {
        var magic = Vector512.Create(Magic);
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

    // Rows of pixels, 8 at a time, each with its own two loads a view.
    private void RunGathers(CpuDevice device)
    {
        var stride = _p.Columns + 4;
        var padded = HostMemory.Rent((long)_p.Slices * _p.Views * stride * sizeof(float), clear: true);
        try
        {
            // Two zeros on both sides: columns beyond are clamped onto them.
            device.Parallel((long)_p.Slices * _p.Views, (begin, end) =>
            {
                for (var row = begin; row < end; row++)
                    Buffer.MemoryCopy(_sinogram + row * _p.Columns, (float*)padded.Address + row * stride + 2, _p.Columns * sizeof(float), _p.Columns * sizeof(float));
            });
            device.Parallel((long)_p.Slices * _p.SizeJ, (begin, end) =>
            {
                for (var row = begin; row < end; row++)
                    GatherRow((float*)padded.Address + row / _p.SizeJ * _p.Views * stride + 2, stride, (int)(row % _p.SizeJ), _image + row * _p.SizeI);
            });
        }
        finally
        {
            padded.Release();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void GatherRow(float* rows, int stride, int j, float* target)
    {
        var lanes = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);
        var least = Vector256.Create(-2f);
        var greatest = Vector256.Create((float)_p.Columns);
        for (var i = 0; i < _p.SizeI; i += Side)
        {
            var pixel = lanes + Vector256.Create((float)i);
            var sum = Vector256<float>.Zero;
            for (var view = 0; view < _p.Views; view++)
            {
                var line = _lines + 3 * view;
                var column = Fma.MultiplyAdd(Vector256.Create(line[1]), pixel, Vector256.Create((float)((double)line[2] * j + line[0])));
                column = Vector256.Min(Vector256.Max(column, least), greatest);
                var floor = Avx.Floor(column);
                var index = Avx.ConvertToVector256Int32(floor);
                var row = rows + (long)view * stride;
                var before = Avx2.GatherVector256(row, index, sizeof(float));
                var after = Avx2.GatherVector256(row + 1, index, sizeof(float));
                var sample = Fma.MultiplyAdd(column - floor, after - before, before);
                sum = Fma.MultiplyAdd(Vector256.Create(_weights[view]), sample, sum);
            }

            sum *= _p.Scale;
            if (i + Side <= _p.SizeI)
            {
                sum.Store(target + i);
                continue;
            }

            for (var n = 0; i + n < _p.SizeI; n++)
                target[i + n] = sum[n];
        }
    }
}
