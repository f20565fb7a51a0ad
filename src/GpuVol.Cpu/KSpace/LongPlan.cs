using System.Collections.Concurrent;

namespace GpuVol.Cpu.KSpace;

/// <summary>
/// A line as a matrix of n1 rows and n2 columns: columns are transformed side by side, multiplied by powers of the root of unity, then rows
/// side by side (Bailey 1990). For lines whose lanes would leave the caches, and for few lines.
/// </summary>
internal sealed unsafe class LongPlan<TLanes, TReal>
    where TLanes : struct, IFourierLanes<TLanes, TReal>
    where TReal : unmanaged
{
    private const int MaxCached = 64;
    private static readonly ConcurrentDictionary<int, LongPlan<TLanes, TReal>> Cache = new();

    private readonly PinnedTable<TReal> _within;
    private readonly PinnedTable<TReal> _blocks;

    private LongPlan(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        RowPlan = LinePlan<TReal>.Get(columns);
        ColumnPlan = LinePlan<TReal>.Get(rows);
        var n = (long)rows * columns;
        var width = TLanes.Width;
        _within = new PinnedTable<TReal>(rows * 2 * width);
        var neighbours = stackalloc TReal[2 * width];
        for (var k = 0; k < rows; k++)
        {
            for (var lane = 0; lane < width; lane++)
                Put(neighbours + 2 * lane, (long)k * lane, n);
            TLanes.Split(neighbours, out var re, out var im);
            TLanes.Store(_within.Pointer + (nint)k * 2 * width, re);
            TLanes.Store(_within.Pointer + (nint)k * 2 * width + width, im);
        }

        var blocks = (columns + width - 1) / width;
        _blocks = new PinnedTable<TReal>(2 * blocks * rows);
        for (var block = 0; block < blocks; block++)
        {
            for (var k = 0; k < rows; k++)
                Put(_blocks.Pointer + 2 * ((nint)block * rows + k), (long)k * block * width % n, n);
        }
    }

    public int Rows { get; }

    public int Columns { get; }

    public int Length => Rows * Columns;

    public LinePlan<TReal> RowPlan { get; }

    public LinePlan<TReal> ColumnPlan { get; }

    /// <summary>exp(-2πi k lane / n), an element for each row k.</summary>
    public TReal* Within => _within.Pointer;

    /// <summary>exp(-2πi k first / n) for the first column of a block, row by row.</summary>
    public TReal* OfBlock(int block) => _blocks.Pointer + (nint)block * 2 * Rows;

    /// <summary>The plan for a length, or null where it has no two factors near its root.</summary>
    public static LongPlan<TLanes, TReal>? Find(int length, int greatestFactor)
    {
        if (Cache.TryGetValue(length, out var plan))
            return plan;
        var rows = 0;
        for (var candidate = (int)Math.Sqrt(length); candidate > 1 && length / candidate <= greatestFactor; candidate--)
        {
            if (length % candidate != 0)
                continue;
            rows = rows == 0 ? candidate : rows;

            // Full vectors in both directions are worth a little imbalance.
            if (candidate % TLanes.Width == 0 && length / candidate % TLanes.Width == 0)
            {
                rows = candidate;
                break;
            }

            if (candidate < rows / 4)
                break;
        }

        if (rows < TLanes.Width / 2 || rows < 2)
            return null;
        if (Cache.Count >= MaxCached)
            Cache.Clear();
        return Cache.GetOrAdd(length, new LongPlan<TLanes, TReal>(rows, length / rows));
    }

    private static void Put(TReal* target, long k, long n)
    {
        var (cos, sin) = RootsOfUnity.Of(k, n);
        target[0] = Real.Of<TReal>(cos);
        target[1] = Real.Of<TReal>(sin);
    }
}
