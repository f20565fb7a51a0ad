using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>Vector code for <see cref="SpatialProjectorKernels.Lengths"/> where detector rows run along the volume's k axis: the rays to a column cross the grid's other limits at the same steps.</summary>
internal sealed unsafe class SpatialLengths<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    // Detector columns at a time, which leave in rows.
    private const int Group = 16;

    private readonly float* _lengths;
    private readonly ArrayView<float> _views;
    private readonly int* _subset;
    private readonly ProjectorParameters _p;
    private readonly int _rows;

    private SpatialLengths(CpuLaunch launch)
    {
        _lengths = launch.View<float>(0).Pointer;
        _views = launch.View<float>(1);
        _subset = launch.View<int>(2).Pointer;
        _p = launch.Value<ProjectorParameters>(3);
        _rows = (_p.Rows + Group - 1) / Group * Group;
    }

    public static bool Run(CpuLaunch launch)
    {
        var work = new SpatialLengths<TLanes, TVector>(launch);
        if (ColumnRays.All(work._views, work._p) is null)
            return false;
        var groups = (work._p.Columns + Group - 1) / Group;
        launch.Parallel((long)work._p.SubsetViews * groups, (begin, end) =>
        {
            using var turned = new PaddedRows(Group, work._rows);
            for (var item = begin; item < end; item++)
                work.Fill(turned, (int)(item / groups), (int)(item % groups) * Group);
        });
        return true;
    }

    private void Fill(PaddedRows turned, int view, int first)
    {
        var count = Math.Min(Group, _p.Columns - first);
        for (var column = 0; column < count; column++)
            Column(view, first + column, turned[column]);
        var target = _lengths + first + (long)_p.Columns * _p.Rows * _subset[view];
        for (var row = 0; row < _p.Rows; row += Group)
            Transposition.Part16(turned[0] + row, turned.Stride, target + (long)row * _p.Columns, _p.Columns, count, Math.Min(Group, _p.Rows - row));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Column(int view, int column, float* target)
    {
        // As SpatialRay.Of, whose rows differ in z alone.
        var at = 12 * view;
        var ray = SpatialRay.Of(_views, view, column, 0, _p);
        var x = XMath.Fma(column, _views[at + 6], _views[at + 3]);
        var y = XMath.Fma(column, _views[at + 7], _views[at + 4]);
        var z0 = XMath.Fma(column, _views[at + 8], _views[at + 5]);
        var (dx, dy, sourceZ) = _p.Divergent != 0 ? (x - _views[at], y - _views[at + 1], _views[at + 2]) : (_views[at], _views[at + 1], 0);
        var (main, origin, steps, across) = ray.Axis == 0 ? (dx, x, _p.SizeI, _p.SizeJ) : (dy, y, _p.SizeJ, _p.SizeI);
        var (mmX, mmY) = (dx * _p.SpacingI, dy * _p.SpacingJ);
        var inPlane = TLanes.Broadcast(XMath.Fma(mmX, mmX, mmY * mmY));
        var (enters, inside) = (GridCrossing.Of(0, ray.StartA, ray.SlopeA, across, steps), GridCrossing.Of(1, ray.StartA, ray.SlopeA, across, steps));
        var leaves = GridCrossing.Of(2, ray.StartA, ray.SlopeA, across, steps);
        var zero = TLanes.Broadcast(0);
        for (var row = 0; row < _p.Rows; row += TLanes.Width)
        {
            var z = TLanes.Fma(TLanes.Add(TLanes.Broadcast(row), TLanes.Indices), TLanes.Broadcast(_views[at + 11]), TLanes.Broadcast(z0));
            var dz = _p.Divergent != 0 ? TLanes.Subtract(z, TLanes.Broadcast(sourceZ)) : TLanes.Broadcast(_views[at + 2]);
            var slope = TLanes.Divide(dz, TLanes.Broadcast(main));
            var start = TLanes.Fma(TLanes.Broadcast(-origin), slope, z);
            var sum = TLanes.Add(OfStretch(enters, start, slope, steps), TLanes.Add(OfStretch(inside, start, slope, steps), OfStretch(leaves, start, slope, steps)));
            var mmZ = TLanes.Multiply(dz, TLanes.Broadcast(_p.SpacingK));
            var stepMm = TLanes.Divide(TLanes.SquareRoot(TLanes.Fma(mmZ, mmZ, inPlane)), TLanes.Broadcast(Math.Abs(main)));
            TLanes.Store(target + row, TLanes.WherePositive(TLanes.Subtract(TLanes.Broadcast(GridCrossing.LeastSteps), sum), zero, TLanes.Multiply(sum, stepMm)));
        }
    }

    // Over one stretch along the axis across the steps, the three along k.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector OfStretch(in GridCrossing stretch, TVector start, TVector slope, int steps)
    {
        var zero = TLanes.Broadcast(0);
        if (stretch.First >= stretch.End)
            return zero;
        var one = TLanes.Broadcast(1);
        var enters = StepAt(TLanes.Broadcast(-1), start, slope, steps);
        var first = StepAt(zero, start, slope, steps);
        var last = StepAt(TLanes.Broadcast(_p.SizeK - 1), start, slope, steps);
        var leaves = StepAt(TLanes.Broadcast(_p.SizeK), start, slope, steps);
        var sum = Products(stretch, enters, first, TLanes.Add(start, one), slope);
        sum = TLanes.Add(sum, Products(stretch, first, last, one, zero));
        return TLanes.Add(sum, Products(stretch, last, leaves, TLanes.Subtract(TLanes.Broadcast(_p.SizeK), start), TLanes.Subtract(zero, slope)));
    }

    // Not a number, where a ray runs along the limit itself, becomes 0 as in the kernel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector StepAt(TVector position, TVector start, TVector slope, int steps) =>
        TLanes.Min(TLanes.Max(TLanes.Ceiling(TLanes.Divide(TLanes.Subtract(position, start), slope)), TLanes.Broadcast(0)), TLanes.Broadcast(steps));

    // As GridCrossing.SumOfProducts.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Products(in GridCrossing stretch, TVector a, TVector b, TVector atZero, TVector slope)
    {
        var one = TLanes.Broadcast(1);
        var first = TLanes.Max(TLanes.Min(a, b), TLanes.Broadcast(stretch.First));
        var end = TLanes.Min(TLanes.Max(a, b), TLanes.Broadcast(stretch.End));
        var count = TLanes.Max(TLanes.Subtract(end, first), TLanes.Broadcast(0));
        var middle = TLanes.Multiply(TLanes.Broadcast(0.5f), TLanes.Subtract(TLanes.Add(first, end), one));
        var squares = TLanes.Multiply(count, TLanes.Multiply(TLanes.Fma(count, count, TLanes.Subtract(TLanes.Broadcast(0), one)), TLanes.Broadcast(1 / 12f)));
        var across = TLanes.Fma(TLanes.Broadcast(stretch.Slope), middle, TLanes.Broadcast(stretch.At(0)));
        return TLanes.Fma(TLanes.Multiply(count, across), TLanes.Fma(slope, middle, atZero), TLanes.Multiply(TLanes.Multiply(TLanes.Broadcast(stretch.Slope), slope), squares));
    }
}
