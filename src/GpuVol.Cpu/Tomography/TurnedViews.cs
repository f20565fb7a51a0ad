using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>Filtered views of a cone-beam scan as vector code backprojects them: [view, column, row], with zeros around, in memory that the caller owns.</summary>
internal readonly unsafe struct TurnedViews
{
    /// <summary>Zeros beyond the detector's rows on both sides: a window of 32 lies inside wherever it starts.</summary>
    public const int Margin = 48;

    /// <summary>Windows that begin at a multiple of it cross half as many cache lines.</summary>
    public const int Aligned = 8;

    // Columns of zeros before the detector's first.
    private const int ColumnsBefore = 2;

    private readonly ConeBackProjectionParameters _p;
    private readonly float* _address;
    private readonly long _viewFloats;

    public TurnedViews(ConeBackProjectionParameters p, void* address)
    {
        _p = p;
        _address = (float*)address;

        // Not a power of two: columns would compete for the same cache lines.
        Stride = (FirstRowBehind - FirstStoredRow + 2 * Margin) / 16 * 16 + 16;
        _viewFloats = (p.Columns + ColumnsBefore + 1L) * Stride;
    }

    /// <summary>From a column to the next.</summary>
    public int Stride { get; }

    /// <summary>Bytes of all views.</summary>
    public long Bytes => _p.Views * _viewFloats * sizeof(float);

    /// <summary>Rows are stored so that row 0 of the whole detector would begin a cache line.</summary>
    public int FirstStoredRow => _p.FirstRow & -16;

    /// <summary>The first place behind the detector at which windows begin.</summary>
    public int FirstRowBehind => (_p.FirstRow + _p.Rows + Aligned - 1) & -Aligned;

    /// <summary>The first row that is there, in the detector's first column.</summary>
    public float* First(long view) => DetectorRow0(view) + _p.FirstRow;

    /// <summary>Row 0 of the whole detector in its first column, there or not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* DetectorRow0(long view) => _address + view * _viewFloats + ColumnsBefore * Stride + Margin - FirstStoredRow;

    /// <summary>Writes the zeros around a view.</summary>
    public void ClearAround(long view)
    {
        var line = _address + view * _viewFloats;
        var before = Margin + _p.FirstRow - FirstStoredRow;
        var behind = before + _p.Rows;
        new Span<float>(line, ColumnsBefore * Stride).Clear();
        line += ColumnsBefore * Stride;
        for (var column = 0; column < _p.Columns; column++)
        {
            new Span<float>(line, before).Clear();
            new Span<float>(line + behind, Stride - behind).Clear();
            line += Stride;
        }

        new Span<float>(line, Stride).Clear();
    }
}
