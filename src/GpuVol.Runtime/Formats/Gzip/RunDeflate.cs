using System.Runtime.CompilerServices;

namespace GpuVol;

/// <summary>
/// Deflate (RFC 1951) for voxels with noise: Huffman codes of single bytes, and of all repetitions only those of the four bytes before, which is
/// where constant regions of any voxel type show. Looking for more costs much and finds nothing in noise.
/// </summary>
internal static unsafe class RunDeflate
{
    private const int PartBytes = 128 << 10;
    private const int GroupBytes = 8;
    private const int Distance = 4;
    private const int MostGroups = 32;
    private const int EndOfBlock = 256;
    private const int Symbols = 286;
    private const int StoredBytes = 65535;
    private const int Limit = 12;
    private const int HeaderLimit = 7;
    private const int DistanceSymbol = 3;

    // One group in four is counted: the code comes out the same to a thousandth of its length, and counting is a third of the time otherwise.
    private const int CountedEvery = 4;

    // Of a run of so many groups: the symbol of its length, the bits behind it and their value.
    private static readonly (int Symbol, int ExtraBits, int Extra)[] Runs = MakeRuns();

    /// <summary>The most bytes that <see cref="Compress"/> may write.</summary>
    public static int MaximumBytes(int sourceBytes) => sourceBytes * 2 + 4096;

    /// <summary>Compresses a block that can be decompressed by itself and ends at a byte, with no mark of a last block; the number of bytes written.</summary>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        fixed (byte* from = source, to = target)
        {
            var bits = new BitWriter { Next = to };
            for (var start = 0; start < source.Length; start += PartBytes)
                Part(from, start, Math.Min(start + PartBytes, source.Length), ref bits);

            // An empty stored block leads to the next byte.
            bits.Add(0, 3);
            bits.Align();
            bits.Add(0xffff0000, 32);
            bits.Flush();
            return (int)(bits.Next - to);
        }
    }

    private static void Part(byte* source, int start, int end, ref BitWriter bits)
    {
        var counts = stackalloc int[Symbols];
        new Span<int>(counts, Symbols).Clear();
        Count(source, start, end, counts);
        Span<byte> lengths = stackalloc byte[Symbols];
        HuffmanCode.Lengths(new ReadOnlySpan<int>(counts, Symbols), Limit, lengths);
        Span<ushort> words = stackalloc ushort[Symbols];
        HuffmanCode.Words(lengths, words);

        var before = bits;
        bits.Add(4, 3);
        WriteCode(lengths, ref bits);
        var table = stackalloc uint[Symbols];
        for (var s = 0; s < Symbols; s++)
            table[s] = (uint)words[s] << 8 | lengths[s];
        Encode(source, start, end, table, ref bits);
        if (bits.Next - before.Next <= end - start)
            return;

        // Larger than it was: as it is.
        bits = before;
        for (var at = start; at < end; at += StoredBytes)
        {
            var count = Math.Min(StoredBytes, end - at);
            bits.Add(0, 3);
            bits.Align();
            bits.Add((uint)(count | ~count << 16), 32);
            bits.Flush();
            new ReadOnlySpan<byte>(source + at, count).CopyTo(new Span<byte>(bits.Next, count));
            bits.Next += count;
        }
    }

    private static void Count(byte* source, int start, int end, int* counts)
    {
        // A byte that no counted group has may be in another.
        for (var s = 0; s <= EndOfBlock; s++)
            counts[s] = 1;
        var second = stackalloc int[256];
        new Span<int>(second, 256).Clear();
        var run = 0;
        var group = 0;
        for (var at = start; at + GroupBytes <= end; at += GroupBytes, group++)
        {
            if (Repeats(source, at))
            {
                run++;
                continue;
            }

            CountRun(ref run, counts);
            if (group % CountedEvery != 0)
                continue;
            var bytes = Unsafe.ReadUnaligned<ulong>(source + at);
            for (var n = 0; n < GroupBytes; n += 2, bytes >>= 16)
            {
                counts[(byte)bytes] += CountedEvery;
                second[(byte)(bytes >> 8)] += CountedEvery;
            }
        }

        CountRun(ref run, counts);
        for (var s = 0; s < 256; s++)
            counts[s] += second[s];
    }

    private static void CountRun(ref int run, int* counts)
    {
        for (; run > 0; run -= MostGroups)
            counts[Runs[Math.Min(run, MostGroups)].Symbol]++;
        run = 0;
    }

    private static void Encode(byte* source, int start, int end, uint* table, ref BitWriter bits)
    {
        var run = 0;
        var at = start;
        for (; at + GroupBytes <= end; at += GroupBytes)
        {
            if (Repeats(source, at))
            {
                run++;
                continue;
            }

            if (run > 0)
                EncodeRun(ref run, table, ref bits);
            var bytes = Unsafe.ReadUnaligned<ulong>(source + at);
            bits.Literal(table[(byte)bytes]);
            bits.Literal(table[(byte)(bytes >> 8)]);
            bits.Literal(table[(byte)(bytes >> 16)]);
            bits.Literal(table[(byte)(bytes >> 24)]);
            bits.Flush();
            bits.Literal(table[(byte)(bytes >> 32)]);
            bits.Literal(table[(byte)(bytes >> 40)]);
            bits.Literal(table[(byte)(bytes >> 48)]);
            bits.Literal(table[(byte)(bytes >> 56)]);
            bits.Flush();
        }

        if (run > 0)
            EncodeRun(ref run, table, ref bits);
        for (; at < end; at++)
        {
            bits.Literal(table[source[at]]);
            bits.Flush();
        }

        bits.Literal(table[EndOfBlock]);
        bits.Flush();
    }

    private static void EncodeRun(ref int run, uint* table, ref BitWriter bits)
    {
        for (; run > 0; run -= MostGroups)
        {
            var (symbol, extraBits, extra) = Runs[Math.Min(run, MostGroups)];
            bits.Literal(table[symbol]);
            bits.Add((ulong)extra, extraBits);

            // The one distance there is: a word of one bit, 0.
            bits.Add(0, 1);
            bits.Flush();
        }

        run = 0;
    }

    // A block is read by itself, so its first bytes have nothing before them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Repeats(byte* source, int at) =>
        at >= Distance && Unsafe.ReadUnaligned<ulong>(source + at) == Unsafe.ReadUnaligned<ulong>(source + at - Distance);

    // The code itself (RFC 1951, 3.2.7): the lengths of all words, coded in turn, without the short forms for repeated lengths.
    private static void WriteCode(ReadOnlySpan<byte> lengths, ref BitWriter bits)
    {
        Span<byte> all = stackalloc byte[Symbols + DistanceSymbol + 1];
        lengths.CopyTo(all);
        all[Symbols..].Clear();
        all[^1] = 1;
        Span<int> counts = stackalloc int[19];
        counts.Clear();
        foreach (var length in all)
            counts[length]++;
        Span<byte> headerLengths = stackalloc byte[19];
        HuffmanCode.Lengths(counts, HeaderLimit, headerLengths);
        Span<ushort> headerWords = stackalloc ushort[19];
        HuffmanCode.Words(headerLengths, headerWords);

        bits.Add(Symbols - 257, 5);
        bits.Add(DistanceSymbol, 5);
        bits.Add(19 - 4, 4);
        bits.Flush();
        foreach (var symbol in DeflateFormat.HeaderOrder)
        {
            bits.Add(headerLengths[symbol], 3);
            bits.Flush();
        }

        foreach (var length in all)
        {
            bits.Add(headerWords[length], headerLengths[length]);
            bits.Flush();
        }
    }

    private static (int Symbol, int ExtraBits, int Extra)[] MakeRuns()
    {
        var runs = new (int, int, int)[MostGroups + 1];
        for (var groups = 1; groups <= MostGroups; groups++)
        {
            var length = groups * GroupBytes;
            var n = Array.FindLastIndex(DeflateFormat.LengthBase, first => first <= length);
            runs[groups] = (257 + n, DeflateFormat.ExtraBits(n), length - DeflateFormat.LengthBase[n]);
        }

        return runs;
    }

    /// <summary>Bits on their way out, the first the lowest. At most 56 may be waiting.</summary>
    private struct BitWriter
    {
        public byte* Next;
        private ulong _waiting;
        private int _count;

        /// <summary>Adds the word of a symbol: the word above, its length in the low 8 bits.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Literal(uint entry)
        {
            _waiting |= (ulong)(entry >> 8) << _count;
            _count += (byte)entry;
        }

        /// <summary>Adds bits.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ulong bits, int count)
        {
            _waiting |= bits << _count;
            _count += count;
        }

        /// <summary>Fills the byte up with zeros.</summary>
        public void Align()
        {
            _count = (_count + 7) & ~7;
            Flush();
        }

        /// <summary>Writes the bytes that are full.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Flush()
        {
            Unsafe.WriteUnaligned(Next, _waiting);
            Next += _count >> 3;
            _waiting >>= _count & ~7;
            _count &= 7;
        }
    }
}
