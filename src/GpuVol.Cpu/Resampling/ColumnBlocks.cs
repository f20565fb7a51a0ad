using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <summary>
/// The tables of the i axis, cut into blocks of a vector of target columns. Where the samples of a block lie within one or two vectors of
/// neighbouring source columns, these are loaded and permuted, which is twice as fast as gathering.
/// </summary>
internal sealed unsafe class ColumnBlocks : IDisposable
{
    private readonly HostMemory _memory;

    /// <summary>Builds the blocks; <paramref name="weights"/> is null for nearest neighbours, whose index is -1 outside.</summary>
    public ColumnBlocks(int* indices, float* weights, int targetColumns, int sourceColumns)
    {
        Count = (targetColumns + Width - 1) / Width;
        _memory = HostMemory.Rent((long)Count * (TableStride + 2) * sizeof(int), clear: true);
        Table = (int*)_memory.Address;
        Start = Table + Count * TableStride;
        Kind = Start + Count;
        AllCovered = true;
        for (var block = 0; block < Count; block++)
        {
            var firsts = Table + block * TableStride;
            var seconds = firsts + Width;
            var firstWeights = (float*)(firsts + 2 * Width);
            var secondWeights = (float*)(firsts + 3 * Width);
            int least = int.MaxValue, greatest = int.MinValue;
            var plain = true;
            for (var lane = 0; lane < Width; lane++)
            {
                // Lanes past the last column repeat it.
                var column = Math.Min(block * Width + lane, targetColumns - 1);
                var first = indices[column];
                var second = weights is null ? first : indices[targetColumns + column];
                firsts[lane] = first;
                seconds[lane] = second;
                least = Math.Min(least, Math.Min(first, second));
                greatest = Math.Max(greatest, Math.Max(first, second));
                if (weights is null)
                {
                    plain &= first >= 0;
                }
                else
                {
                    firstWeights[lane] = weights[column];
                    secondWeights[lane] = weights[targetColumns + column];
                    AllCovered &= weights[2 * targetColumns + column] == 1;
                }
            }

            if (!plain || !Avx2.IsSupported)
                continue;
            var (kind, start) = ColumnBlockKinds.Of(least, greatest, sourceColumns, Width);
            Kind[block] = (int)kind;
            Start[block] = start;
            for (var lane = 0; lane < Width; lane++)
            {
                firsts[lane] -= start;
                seconds[lane] -= start;
            }
        }
    }

    /// <summary>Columns of a block.</summary>
    public static int Width => Avx512F.IsSupported ? 16 : 8;

    /// <summary>Numbers of a block in <see cref="Table"/>.</summary>
    public static int TableStride => 4 * Width;

    public int Count { get; }

    /// <summary>
    /// <see cref="TableStride"/> numbers a block: first and second samples (counted from the window's start, or from the row's), first and
    /// second weights (float).
    /// </summary>
    public int* Table { get; }

    /// <summary>True where every column's weights lie wholly inside the source.</summary>
    public bool AllCovered { get; }

    /// <summary>First source column of each block's window; 0 where it has none.</summary>
    public int* Start { get; }

    /// <summary><see cref="ColumnBlockKind"/> of each block.</summary>
    public int* Kind { get; }

    /// <inheritdoc/>
    public void Dispose() => _memory.Release();
}
