using GpuVol.Kernels;

namespace GpuVol.Cpu.KSpace;

/// <summary>
/// Complex transforms of arrays in host memory. The last two axes are done together, slice by slice, in scratch that lies in the caches;
/// every other axis is one sweep through memory.
/// </summary>
internal sealed unsafe partial class FourierEngine<TLanes, TReal>(CpuDevice device, bool inverse, bool centered)
    where TLanes : struct, IFourierLanes<TLanes, TReal>
    where TReal : unmanaged
{
    /// <summary>Longest lines that are transformed in lanes as a whole: with more, a group of lines is larger than a second-level cache.</summary>
    private const int LongestInLanes = 4096;

    private const int RunBytes = 512;
    private const int GroupedBytes = 192 << 10;

    // The parts are swapped on the way in and out of an inverse transform, which turns the forward one into it.
    private readonly int _re = inverse ? TLanes.Width : 0;
    private readonly int _im = inverse ? 0 : TLanes.Width;

    /// <summary>Groups of lines that are moved together along strided axes: runs of 512 bytes keep memory's pages and prefetchers busy.</summary>
    private static int MostGroups => Math.Max(1, RunBytes / (2 * TLanes.Width * sizeof(TReal)));

    /// <summary>Transforms the named axes; <paramref name="source"/> may be <paramref name="target"/>.</summary>
    public void Transform(TReal* source, TReal* target, IReadOnlyList<int> shape, IReadOnlyList<int> axes, double scale)
    {
        var (lengths, work) = Squeeze(shape, axes);
        if (work.Count == 0)
        {
            Scale(source, target, shape.Aggregate(1L, (a, n) => a * n), scale);
            return;
        }

        var rank = lengths.Count;
        var contiguous = work[^1] == rank - 1;
        var slabs = contiguous && work.Count >= 2 && work[^2] == rank - 2 && lengths[rank - 1] <= LongestInLanes && lengths[rank - 2] <= LongestInLanes && lengths[rank - 2] >= TLanes.Width / 4;
        var sweeps = work.Count - (slabs ? 1 : 0);
        var done = 0;
        double Factor() => ++done == sweeps ? scale : 1;
        var from = source;
        if (slabs)
        {
            Slabs(from, target, Product(lengths, 0, rank - 2), lengths[rank - 2], lengths[rank - 1], Factor());
            from = target;
        }
        else if (contiguous)
        {
            Rows(from, target, Product(lengths, 0, rank - 1), lengths[rank - 1], Factor());
            from = target;
        }

        for (var n = work.Count - 1 - (slabs ? 2 : contiguous ? 1 : 0); n >= 0; n--)
        {
            var axis = work[n];
            Strided(from, target, Product(lengths, 0, axis), lengths[axis], Product(lengths, axis + 1, rank), Factor());
            from = target;
        }
    }

    /// <summary>Axes of length 1 change nothing and are left out; neighbouring axes that are not transformed are one.</summary>
    private static (List<int> Lengths, List<int> Axes) Squeeze(IReadOnlyList<int> shape, IReadOnlyList<int> axes)
    {
        List<int> lengths = [];
        List<int> work = [];
        for (var axis = 0; axis < shape.Count; axis++)
        {
            if (shape[axis] == 1)
                continue;
            if (axes.Contains(axis))
                work.Add(lengths.Count);
            lengths.Add(shape[axis]);
        }

        return (lengths, work);
    }

    private static long Product(List<int> lengths, int first, int end)
    {
        var product = 1L;
        for (var axis = first; axis < end; axis++)
            product *= lengths[axis];
        return product;
    }

    private void Scale(TReal* source, TReal* target, long count, double scale)
    {
        var factor = Real.Of<TReal>(scale);
        if (source == target && scale == 1)
            return;
        device.Parallel(2 * count, (first, last) =>
        {
            for (var i = first; i < last; i++)
                target[i] = Real.Multiply(source[i], factor);
        }, 1 << 14);
    }

    /// <summary>Contiguous lines, one behind the other.</summary>
    private void Rows(TReal* source, TReal* target, long count, int length, double scale)
    {
        if (length > LongestInLanes || (count < TLanes.Width / 2 && length >= 1024))
        {
            LongRows(source, target, count, length, scale);
            return;
        }

        RowsInLanes(source, target, count, length, scale);
    }

    private void RowsInLanes(TReal* source, TReal* target, long count, int length, double scale)
    {
        var plan = LinePlan<TReal>.Get(length);
        var groups = (count + TLanes.Width - 1) / TLanes.Width;
        var lineReals = 2L * length;
        device.Parallel(groups, (first, last) =>
        {
            using var workspace = new LineWorkspace<TLanes, TReal>(plan);
            var factor = TLanes.Constant(scale);
            for (var group = first; group < last; group++)
            {
                var line = group * TLanes.Width;
                var lines = (int)Math.Min(TLanes.Width, count - line);
                for (var row = 0; row < TLanes.Width; row++)
                    workspace.Rows[row] = source + (line + Math.Min(row, lines - 1)) * lineReals;
                LineMoves<TLanes, TReal>.LoadRows(workspace, length, plan.PlacesOf(centered), _re, _im);
                LineTransform<TLanes, TReal>.Run(plan, workspace.Lines, workspace.Scratch);
                for (var row = 0; row < TLanes.Width; row++)
                    workspace.Rows[row] = row < lines ? target + (line + row) * lineReals : workspace.Dummy;
                LineMoves<TLanes, TReal>.StoreRows(workspace, length, plan.OrderOf(centered), factor, _re, _im);
            }
        });
    }

    /// <summary>Lines along an axis with <paramref name="inner"/> numbers between neighbours, and <paramref name="outer"/> such blocks.</summary>
    private void Strided(TReal* source, TReal* target, long outer, int length, long inner, double scale)
    {
        if (length > LongestInLanes)
        {
            LongStrided(source, target, outer, length, inner, scale);
            return;
        }

        // Several groups at once: longer runs of neighbours for memory, whose rows may lie pages apart.
        var plan = LinePlan<TReal>.Get(length);
        var width = TLanes.Width;
        var lineBytes = length * 2 * width * sizeof(TReal);
        var together = (int)Math.Clamp(Math.Min(GroupedBytes / lineBytes, inner / width), 1, MostGroups);
        var columns = (long)together * width;
        var items = (inner + columns - 1) / columns;
        var stride = (nint)inner * 2;
        var streams = Streams(target, outer * length * inner, inner);
        device.Parallel(outer * items, (first, last) =>
        {
            using var workspace = new LineWorkspace<TLanes, TReal>(plan, groups: together);
            var factor = TLanes.Constant(scale);
            for (var item = first; item < last; item++)
            {
                var column = item % items * columns;
                var begin = (item / items * length * inner + column) * 2;
                var lines = (int)Math.Min(columns, inner - column);
                LoadStrided(workspace, plan, source + begin, stride, lines);
                for (var group = 0; group * width < lines; group++)
                    LineTransform<TLanes, TReal>.Run(plan, workspace.Lines + (nint)group * length * 2 * width, workspace.Scratch);
                StoreStrided(workspace, plan, target + begin, stride, lines, factor, streams);
            }

            if (streams)
                StreamingStores.Fence();
        });
    }

    /// <summary>Both axes of slices: rows into tiles of Width columns, columns out of them.</summary>
    private void Slabs(TReal* source, TReal* target, long count, int rows, int columns, double scale)
    {
        var rowPlan = LinePlan<TReal>.Get(columns);
        var columnPlan = LinePlan<TReal>.Get(rows);
        var width = TLanes.Width;
        var rowGroups = (rows + width - 1) / width;
        var tiles = (columns + width - 1) / width;
        var tileReals = (nint)rowGroups * width * 2 * width;
        var slabBytes = tiles * tileReals * sizeof(TReal);
        var slice = 2L * rows * columns;
        var streams = Streams(target, slice * count / 2, columns);
        if (count >= 2 * device.Threads)
        {
            device.Parallel(count, (first, last) =>
            {
                var slab = HostMemory.Rent(slabBytes);
                try
                {
                    using var workspace = new LineWorkspace<TLanes, TReal>(rowPlan, columnPlan);
                    for (var s = first; s < last; s++)
                    {
                        ToTiles(workspace, rowPlan, source + s * slice, (TReal*)slab.Address, rows, 0, rowGroups, tileReals);
                        FromTiles(workspace, columnPlan, (TReal*)slab.Address, target + s * slice, columns, 0, tiles, tileReals, scale, streams);
                    }

                    if (streams)
                        StreamingStores.Fence();
                }
                finally
                {
                    slab.Release();
                }
            });
            return;
        }

        var shared = HostMemory.Rent(slabBytes);
        try
        {
            for (var s = 0L; s < count; s++)
            {
                var from = source + s * slice;
                var to = target + s * slice;
                device.Parallel(rowGroups, (first, last) =>
                {
                    using var workspace = new LineWorkspace<TLanes, TReal>(rowPlan);
                    ToTiles(workspace, rowPlan, from, (TReal*)shared.Address, rows, (int)first, (int)last, tileReals);
                });
                device.Parallel(tiles, (first, last) =>
                {
                    using var workspace = new LineWorkspace<TLanes, TReal>(columnPlan);
                    FromTiles(workspace, columnPlan, (TReal*)shared.Address, to, columns, (int)first, (int)last, tileReals, scale, streams);
                    if (streams)
                        StreamingStores.Fence();
                });
            }
        }
        finally
        {
            shared.Release();
        }
    }

    private void ToTiles(in LineWorkspace<TLanes, TReal> workspace, LinePlan<TReal> plan, TReal* source, TReal* slab, int rows, int first, int last, nint tileReals)
    {
        var width = TLanes.Width;
        for (var group = first; group < last; group++)
        {
            for (var row = 0; row < width; row++)
                workspace.Rows[row] = source + 2L * plan.Length * Math.Min(group * width + row, rows - 1);
            LineMoves<TLanes, TReal>.LoadRows(workspace, plan.Length, plan.PlacesOf(centered), _re, _im);
            LineTransform<TLanes, TReal>.Run(plan, workspace.Lines, workspace.Scratch);
            for (var row = 0; row < width; row++)
                workspace.Rows[row] = slab + (nint)(group * width + row) * 2 * width;
            LineMoves<TLanes, TReal>.StoreTiles(workspace, plan.Length, plan.OrderOf(centered), tileReals);
        }
    }

    private void FromTiles(in LineWorkspace<TLanes, TReal> workspace, LinePlan<TReal> plan, TReal* slab, TReal* target, int columns, int first, int last, nint tileReals, double scale, bool streams)
    {
        var width = TLanes.Width;
        var factor = TLanes.Constant(scale);
        for (var tile = first; tile < last; tile++)
        {
            LineMoves<TLanes, TReal>.LoadStrided(workspace, slab + tile * tileReals, 2 * width, 1, plan.Length, plan.PlacesOf(centered), 0, width);
            LineTransform<TLanes, TReal>.Run(plan, workspace.Lines, workspace.Scratch);
            StoreStrided(workspace, plan, target + (nint)tile * 2 * width, 2 * (nint)columns, Math.Min(width, columns - tile * width), factor, streams);
        }
    }

    // Results that are larger than the caches, and of which every group begins on a cache line.
    private static bool Streams(TReal* target, long count, long inner) =>
        count * 2 * sizeof(TReal) >= StreamingStores.ThresholdBytes && ((nint)target & 63) == 0 && inner * 2 * sizeof(TReal) % 64 == 0;

    private void LoadStrided(in LineWorkspace<TLanes, TReal> workspace, LinePlan<TReal> plan, TReal* source, nint stride, int lines)
    {
        var places = plan.PlacesOf(centered);
        var whole = lines / TLanes.Width;
        if (whole > 0)
            LineMoves<TLanes, TReal>.LoadStrided(workspace, source, stride, whole, plan.Length, places, _re, _im);
        if (lines % TLanes.Width is > 0 and var rest)
            LineMoves<TLanes, TReal>.LoadFewStrided(workspace, whole, source, stride, rest, plan.Length, places, _re, _im);
    }

    private void StoreStrided(in LineWorkspace<TLanes, TReal> workspace, LinePlan<TReal> plan, TReal* target, nint stride, int lines, in TLanes factor, bool streams)
    {
        var order = plan.OrderOf(centered);
        var whole = lines / TLanes.Width;
        if (whole > 0 && streams)
            LineMoves<TLanes, TReal>.StoreStrided<Yes>(workspace, target, stride, whole, plan.Length, order, factor, _re, _im);
        else if (whole > 0)
            LineMoves<TLanes, TReal>.StoreStrided<No>(workspace, target, stride, whole, plan.Length, order, factor, _re, _im);
        if (lines % TLanes.Width is > 0 and var rest)
            LineMoves<TLanes, TReal>.StoreFewStrided(workspace, whole, target, stride, rest, plan.Length, order, factor, _re, _im);
    }
}
