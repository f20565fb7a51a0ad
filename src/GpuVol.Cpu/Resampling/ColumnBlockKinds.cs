namespace GpuVol.Cpu;

/// <summary>Chooses how a block's samples are fetched.</summary>
internal static class ColumnBlockKinds
{
    /// <summary>
    /// The narrowest window of source columns that holds all from <paramref name="least"/> to <paramref name="greatest"/> and ends inside the
    /// row, and its first column; where there is none, gathers and column 0.
    /// </summary>
    public static (ColumnBlockKind Kind, int Start) Of(int least, int greatest, int columns, int width)
    {
        // A window that starts further left, so that it ends inside the row, still holds the samples.
        var narrow = Math.Min(least, columns - width);
        if (narrow >= 0 && greatest < narrow + width)
            return (ColumnBlockKind.NarrowWindow, narrow);
        var wide = Math.Min(least, columns - 2 * width);
        return wide >= 0 && greatest < wide + 2 * width ? (ColumnBlockKind.Window, wide) : (ColumnBlockKind.Gather, 0);
    }
}
