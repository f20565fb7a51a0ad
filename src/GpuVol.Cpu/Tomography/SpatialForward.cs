using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="SpatialProjectorKernels.Forward"/> where detector rows run along the volume's k axis, as in every scan along a circle. At a step all rays to one detector column lie between the same two
/// columns of voxels, so a vector of neighbouring rows mixes two stretches of them and picks its samples by two permutations. The volume is turned for that.
/// </summary>
internal sealed unsafe class SpatialForward<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    // Detector columns at a time, which leave in rows.
    private const int Group = 16;

    private readonly float* _data;
    private readonly int* _subset;
    private readonly ProjectorParameters _p;
    private readonly ColumnRay[] _rays;
    private readonly int _rows;

    private SpatialForward(CpuLaunch launch, ProjectorParameters p, ColumnRay[] rays)
    {
        _data = launch.View<float>(1).Pointer;
        _subset = launch.View<int>(3).Pointer;
        _p = p;
        _rays = rays;
        _rows = (_p.Rows + Group - 1) / Group * Group;
    }

    public static bool Run(CpuLaunch launch)
    {
        var p = launch.Value<ProjectorParameters>(4);
        if (ColumnRay.All(launch.View<float>(2), p) is not { } rays)
            return false;
        var work = new SpatialForward<TLanes, TVector>(launch, p, rays);
        using var volume = new TurnedVolume(p);
        volume.Fill(launch.Device, launch.View<float>(0).Pointer);
        var groups = (p.Columns + Group - 1) / Group;
        launch.Parallel((long)p.SubsetViews * groups, (begin, end) => work.Project(volume, begin, end, groups));
        return true;
    }

    private void Project(TurnedVolume volume, long begin, long end, int groups)
    {
        var memory = HostMemory.Rent((Group + 1L) * _rows * sizeof(float));
        using var mixed = new PaddedRows(1, _p.SizeK);
        mixed.ClearMargins(0);
        try
        {
            var sums = (float*)memory.Address;
            var lengths = sums + Group * _rows;
            for (var item = begin; item < end; item++)
            {
                var view = (int)(item / groups);
                var first = (int)(item % groups) * Group;
                var count = Math.Min(Group, _p.Columns - first);
                new Span<float>(sums, Group * _rows).Clear();
                for (var column = 0; column < count; column++)
                {
                    ref readonly var ray = ref _rays[view * _p.Columns + first + column];
                    var target = sums + column * _rows;
                    Walk(volume, ray, target, mixed[0]);
                    ray.Lengths<TLanes, TVector>(lengths, _rows);
                    for (var row = 0; row < _rows; row += TLanes.Width)
                        TLanes.Store(target + row, TLanes.Multiply(TLanes.Load(target + row), TLanes.Load(lengths + row)));
                }

                var data = _data + first + (long)_p.Columns * _p.Rows * _subset[view];
                for (var row = 0; row < _p.Rows; row += Group)
                    Transposition.Part16(sums + row, _rows, data + (long)row * _p.Columns, _p.Columns, count, Math.Min(Group, _p.Rows - row));
            }
        }
        finally
        {
            memory.Release();
        }
    }

    private void Walk(TurnedVolume volume, in ColumnRay ray, float* sums, float* mixed)
    {
        var (steps, across) = ray.Axis == 0 ? (_p.SizeI, _p.SizeJ) : (_p.SizeJ, _p.SizeI);
        for (var step = 0; step < steps; step++)
        {
            var position = ray.AcrossAt(step);
            if (!(position > -1 && position < across))
                continue;
            var index = (int)Math.Floor(position);
            var fraction = (float)(position - index);

            // Beyond the grid a neighbour weighs nothing, whichever it is.
            var (near, nearWeight) = index >= 0 ? (index, 1 - fraction) : (0, 0);
            var (far, farWeight) = index + 1 < across ? (index + 1, fraction) : (index, 0);
            var nearColumn = ray.Axis == 0 ? volume.Column(step, near) : volume.Column(near, step);
            var farColumn = ray.Axis == 0 ? volume.Column(step, far) : volume.Column(far, step);
            var (first, perRow) = ray.RowsAt(step);
            if ((TLanes.Width - 1) * Math.Abs(perRow) <= 2 * TLanes.Width - 3)
            {
                AddNarrow(sums, nearColumn, nearWeight, farColumn, farWeight, first, perRow);
                continue;
            }

            for (var k = 0; k < _p.SizeK; k++)
                mixed[k] = nearWeight * nearColumn[k] + farWeight * farColumn[k];
            AddWide(sums, mixed, first, perRow);
        }
    }

    // Rows of the detector meet the column from first on, perRow apart.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddNarrow(float* sums, float* nearColumn, float nearWeight, float* farColumn, float farWeight, double first, double perRow)
    {
        var near = TLanes.Broadcast(nearWeight);
        var far = TLanes.Broadcast(farWeight);
        var steps = TLanes.Multiply(TLanes.Indices, TLanes.Broadcast((float)perRow));
        var least = perRow < 0 ? (TLanes.Width - 1) * perRow : 0;
        var (lowest, highest) = (-2 * TLanes.Width, _p.SizeK);
        for (var row = 0; row < _rows; row += TLanes.Width)
        {
            var at = first + row * perRow;
            var floor = Math.Floor(at + least - 0.015625);
            var start = double.ConvertToIntegerNative<int>(floor);
            if (start < lowest || start > highest)
                continue;
            var lower = TLanes.Fma(near, TLanes.Load(nearColumn + start), TLanes.Multiply(far, TLanes.Load(farColumn + start)));
            var upper = TLanes.Fma(near, TLanes.Load(nearColumn + start + TLanes.Width), TLanes.Multiply(far, TLanes.Load(farColumn + start + TLanes.Width)));
            var position = TLanes.Add(steps, TLanes.Broadcast((float)(at - floor - 0.5)));
            var place = TLanes.Add(position, TLanes.Broadcast(WindowPlace.Magic));
            var fraction = TLanes.Add(TLanes.Subtract(position, TLanes.Subtract(place, TLanes.Broadcast(WindowPlace.Magic))), TLanes.Broadcast(0.5f));
            var before = TLanes.Pick(lower, upper, place);
            var after = TLanes.Pick(lower, upper, TLanes.Add(place, TLanes.Broadcast(1)));
            TLanes.Store(sums + row, TLanes.Add(TLanes.Load(sums + row), TLanes.Fma(fraction, TLanes.Subtract(after, before), before)));
        }
    }

    // The same from a mixed column, for rows too far apart for a window.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddWide(float* sums, float* mixed, double first, double perRow)
    {
        var window = new WideWindow<TLanes, TVector>(mixed, 0, _p.SizeK);
        var least = TLanes.Broadcast(-1);
        var greatest = TLanes.Broadcast(_p.SizeK);
        for (var row = 0; row < _rows; row += TLanes.Width)
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
