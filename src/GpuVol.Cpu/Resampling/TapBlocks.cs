using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <summary>
/// The spline tables of the i axis, cut into blocks of a vector of target columns: per tap a vector of indices and one of weights. Where the
/// samples of a block lie within one or two vectors of neighbouring source columns, their loads serve all taps by permutations.
/// </summary>
internal sealed unsafe class TapBlocks
{
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

            if (!plain || !Avx2.IsSupported)
            {
                AllWindows = false;
                continue;
            }

            var (kind, start) = ColumnBlockKinds.Of(least, greatest, rowStride, Width);
            AllWindows &= kind != ColumnBlockKind.Gather;
            Kind[block] = (int)kind;
            Start[block] = start;
            for (var n = 0; n < taps * Width; n++)
                at[n] -= start;
        }
    }

    /// <summary>Columns of a block.</summary>
    public static int Width => ColumnBlocks.Width;

    public int Count { get; }

    /// <summary>Numbers of a block in <see cref="Table"/>.</summary>
    public int TableStride { get; }

    /// <summary>A block's indices, tap by tap (counted from the window's start, or from the row's), then its weights.</summary>
    public int* Table { get; }

    /// <summary>True where every block has a window.</summary>
    public bool AllWindows { get; }

    /// <summary>First source column of each block's window; 0 where it has none.</summary>
    public int* Start { get; }

    /// <summary><see cref="ColumnBlockKind"/> of each block.</summary>
    public int* Kind { get; }

    public void Release() => _memory.Release();
}
