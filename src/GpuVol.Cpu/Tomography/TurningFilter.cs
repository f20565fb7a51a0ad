using GpuVol.Cpu.KSpace;
using GpuVol.Kernels;
using Lanes = GpuVol.Cpu.KSpace.Lanes512<float>;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Weights and filters detector rows and turns them, in one pass through the second-level cache. Two neighbouring rows are the real and the imaginary part of a complex line, which a filter with a real
/// response keeps apart; sixteen such lines are transformed side by side. Their results are detector columns of 32 rows already.
/// </summary>
/// <remarks>A row's last bits depend on its partner: parts of a detector begin with an even row, and end with an odd one or the last.</remarks>
internal sealed unsafe class TurningFilter
{
    private const int Lines = 16;
    private const int GroupRows = 2 * Lines;

    // Reals of an element of the lines.
    private const int Element = 2 * Lines;

    // Columns that are turned at once.
    private const int TileColumns = 16;

    private readonly ConeViewsOperation _operation;
    private readonly ConeBackProjectionParameters _p;
    private readonly RowFilterParameters _filter;
    private readonly TurnedViews _views;
    private readonly LinePlan<float> _plan;
    private readonly float[] _response;

    private TurningFilter(ConeViewsOperation operation, TurnedViews views)
    {
        _operation = operation;
        _p = operation.Parameters;
        _filter = operation.Filter;
        _views = views;
        _plan = LinePlan<float>.Get(_filter.Length);
        _response = new float[_filter.Length];
        var response = operation.Response.Pointer();
        for (var k = 0; k < _response.Length; k++)
            _response[k] = response[Math.Min(k, _response.Length - k)] / _response.Length;
    }

    /// <summary>Whether rows are padded with zeros alone.</summary>
    public static bool Applies(RowFilterParameters filter) => filter.Fade == 0;

    /// <summary>Adds views to those that wait in the block.</summary>
    public static void Run(CpuDevice device, ConeViewsOperation operation, TurnedViews views)
    {
        var work = new TurningFilter(operation, views);
        var waiting = operation.Waiting;
        var groups = (work._p.Rows + GroupRows - 1) / GroupRows;
        device.Parallel((long)(work._p.Views - waiting) * groups, (begin, end) =>
        {
            var length = work._plan.Length;
            var memory = HostMemory.Rent((2L * length + work._plan.ScratchElements + TileColumns + work.PaddedColumns) * Element * sizeof(float));
            try
            {
                var lines = (float*)memory.Address;
                var spectra = lines + (long)length * Element;
                var tile = spectra + (long)length * Element;
                var rows = tile + TileColumns * Element;
                var scratch = rows + work.PaddedColumns * Element;
                for (var n = begin; n < end; n++)
                {
                    var (view, row) = (n / groups, (int)(n % groups) * GroupRows);
                    if (row == 0)
                        views.ClearAround(waiting + view);
                    work.Weight(view, row, rows);
                    work.Load(rows, tile, lines);
                    LineTransform<Lanes, float>.Run(work._plan, lines, scratch);
                    work.Multiply(lines, spectra);
                    LineTransform<Lanes, float>.Run(work._plan, spectra, scratch);
                    work.Store(spectra, tile, waiting + view, row);
                }
            }
            finally
            {
                memory.Release();
            }
        });
    }

    private int PaddedColumns => (_filter.Columns + TileColumns - 1) / TileColumns * TileColumns;

    // Rows that are not there are 0.
    private void Weight(long view, int row0, float* rows)
    {
        var columns = _filter.Columns;
        var count = Math.Min(GroupRows, _p.Rows - row0);
        var source = _operation.Projections.Pointer() + (view * _p.Rows + row0) * columns;
        var cosines = _operation.Cosines.Pointer() + (long)row0 * columns;
        var shares = _operation.Shares.Pointer() + view * columns;
        for (var row = 0; row < count; row++)
        {
            var column = 0;
            for (; column <= columns - Lines; column += Lines)
                Lanes.Store(rows + column, Lanes.Load(source + column) * Lanes.Load(cosines + column) * Lanes.Load(shares + column));
            for (; column < columns; column++)
                rows[column] = source[column] * cosines[column] * shares[column];
            source += columns;
            cosines += columns;
            rows += PaddedColumns;
        }

        new Span<float>(rows, (GroupRows - count) * PaddedColumns).Clear();
    }

    // Rows into lines, with zeros behind.
    private void Load(float* rows, float* tile, float* lines)
    {
        var columns = _filter.Columns;
        for (var column = 0; column < columns; column += TileColumns)
        {
            Transposition.Block16(rows + column, PaddedColumns, tile, GroupRows);
            Transposition.Block16(rows + (long)Lines * PaddedColumns + column, PaddedColumns, tile + Lines, GroupRows);
            for (var n = 0; n < TileColumns; n++)
            {
                Lanes.Split(tile + n * GroupRows, out var even, out var odd);
                Lanes.Store(lines, even);
                Lanes.Store(lines + Lines, odd);
                lines += Element;
            }
        }

        lines -= (PaddedColumns - columns) * Element;
        new Span<float>(lines, (_filter.Length - columns) * Element).Clear();
    }

    // With the parts swapped: the next forward transform is then the inverse one.
    private void Multiply(float* lines, float* spectra)
    {
        var order = _plan.Order;
        for (var k = 0; k < _response.Length; k++)
        {
            var from = lines + (long)order[k] * Element;
            var factor = Lanes.Broadcast(_response[k]);
            Lanes.Store(spectra + Lines, Lanes.Load(from) * factor);
            Lanes.Store(spectra, Lanes.Load(from + Lines) * factor);
            spectra += Element;
        }
    }

    private void Store(float* spectra, float* staging, long view, int row0)
    {
        var order = _plan.Order;
        var rows = Math.Min(GroupRows, _p.Rows - row0);
        var target = _views.First(view) + row0;
        var place = _filter.First < 0 ? _filter.First + _filter.Length : _filter.First;
        for (var column = 0; column < _filter.Count; column++)
        {
            var from = spectra + (long)order[place] * Element;
            var isWhole = rows == GroupRows;
            Lanes.Join(isWhole ? target : staging, Lanes.Load(from + Lines), Lanes.Load(from));
            if (!isWhole)
                new ReadOnlySpan<float>(staging, rows).CopyTo(new Span<float>(target, rows));
            target += _views.Stride;
            place = place + 1 == _filter.Length ? 0 : place + 1;
        }
    }
}
