using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>
/// A ring of neighbouring slices, as keys, with their borders filled in, so that the loops behind need no branch for an edge.
/// Holds the rows [rowBegin, rowEnd) of a block and the window's rows around them.
/// </summary>
/// <remarks>The source is read once per block and slice; a block is chosen so that the ring stays in the second-level cache.</remarks>
internal sealed unsafe class PaddedSlices<TVoxel, TKey, TKeys> : IDisposable
    where TVoxel : unmanaged
    where TKey : unmanaged
    where TKeys : struct, IVoxelKeys<TVoxel, TKey>
{
    private readonly NeighbourhoodTask _task;
    private readonly HostMemory _memory;
    private readonly TKey* _keys;
    private readonly int[] _held;
    private readonly int _rows;
    private readonly long _sliceLength;
    private int _rowBegin = int.MinValue;

    public PaddedSlices(NeighbourhoodTask task, int slots, int rows, int lanes)
    {
        _task = task;
        Rows = rows;
        _rows = rows + task.Window.J - 1;
        RowLength = LengthOfRow(task, lanes);
        // A cache line more than the rows need: slices at multiples of 4096 bytes would fall on the same cache sets.
        _sliceLength = ((long)_rows * RowLength) + (64 / sizeof(TKey));
        _held = new int[slots];
        _memory = HostMemory.Rent(slots * _sliceLength * sizeof(TKey), clear: true);
        _keys = (TKey*)_memory.Address;
        Array.Fill(_held, int.MinValue);
    }

    /// <summary>Keys from one row to the next.</summary>
    public int RowLength { get; }

    /// <summary>Rows of a block, those around it not counted.</summary>
    public int Rows { get; }

    /// <summary>Keys of a padded row: the voxels rounded up to whole registers, and the window around them.</summary>
    public static int LengthOfRow(NeighbourhoodTask task, int lanes)
    {
        var perLine = 64 / sizeof(TKey);
        var length = ((task.Size.I + lanes - 1) / lanes * lanes) + task.Window.I - 1;
        return (length + perLine - 1) / perLine * perLine;
    }

    /// <summary>Rows of a block so that <paramref name="slots"/> slices of it take about half a second-level cache.</summary>
    public static int RowsOfBlock(NeighbourhoodTask task, int slots, int lanes)
    {
        const int CacheBytes = 512 << 10;
        var rows = (CacheBytes / (slots * LengthOfRow(task, lanes) * sizeof(TKey))) - task.Window.J + 1;
        rows = Math.Max(rows, Math.Max(8, 2 * task.Window.J)) & ~1;
        var all = (task.Size.J + 1) & ~1;
        if (rows >= all)
            return all;
        // Blocks of equal size rather than a small last one.
        var blocks = (all + rows - 1) / rows;
        return ((all + blocks - 1) / blocks + 1) & ~1;
    }

    /// <summary>Starts a block whose first row is <paramref name="rowBegin"/>; forgets what the ring holds of another one.</summary>
    public void Begin(int rowBegin)
    {
        var first = rowBegin - (_task.Window.J / 2);
        if (first == _rowBegin)
            return;
        _rowBegin = first;
        Array.Fill(_held, int.MinValue);
    }

    /// <summary>
    /// The slice <paramref name="k"/>, which may lie beyond the edge, as address of the window's first voxel for (0, rowBegin);
    /// valid until as many other slices as the ring has slots were asked for.
    /// </summary>
    public TKey* Slice(int k)
    {
        var slot = (int)((uint)(k + (_held.Length << 16)) % (uint)_held.Length);
        var keys = _keys + (slot * _sliceLength);
        if (_held[slot] != k)
        {
            Fill(keys, k);
            _held[slot] = k;
        }

        return keys;
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Release();

    private void Fill(TKey* keys, int k)
    {
        var size = _task.Size;
        var left = _task.Window.I / 2;
        var right = _task.Window.I - 1 - left;
        var outside = TKeys.FromBorderValue(_task.BorderValue);
        var sourceK = BorderModes.SampleIndex(k, size.K, _task.Border);
        for (var row = 0; row < _rows; row++, keys += RowLength)
        {
            var sourceJ = BorderModes.SampleIndex(_rowBegin + row, size.J, _task.Border);
            if (sourceK < 0 || sourceJ < 0)
            {
                new Span<TKey>(keys, RowLength).Fill(outside);
                continue;
            }

            TKeys.Encode((TVoxel*)_task.Source + ((((long)sourceK * size.J) + sourceJ) * size.I), keys + left, size.I);
            for (var i = 0; i < left; i++)
            {
                var sourceI = BorderModes.SampleIndex(i - left, size.I, _task.Border);
                keys[i] = sourceI < 0 ? outside : keys[left + sourceI];
            }

            for (var i = 0; i < right; i++)
            {
                var sourceI = BorderModes.SampleIndex(size.I + i, size.I, _task.Border);
                keys[left + size.I + i] = sourceI < 0 ? outside : keys[left + sourceI];
            }
        }
    }
}
