using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol;

/// <summary>
/// CRC-32 of gzip and PNG (polynomial 0xEDB88320), and that of two adjoining blocks from those of each. Carry-less multiplication folds
/// 64 bytes a step where the processor has it (Gopal et al. 2009, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ"),
/// tables take sixteen otherwise.
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] Tables = MakeTables();

    /// <summary>Continues <paramref name="crc"/> (0 to begin) over <paramref name="data"/>.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        var c = ~crc;
        if (Pclmulqdq.IsSupported && Vector128.IsHardwareAccelerated && data.Length >= 128)
        {
            var folded = data.Length & ~15;
            c = Fold(c, MemoryMarshal.Cast<byte, Vector128<ulong>>(data[..folded]));
            data = data[folded..];
        }

        return ~AppendByTables(c, data);
    }

    /// <summary>The same without carry-less multiplication, for the tests.</summary>
    internal static uint AppendPortable(uint crc, ReadOnlySpan<byte> data) => ~AppendByTables(~crc, data);

    private static uint Fold(uint c, ReadOnlySpan<Vector128<ulong>> blocks)
    {
        // x^(4·128 ± 32) and x^(128 ± 32) modulo the polynomial, bits reversed: table 2 of the paper.
        var by4 = Vector128.Create(0x0154442bd4UL, 0x01c6e41596UL);
        var by1 = Vector128.Create(0x01751997d0UL, 0x00ccaa009eUL);
        var a = blocks[0] ^ Vector128.CreateScalar((ulong)c);
        var b = blocks[1];
        var d = blocks[2];
        var e = blocks[3];
        var n = 4;
        for (; n + 4 <= blocks.Length; n += 4)
        {
            a = Shift(a, by4) ^ blocks[n];
            b = Shift(b, by4) ^ blocks[n + 1];
            d = Shift(d, by4) ^ blocks[n + 2];
            e = Shift(e, by4) ^ blocks[n + 3];
        }

        a = Shift(a, by1) ^ b;
        a = Shift(a, by1) ^ d;
        a = Shift(a, by1) ^ e;
        for (; n < blocks.Length; n++)
            a = Shift(a, by1) ^ blocks[n];

        // What is left is 16 bytes with the same remainder.
        return AppendByTables(0, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<ulong>>(in a)));

        static Vector128<ulong> Shift(Vector128<ulong> x, Vector128<ulong> factor) =>
            Pclmulqdq.CarrylessMultiply(x, factor, 0x00) ^ Pclmulqdq.CarrylessMultiply(x, factor, 0x11);
    }

    private static uint AppendByTables(uint c, ReadOnlySpan<byte> data)
    {
        var t = Tables.AsSpan(0, 16 * 256);
        while (data.Length >= 16)
        {
            var a = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ c;
            var b = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            var d = BinaryPrimitives.ReadUInt32LittleEndian(data[8..]);
            var e = BinaryPrimitives.ReadUInt32LittleEndian(data[12..]);
            c = t[15 * 256 + (byte)a] ^ t[14 * 256 + (byte)(a >> 8)] ^ t[13 * 256 + (byte)(a >> 16)] ^ t[12 * 256 + (int)(a >> 24)]
              ^ t[11 * 256 + (byte)b] ^ t[10 * 256 + (byte)(b >> 8)] ^ t[9 * 256 + (byte)(b >> 16)] ^ t[8 * 256 + (int)(b >> 24)]
              ^ t[7 * 256 + (byte)d] ^ t[6 * 256 + (byte)(d >> 8)] ^ t[5 * 256 + (byte)(d >> 16)] ^ t[4 * 256 + (int)(d >> 24)]
              ^ t[3 * 256 + (byte)e] ^ t[2 * 256 + (byte)(e >> 8)] ^ t[256 + (byte)(e >> 16)] ^ t[(int)(e >> 24)];
            data = data[16..];
        }

        foreach (var value in data)
            c = t[(byte)(c ^ value)] ^ (c >> 8);
        return c;
    }

    /// <summary>The CRC of two blocks in a row from that of each and the length of the second: the first is multiplied by x^(8 · length).</summary>
    public static uint Combine(uint first, uint second, long secondLength)
    {
        // Square and multiply: factor runs through x^8, x^16, x^32, … modulo the polynomial (bit 31 is x^0).
        var factor = 0x00800000u;
        var power = 0x80000000u;
        for (var n = secondLength; n > 0; n >>= 1)
        {
            if ((n & 1) != 0)
                power = Multiply(power, factor);
            factor = Multiply(factor, factor);
        }

        return Multiply(power, first) ^ second;
    }

    private static uint Multiply(uint a, uint b)
    {
        var product = 0u;
        for (var bit = 0x80000000u; bit != 0; bit >>= 1)
        {
            if ((a & bit) != 0)
                product ^= b;
            b = (b & 1) != 0 ? (b >> 1) ^ Polynomial : b >> 1;
        }

        return product;
    }

    private static uint[] MakeTables()
    {
        var tables = new uint[16 * 256];
        for (var n = 0u; n < 256; n++)
        {
            var c = n;
            for (var bit = 0; bit < 8; bit++)
                c = (c & 1) != 0 ? (c >> 1) ^ Polynomial : c >> 1;
            tables[n] = c;
        }

        for (var s = 1; s < 16; s++)
        {
            for (var n = 0; n < 256; n++)
            {
                var before = tables[(s - 1) * 256 + n];
                tables[s * 256 + n] = (before >> 8) ^ tables[(byte)before];
            }
        }

        return tables;
    }
}
