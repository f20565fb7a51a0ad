namespace GpuVol;

/// <summary>
/// A prefix code as a table to decode by: the next bits are the index. Words longer than the table's own bits lead to a table of the rest.
/// </summary>
/// <remarks>
/// An entry is 0 for bits that are no word. Otherwise bits 0 to 4 say how long the word is, bits 8 to 12 how many extra bits follow it, the upper
/// half holds the literal, the base of a length or distance, or the place of the further table.
/// </remarks>
internal sealed class InflateCode(int tableBits, int symbols)
{
    /// <summary>Mark of a literal.</summary>
    public const uint Literal = 1 << 15;

    /// <summary>Mark of the end of a block.</summary>
    public const uint End = 1 << 14;

    /// <summary>Mark of words that go on in a further table.</summary>
    public const uint Further = 1 << 13;

    private const int LongestWord = 15;

    /// <summary>The entries, the further tables behind the first.</summary>
    public uint[] Table { get; } = new uint[(1 << tableBits) + symbols * (1 << LongestWord - tableBits)];

    /// <summary>Builds the table of a canonical code.</summary>
    /// <param name="lengths">Of the word of each symbol; 0 for those without.</param>
    /// <param name="entries">What a symbol stands for, without the length of its word.</param>
    /// <exception cref="InvalidDataException">There are more words of these lengths than can be.</exception>
    public void Build(ReadOnlySpan<byte> lengths, ReadOnlySpan<uint> entries)
    {
        Span<int> perLength = stackalloc int[LongestWord + 1];
        perLength.Clear();
        foreach (var length in lengths)
            perLength[length]++;
        perLength[0] = 0;
        Span<int> next = stackalloc int[LongestWord + 1];
        var (code, longest) = (0, 0);
        for (var length = 1; length <= LongestWord; length++)
        {
            code = (code + perLength[length - 1]) << 1;
            next[length] = code;
            if (perLength[length] > 0)
                longest = length;
            if (code + perLength[length] > 1 << length)
                throw new InvalidDataException("a code has more words than it can");
        }

        // A code whose words fill all places leaves no old entry; others do.
        Array.Clear(Table, 0, 1 << tableBits);
        var furtherBits = Math.Max(0, longest - tableBits);
        var place = 1 << tableBits;
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length == 0)
                continue;
            var word = Reversed(next[length]++, length);
            if (length <= tableBits)
            {
                for (var at = word; at < 1 << tableBits; at += 1 << length)
                    Table[at] = entries[symbol] | (uint)length;
                continue;
            }

            ref var link = ref Table[word & (1 << tableBits) - 1];
            if (link == 0)
            {
                link = Further | (uint)furtherBits << 8 | (uint)tableBits | (uint)place << 16;
                Array.Clear(Table, place, 1 << furtherBits);
                place += 1 << furtherBits;
            }

            for (var at = word >> tableBits; at < 1 << furtherBits; at += 1 << length - tableBits)
                Table[(int)(link >> 16) + at] = entries[symbol] | (uint)(length - tableBits);
        }
    }

    private static int Reversed(int word, int length)
    {
        var reversed = 0;
        for (var bit = 0; bit < length; bit++)
            reversed |= (word >> bit & 1) << length - 1 - bit;
        return reversed;
    }
}
