using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="PlanarProjectorKernels.Adjoint"/> and <see cref="PlanarProjectorKernels.Update"/> of a few parallel views: rows of pixels are updated as they lie, and
/// nothing is set up for blocks of them.
/// </summary>
internal sealed unsafe class PlanarRows<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    private const int MostViews = 7;

    private readonly float* _data;
    private readonly float* _volume;
    private readonly float* _lines;
    private readonly int* _subset;
    private readonly float* _mask;
    private readonly ProjectorParameters _p;
    private readonly RowCorrection<TLanes, TVector> _correction;
    private readonly ParallelFootprint _footprint;

    private PlanarRows(CpuLaunch launch, bool isUpdate)
    {
        _data = launch.View<float>(0).Pointer;
        _volume = launch.View<float>(1).Pointer;
        _lines = launch.View<float>(3).Pointer;
        _subset = launch.View<int>(4).Pointer;
        if (isUpdate && launch.View<float>(5).Length > 0)
            _mask = launch.View<float>(5).Pointer;
        _p = launch.Value<ProjectorParameters>(isUpdate ? 6 : 5);
        _correction = new(_p, isUpdate);
        _footprint = new ParallelFootprint(launch.View<float>(2), _lines, _p);
    }

    public static bool Run(CpuLaunch launch, bool isUpdate)
    {
        var p = launch.Value<ProjectorParameters>(isUpdate ? 6 : 5);
        if (p.Divergent != 0 || p.SubsetViews > MostViews)
            return false;
        var work = new PlanarRows<TLanes, TVector>(launch, isUpdate);
        if (!work.Applies())
            return false;
        work.Run(launch.Device);
        return true;
    }

    // The columns of a vector of pixels within one window, with one for the neighbour and one for rounding.
    private bool Applies()
    {
        for (var view = 0; view < _p.SubsetViews; view++)
        {
            if (!((TLanes.Width - 1) * Math.Abs(_lines[3 * view + 1]) <= 2 * TLanes.Width - 3))
                return false;
        }

        return _footprint.GreatestReach <= 1;
    }

    private void Run(CpuDevice device)
    {
        var views = _p.SubsetViews;
        using var rows = new PaddedRows(views, _p.Columns);
        using var inside = new PaddedRows(1, _p.Columns);

        // Tells columns of the detector from those beyond it.
        inside.ClearMargins(0);
        new Span<float>(inside[0], _p.Columns).Fill(1);
        var lines64 = new double[3 * views];
        for (var n = 0; n < lines64.Length; n++)
            lines64[n] = _lines[n];
        for (var slice = 0; slice < _p.SizeK; slice++)
        {
            for (var view = 0; view < views; view++)
                rows.Set(view, _data + _p.Columns * (_subset[view] + (long)_p.Views * slice));
            var first = (long)_p.SizeJ * slice;
            device.Parallel(_p.SizeJ, (begin, end) =>
            {
                fixed (double* lines = lines64)
                {
                    for (var j = begin; j < end; j++)
                        SumRow(lines, rows, inside[0], (int)j, (first + j) * _p.SizeI);
                }
            });
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumRow(double* lines64, PaddedRows rows, float* inside, int j, long at)
    {
        var magic = TLanes.Broadcast(WindowPlace.Magic);
        var zero = TLanes.Broadcast(0);
        for (var i = 0; i < _p.SizeI; i += TLanes.Width)
        {
            var sum = zero;
            var weights = zero;
            for (var view = 0; view < _p.SubsetViews; view++)
            {
                // The table is float64 already: a conversion in here would make every vector wait for the one before (it merges into its old register).
                var line = lines64 + 3 * view;
                var column = line[0] + line[1] * i + line[2] * j;
                var least = line[1] < 0 ? column + (TLanes.Width - 1) * line[1] : column;
                var start = double.ConvertToIntegerNative<int>(Math.Floor(least - 0.015625));
                start = start < 1 - PaddedRows.Margin ? 1 - PaddedRows.Margin : start > _p.Columns + 1 ? _p.Columns + 1 : start;
                var row = rows[view] + start;
                var columns = TLanes.Fma(TLanes.Indices, TLanes.Broadcast(_lines[3 * view + 1]), TLanes.Broadcast((float)(column - start - 0.5)));
                var middle = TLanes.Broadcast(_footprint.Middles[view]);
                var place = TLanes.Add(columns, magic);
                var lean = TLanes.Multiply(TLanes.Subtract(columns, TLanes.Subtract(place, magic)), TLanes.Broadcast(_footprint.Slopes[view]));
                var before = TLanes.Max(zero, TLanes.Subtract(middle, lean));
                var after = TLanes.Max(zero, TLanes.Add(middle, lean));
                sum = TLanes.Fma(before, Pick(row, place), sum);
                sum = TLanes.Fma(after, Pick(row + 1, place), sum);
                if (start >= 0 && start < _p.Columns - 2 * TLanes.Width)
                {
                    weights = TLanes.Add(weights, TLanes.Add(before, after));
                    continue;
                }

                weights = TLanes.Fma(before, Pick(inside + start, place), weights);
                weights = TLanes.Fma(after, Pick(inside + start + 1, place), weights);
            }

            _correction.Store(sum, weights, _volume + at + i, _mask is null ? null : _mask + at + i, Math.Min(TLanes.Width, _p.SizeI - i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Pick(float* window, TVector place) => TLanes.Pick(TLanes.Load(window), TLanes.Load(window + TLanes.Width), place);
}
