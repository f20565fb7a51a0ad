namespace GpuVol;

/// <summary>The tables of Deflate (RFC 1951) that reading and writing share.</summary>
internal static class DeflateFormat
{
    /// <summary>Order in which a block gives the lengths of the code of its code (3.2.7).</summary>
    public static readonly int[] HeaderOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Least length that each symbol from 257 on stands for (3.2.5).</summary>
    public static readonly int[] LengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    /// <summary>Extra bits behind the symbol 257 + <paramref name="n"/>.</summary>
    public static int ExtraBits(int n) => n is < 8 or 28 ? 0 : (n - 4) / 4;
}
