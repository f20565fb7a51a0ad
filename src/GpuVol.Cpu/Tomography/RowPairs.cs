using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using GpuVol.Cpu.KSpace;
using GpuVol.Kernels;
using Lanes = GpuVol.Cpu.KSpace.Lanes512<float>;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Filters 32 detector rows at a time within the second-level cache. Two neighbouring rows are the real and the imaginary part of a complex line, which a filter with a real response keeps apart; sixteen
/// such lines are transformed side by side. Their results are columns of 32 rows. In memory of its own, for one thread.
/// </summary>
/// <remarks>A row's last bits depend on its partner's values: pairs must be the same wherever numbers must be.</remarks>
internal readonly unsafe ref struct RowPairs
{
    /// <summary>Rows that are filtered at once.</summary>
    public const int Count = 2 * Lines;

    /// <summary>Columns that are turned at once.</summary>
    public const int TileColumns = Lines;

    private const int Lines = 16;

    // Reals of an element of the lines.
    private const int Element = 2 * Lines;

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
        _memory = HostMemory.Rent((((long)elements + length + TileColumns + Stride + _plan.ScratchElements) * Element + length) * sizeof(float));
        _lines = (float*)_memory.Address;
        _spectra = _lines + (long)elements * Element;
        Tile = _spectra + (long)length * Element;
        Rows = Tile + TileColumns * Element;
        _scratch = Rows + (long)Stride * Element;
        _response = _scratch + (long)_plan.ScratchElements * Element;
        var factors = response.Pointer();
        for (var k = 0; k < length; k++)
            _response[k] = factors[Math.Min(k, length - k)] / length;
    }

    /// <summary>What a caller does with up to 32 rows of a slice from <paramref name="firstRow"/> on, before or after they are filtered.</summary>
    public delegate void Use(in RowPairs pairs, long slice, int firstRow, int rows);

    /// <summary>Where the caller puts rows, <see cref="Stride"/> apart; what lies between them does not matter.</summary>
    public float* Rows { get; }

    /// <summary>From a row to the next.</summary>
    public int Stride { get; }

    /// <summary>Room for <see cref="TileColumns"/> columns of <see cref="Count"/> rows.</summary>
    public float* Tile { get; }

    /// <summary>Whether rows are padded with zeros alone, and there is AVX-512.</summary>
    public static bool Fit(RowFilterParameters filter) => Avx512DQ.IsSupported && filter.Fade == 0;

    /// <summary>Filters all rows of some slices, or views, on the device's threads: <paramref name="load"/> puts them into <see cref="Rows"/>, <paramref name="take"/> takes columns out by <see cref="Store"/>.</summary>
    public static void Run(CpuDevice device, RowFilterParameters filter, DeviceView<float> response, long slices, int rowsOfSlice, Use load, Use take)
    {
        var groups = (rowsOfSlice + Count - 1) / Count;
        device.Parallel(slices * groups, (begin, end) =>
        {
            using var pairs = new RowPairs(filter, response);
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

    /// <summary>Writes a column of the result, 32 rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int column, float* target)
    {
        var place = _filter.First + column;
        var from = _spectra + (long)_plan.Order[place < 0 ? place + _filter.Length : place] * Element;
        Lanes.Join(target, Lanes.Load(from + Lines), Lanes.Load(from));
    }

    public void Dispose() => _memory.Release();

    private void ClearFrom(int row) => new Span<float>(Rows + (long)row * Stride, (Count - row) * Stride).Clear();

    private void Filter()
    {
        Load();
        LineTransform<Lanes, float>.Run(_plan, _lines, _scratch);
        Multiply();
        LineTransform<Lanes, float>.Run(_plan, _spectra, _scratch);
    }

    // Rows into lines, with zeros behind.
    private void Load()
    {
        var columns = _filter.Columns;
        var element = _lines;
        for (var column = 0; column < columns; column += TileColumns)
        {
            Transposition.Block16(Rows + column, Stride, Tile, Count);
            Transposition.Block16(Rows + (long)Lines * Stride + column, Stride, Tile + Lines, Count);
            for (var n = 0; n < TileColumns; n++)
            {
                Lanes.Split(Tile + n * Count, out var even, out var odd);
                Lanes.Store(element, even);
                Lanes.Store(element + Lines, odd);
                element += Element;
            }
        }

        new Span<float>(_lines + (long)columns * Element, (_filter.Length - columns) * Element).Clear();
    }

    // With the parts swapped: the next forward transform is then the inverse one.
    private void Multiply()
    {
        var order = _plan.Order;
        var target = _spectra;
        for (var k = 0; k < _plan.Length; k++)
        {
            var from = _lines + (long)order[k] * Element;
            var factor = Lanes.Broadcast(_response[k]);
            Lanes.Store(target + Lines, Lanes.Load(from) * factor);
            Lanes.Store(target, Lanes.Load(from + Lines) * factor);
            target += Element;
        }
    }
}
