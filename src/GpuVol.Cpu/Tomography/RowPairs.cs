using System.Runtime.CompilerServices;
using GpuVol.Cpu.KSpace;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Filters 32 detector rows at a time, 16 with AVX2, within the second-level cache. Two neighbouring rows are the real and the imaginary part of a complex line, which a filter with a real response keeps
/// apart; as many such lines are transformed side by side as a vector has lanes. Their results are columns of all these rows. In memory of its own, for one thread.
/// </summary>
/// <remarks>A row's last bits depend on its partner's values: pairs must be the same wherever numbers must be.</remarks>
internal readonly unsafe ref struct RowPairs<TLanes>
    where TLanes : struct, IFourierLanes<TLanes, float>
{
    /// <summary>Columns that are turned at once.</summary>
    public const int TileColumns = 16;

    private readonly RowFilterParameters _filter;
    private readonly LinePlan<float> _plan;
    private readonly HostMemory _memory;
    private readonly float* _response;
    private readonly float* _lines;
    private readonly float* _spectra;
    private readonly float* _scratch;

    private RowPairs(RowFilterParameters filter, DeviceView<float> response)
    {
        var length = filter.Length;
        _filter = filter;
        _plan = LinePlan<float>.Get(length);
        Stride = (filter.Columns + TileColumns - 1) / TileColumns * TileColumns;

        // Short rows are turned with columns behind them.
        var elements = Math.Max(length, Stride);
        _memory = HostMemory.Rent((((long)elements + length + TileColumns + Stride + _plan.ScratchElements) * Count + length) * sizeof(float));
        _lines = (float*)_memory.Address;
        _spectra = _lines + (long)elements * Count;
        Tile = _spectra + (long)length * Count;
        Rows = Tile + TileColumns * Count;
        _scratch = Rows + (long)Stride * Count;
        _response = _scratch + (long)_plan.ScratchElements * Count;
        var factors = response.Pointer();
        for (var k = 0; k < length; k++)
            _response[k] = factors[Math.Min(k, length - k)] / length;
    }

    /// <summary>What a caller does with up to <see cref="Count"/> rows of a slice from <paramref name="firstRow"/> on, before or after they are filtered.</summary>
    public delegate void Use(in RowPairs<TLanes> pairs, long slice, int firstRow, int rows);

    /// <summary>Rows that are filtered at once: the reals of an element of the lines.</summary>
    public static int Count => 2 * TLanes.Width;

    /// <summary>Where the caller puts rows, <see cref="Stride"/> apart; what lies between them does not matter.</summary>
    public float* Rows { get; }

    /// <summary>From a row to the next.</summary>
    public int Stride { get; }

    /// <summary>Room for <see cref="TileColumns"/> columns of <see cref="Count"/> rows.</summary>
    public float* Tile { get; }

    /// <summary>Filters all rows of some slices, or views, on the device's threads: <paramref name="load"/> puts them into <see cref="Rows"/>, <paramref name="take"/> takes columns out by <see cref="Store"/>.</summary>
    public static void Run(CpuDevice device, RowFilterParameters filter, DeviceView<float> response, long slices, int rowsOfSlice, Use load, Use take)
    {
        var groups = (rowsOfSlice + Count - 1) / Count;
        device.Parallel(slices * groups, (begin, end) =>
        {
            using var pairs = new RowPairs<TLanes>(filter, response);
            for (var n = begin; n < end; n++)
            {
                var (slice, firstRow) = (n / groups, (int)(n % groups) * Count);
                var rows = Math.Min(Count, rowsOfSlice - firstRow);
                load(pairs, slice, firstRow, rows);
                pairs.ClearFrom(rows);
                pairs.Filter();
                take(pairs, slice, firstRow, rows);
            }
        });
    }

    /// <summary>Writes a column of the result, <see cref="Count"/> rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int column, float* target)
    {
        var place = _filter.First + column;
        var from = _spectra + (long)_plan.Order[place < 0 ? place + _filter.Length : place] * Count;
        TLanes.Join(target, TLanes.Load(from + TLanes.Width), TLanes.Load(from));
    }

    public void Dispose() => _memory.Release();

    private void ClearFrom(int row) => new Span<float>(Rows + (long)row * Stride, (Count - row) * Stride).Clear();

    private void Filter()
    {
        Load();
        LineTransform<TLanes, float>.Run(_plan, _lines, _scratch);
        Multiply();
        LineTransform<TLanes, float>.Run(_plan, _spectra, _scratch);
    }

    // Rows into lines, with zeros behind.
    private void Load()
    {
        var columns = _filter.Columns;
        var element = _lines;
        for (var column = 0; column < columns; column += TileColumns)
        {
            for (var row = 0; row < Count; row += TileColumns)
                Transposition.Block16(Rows + (long)row * Stride + column, Stride, Tile + row, Count);
            for (var n = 0; n < TileColumns; n++)
            {
                TLanes.Split(Tile + n * Count, out var even, out var odd);
                TLanes.Store(element, even);
                TLanes.Store(element + TLanes.Width, odd);
                element += Count;
            }
        }

        new Span<float>(_lines + (long)columns * Count, (_filter.Length - columns) * Count).Clear();
    }

    // With the parts swapped: the next forward transform is then the inverse one.
    private void Multiply()
    {
        var order = _plan.Order;
        var target = _spectra;
        for (var k = 0; k < _plan.Length; k++)
        {
            var from = _lines + (long)order[k] * Count;
            var factor = TLanes.Broadcast(_response[k]);
            TLanes.Store(target + TLanes.Width, TLanes.Load(from) * factor);
            TLanes.Store(target, TLanes.Load(from + TLanes.Width) * factor);
            target += Count;
        }
    }
}
