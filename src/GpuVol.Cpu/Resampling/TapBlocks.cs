using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <summary>
/// The spline tables of the i axis, cut into blocks of 16 target columns: per tap 16 indices and 16 weights. Where the samples of a block
/// lie within 32 neighbouring source columns, two loads serve all taps by permutations.
/// </summary>
internal sealed unsafe class TapBlocks
{
    public const int Width = 16;
    private const int WindowWidth = 32;

    private readonly HostMemory _memory;

    /// <summary>Builds the blocks from the tables of the kernel; rows are readable up to <paramref name="rowStride"/>.</summary>
    public TapBlocks(int[] indices, float[] weights, int taps, int targetColumns, int rowStride)
    {
        Count = (targetColumns + Width - 1) / Width;
        TableStride = 2 * taps * Width;
        _memory = HostMemory.Rent((long)Count * (TableStride + 2) * sizeof(int), clear: true);
        Table = (int*)_memory.Address;
        Start = Table + Count * TableStride;
        Kind = Start + Count;
        AllWindows = true;
        for (var block = 0; block < Count; block++)
        {
            var at = Table + block * TableStride;
            var blockWeights = (float*)(at + taps * Width);
            int least = int.MaxValue, greatest = int.MinValue;
            var plain = true;
            for (var lane = 0; lane < Width; lane++)
            {
                // Lanes past the last column repeat it.
                var column = Math.Min(block * Width + lane, targetColumns - 1);
                plain &= weights[taps * targetColumns + column] == 1;
                for (var t = 0; t < taps; t++)
                {
                    var index = indices[t * targetColumns + column];
                    at[t * Width + lane] = index;
                    blockWeights[t * Width + lane] = weights[t * targetColumns + column];
                    least = Math.Min(least, index);
                    greatest = Math.Max(greatest, index);
                }
            }

            var start = Math.Max(0, Math.Min(least, rowStride - WindowWidth));
            if (plain && Avx512F.IsSupported && rowStride >= WindowWidth && greatest < start + WindowWidth)
            {
                Kind[block] = (int)ColumnBlockKind.Window;
                Start[block] = start;
                for (var n = 0; n < taps * Width; n++)
                    at[n] -= start;
            }
            else
            {
                AllWindows = false;
                Kind[block] = (int)(plain && Avx2.IsSupported ? ColumnBlockKind.Gather : ColumnBlockKind.Single);
            }
        }
    }

    public int Count { get; }

    /// <summary>Numbers of a block in <see cref="Table"/>.</summary>
    public int TableStride { get; }

    /// <summary>A block's indices, tap by tap (counted from the window's start, or from the row's), then its weights.</summary>
    public int* Table { get; }

    /// <summary>True where every block is a <see cref="ColumnBlockKind.Window"/>.</summary>
    public bool AllWindows { get; }

    /// <summary>First source column of each block's window.</summary>
    public int* Start { get; }

    /// <summary><see cref="ColumnBlockKind"/> of each block.</summary>
    public int* Kind { get; }

    public void Release() => _memory.Release();
}
