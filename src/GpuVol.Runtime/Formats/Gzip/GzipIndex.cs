using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace GpuVol;

/// <summary>
/// Where the independent blocks of a gzip stream lie: written in the extra field of the header (subfield "GV"), which every reader
/// skips; with it the blocks are decoded in parallel. Layout after the subfield's length: u32 bytes of the first block before
/// compression, u32 bytes of every further one (the last may be shorter), u32 number of blocks, u32 compressed bytes of each.
/// </summary>
internal sealed record GzipIndex(int FirstBlockBytes, int BlockBytes, int[] CompressedBytes, long DataOffset, long UncompressedBytes)
{
    /// <summary>The most blocks that fit the extra field of 65535 bytes.</summary>
    public const int MaximumBlocks = (65535 - 4 - 12) / 4;

    private const int FixedHeaderBytes = 10;

    /// <summary>Bytes of a gzip header with an index of <paramref name="blocks"/> blocks.</summary>
    public static int HeaderBytes(int blocks) => FixedHeaderBytes + 2 + 4 + 12 + 4 * blocks;

    public long BlockStart(int block) => block == 0 ? 0 : FirstBlockBytes + (long)(block - 1) * BlockBytes;

    public int BlockLength(int block) => (int)Math.Min(block == 0 ? FirstBlockBytes : BlockBytes, UncompressedBytes - BlockStart(block));

    /// <summary>The gzip header: no name, no time, so that the same voxels give the same bytes.</summary>
    public static byte[] WriteHeader(int firstBlockBytes, int blockBytes, int[] compressedBytes)
    {
        var header = new byte[HeaderBytes(compressedBytes.Length)];
        ReadOnlySpan<byte> start = [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255];
        start.CopyTo(header);
        var rest = header.AsSpan(FixedHeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)(rest.Length - 2));
        rest[2] = (byte)'G';
        rest[3] = (byte)'V';
        BinaryPrimitives.WriteUInt16LittleEndian(rest[4..], (ushort)(rest.Length - 6));
        BinaryPrimitives.WriteInt32LittleEndian(rest[6..], firstBlockBytes);
        BinaryPrimitives.WriteInt32LittleEndian(rest[10..], blockBytes);
        BinaryPrimitives.WriteInt32LittleEndian(rest[14..], compressedBytes.Length);
        for (var b = 0; b < compressedBytes.Length; b++)
            BinaryPrimitives.WriteInt32LittleEndian(rest[(18 + 4 * b)..], compressedBytes[b]);
        return header;
    }

    /// <summary>
    /// The index of a file, or null where it has none or one that does not agree with the file: then the stream is read as any
    /// other, front to back.
    /// </summary>
    public static GzipIndex? Read(SafeFileHandle file)
    {
        var fileLength = RandomAccess.GetLength(file);
        Span<byte> start = stackalloc byte[FixedHeaderBytes + 2];
        if (BlockIO.ReadFully(file, start, 0) < start.Length || start[0] != 0x1f || start[1] != 0x8b || start[2] != 8 || start[3] != 4)
            return null;
        var extra = new byte[BinaryPrimitives.ReadUInt16LittleEndian(start[FixedHeaderBytes..])];
        if (extra.Length < 16 || BlockIO.ReadFully(file, extra, start.Length) < extra.Length)
            return null;
        if (extra[0] != 'G' || extra[1] != 'V' || BinaryPrimitives.ReadUInt16LittleEndian(extra.AsSpan(2)) != extra.Length - 4)
            return null;
        var firstBlock = BinaryPrimitives.ReadInt32LittleEndian(extra.AsSpan(4));
        var block = BinaryPrimitives.ReadInt32LittleEndian(extra.AsSpan(8));
        var blocks = BinaryPrimitives.ReadInt32LittleEndian(extra.AsSpan(12));
        if (firstBlock < 1 || block < 1 || blocks < 1 || blocks > MaximumBlocks || extra.Length != 16 + 4 * blocks)
            return null;
        var compressed = new int[blocks];
        long sum = 0;
        for (var b = 0; b < blocks; b++)
        {
            compressed[b] = BinaryPrimitives.ReadInt32LittleEndian(extra.AsSpan(16 + 4 * b));
            if (compressed[b] < 1)
                return null;
            sum += compressed[b];
        }

        // Header, blocks, an empty last block of two bytes, CRC and length: exactly this file and nothing behind.
        var dataOffset = start.Length + extra.Length;
        if (dataOffset + sum + 2 + 8 != fileLength)
            return null;

        // The length modulo 2^32 stands at the end; the number of blocks tells the rest.
        Span<byte> end = stackalloc byte[4];
        BlockIO.ReadFully(file, end, fileLength - 4);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(end);
        var most = firstBlock + (long)(blocks - 1) * block;
        var least = most - (blocks == 1 ? firstBlock : block) + 1;
        var total = (most & ~0xffffffffL) | length;
        if (total > most)
            total -= 1L << 32;
        return total < least || total > most ? null : new GzipIndex(firstBlock, block, compressed, dataOffset, total);
    }
}
