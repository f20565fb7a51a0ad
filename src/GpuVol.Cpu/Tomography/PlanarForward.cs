using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>Vector code for <see cref="PlanarProjectorKernels.Forward"/> of rays in any place, those of fans above all: <see cref="RayBundles{TLanes, TVector}"/> walk over a <see cref="FramedSlice"/>.</summary>
internal sealed unsafe class PlanarForward<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    // Views at a time: their bundles stay in the second-level cache while they walk over all strips.
    private const int ChunkViews = 32;

    private readonly float* _volume;
    private readonly float* _data;
    private readonly ArrayView<float> _views;
    private readonly int* _subset;
    private readonly ProjectorParameters _p;
    private readonly int _sums;

    private PlanarForward(CpuLaunch launch)
    {
        _volume = launch.View<float>(0).Pointer;
        _data = launch.View<float>(1).Pointer;
        _views = launch.View<float>(2);
        _subset = launch.View<int>(3).Pointer;
        _p = launch.Value<ProjectorParameters>(4);
        _sums = (_p.Columns + TLanes.Width - 1) / TLanes.Width * TLanes.Width;
    }

    public static bool Run(CpuLaunch launch)
    {
        var work = new PlanarForward<TLanes, TVector>(launch);
        var (alongI, alongJ) = work.Axes();
        FramedSlice.RunEach(launch.Device, work._p.SizeK, (slice, parallel) =>
        {
            using var framed = new FramedSlice(work._p, alongI, alongJ);
            framed.Fill(work._volume + (long)slice * work._p.SizeI * work._p.SizeJ, parallel);
            parallel(work._p.SubsetViews, (begin, end) => work.Project(framed, slice, (int)begin, (int)end));
        });
        return true;
    }

    // Which rays there may be: the difference of a ray's squared components is a parabola along the detector.
    private (bool I, bool J) Axes()
    {
        var (alongI, alongJ) = (false, false);
        for (var view = 0; view < _p.SubsetViews; view++)
        {
            var at = 6 * view;
            double dx = _views[at], dy = _views[at + 1], stepX = 0, stepY = 0;
            if (_p.Divergent != 0)
                (dx, dy, stepX, stepY) = (_views[at + 2] - dx, _views[at + 3] - dy, _views[at + 4], _views[at + 5]);
            var curvature = stepX * stepX - stepY * stepY;
            var vertex = curvature == 0 ? 0 : Math.Clamp(-(dx * stepX - dy * stepY) / curvature, 0, _p.Columns - 1);
            foreach (var column in (ReadOnlySpan<double>)[0, vertex, _p.Columns - 1])
            {
                var (x, y) = (Math.Abs(dx + column * stepX), Math.Abs(dy + column * stepY));
                alongI |= x >= y * 0.999;
                alongJ |= y >= x * 0.999;
            }
        }

        return (alongI, alongJ);
    }

    private void Project(FramedSlice framed, int slice, int begin, int end)
    {
        var count = Math.Min(ChunkViews, end - begin);
        var bundles = new RayBundles<TLanes, TVector>[count];
        var memory = HostMemory.Rent(2L * count * _sums * sizeof(float));
        try
        {
            for (var n = 0; n < count; n++)
                bundles[n] = new RayBundles<TLanes, TVector>(_p);
            for (var chunk = begin; chunk < end; chunk += ChunkViews)
                ProjectChunk(framed, slice, chunk, Math.Min(ChunkViews, end - chunk), bundles, (float*)memory.Address);
        }
        finally
        {
            memory.Release();
            foreach (var bundle in bundles)
                bundle?.Dispose();
        }
    }

    // Two rows of sums a view: rays along j, rays along i.
    private void ProjectChunk(FramedSlice framed, int slice, int first, int views, RayBundles<TLanes, TVector>[] bundles, float* sums)
    {
        new Span<float>(sums, 2 * views * _sums).Clear();
        for (var n = 0; n < views; n++)
            bundles[n].Take(_views, first + n);
        for (var axis = 0; axis < 2; axis++)
        {
            var alongI = axis == 1;
            if (!framed.Has(alongI))
                continue;
            var rows = framed[alongI];
            for (var from = 0; from < rows.Rows; from += FramedSlice.StripRows)
            {
                for (var n = 0; n < views; n++)
                    bundles[n].Walk(alongI, rows[from], rows.Stride, from, Math.Min(rows.Rows, from + FramedSlice.StripRows), sums + (2 * n + axis) * _sums);
            }
        }

        for (var n = 0; n < views; n++)
            Store(sums + 2 * n * _sums, first + n, _data + _p.Columns * (_subset[first + n] + (long)_p.Views * slice));
    }

    private void Store(float* sums, int view, float* target)
    {
        var part = stackalloc float[TLanes.Width];
        for (var column = 0; column < _p.Columns; column += TLanes.Width)
        {
            var rays = new RayLanes<TLanes, TVector>(_views, view, column, _p);
            var sum = TLanes.Multiply(TLanes.WherePositive(rays.AlongI, TLanes.Load(sums + _sums + column), TLanes.Load(sums + column)), rays.Length);
            var count = Math.Min(TLanes.Width, _p.Columns - column);
            TLanes.Store(count < TLanes.Width ? part : target + column, sum);
            if (count < TLanes.Width)
                new ReadOnlySpan<float>(part, count).CopyTo(new Span<float>(target + column, count));
        }
    }
}
