namespace GpuVol.Cpu.Tomography;

/// <summary>Rows of samples with zeros on both sides: windows of two vectors may begin up to <see cref="Margin"/> before a row, or end as far behind it.</summary>
internal sealed unsafe class ZeroFramed : IDisposable
{
    /// <summary>Zeros on each side.</summary>
    public const int Margin = 48;

    private const int Block = 16;

    private readonly HostMemory _memory;

    /// <summary>Zeros throughout; or, where every sample will be set, around the samples alone.</summary>
    public ZeroFramed(int samples, int rows, bool willBeSet = false)
    {
        Samples = samples;
        Rows = rows;

        // An odd number of cache lines, so that rows do not compete for the same ones; whole blocks, for those that are turned.
        Stride = (((samples + Block - 1) / Block + 2 * Margin / Block) | 1) * Block;
        _memory = HostMemory.Rent(((long)(rows + Block - 1) / Block * Block * Stride + Margin) * sizeof(float), clear: !willBeSet);
        if (!willBeSet)
            return;
        new Span<float>(_memory.Address, Margin).Clear();
        for (var row = 0; row < rows; row++)
            new Span<float>(this[row] + samples, Stride - samples).Clear();
    }

    /// <summary>Samples of a row.</summary>
    public int Samples { get; }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>Sample 0 of a row.</summary>
    public float* this[int row] => (float*)_memory.Address + Margin + (long)row * Stride;

    /// <summary>Copies rows.</summary>
    public void SetRows(int row, float* source, long sourceStride, int count)
    {
        for (var n = 0; n < count; n++)
            new ReadOnlySpan<float>(source + n * sourceStride, Samples).CopyTo(new Span<float>(this[row + n], Samples));
    }

    /// <summary>Copies rows of the source, at most 16 and from a multiple of it on, to sample <paramref name="sample"/> and the next of every row.</summary>
    public void SetColumns(int sample, float* source, long sourceStride, int count)
    {
        for (var row = 0; row < Rows; row += Block)
            Transposition.Part16(source + row, sourceStride, this[row] + sample, Stride, count, Math.Min(Block, Rows - row));
    }

    /// <summary>Sets all samples to 0.</summary>
    public void Clear() => new Span<float>((float*)_memory.Address, (Rows + Block - 1) / Block * Block * Stride).Clear();

    /// <inheritdoc/>
    public void Dispose() => _memory.Release();
}
