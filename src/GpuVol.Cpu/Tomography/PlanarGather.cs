using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="PlanarProjectorKernels.Adjoint"/> and <see cref="PlanarProjectorKernels.Update"/>, parallel and fan rays. Joseph's weight of the ray to column c at a pixel is
/// 1 - |numerator - c · depth| / m, with the pixel's column as numerator over depth (both affine in the pixel, in the scale of cross products) and m the greater component of the ray: the rays
/// that meet a block of pixels are found in one window of columns, tap by tap.
/// </summary>
internal sealed unsafe class PlanarGather<TLanes, TVector> : PixelBlocks<TLanes, TVector, RayPlace>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    private readonly float* _data;
    private readonly ArrayView<float> _views;
    private readonly int* _subset;
    private readonly float* _mask;
    private readonly ProjectorParameters _p;
    private readonly bool _isUpdate;
    private readonly RowCorrection<TLanes, TVector> _correction;
    private readonly ColumnForm[] _forms;
    private readonly double[] _greatestComponents;
    private float* _slice;
    private float* _sliceMask;
    private float* _rows;
    private float* _lengths;
    private float* _falls;
    private int _stride;

    private PlanarGather(CpuLaunch launch, bool isUpdate)
    {
        _isUpdate = isUpdate;
        _data = launch.View<float>(0).Pointer;
        _slice = launch.View<float>(1).Pointer;
        _views = launch.View<float>(2);
        _subset = launch.View<int>(4).Pointer;
        if (isUpdate && launch.View<float>(5).Length > 0)
            _mask = launch.View<float>(5).Pointer;
        _p = launch.Value<ProjectorParameters>(isUpdate ? 6 : 5);
        _correction = new(_p, isUpdate);
        _forms = new ColumnForm[_p.SubsetViews];
        _greatestComponents = new double[_p.SubsetViews];
        for (var view = 0; view < _p.SubsetViews; view++)
        {
            _forms[view] = CrossForm(view);

            // The greater component is convex along the detector.
            _greatestComponents[view] = Math.Max(GreaterComponent(view, 0), GreaterComponent(view, _p.Columns - 1));
        }
    }

    public static bool Run(CpuLaunch launch, bool isUpdate)
    {
        var work = new PlanarGather<TLanes, TVector>(launch, isUpdate);
        if (!work.Applies())
            return false;
        work.Run(launch.Device);
        return true;
    }

    private bool Applies()
    {
        var (sizeI, sizeJ) = Whole(_p.SizeI, _p.SizeJ);
        return Array.TrueForAll(_forms, form => form.LeastDepth(sizeI, sizeJ) > 0);
    }

    private (double X, double Y) Direction(int view, int column)
    {
        var at = 6 * view;
        if (_p.Divergent == 0)
            return (_views[at], _views[at + 1]);
        return (_views[at + 2] + (double)column * _views[at + 4] - _views[at], _views[at + 3] + (double)column * _views[at + 5] - _views[at + 1]);
    }

    private double GreaterComponent(int view, int column)
    {
        var (x, y) = Direction(view, column);
        return Math.Max(Math.Abs(x), Math.Abs(y));
    }

    // Cross products of the ray with the way from a point on it to the pixel, and with the step from column to column.
    private ColumnForm CrossForm(int view)
    {
        var at = 6 * view;
        double firstX = _views[at + 2], firstY = _views[at + 3], stepX = _views[at + 4], stepY = _views[at + 5];
        var (x, y) = Direction(view, 0);
        ColumnForm form;
        if (_p.Divergent != 0)
        {
            double sourceX = _views[at], sourceY = _views[at + 1];
            form = new((sourceX * y - sourceY * x, -y, x), (sourceY * stepX - sourceX * stepY, stepY, -stepX));
        }
        else
        {
            form = new((firstY * x - firstX * y, y, -x), (stepX * y - stepY * x, 0, 0));
        }

        return form.DepthAt(_p.SizeI / 2, _p.SizeJ / 2) > 0 ? form : -form;
    }

    private void Run(CpuDevice device)
    {
        var views = _p.SubsetViews;
        using var rows = new PaddedRows(views, _p.Columns);
        using var lengths = new PaddedRows(views, _p.Columns);
        using var falls = new PaddedRows(views, _p.Columns);
        _rows = rows[0];
        _lengths = lengths[0];
        _falls = falls[0];
        _stride = rows.Stride;
        _sliceMask = _mask;
        device.Parallel(views, (begin, end) =>
        {
            for (var view = begin; view < end; view++)
            {
                rows.ClearMargins(view);
                lengths.ClearMargins(view);
                falls.ClearMargins(view);
                Describe((int)view, lengths[view], falls[view]);
            }
        });
        for (var slice = 0; slice < _p.SizeK; slice++)
        {
            var data = _data + (long)slice * _p.Views * _p.Columns;
            device.Parallel(views, (begin, end) =>
            {
                for (var view = begin; view < end; view++)
                    Weight(data + (long)_p.Columns * _subset[view], lengths[view], rows[view]);
            });
            Run(device, _p.SizeI, _p.SizeJ, views, _isUpdate ? 2 : 1);
            _slice += (long)_p.SizeI * _p.SizeJ;
            if (_mask is not null)
                _sliceMask += (long)_p.SizeI * _p.SizeJ;
        }
    }

    // Per column the length of a step in mm, and what a weight loses per unit of the cross product. Whole vectors: the zeros behind are written last.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Describe(int view, float* lengths, float* falls)
    {
        var (x0, y0) = Direction(view, 0);
        var (stepX, stepY) = _p.Divergent != 0 ? (_views[6 * view + 4], _views[6 * view + 5]) : (0, 0);
        for (var column = 0; column < _p.Columns; column += TLanes.Width)
        {
            var n = TLanes.Add(TLanes.Broadcast(column), TLanes.Indices);
            var x = TLanes.Fma(n, TLanes.Broadcast(stepX), TLanes.Broadcast((float)x0));
            var y = TLanes.Fma(n, TLanes.Broadcast(stepY), TLanes.Broadcast((float)y0));
            var mmX = TLanes.Multiply(x, TLanes.Broadcast(_p.SpacingI));
            var mmY = TLanes.Multiply(y, TLanes.Broadcast(_p.SpacingJ));
            var greater = TLanes.Max(TLanes.Abs(x), TLanes.Abs(y));
            TLanes.Store(lengths + column, TLanes.Divide(TLanes.SquareRoot(TLanes.Fma(mmX, mmX, TLanes.Multiply(mmY, mmY))), greater));
            TLanes.Store(falls + column, TLanes.Divide(TLanes.Broadcast(-1), greater));
        }

        var last = (_p.Columns + TLanes.Width - 1) / TLanes.Width * TLanes.Width;
        new Span<float>(lengths + _p.Columns, last - _p.Columns).Clear();
        new Span<float>(falls + _p.Columns, last - _p.Columns).Clear();
    }

    private void Weight(float* data, float* lengths, float* row)
    {
        var column = 0;
        for (; column + TLanes.Width <= _p.Columns; column += TLanes.Width)
            TLanes.Store(row + column, TLanes.Multiply(TLanes.Load(data + column), TLanes.Load(lengths + column)));
        for (; column < _p.Columns; column++)
            row[column] = data[column] * lengths[column];
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Place(RayPlace* places, int i, int j, int firstView, int views)
    {
        var acrossI = Vector256.Create(0.0, TLanes.Width - 1, 0, TLanes.Width - 1);
        var acrossJ = Vector256.Create(0.0, 0, Rows - 1, Rows - 1);
        for (var n = 0; n < views; n++)
        {
            // Vectors of (at the block's first pixel, per i, per j, -): a scalar that is narrowed merges into its old register, and would make each view wait for the one before.
            ref readonly var form = ref _forms[firstView + n];
            var numerator = form.Numerator.WithElement(0, form.Numerator[0] + form.Numerator[1] * i + form.Numerator[2] * j);
            var depth = form.Depth.WithElement(0, form.Depth[0] + form.Depth[1] * i + form.Depth[2] * j);
            var inverses = Vector256<double>.One / (Vector256.Create(depth[0]) + acrossI * depth[1] + acrossJ * depth[2]);
            var reach = _greatestComponents[firstView + n] * Corners.Greatest(inverses);
            var columns = (Vector256.Create(numerator[0]) + acrossI * numerator[1] + acrossJ * numerator[2]) * inverses;
            var least = Corners.Least(columns) - reach;
            var start = Math.Clamp(double.ConvertToIntegerNative<int>(Math.Floor(least)), 1 - PaddedRows.Margin, _p.Columns + 1);
            places[n] = new RayPlace
            {
                Window = new BlockPlace { Start = start, IsNarrow = Corners.Greatest(columns) + reach - least <= 2 * TLanes.Width - 3 },
                Taps = double.ConvertToIntegerNative<int>(Math.Ceiling(2 * reach)),
                ToFirst = (float)(0.5 - reach),
                Depth = Avx.ConvertToVector128Single(depth),
                FromStart = Avx.ConvertToVector128Single(start * depth - numerator),
            };
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Add(float* sums, RayPlace* places, int i, int j, int firstView, int views)
    {
        var perRow = _isUpdate ? 2 * TLanes.Width : TLanes.Width;
        var weightsAt = _isUpdate ? TLanes.Width : 0;
        TVector sum0 = TLanes.Load(sums), sum1 = TLanes.Load(sums + perRow), sum2 = TLanes.Load(sums + 2 * perRow), sum3 = TLanes.Load(sums + 3 * perRow);
        TVector weights0 = TLanes.Load(sums + weightsAt), weights1 = TLanes.Load(sums + perRow + weightsAt), weights2 = TLanes.Load(sums + 2 * perRow + weightsAt), weights3 = TLanes.Load(sums + 3 * perRow + weightsAt);
        for (var n = 0; n < views; n++, places++)
        {
            var depths = TLanes.Fma(TLanes.Indices, TLanes.Broadcast(places->Depth[1]), TLanes.Broadcast(places->Depth[0]));
            var negative = TLanes.Fma(TLanes.Indices, TLanes.Broadcast(places->FromStart[1]), TLanes.Broadcast(places->FromStart[0]));
            var depthPerJ = TLanes.Broadcast(places->Depth[2]);
            var negativePerJ = TLanes.Broadcast(places->FromStart[2]);
            var row = (long)(firstView + n) * _stride;
            var start = places->Window.Start;
            if (places->Window.IsNarrow)
            {
                var values = new NarrowWindow<TLanes, TVector>(_rows + row + start);
                var lengths = new NarrowWindow<TLanes, TVector>(_lengths + row + start);
                var falls = new NarrowWindow<TLanes, TVector>(_falls + row + start);
                AddRow(ref sum0, ref weights0, values, lengths, falls, *places, ref negative, negativePerJ, ref depths, depthPerJ);
                AddRow(ref sum1, ref weights1, values, lengths, falls, *places, ref negative, negativePerJ, ref depths, depthPerJ);
                AddRow(ref sum2, ref weights2, values, lengths, falls, *places, ref negative, negativePerJ, ref depths, depthPerJ);
                AddRow(ref sum3, ref weights3, values, lengths, falls, *places, ref negative, negativePerJ, ref depths, depthPerJ);
            }
            else
            {
                var values = new WideWindow<TLanes, TVector>(_rows + row, start, _p.Columns);
                var lengths = new WideWindow<TLanes, TVector>(_lengths + row, start, _p.Columns);
                var falls = new WideWindow<TLanes, TVector>(_falls + row, start, _p.Columns);
                AddRow(ref sum0, ref weights0, values, lengths, falls, *places, ref negative, negativePerJ, ref depths, depthPerJ);
                AddRow(ref sum1, ref weights1, values, lengths, falls, *places, ref negative, negativePerJ, ref depths, depthPerJ);
                AddRow(ref sum2, ref weights2, values, lengths, falls, *places, ref negative, negativePerJ, ref depths, depthPerJ);
                AddRow(ref sum3, ref weights3, values, lengths, falls, *places, ref negative, negativePerJ, ref depths, depthPerJ);
            }
        }

        if (_isUpdate)
        {
            TLanes.Store(sums + weightsAt, weights0);
            TLanes.Store(sums + perRow + weightsAt, weights1);
            TLanes.Store(sums + 2 * perRow + weightsAt, weights2);
            TLanes.Store(sums + 3 * perRow + weightsAt, weights3);
        }

        TLanes.Store(sums, sum0);
        TLanes.Store(sums + perRow, sum1);
        TLanes.Store(sums + 2 * perRow, sum2);
        TLanes.Store(sums + 3 * perRow, sum3);
    }

    /// <inheritdoc/>
    protected override void Store(float* sums, int i, int j)
    {
        var perRow = _isUpdate ? 2 * TLanes.Width : TLanes.Width;
        var count = Math.Min(TLanes.Width, _p.SizeI - i);
        var end = Math.Min(j + Rows, _p.SizeJ);
        for (; j < end; j++, sums += perRow)
        {
            var at = i + (long)_p.SizeI * j;
            _correction.Store(TLanes.Load(sums), TLanes.Load(sums + perRow - TLanes.Width), _slice + at, _sliceMask is null ? null : _sliceMask + at, count);
        }
    }

    // A row of pixels takes its rays from the windows of a view, one tap after the other; then on to the next row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<TWindow>(ref TVector sum, ref TVector weights, in TWindow values, in TWindow lengths, in TWindow falls, in RayPlace at, ref TVector negative, TVector negativePerJ, ref TVector depths, TVector depthPerJ)
        where TWindow : struct, IColumnWindow<TVector>
    {
        var one = TLanes.Broadcast(1);
        var magic = TLanes.Broadcast(WindowPlace.Magic);
        var place = TLanes.Add(TLanes.Subtract(TLanes.Broadcast(at.ToFirst), TLanes.Divide(negative, depths)), magic);
        var distance = TLanes.Fma(TLanes.Subtract(place, magic), depths, negative);
        for (var tap = 0; tap < at.Taps; tap++)
        {
            var weight = TLanes.Max(TLanes.Fma(TLanes.Abs(distance), falls.Pick(place), one), TLanes.Broadcast(0));
            sum = TLanes.Fma(weight, values.Pick(place), sum);
            weights = TLanes.Fma(weight, lengths.Pick(place), weights);
            distance = TLanes.Add(distance, depths);
            place = TLanes.Add(place, one);
        }

        negative = TLanes.Add(negative, negativePerJ);
        depths = TLanes.Add(depths, depthPerJ);
    }
}
