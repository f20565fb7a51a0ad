namespace GpuVol;

/// <summary>Canonical prefix codes of limited length, as Deflate wants them (RFC 1951, 3.2.2).</summary>
internal static class HuffmanCode
{
    /// <summary>
    /// Code lengths, at most <paramref name="limit"/>, of symbols that occur so often; 0 for those that do not. Nearly optimal: of Huffman's lengths
    /// those beyond the limit are shortened and others lengthened until the code is complete again.
    /// </summary>
    public static void Lengths(ReadOnlySpan<int> counts, int limit, Span<byte> lengths)
    {
        lengths.Clear();
        var symbols = new int[counts.Length];
        var used = 0;
        for (var s = 0; s < counts.Length; s++)
        {
            if (counts[s] > 0)
                symbols[used++] = s;
        }

        if (used < 2)
        {
            // A code of one word still needs a bit.
            if (used == 1)
                lengths[symbols[0]] = 1;
            return;
        }

        var keys = new long[used];
        for (var n = 0; n < used; n++)
            keys[n] = (long)counts[symbols[n]] << 16 | (long)symbols[n];
        Array.Sort(keys);
        var perLength = CountLengths(keys, limit);

        // The rarest symbols come first and take the longest words.
        var next = 0;
        for (var length = limit; length > 0; length--)
        {
            for (var n = 0; n < perLength[length]; n++)
                lengths[(int)(keys[next++] & 0xffff)] = (byte)length;
        }
    }

    /// <summary>The words of a canonical code, with the bit that is sent first as the lowest.</summary>
    public static void Words(ReadOnlySpan<byte> lengths, Span<ushort> words)
    {
        Span<int> perLength = stackalloc int[16];
        perLength.Clear();
        foreach (var length in lengths)
            perLength[length]++;
        perLength[0] = 0;
        Span<int> next = stackalloc int[16];
        var code = 0;
        for (var length = 1; length < 16; length++)
            next[length] = code = (code + perLength[length - 1]) << 1;
        for (var s = 0; s < lengths.Length; s++)
        {
            var length = lengths[s];
            var word = length == 0 ? 0 : next[length]++;
            var reversed = 0;
            for (var bit = 0; bit < length; bit++)
                reversed |= (word >> bit & 1) << length - 1 - bit;
            words[s] = (ushort)reversed;
        }
    }

    // How many words there are of each length. The keys are sorted by count.
    private static int[] CountLengths(long[] keys, int limit)
    {
        var used = keys.Length;

        // Two queues, of symbols and of pairs: both grow in order of their counts, so the least two are always at their heads.
        var weight = new long[2 * used - 1];
        var parent = new int[2 * used - 1];
        for (var n = 0; n < used; n++)
            weight[n] = keys[n] >> 16;
        int symbol = 0, pair = used;
        for (var made = used; made < 2 * used - 1; made++)
        {
            for (var child = 0; child < 2; child++)
            {
                var least = symbol < used && (pair >= made || weight[symbol] <= weight[pair]) ? symbol++ : pair++;
                weight[made] += weight[least];
                parent[least] = made;
            }
        }

        var depth = new int[2 * used - 1];
        var perLength = new int[limit + 1];
        for (var n = 2 * used - 3; n >= 0; n--)
        {
            depth[n] = depth[parent[n]] + 1;
            if (n < used)
                perLength[Math.Min(depth[n], limit)]++;
        }

        // In units of the longest word the code has this much too much; every step splits a shorter word and so frees one unit.
        var excess = -(1L << limit);
        for (var length = 1; length <= limit; length++)
            excess += (long)perLength[length] << limit - length;
        for (; excess > 0; excess--)
        {
            perLength[limit]--;
            var shorter = limit - 1;
            while (perLength[shorter] == 0)
                shorter--;
            perLength[shorter]--;
            perLength[shorter + 1] += 2;
        }

        return perLength;
    }
}
