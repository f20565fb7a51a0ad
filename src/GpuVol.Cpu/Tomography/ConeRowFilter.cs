using GpuVol.Kernels;
using Lanes = GpuVol.Cpu.KSpace.Lanes512<float>;

namespace GpuVol.Cpu.Tomography;

/// <summary>Weights and filters the views of a cone-beam scan and turns them, in one pass through the second-level cache.</summary>
/// <remarks>Parts of a detector begin with an even row, and end with an odd one or the last: <see cref="RowPairs"/>.</remarks>
internal static unsafe class ConeRowFilter
{
    /// <summary>Adds views to those that wait in the block.</summary>
    public static void Run(CpuDevice device, ConeViewsOperation operation, TurnedViews views)
    {
        var p = operation.Parameters;
        var waiting = operation.Waiting;
        var groups = (p.Rows + RowPairs.Count - 1) / RowPairs.Count;
        device.Parallel((long)(p.Views - waiting) * groups, (begin, end) =>
        {
            using var pairs = new RowPairs(operation.Filter, operation.Response);
            for (var n = begin; n < end; n++)
            {
                var (view, row) = (n / groups, (int)(n % groups) * RowPairs.Count);
                if (row == 0)
                    views.ClearAround(waiting + view);
                Weight(operation, view, row, pairs);
                pairs.Filter();
                Store(pairs, operation.Filter.Count, views.First(waiting + view) + row, views.Stride, Math.Min(RowPairs.Count, p.Rows - row));
            }
        });
    }

    private static void Weight(in ConeViewsOperation operation, long view, int row0, in RowPairs pairs)
    {
        var columns = operation.Filter.Columns;
        var rows = operation.Parameters.Rows;
        var count = Math.Min(RowPairs.Count, rows - row0);
        var source = operation.Projections.Pointer() + (view * rows + row0) * columns;
        var cosines = operation.Cosines.Pointer() + (long)row0 * columns;
        var shares = operation.Shares.Pointer() + view * columns;
        var target = pairs.Rows;
        for (var row = 0; row < count; row++)
        {
            var column = 0;
            for (; column <= columns - Lanes.Width; column += Lanes.Width)
                Lanes.Store(target + column, Lanes.Load(source + column) * Lanes.Load(cosines + column) * Lanes.Load(shares + column));
            for (; column < columns; column++)
                target[column] = source[column] * cosines[column] * shares[column];
            source += columns;
            cosines += columns;
            target += pairs.Stride;
        }

        pairs.ClearFrom(count);
    }

    private static void Store(in RowPairs pairs, int columns, float* target, long stride, int rows)
    {
        for (var column = 0; column < columns; column++)
        {
            var isWhole = rows == RowPairs.Count;
            pairs.Store(column, isWhole ? target : pairs.Tile);
            if (!isWhole)
                new ReadOnlySpan<float>(pairs.Tile, rows).CopyTo(new Span<float>(target, rows));
            target += stride;
        }
    }
}
