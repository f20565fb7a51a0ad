namespace GpuVol.Cpu.Tomography;

/// <summary>Detector rows with zeros on both sides, so that windows of columns lie inside wherever they start.</summary>
internal sealed unsafe class PaddedRows : IDisposable
{
    /// <summary>Zeros on each side.</summary>
    public const int Margin = 48;

    private readonly int _columns;
    private readonly HostMemory _memory;

    public PaddedRows(long rows, int columns)
    {
        _columns = columns;
        Stride = StrideOf(columns);
        _memory = HostMemory.Rent(rows * Stride * sizeof(float));
    }

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>Column 0 of a row.</summary>
    public float* this[long row] => (float*)_memory.Address + row * Stride + Margin;

    /// <summary>Floats of a row of <paramref name="columns"/> with its zeros.</summary>
    public static int StrideOf(int columns) => (columns + 2 * Margin + 15) / 16 * 16;

    /// <summary>A row of zeros around <paramref name="source"/>.</summary>
    public void Set(long row, float* source)
    {
        ClearMargins(row);
        new ReadOnlySpan<float>(source, _columns).CopyTo(new Span<float>(this[row], _columns));
    }

    /// <summary>Sets what lies beside the columns to 0.</summary>
    public void ClearMargins(long row)
    {
        new Span<float>(this[row] - Margin, Margin).Clear();
        new Span<float>(this[row] + _columns, Stride - Margin - _columns).Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Release();
}
