using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="SpatialProjectorKernels.Adjoint"/> and <see cref="SpatialProjectorKernels.Update"/> where detector rows run along the volume's k axis: the way of
/// <see cref="SpatialForward{TLanes, TVector}"/> back. What a detector column brings to all k of a step is summed row by row, and added to the two columns of voxels that it lies between. Each thread has tiles of its own, so
/// every voxel's sum has one order.
/// </summary>
internal sealed unsafe class SpatialGather<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    private const int Block = 16;

    private readonly float* _data;
    private readonly int* _subset;
    private readonly float* _volume;
    private readonly float* _mask;
    private readonly ProjectorParameters _p;
    private readonly ColumnRays _rays;
    private readonly bool _isUpdate;

    private SpatialGather(CpuLaunch launch, ProjectorParameters p, ColumnRays rays, bool isUpdate)
    {
        _data = launch.View<float>(0).Pointer;
        _volume = launch.View<float>(1).Pointer;
        _subset = launch.View<int>(4).Pointer;
        if (isUpdate && launch.View<float>(5).Length > 0)
            _mask = launch.View<float>(5).Pointer;
        _p = p;
        _rays = rays;
        _isUpdate = isUpdate;
    }

    public static bool Run(CpuLaunch launch, bool isUpdate)
    {
        var p = launch.Value<ProjectorParameters>(isUpdate ? 6 : 5);
        if (ColumnRays.All(launch.View<float>(2), p) is not { } rays)
            return false;
        new SpatialGather<TLanes, TVector>(launch, p, rays, isUpdate).Run(launch.Device);
        return true;
    }

    private void Run(CpuDevice device)
    {
        var count = (long)_p.SubsetViews * _p.Columns;
        using var values = new PaddedRows(count, _p.Rows);
        using var lengths = _isUpdate ? new PaddedRows(count, _p.Rows) : null;
        var groups = (_p.Columns + Block - 1) / Block;
        device.Parallel((long)_p.SubsetViews * groups, (begin, end) =>
        {
            using var scratch = _isUpdate ? null : new PaddedRows(1, _p.Rows);
            for (var item = begin; item < end; item++)
                Turn(values, lengths, scratch, (int)(item / groups), (int)(item % groups) * Block);
        });
        device.Parallel(VolumeTile.Count(_p), (begin, end) =>
        {
            using var sums = new TileColumns(_p);
            using var weights = _isUpdate ? new TileColumns(_p) : null;
            for (var n = begin; n < end; n++)
                Sum(sums, weights, values, lengths, VolumeTile.Of(n, _p));
        });
    }

    // Columns of a view into rows, each value times the length of its ray's steps.
    private void Turn(PaddedRows values, PaddedRows? lengths, PaddedRows? scratch, int view, int column)
    {
        var count = Math.Min(Block, _p.Columns - column);
        var at = (long)view * _p.Columns + column;
        var data = _data + column + (long)_p.Columns * _p.Rows * _subset[view];
        for (var row = 0; row < _p.Rows; row += Block)
            Transposition.Part16(data + (long)row * _p.Columns, _p.Columns, values[at] + row, values.Stride, Math.Min(Block, _p.Rows - row), count);
        for (var n = 0; n < count; n++)
        {
            var value = values[at + n];
            var length = lengths is null ? scratch![0] : lengths[at + n];
            _rays[view, column + n].Lengths<TLanes, TVector>(length, _p.Rows);
            for (var row = 0; row < _p.Rows; row += TLanes.Width)
                TLanes.Store(value + row, TLanes.Multiply(TLanes.Load(value + row), TLanes.Load(length + row)));
            values.ClearMargins(at + n);
            lengths?.ClearMargins(at + n);
        }
    }

    private void Sum(TileColumns sums, TileColumns? weights, PaddedRows values, PaddedRows? lengths, in VolumeTile tile)
    {
        sums.Clear();
        weights?.Clear();
        for (var view = 0; view < _p.SubsetViews; view++)
        {
            var (first, end) = _rays.Through(view, tile);
            for (var column = first; column < end; column++)
            {
                ref readonly var ray = ref _rays[view, column];
                var at = (long)view * _p.Columns + column;
                var steps = ray.Axis == 0 ? tile.SizeI : tile.SizeJ;
                for (var step = 0; step < steps; step++)
                {
                    if (!ray.Crosses(tile, step, out var crossing))
                        continue;
                    var target = new ColumnPair(sums, ray.Axis, step, crossing);
                    if (_isUpdate)
                        Add(target, new ColumnPair(weights!, ray.Axis, step, crossing), values[at], lengths![at], crossing, tile.SizeK);
                    else
                        Add(target, default, values[at], null, crossing, tile.SizeK);
                }
            }
        }

        for (var j = 0; j < tile.SizeJ; j++)
            Store(sums, weights, tile, j);
    }

    // A voxel takes the rows whose rays pass within one voxel: 1 - |first + row · perRow - k| of each.
    private void Add(in ColumnPair target, in ColumnPair weightTarget, float* values, float* lengths, in ColumnCrossing at, int size)
    {
        var last = at.First + (_p.Rows - 1) * at.PerRow;
        var k = (int)Math.Clamp(Math.Min(at.First, last), 0, size) / TLanes.Width * TLanes.Width;
        var end = (int)Math.Clamp(Math.Max(at.First, last) + 2, 0, size);
        if (k >= end)
            return;
        var reach = 1 / Math.Abs(at.PerRow);
        if (reach <= 1)
            AddTwo(target, weightTarget, values, lengths, at.First, at.PerRow, k, end);
        else if (reach <= 1.5)
            AddThree(target, weightTarget, values, lengths, at.First, at.PerRow, k, end);
        else
            AddAll(target, weightTarget, values, lengths, at.First, at.PerRow, k, end);
    }

    // Rows no closer than voxels: the two beside it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddTwo(in ColumnPair target, in ColumnPair weightTarget, float* values, float* lengths, double first, double perRow, int k, int end)
    {
        var perVoxel = 1 / perRow;
        var offsets = RaySamples<TLanes, TVector>.Offsets(perVoxel);
        var fall = TLanes.Broadcast((float)Math.Abs(perRow));
        var one = TLanes.Broadcast(1);
        var zero = TLanes.Broadcast(0);
        var atZero = TLanes.Subtract(one, fall);
        var position = FixedPoint.Of((k - first) * perVoxel + Math.Min(0, (TLanes.Width - 1) * perVoxel));
        var step = FixedPoint.Of(TLanes.Width * perVoxel);
        for (; k < end; k += TLanes.Width, position += step)
        {
            var start = FixedPoint.Whole(position);
            var column = TLanes.Add(offsets, TLanes.Broadcast(FixedPoint.OneAndFraction(position)));
            var place = TLanes.PlaceOf(column);
            var next = TLanes.Next(place);
            var lean = TLanes.Multiply(TLanes.Fraction(column), fall);
            var before = TLanes.Max(zero, TLanes.Subtract(one, lean));
            var after = TLanes.Max(zero, TLanes.Add(atZero, lean));
            var row = new NarrowWindow<TLanes, TVector>(values + start);
            target.Add(k, TLanes.Fma(after, row.Pick(next), TLanes.Multiply(before, row.Pick(place))));
            if (!_isUpdate)
                continue;
            row = new NarrowWindow<TLanes, TVector>(lengths + start);
            weightTarget.Add(k, TLanes.Fma(after, row.Pick(next), TLanes.Multiply(before, row.Pick(place))));
        }
    }

    // The nearest row and those beside it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddThree(in ColumnPair target, in ColumnPair weightTarget, float* values, float* lengths, double first, double perRow, int k, int end)
    {
        var perVoxel = 1 / perRow;
        var offsets = RaySamples<TLanes, TVector>.Offsets(perVoxel);
        var fall = TLanes.Broadcast((float)Math.Abs(perRow));
        var one = TLanes.Broadcast(1);
        var zero = TLanes.Broadcast(0);
        var atNeighbour = TLanes.Subtract(one, fall);
        var halfFall = TLanes.Multiply(fall, TLanes.Broadcast(0.5f));

        // From half a row before the first of the three.
        var position = FixedPoint.Of((k - first) * perVoxel + Math.Min(0, (TLanes.Width - 1) * perVoxel) - 0.5);
        var step = FixedPoint.Of(TLanes.Width * perVoxel);
        for (; k < end; k += TLanes.Width, position += step)
        {
            var start = FixedPoint.Whole(position);
            var column = TLanes.Add(offsets, TLanes.Broadcast(FixedPoint.OneAndFraction(position)));
            var place = TLanes.PlaceOf(column);
            var middle = TLanes.Next(place);
            var next = TLanes.Next(middle);
            var lean = TLanes.Subtract(TLanes.Multiply(TLanes.Fraction(column), fall), halfFall);
            var before = TLanes.Max(zero, TLanes.Subtract(atNeighbour, lean));
            var within = TLanes.Subtract(one, TLanes.Abs(lean));
            var after = TLanes.Max(zero, TLanes.Add(atNeighbour, lean));
            var row = new NarrowWindow<TLanes, TVector>(values + start);
            target.Add(k, TLanes.Fma(after, row.Pick(next), TLanes.Fma(within, row.Pick(middle), TLanes.Multiply(before, row.Pick(place)))));
            if (!_isUpdate)
                continue;
            row = new NarrowWindow<TLanes, TVector>(lengths + start);
            weightTarget.Add(k, TLanes.Fma(after, row.Pick(next), TLanes.Fma(within, row.Pick(middle), TLanes.Multiply(before, row.Pick(place)))));
        }
    }

    // As many as there are; they may lie too far apart for a window.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddAll(in ColumnPair target, in ColumnPair weightTarget, float* values, float* lengths, double first, double perRow, int k, int end)
    {
        var perVoxel = 1 / perRow;
        var reach = Math.Abs(perVoxel);
        var taps = double.ConvertToIntegerNative<int>(Math.Ceiling(2 * reach));
        var rows = TLanes.Broadcast((float)perRow);
        var one = TLanes.Broadcast(1);
        var zero = TLanes.Broadcast(0);
        for (; k < end; k += TLanes.Width)
        {
            var row = (k - first) * perVoxel;
            var start = Math.Clamp(double.ConvertToIntegerNative<int>(Math.Floor(row + Math.Min(0, (TLanes.Width - 1) * perVoxel) - reach)), 1 - PaddedRows.Margin, _p.Rows);
            var place = TLanes.Add(TLanes.Fma(TLanes.Indices, TLanes.Broadcast((float)perVoxel), TLanes.Broadcast((float)(row - start - reach + 0.5))), TLanes.Broadcast(WindowPlace.Magic));
            var fromStart = TLanes.Subtract(TLanes.Broadcast((float)(first + start * perRow - k)), TLanes.Indices);
            var distance = TLanes.Fma(TLanes.Subtract(place, TLanes.Broadcast(WindowPlace.Magic)), rows, fromStart);
            var ofValues = new WideWindow<TLanes, TVector>(values, start, _p.Rows);
            var ofLengths = new WideWindow<TLanes, TVector>(lengths, start, _p.Rows);
            var sum = zero;
            var weights = zero;
            for (var tap = 0; tap < taps; tap++)
            {
                var weight = TLanes.Max(TLanes.Subtract(one, TLanes.Abs(distance)), zero);
                sum = TLanes.Fma(weight, ofValues.Pick(place), sum);
                if (_isUpdate)
                    weights = TLanes.Fma(weight, ofLengths.Pick(place), weights);
                distance = TLanes.Add(distance, rows);
                place = TLanes.Add(place, one);
            }

            target.Add(k, sum);
            if (_isUpdate)
                weightTarget.Add(k, weights);
        }
    }

    // 16 x 16 voxels at a time, back into the order of the volume.
    private void Store(TileColumns sums, TileColumns? weights, in VolumeTile tile, int j)
    {
        var correction = new RowCorrection<TLanes, TVector>(_p, _isUpdate);
        var block = stackalloc float[2 * Block * Block];
        for (var k0 = 0; k0 < tile.SizeK; k0 += Block)
        {
            sums.Read(j, k0, block);
            weights?.Read(j, k0, block + Block * Block);
            for (var k = 0; k < Math.Min(Block, tile.SizeK - k0); k++)
            {
                for (var i = 0; i < tile.SizeI; i += TLanes.Width)
                {
                    var from = block + k * Block + i;
                    var at = tile.I + i + _p.SizeI * (tile.J + j + (long)_p.SizeJ * (tile.K + k0 + k));
                    correction.Store(TLanes.Load(from), TLanes.Load(from + Block * Block), _volume + at, _mask is null ? null : _mask + at, Math.Min(TLanes.Width, tile.SizeI - i));
                }
            }
        }
    }

    // Two columns of voxels, and the part of a sum that each gets.
    private readonly struct ColumnPair
    {
        private readonly float* _near;
        private readonly float* _far;
        private readonly float _nearWeight;
        private readonly float _farWeight;

        public ColumnPair(TileColumns columns, int axis, int step, in ColumnCrossing crossing)
        {
            _near = axis == 0 ? columns.Column(step, crossing.Near) : columns.Column(crossing.Near, step);
            _far = axis == 0 ? columns.Column(step, crossing.Far) : columns.Column(crossing.Far, step);
            _nearWeight = crossing.NearWeight;
            _farWeight = crossing.FarWeight;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(int k, TVector sum)
        {
            TLanes.Store(_near + k, TLanes.Fma(TLanes.Broadcast(_nearWeight), sum, TLanes.Load(_near + k)));
            TLanes.Store(_far + k, TLanes.Fma(TLanes.Broadcast(_farWeight), sum, TLanes.Load(_far + k)));
        }
    }
}
