using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="SpatialProjectorKernels.Adjoint"/> and <see cref="SpatialProjectorKernels.Update"/> where detector rows run along the volume's k axis: the way of
/// <see cref="SpatialForward{TLanes, TVector}"/> back. What a detector column brings to all k of a step is summed row by row, and added to the two columns of voxels that it lies between. Each thread has steps of its own, so
/// every voxel's sum has one order.
/// </summary>
internal sealed unsafe class SpatialGather<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    private const int Block = 16;

    // Projections at a time: they stay in the third-level cache while all steps of the volume pass over them.
    private const long ChunkBytes = 4L << 20;

    private readonly float* _data;
    private readonly int* _subset;
    private readonly float* _volume;
    private readonly float* _mask;
    private readonly ProjectorParameters _p;
    private readonly ColumnRay[] _rays;
    private readonly bool _isUpdate;

    private SpatialGather(CpuLaunch launch, ProjectorParameters p, ColumnRay[] rays, bool isUpdate)
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
        if (ColumnRay.All(launch.View<float>(2), p) is not { } rays)
            return false;
        new SpatialGather<TLanes, TVector>(launch, p, rays, isUpdate).Run(launch.Device);
        return true;
    }

    private void Run(CpuDevice device)
    {
        using var sums = new TurnedVolume(_p);
        using var weights = _isUpdate ? new TurnedVolume(_p) : null;
        sums.Clear(device);
        weights?.Clear(device);
        var views = (int)Math.Clamp(ChunkBytes / (_p.Columns * (long)PaddedRows.StrideOf(_p.Rows) * sizeof(float)), 1, _p.SubsetViews);
        using var values = new PaddedRows((long)views * _p.Columns, _p.Rows);
        using var lengths = new PaddedRows((long)views * _p.Columns, _p.Rows);
        for (var chunk = 0; chunk < _p.SubsetViews; chunk += views)
        {
            var first = chunk;
            var count = Math.Min(views, _p.SubsetViews - chunk);
            var groups = (_p.Columns + Block - 1) / Block;
            device.Parallel((long)count * groups, (begin, end) =>
            {
                for (var item = begin; item < end; item++)
                    Turn(values, lengths, first, (int)(item / groups), (int)(item % groups) * Block);
            });
            for (var axis = 0; axis < 2; axis++)
            {
                var along = axis;
                device.Parallel(along == 0 ? _p.SizeI : _p.SizeJ, (begin, end) =>
                {
                    for (var step = begin; step < end; step++)
                        AddStep(sums, weights, values, lengths, first, count, along, (int)step);
                });
            }
        }

        device.Parallel(_p.SizeJ, (begin, end) =>
        {
            for (var j = begin; j < end; j++)
                Store(sums, weights, (int)j);
        });
    }

    // Columns of a view into rows, each value times the length of its ray's steps.
    private void Turn(PaddedRows values, PaddedRows lengths, int firstView, int view, int column)
    {
        var count = Math.Min(Block, _p.Columns - column);
        var at = (long)view * _p.Columns + column;
        var data = _data + column + (long)_p.Columns * _p.Rows * _subset[firstView + view];
        for (var row = 0; row < _p.Rows; row += Block)
            Transposition.Part16(data + (long)row * _p.Columns, _p.Columns, values[at] + row, values.Stride, Math.Min(Block, _p.Rows - row), count);
        for (var n = 0; n < count; n++)
        {
            var value = values[at + n];
            var length = lengths[at + n];
            _rays[(firstView + view) * _p.Columns + column + n].Lengths<TLanes, TVector>(length, _p.Rows);
            for (var row = 0; row < _p.Rows; row += TLanes.Width)
                TLanes.Store(value + row, TLanes.Multiply(TLanes.Load(value + row), TLanes.Load(length + row)));
            values.ClearMargins(at + n);
            lengths.ClearMargins(at + n);
        }
    }

    private void AddStep(TurnedVolume sums, TurnedVolume? weights, PaddedRows values, PaddedRows lengths, int firstView, int views, int axis, int step)
    {
        var across = axis == 0 ? _p.SizeJ : _p.SizeI;
        for (var n = 0; n < views * _p.Columns; n++)
        {
            ref readonly var ray = ref _rays[firstView * _p.Columns + n];
            if (ray.Axis != axis)
                continue;
            var position = ray.AcrossAt(step);
            if (!(position > -1 && position < across))
                continue;
            var index = (int)Math.Floor(position);
            var fraction = (float)(position - index);

            // Beyond the grid a neighbour gets nothing, whichever it is.
            var (near, nearWeight) = index >= 0 ? (index, 1 - fraction) : (0, 0);
            var (far, farWeight) = index + 1 < across ? (index + 1, fraction) : (index, 0);
            var target = new ColumnPair(Column(sums, axis, step, near), Column(sums, axis, step, far), nearWeight, farWeight);
            var weightTarget = weights is null ? default : new ColumnPair(Column(weights, axis, step, near), Column(weights, axis, step, far), nearWeight, farWeight);
            var (first, perRow) = ray.RowsAt(step);
            Add(target, weightTarget, values[n], lengths[n], first, perRow);
        }
    }

    private static float* Column(TurnedVolume volume, int axis, int step, int across) => axis == 0 ? volume.Column(step, across) : volume.Column(across, step);

    // A voxel takes the rows whose rays pass within one voxel: 1 - |first + row · perRow - k| of each.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(in ColumnPair target, in ColumnPair weightTarget, float* values, float* lengths, double first, double perRow)
    {
        var perVoxel = 1 / perRow;
        var reach = Math.Abs(perVoxel);
        var span = (TLanes.Width + 1) * reach;
        var taps = double.ConvertToIntegerNative<int>(Math.Ceiling(2 * reach));
        var isNarrow = span <= 2 * TLanes.Width - 3;
        var toFirst = Math.Min(0, (TLanes.Width - 1) * perVoxel) - reach;
        var steps = TLanes.Multiply(TLanes.Indices, TLanes.Broadcast((float)perVoxel));
        for (var k = 0; k < _p.SizeK; k += TLanes.Width)
        {
            var row = (k - first) * perVoxel;
            var least = row + toFirst;
            if (!(least < _p.Rows && least + span > -1))
                continue;
            var start = Math.Clamp(double.ConvertToIntegerNative<int>(Math.Floor(least)), 1 - PaddedRows.Margin, _p.Rows);
            var place = TLanes.Add(TLanes.Add(steps, TLanes.Broadcast((float)(row - start - reach + 0.5))), TLanes.Broadcast(WindowPlace.Magic));
            var distance = TLanes.Subtract(TLanes.Broadcast((float)(first + start * perRow - k)), TLanes.Indices);
            if (isNarrow)
                Add(target, weightTarget, k, place, distance, taps, (float)perRow, new NarrowWindow<TLanes, TVector>(values + start), new NarrowWindow<TLanes, TVector>(lengths + start));
            else
                Add(target, weightTarget, k, place, distance, taps, (float)perRow, new WideWindow<TLanes, TVector>(values, start, _p.Rows), new WideWindow<TLanes, TVector>(lengths, start, _p.Rows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add<TWindow>(in ColumnPair target, in ColumnPair weightTarget, int k, TVector place, TVector fromStart, int taps, float perRow, in TWindow values, in TWindow lengths)
        where TWindow : struct, IColumnWindow<TVector>
    {
        var one = TLanes.Broadcast(1);
        var zero = TLanes.Broadcast(0);
        var rows = TLanes.Broadcast(perRow);
        var distance = TLanes.Fma(TLanes.Subtract(place, TLanes.Broadcast(WindowPlace.Magic)), rows, fromStart);
        var sum = zero;
        var weights = zero;
        for (var tap = 0; tap < taps; tap++)
        {
            var weight = TLanes.Max(TLanes.Subtract(one, TLanes.Abs(distance)), zero);
            sum = TLanes.Fma(weight, values.Pick(place), sum);
            if (_isUpdate)
                weights = TLanes.Fma(weight, lengths.Pick(place), weights);
            distance = TLanes.Add(distance, rows);
            place = TLanes.Add(place, one);
        }

        target.Add(k, sum);
        if (_isUpdate)
            weightTarget.Add(k, weights);
    }

    // 16 x 16 voxels at a time, back into the order of the volume.
    private void Store(TurnedVolume sums, TurnedVolume? weights, int j)
    {
        var correction = new RowCorrection<TLanes, TVector>(_p, _isUpdate);
        var block = stackalloc float[2 * Block * Block];
        new Span<float>(block, 2 * Block * Block).Clear();
        for (var k0 = 0; k0 < _p.SizeK; k0 += Block)
        {
            for (var i0 = 0; i0 < _p.SizeI; i0 += Block)
            {
                sums.Read(i0, j, k0, block);
                weights?.Read(i0, j, k0, block + Block * Block);
                for (var k = 0; k < Math.Min(Block, _p.SizeK - k0); k++)
                {
                    for (var i = 0; i < Math.Min(Block, _p.SizeI - i0); i += TLanes.Width)
                    {
                        var from = block + k * Block + i;
                        var at = i0 + i + _p.SizeI * (j + (long)_p.SizeJ * (k0 + k));
                        correction.Store(TLanes.Load(from), TLanes.Load(from + Block * Block), _volume + at, _mask is null ? null : _mask + at, Math.Min(TLanes.Width, _p.SizeI - i0 - i));
                    }
                }
            }
        }
    }

    // Two columns of voxels, and the part of a sum that each gets.
    private readonly struct ColumnPair(float* near, float* far, float nearWeight, float farWeight)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(int k, TVector sum)
        {
            TLanes.Store(near + k, TLanes.Fma(TLanes.Broadcast(nearWeight), sum, TLanes.Load(near + k)));
            TLanes.Store(far + k, TLanes.Fma(TLanes.Broadcast(farWeight), sum, TLanes.Load(far + k)));
        }
    }
}
