using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <summary>
/// The tables of the i axis, cut into blocks of 16 target columns. Where the samples of a block lie within 32 neighbouring source columns,
/// two loads and two permutations fetch them all, which is twice as fast as gathering.
/// </summary>
internal sealed unsafe class ColumnBlocks : IDisposable
{
    public const int Width = 16;
    public const int WindowWidth = 32;
    public const int TableStride = 4 * Width;

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

            // A window that starts further left, so that it ends inside the row, still holds the samples.
            var start = Math.Max(0, Math.Min(least, sourceColumns - WindowWidth));
            if (plain && Avx512F.IsSupported && sourceColumns >= WindowWidth && greatest < start + WindowWidth)
            {
                Kind[block] = (int)ColumnBlockKind.Window;
                Start[block] = start;
                for (var lane = 0; lane < Width; lane++)
                {
                    firsts[lane] -= start;
                    seconds[lane] -= start;
                }
            }
            else
            {
                Kind[block] = (int)(plain && Avx2.IsSupported ? ColumnBlockKind.Gather : ColumnBlockKind.Single);
            }
        }
    }

    public int Count { get; }

    /// <summary>
    /// <see cref="TableStride"/> numbers a block: first and second samples (counted from the window's start, or from the row's), first and
    /// second weights (float).
    /// </summary>
    public int* Table { get; }

    /// <summary>True where every column's weights lie wholly inside the source.</summary>
    public bool AllCovered { get; }

    /// <summary>First source column of each block's window.</summary>
    public int* Start { get; }

    /// <summary><see cref="ColumnBlockKind"/> of each block.</summary>
    public int* Kind { get; }

    /// <inheritdoc/>
    public void Dispose() => _memory.Release();
}
