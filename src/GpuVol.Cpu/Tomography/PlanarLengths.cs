using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>Vector code for <see cref="PlanarProjectorKernels.Lengths"/>: the same operations on neighbouring rays, and the same bits.</summary>
internal readonly unsafe struct PlanarLengths<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    private readonly ArrayView<float> _views;
    private readonly ProjectorParameters _p;

    private PlanarLengths(ArrayView<float> views, ProjectorParameters p)
    {
        _views = views;
        _p = p;
    }

    public static bool Run(CpuLaunch launch)
    {
        var lengths = launch.View<float>(0).Pointer;
        var subset = launch.View<int>(2).Pointer;
        var p = launch.Value<ProjectorParameters>(3);
        var work = new PlanarLengths<TLanes, TVector>(launch.View<float>(1), p);
        launch.Device.Parallel(p.SubsetViews, (begin, end) =>
        {
            for (var view = (int)begin; view < end; view++)
            {
                var first = lengths + (long)p.Columns * subset[view];
                work.Row(view, first);

                // The rays of all slices are the same.
                for (var slice = 1; slice < p.SizeK; slice++)
                    new ReadOnlySpan<float>(first, p.Columns).CopyTo(new Span<float>(first + (long)p.Columns * p.Views * slice, p.Columns));
            }
        });
        return true;
    }

    private void Row(int view, float* target)
    {
        var part = stackalloc float[TLanes.Width];
        for (var column = 0; column < _p.Columns; column += TLanes.Width)
        {
            var count = _p.Columns - column;
            Rays(view, column, count < TLanes.Width ? part : target + column);
            for (var lane = 0; lane < count && count < TLanes.Width; lane++)
                target[column + lane] = part[lane];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rays(int view, int column, float* target)
    {
        var rays = new RayLanes<TLanes, TVector>(_views, view, column, _p);
        var alongI = rays.AlongI;
        var slope = rays.Slope();
        var start = rays.Start(slope);
        var zero = TLanes.Broadcast(0);
        var steps = TLanes.WherePositive(alongI, TLanes.Broadcast(_p.SizeI), TLanes.Broadcast(_p.SizeJ));
        var across = TLanes.WherePositive(alongI, TLanes.Broadcast(_p.SizeJ), TLanes.Broadcast(_p.SizeI));

        // As GridCrossing: steps at which the ray enters, is inside, and leaves.
        var one = TLanes.Broadcast(1);
        var enters = StepAt(TLanes.Broadcast(-1), start, slope, steps);
        var first = StepAt(zero, start, slope, steps);
        var last = StepAt(TLanes.Subtract(across, one), start, slope, steps);
        var leaves = StepAt(across, start, slope, steps);
        var sum = Stretch(enters, first, TLanes.Add(start, one), slope);
        sum = TLanes.Add(sum, Stretch(first, last, one, zero));
        sum = TLanes.Add(sum, Stretch(last, leaves, TLanes.Subtract(across, start), TLanes.Subtract(zero, slope)));
        var least = TLanes.Broadcast(GridCrossing.LeastSteps);
        TLanes.Store(target, TLanes.WherePositive(TLanes.Subtract(least, sum), zero, TLanes.Multiply(sum, rays.Length)));
    }

    // Not a number, where a ray runs along the limit itself, becomes 0 as in the kernel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector StepAt(TVector position, TVector start, TVector slope, TVector steps) =>
        TLanes.Min(TLanes.Max(TLanes.Ceiling(TLanes.Divide(TLanes.Subtract(position, start), slope)), TLanes.Broadcast(0)), steps);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Stretch(TVector a, TVector b, TVector atZero, TVector slope)
    {
        var first = TLanes.Min(a, b);
        var end = TLanes.Max(a, b);
        var middle = TLanes.Multiply(TLanes.Broadcast(0.5f), TLanes.Subtract(TLanes.Add(first, end), TLanes.Broadcast(1)));
        return TLanes.Multiply(TLanes.Subtract(end, first), TLanes.Fma(slope, middle, atZero));
    }
}
