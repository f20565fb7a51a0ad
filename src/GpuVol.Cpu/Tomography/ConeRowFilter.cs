using System.Runtime.Intrinsics.X86;
using GpuVol.Cpu.KSpace;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>Weights and filters the views of a cone-beam scan and turns them, in one pass through the second-level cache.</summary>
/// <remarks>Parts of a detector begin with an even row, and end with an odd one or the last: <see cref="RowPairs{TLanes}"/>.</remarks>
internal static unsafe class ConeRowFilter
{
    /// <summary>Adds views to those that wait in the block.</summary>
    public static void Run(CpuDevice device, ConeViewsOperation operation, TurnedViews views)
    {
        if (Avx512F.IsSupported)
            Run<Lanes512<float>>(device, operation, views);
        else
            Run<Lanes256<float>>(device, operation, views);
    }

    private static void Run<TLanes>(CpuDevice device, ConeViewsOperation operation, TurnedViews views)
        where TLanes : struct, IFourierLanes<TLanes, float>
    {
        var p = operation.Parameters;
        var waiting = operation.Waiting;
        RowPairs<TLanes>.Run(
            device,
            operation.Filter,
            operation.Response,
            p.Views - waiting,
            p.Rows,
            (in RowPairs<TLanes> pairs, long view, int firstRow, int rows) => Weight(operation, view, firstRow, rows, pairs),
            (in RowPairs<TLanes> pairs, long view, int firstRow, int rows) =>
            {
                if (firstRow == 0)
                    views.ClearAround(waiting + view);
                Store(pairs, operation.Filter.Count, views.First(waiting + view) + firstRow, views.Stride, rows);
            });
    }

    private static void Weight<TLanes>(in ConeViewsOperation operation, long view, int firstRow, int rows, in RowPairs<TLanes> pairs)
        where TLanes : struct, IFourierLanes<TLanes, float>
    {
        var columns = operation.Filter.Columns;
        var source = operation.Projections.Pointer() + (view * operation.Parameters.Rows + firstRow) * columns;
        var cosines = operation.Cosines.Pointer() + (long)firstRow * columns;
        var shares = operation.Shares.Pointer() + view * columns;
        var target = pairs.Rows;
        for (var row = 0; row < rows; row++)
        {
            var column = 0;
            for (; column <= columns - TLanes.Width; column += TLanes.Width)
                TLanes.Store(target + column, TLanes.Load(source + column) * TLanes.Load(cosines + column) * TLanes.Load(shares + column));
            for (; column < columns; column++)
                target[column] = source[column] * cosines[column] * shares[column];
            source += columns;
            cosines += columns;
            target += pairs.Stride;
        }
    }

    private static void Store<TLanes>(in RowPairs<TLanes> pairs, int columns, float* target, long stride, int rows)
        where TLanes : struct, IFourierLanes<TLanes, float>
    {
        for (var column = 0; column < columns; column++)
        {
            var isWhole = rows == RowPairs<TLanes>.Count;
            pairs.Store(column, isWhole ? target : pairs.Tile);
            if (!isWhole)
                new ReadOnlySpan<float>(pairs.Tile, rows).CopyTo(new Span<float>(target, rows));
            target += stride;
        }
    }
}
