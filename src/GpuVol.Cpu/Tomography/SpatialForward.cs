using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="SpatialProjectorKernels.Forward"/> where detector rows run along the volume's k axis, as in every scan along a circle. At a step all rays to one detector column lie between the same two
/// columns of voxels, so these are mixed, and a vector of neighbouring rows picks its samples by two permutations. All rays pass through one <see cref="VolumeTile"/>, turned for that, before the next.
/// </summary>
internal sealed unsafe class SpatialForward<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    // Detector columns of an item of work, which leave in rows.
    private const int Group = 16;

    private readonly float* _volume;
    private readonly float* _data;
    private readonly int* _subset;
    private readonly ProjectorParameters _p;
    private readonly ColumnRays _rays;
    private readonly int _groups;
    private readonly int _rows;

    private SpatialForward(CpuLaunch launch, ProjectorParameters p, ColumnRays rays)
    {
        _volume = launch.View<float>(0).Pointer;
        _data = launch.View<float>(1).Pointer;
        _subset = launch.View<int>(3).Pointer;
        _p = p;
        _rays = rays;
        _groups = (_p.Columns + Group - 1) / Group;
        _rows = (_p.Rows + Group - 1) / Group * Group;
    }

    public static bool Run(CpuLaunch launch)
    {
        var p = launch.Value<ProjectorParameters>(4);
        if (ColumnRays.All(launch.View<float>(2), p) is not { } rays)
            return false;
        var work = new SpatialForward<TLanes, TVector>(launch, p, rays);

        // Every range turns the tiles that its rays meet: not too many of them.
        var items = (long)p.SubsetViews * work._groups;
        launch.Device.Parallel(items, work.Project, (items + 2 * launch.Device.Threads - 1) / (2 * launch.Device.Threads));
        return true;
    }

    private void Project(long begin, long end)
    {
        var memory = HostMemory.Rent((end - begin) * Group * _rows * sizeof(float), clear: true);
        try
        {
            var sums = (float*)memory.Address;
            AddTiles(sums, begin, end);
            using var lengths = new PaddedRows(1, _rows);
            for (var item = begin; item < end; item++)
                Store(sums + (item - begin) * Group * _rows, lengths[0], item);
        }
        finally
        {
            memory.Release();
        }
    }

    private void AddTiles(float* sums, long begin, long end)
    {
        using var columns = new TileColumns(_p);
        using var mixed = new PaddedRows(1, VolumeTile.GreatestK(_p));
        mixed.ClearMargins(0);
        var (firstView, lastView) = ((int)(begin / _groups), (int)((end - 1) / _groups));
        for (var n = 0L; n < VolumeTile.Count(_p); n++)
        {
            var tile = VolumeTile.Of(n, _p);
            var isFilled = false;
            for (var view = firstView; view <= lastView; view++)
            {
                var (first, last) = _rays.Through(view, tile);
                var ofView = (long)view * _groups;
                first = (int)Math.Max(first, (begin - ofView) * Group);
                last = (int)Math.Min(last, (end - ofView) * Group);
                for (var column = first; column < last; column++)
                {
                    if (!isFilled)
                        columns.Fill(_volume, tile);
                    isFilled = true;
                    Walk(columns, tile, _rays[view, column], sums + ((ofView - begin) * Group + column) * _rows, mixed[0]);
                }
            }
        }
    }

    private void Store(float* sums, float* lengths, long item)
    {
        var view = (int)(item / _groups);
        var first = (int)(item % _groups) * Group;
        var count = Math.Min(Group, _p.Columns - first);
        for (var column = 0; column < count; column++)
        {
            _rays[view, first + column].Lengths<TLanes, TVector>(lengths, _rows);
            var target = sums + column * _rows;
            for (var row = 0; row < _rows; row += TLanes.Width)
                TLanes.Store(target + row, TLanes.Multiply(TLanes.Load(target + row), TLanes.Load(lengths + row)));
        }

        var data = _data + first + (long)_p.Columns * _p.Rows * _subset[view];
        for (var row = 0; row < _p.Rows; row += Group)
            Transposition.Part16(sums + row, _rows, data + (long)row * _p.Columns, _p.Columns, count, Math.Min(Group, _p.Rows - row));
    }

    private void Walk(TileColumns columns, in VolumeTile tile, in ColumnRay ray, float* sums, float* mixed)
    {
        var steps = ray.Axis == 0 ? tile.SizeI : tile.SizeJ;
        for (var step = 0; step < steps; step++)
        {
            if (!ray.Crosses(tile, step, out var at))
                continue;
            var (first, end) = RowsWithin(at, tile.SizeK);
            if (first >= end)
                continue;
            var near = ray.Axis == 0 ? columns.Column(step, at.Near) : columns.Column(at.Near, step);
            var far = ray.Axis == 0 ? columns.Column(step, at.Far) : columns.Column(at.Far, step);
            Mix(near, at.NearWeight, far, at.FarWeight, mixed, VolumeTile.GreatestK(_p));
            if ((TLanes.Width - 1) * Math.Abs(at.PerRow) <= 2 * TLanes.Width - 3)
                AddNarrow(sums, mixed, at.First, at.PerRow, first, end);
            else
                AddWide(sums, mixed, at.First, at.PerRow, first, end);
        }
    }

    // Rows whose rays come within one voxel of a column, from a whole vector on.
    private (int First, int End) RowsWithin(in ColumnCrossing at, int size)
    {
        // Beside the source they all meet in one point.
        if (Math.Abs(at.PerRow) < 1e-6)
            return (0, _p.Rows);
        var perVoxel = 1 / at.PerRow;
        var a = (-1 - at.First) * perVoxel;
        var b = (size - at.First) * perVoxel;
        var first = (int)Math.Clamp(Math.Min(a, b), 0, _p.Rows);
        return (first / TLanes.Width * TLanes.Width, (int)Math.Clamp(Math.Max(a, b) + 1, 0, _p.Rows));
    }

    // Whole vectors: behind a tile's last voxel lie zeros.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mix(float* near, float nearWeight, float* far, float farWeight, float* mixed, int count)
    {
        var ofNear = TLanes.Broadcast(nearWeight);
        var ofFar = TLanes.Broadcast(farWeight);
        for (var k = 0; k < count; k += TLanes.Width)
            TLanes.Store(mixed + k, TLanes.Fma(ofNear, TLanes.Load(near + k), TLanes.Multiply(ofFar, TLanes.Load(far + k))));
    }

    // Rows of the detector meet the column from first on, perRow apart.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddNarrow(float* sums, float* mixed, double first, double perRow, int row, int end)
    {
        var offsets = RaySamples<TLanes, TVector>.Offsets(perRow);
        var position = FixedPoint.Of(first + row * perRow + Math.Min(0, (TLanes.Width - 1) * perRow));
        var step = FixedPoint.Of(TLanes.Width * perRow);
        for (; row < end; row += TLanes.Width, position += step)
        {
            RaySamples<TLanes, TVector>.Fetch(mixed, position, offsets, out var before, out var rise, out var fraction);
            TLanes.Store(sums + row, TLanes.Fma(fraction, rise, TLanes.Add(TLanes.Load(sums + row), before)));
        }
    }

    // The same for rows too far apart for a window.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddWide(float* sums, float* mixed, double first, double perRow, int row, int end)
    {
        var size = VolumeTile.GreatestK(_p);
        var window = new WideWindow<TLanes, TVector>(mixed, 0, size);
        var least = TLanes.Broadcast(-1);
        var greatest = TLanes.Broadcast(size);
        for (; row < end; row += TLanes.Width)
        {
            var position = TLanes.Fma(TLanes.Indices, TLanes.Broadcast((float)perRow), TLanes.Broadcast((float)(first + row * perRow)));
            position = TLanes.Max(TLanes.Min(position, greatest), least);
            var index = TLanes.Floor(position);
            var place = TLanes.Add(index, TLanes.Broadcast(WindowPlace.Magic));
            var before = window.Pick(place);
            var after = window.Pick(TLanes.Add(place, TLanes.Broadcast(1)));
            TLanes.Store(sums + row, TLanes.Add(TLanes.Load(sums + row), TLanes.Fma(TLanes.Subtract(position, index), TLanes.Subtract(after, before), before)));
        }
    }
}
