using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="PlanarProjectorKernels.Adjoint"/> and <see cref="PlanarProjectorKernels.Update"/>, parallel and fan rays. Joseph's weight of the ray to column c at a pixel is
/// 1 - |numerator - c · depth| / m, with the pixel's column as numerator over depth (both affine in the pixel, in the scale of cross products) and m the greater component of the ray: the rays
/// that meet a block of pixels are found in one window of columns. The data are divided by m beforehand, and m is linear over nearly every window, so that a weight takes no division.
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
    private readonly bool _isSingle;
    private readonly RowCorrection<TLanes, TVector> _correction;
    private readonly RayPlaces<TLanes, TVector> _places;
    private float* _slice;
    private float* _sliceMask;
    private float* _rows;
    private float* _lengths;
    private float* _greater;
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

        // Places come in vectors: of views, or of the blocks of a line where there is one view.
        _isSingle = _p.SubsetViews == 1;
        _places = new(_views, _p, _isSingle ? (_p.SizeI + LineBlocks * TLanes.Width - 1) / (LineBlocks * TLanes.Width) * LineBlocks : 1);
    }

    public static bool Run(CpuLaunch launch, bool isUpdate)
    {
        var work = new PlanarGather<TLanes, TVector>(launch, isUpdate);
        var (sizeI, sizeJ) = Whole(work._p.SizeI, work._p.SizeJ);
        if (!work._places.AreInFront(sizeI, sizeJ + Rows))
            return false;
        work.Run(launch.Device);
        return true;
    }

    private void Run(CpuDevice device)
    {
        var views = _p.SubsetViews;
        using var rows = new PaddedRows(views, _p.Columns);
        using var lengths = new PaddedRows(views, _p.Columns);
        using var greater = new PaddedRows(views, _p.Columns);
        _rows = rows[0];
        _lengths = lengths[0];
        _greater = greater[0];
        _stride = _isSingle ? 0 : rows.Stride;
        _sliceMask = _mask;
        device.Parallel(views, (begin, end) =>
        {
            for (var view = begin; view < end; view++)
            {
                rows.ClearMargins(view);
                lengths.ClearMargins(view);
                greater.ClearMargins(view);
                Describe((int)view, lengths[view], greater[view]);
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

    // Per column the length of a step in mm over the ray's greater component, and that component. Whole vectors: the zeros behind are written last.
    private void Describe(int view, float* lengths, float* greater)
    {
        for (var column = 0; column < _p.Columns; column += TLanes.Width)
        {
            var rays = new RayLanes<TLanes, TVector>(_views, view, column, _p);
            TLanes.Store(lengths + column, TLanes.Divide(rays.Length, rays.Greater));
            TLanes.Store(greater + column, rays.Greater);
        }

        var last = (_p.Columns + TLanes.Width - 1) / TLanes.Width * TLanes.Width;
        new Span<float>(lengths + _p.Columns, last - _p.Columns).Clear();
        new Span<float>(greater + _p.Columns, last - _p.Columns).Clear();
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
    protected override int PlaceRows => 2 * Rows;

    /// <inheritdoc/>
    protected override void Place(RayPlace* places, int i, int j, int firstView, int views)
    {
        var table = new RayPlaceTable(places);
        if (!_isSingle)
            _places.Find(table, i, j, PlaceRows, firstView, views);
        else if (InLine(i) == 0)
            _places.Find(table, 0, j, PlaceRows, i / TLanes.Width, LineBlocks);
    }

    /// <inheritdoc/>
    protected override void Add(float* sums, RayPlace* places, int i, int j, int rowsBehind, int firstView, int views)
    {
        var n = _isSingle ? InLine(i) : 0;
        var table = new RayPlaceTable(places - n * ChunkViews);
        var end = _isSingle ? n + 1 : views;
        if (_isUpdate)
            Add<SumAndWeights>(sums, table, rowsBehind, firstView, n, end);
        else
            Add<SumAlone>(sums, table, rowsBehind, firstView, n, end);
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

    // Which block of its line begins at a pixel.
    private static int InLine(int i) => i / TLanes.Width % LineBlocks;

    // Views whose windows are of one kind follow one another.
    private void Add<TSums>(float* sums, in RayPlaceTable places, int rowsBehind, int firstView, int n, int views)
        where TSums : struct, ISums
    {
        while (n < views)
        {
            n = places.Kind[n] switch
            {
                RayWindow.Two => AddRows<TSums, TwoRays>(sums, places, rowsBehind, firstView, n, views),
                RayWindow.Three => AddRows<TSums, ThreeRays>(sums, places, rowsBehind, firstView, n, views),
                RayWindow.Near => AddNear<TSums>(sums, places, rowsBehind, firstView, n),
                RayWindow.Far => AddFar<TSums>(sums, places, rowsBehind, firstView, n),
                _ => n + 1,
            };
        }
    }

    // A window holds the rays of all pixels, over which their greater component is linear.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AddRows<TSums, TRays>(float* sums, in RayPlaceTable places, int rowsBehind, int firstView, int n, int views)
        where TSums : struct, ISums
        where TRays : struct, IRays
    {
        var perRow = TSums.HasWeights ? 2 * TLanes.Width : TLanes.Width;
        TVector sum0 = TLanes.Load(sums), sum1 = TLanes.Load(sums + perRow), sum2 = TLanes.Load(sums + 2 * perRow), sum3 = TLanes.Load(sums + 3 * perRow);
        TVector weights0 = default, weights1 = default, weights2 = default, weights3 = default;
        if (TSums.HasWeights)
        {
            weights0 = TLanes.Load(sums + TLanes.Width);
            weights1 = TLanes.Load(sums + perRow + TLanes.Width);
            weights2 = TLanes.Load(sums + 2 * perRow + TLanes.Width);
            weights3 = TLanes.Load(sums + 3 * perRow + TLanes.Width);
        }

        for (; n < views && places.Kind[n] == TRays.Window; n++)
        {
            var row = (long)(firstView + n) * _stride + places.Start[n];
            var values = new NeighbourWindows<TLanes, TVector>(_rows + row);
            var lengths = TSums.HasWeights ? new NeighbourWindows<TLanes, TVector>(_lengths + row) : default;
            var depth = TLanes.Fma(TLanes.Indices, TLanes.Broadcast(places.DepthPerI[n]), TLanes.Broadcast(places.DepthAt(n, rowsBehind)));
            var behind = TLanes.Fma(TLanes.Indices, TLanes.Broadcast(places.BehindPerI[n]), TLanes.Broadcast(places.BehindAt(n, rowsBehind)));
            var depthPerJ = TLanes.Broadcast(places.DepthPerJ[n]);
            var behindPerJ = TLanes.Broadcast(places.BehindPerJ[n]);
            var perColumn = TLanes.Broadcast(places.GreaterPerColumn[n]);
            var perDepth = TLanes.Broadcast(TRays.GreaterPerDepth);
            var greaterPerJ = TLanes.Multiply(depthPerJ, perDepth);
            var greater = TLanes.Fma(depth, perDepth, TLanes.Broadcast(places.Greater[n]));
            var inverse = TLanes.Divide(TLanes.Broadcast(-1), depth);
            TRays.Add<TSums>(ref sum0, ref weights0, values, lengths, greater, perColumn, depth, behind, inverse);
            Next(depthPerJ, behindPerJ, greaterPerJ, ref depth, ref behind, ref greater, ref inverse);
            TRays.Add<TSums>(ref sum1, ref weights1, values, lengths, greater, perColumn, depth, behind, inverse);
            Next(depthPerJ, behindPerJ, greaterPerJ, ref depth, ref behind, ref greater, ref inverse);
            TRays.Add<TSums>(ref sum2, ref weights2, values, lengths, greater, perColumn, depth, behind, inverse);
            Next(depthPerJ, behindPerJ, greaterPerJ, ref depth, ref behind, ref greater, ref inverse);
            TRays.Add<TSums>(ref sum3, ref weights3, values, lengths, greater, perColumn, depth, behind, inverse);
        }

        TLanes.Store(sums, sum0);
        TLanes.Store(sums + perRow, sum1);
        TLanes.Store(sums + 2 * perRow, sum2);
        TLanes.Store(sums + 3 * perRow, sum3);
        if (TSums.HasWeights)
        {
            TLanes.Store(sums + TLanes.Width, weights0);
            TLanes.Store(sums + perRow + TLanes.Width, weights1);
            TLanes.Store(sums + 2 * perRow + TLanes.Width, weights2);
            TLanes.Store(sums + 3 * perRow + TLanes.Width, weights3);
        }

        return n;
    }

    // The weight of the ray before a pixel, its place, and the pixel's distance as a cross product.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Before(ref TVector greater, TVector perColumn, TVector depth, TVector behind, TVector inverse, out TVector place, out TVector distance)
    {
        var magic = TLanes.Broadcast(WindowPlace.Magic);
        place = TLanes.Fma(behind, inverse, magic);
        var index = TLanes.Subtract(place, magic);
        distance = TLanes.Fma(index, depth, behind);
        greater = TLanes.Fma(index, perColumn, greater);
        return TLanes.Max(TLanes.Broadcast(0), TLanes.Add(greater, distance));
    }

    // On to the next row of pixels: depths differ so little that two terms of a series make their inverses.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Next(TVector depthPerJ, TVector behindPerJ, TVector greaterPerJ, ref TVector depth, ref TVector behind, ref TVector greater, ref TVector inverse)
    {
        depth = TLanes.Add(depth, depthPerJ);
        behind = TLanes.Add(behind, behindPerJ);
        greater = TLanes.Add(greater, greaterPerJ);
        var error = TLanes.Fma(depth, inverse, TLanes.Broadcast(1));
        inverse = TLanes.Fma(inverse, TLanes.Fma(error, error, error), inverse);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AddNear<TSums>(float* sums, in RayPlaceTable places, int rowsBehind, int firstView, int n)
        where TSums : struct, ISums
    {
        var row = (long)(firstView + n) * _stride + places.Start[n];
        AddAny<TSums, NarrowWindow<TLanes, TVector>>(sums, places, rowsBehind, n, new(_rows + row), new(_lengths + row), new(_greater + row));
        return n + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AddFar<TSums>(float* sums, in RayPlaceTable places, int rowsBehind, int firstView, int n)
        where TSums : struct, ISums
    {
        var row = (long)(firstView + n) * _stride;
        var start = places.Start[n];
        AddAny<TSums, WideWindow<TLanes, TVector>>(sums, places, rowsBehind, n, new(_rows + row, start, _p.Columns), new(_lengths + row, start, _p.Columns), new(_greater + row, start, _p.Columns));
        return n + 1;
    }

    // Any number of rays, with the greater component of each.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddAny<TSums, TWindow>(float* sums, in RayPlaceTable places, int rowsBehind, int n, in TWindow values, in TWindow lengths, in TWindow greater)
        where TSums : struct, ISums
        where TWindow : struct, IColumnWindow<TVector>
    {
        var depth = TLanes.Fma(TLanes.Indices, TLanes.Broadcast(places.DepthPerI[n]), TLanes.Broadcast(places.DepthAt(n, rowsBehind)));
        var behind = TLanes.Fma(TLanes.Indices, TLanes.Broadcast(places.BehindPerI[n]), TLanes.Broadcast(places.BehindAt(n, rowsBehind)));
        var one = TLanes.Broadcast(1);
        var zero = TLanes.Broadcast(0);
        var magic = TLanes.Broadcast(WindowPlace.Magic);
        var toFirst = TLanes.Broadcast(0.5f - places.Reach[n]);
        var taps = (int)MathF.Ceiling(2 * places.Reach[n]);
        for (var j = 0; j < Rows; j++)
        {
            var place = TLanes.Add(TLanes.Subtract(toFirst, TLanes.Divide(behind, depth)), magic);
            var distance = TLanes.Fma(TLanes.Subtract(place, magic), depth, behind);
            var sum = TLanes.Load(sums);
            var weights = TSums.HasWeights ? TLanes.Load(sums + TLanes.Width) : zero;
            for (var tap = 0; tap < taps; tap++)
            {
                var weight = TLanes.Max(TLanes.Subtract(greater.Pick(place), TLanes.Abs(distance)), zero);
                sum = TLanes.Fma(weight, values.Pick(place), sum);
                if (TSums.HasWeights)
                    weights = TLanes.Fma(weight, lengths.Pick(place), weights);
                distance = TLanes.Add(distance, depth);
                place = TLanes.Add(place, one);
            }

            TLanes.Store(sums, sum);
            if (TSums.HasWeights)
                TLanes.Store(sums + TLanes.Width, weights);
            sums += TSums.HasWeights ? 2 * TLanes.Width : TLanes.Width;
            depth = TLanes.Add(depth, TLanes.Broadcast(places.DepthPerJ[n]));
            behind = TLanes.Add(behind, TLanes.Broadcast(places.BehindPerJ[n]));
        }
    }

    /// <summary>What is summed up for a pixel.</summary>
    private interface ISums
    {
        /// <summary>True where the weights are summed as well.</summary>
        static abstract bool HasWeights { get; }
    }

    private readonly struct SumAlone : ISums
    {
        public static bool HasWeights => false;
    }

    private readonly struct SumAndWeights : ISums
    {
        public static bool HasWeights => true;
    }

    /// <summary>The rays that meet a pixel, where they are few.</summary>
    private interface IRays
    {
        /// <summary>The window that holds them.</summary>
        static abstract RayWindow Window { get; }

        /// <summary>The part of a pixel's depth that is in the greater component beforehand, where <see cref="Add"/> would have to take off half a column, or one.</summary>
        static abstract float GreaterPerDepth { get; }

        /// <summary>Adds what they bring to a row of pixels.</summary>
        static abstract void Add<TSums>(ref TVector sum, ref TVector weights, in NeighbourWindows<TLanes, TVector> values, in NeighbourWindows<TLanes, TVector> lengths, TVector greater, TVector perColumn, TVector depth, TVector behind, TVector inverse)
            where TSums : struct, ISums;
    }

    /// <summary>Rays further apart than a pixel reaches: the two beside it.</summary>
    private readonly struct TwoRays : IRays
    {
        public static RayWindow Window => RayWindow.Two;

        public static float GreaterPerDepth => -0.5f;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Add<TSums>(ref TVector sum, ref TVector weights, in NeighbourWindows<TLanes, TVector> values, in NeighbourWindows<TLanes, TVector> lengths, TVector greater, TVector perColumn, TVector depth, TVector behind, TVector inverse)
            where TSums : struct, ISums
        {
            // The distance is that to the middle between the rays; half a column is in greater.
            var before = Before(ref greater, perColumn, depth, behind, inverse, out var place, out var distance);
            var after = TLanes.Max(TLanes.Broadcast(0), TLanes.Subtract(TLanes.Add(greater, perColumn), distance));
            sum = TLanes.Fma(after, values.PickNext(place), TLanes.Fma(before, values.Pick(place), sum));
            if (TSums.HasWeights)
                weights = TLanes.Fma(after, lengths.PickNext(place), TLanes.Fma(before, lengths.Pick(place), weights));
        }
    }

    /// <summary>Rays closer by up to a half: the nearest, and those beside it.</summary>
    private readonly struct ThreeRays : IRays
    {
        public static RayWindow Window => RayWindow.Three;

        public static float GreaterPerDepth => -1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Add<TSums>(ref TVector sum, ref TVector weights, in NeighbourWindows<TLanes, TVector> values, in NeighbourWindows<TLanes, TVector> lengths, TVector greater, TVector perColumn, TVector depth, TVector behind, TVector inverse)
            where TSums : struct, ISums
        {
            // The distance is that to the nearest ray; a column is taken off the greater component of the one before it.
            var zero = TLanes.Broadcast(0);
            var before = Before(ref greater, perColumn, depth, behind, inverse, out var place, out var distance);
            greater = TLanes.Add(greater, perColumn);
            var within = TLanes.Max(zero, TLanes.Subtract(TLanes.Add(greater, depth), TLanes.Abs(distance)));
            var after = TLanes.Max(zero, TLanes.Subtract(TLanes.Add(greater, perColumn), distance));
            var next = TLanes.Add(place, TLanes.Broadcast(1));
            sum = TLanes.Fma(after, values.PickNext(next), TLanes.Fma(within, values.PickNext(place), TLanes.Fma(before, values.Pick(place), sum)));
            if (TSums.HasWeights)
                weights = TLanes.Fma(after, lengths.PickNext(next), TLanes.Fma(within, lengths.PickNext(place), TLanes.Fma(before, lengths.Pick(place), weights)));
        }
    }
}
