using System.Buffers.Binary;
using System.IO.Compression;

namespace GpuVol;

/// <summary>One step of a dataset's filter pipeline.</summary>
internal sealed record Hdf5Filter(int Id, IReadOnlyList<uint> Values)
{
    private const int Deflate = 1;
    private const int Shuffle = 2;
    private const int Fletcher32 = 3;

    /// <summary>The pipeline, in the order of writing.</summary>
    public static IReadOnlyList<Hdf5Filter> ReadAll(Hdf5File file, byte[]? message)
    {
        if (message is null)
            return [];
        var reader = new Hdf5Bytes(message, file, "a filter pipeline");
        int version = reader.Byte();
        int count = reader.Byte();
        if (version is not (1 or 2))
            throw file.Unsupported($"a filter pipeline has version {version}");
        reader.Skip(version == 1 ? 6 : 0);
        var filters = new List<Hdf5Filter>();
        for (var n = 0; n < count; n++)
        {
            int id = reader.UInt16();
            var nameLength = version == 1 || id >= 256 ? reader.UInt16() : 0;
            reader.Skip(2);
            int values = reader.UInt16();
            reader.Skip(version == 1 ? (nameLength + 7) & ~7 : nameLength);
            var parameters = new uint[values];
            for (var v = 0; v < values; v++)
                parameters[v] = reader.UInt32();
            reader.Skip(version == 1 && values % 2 == 1 ? 4 : 0);
            if (id is not (Deflate or Shuffle or Fletcher32))
                throw file.Unsupported($"data are packed with filter {id} (deflate, shuffle and fletcher32 are read)");
            filters.Add(new Hdf5Filter(id, parameters));
        }

        return filters;
    }

    /// <summary>Undoes the pipeline; bit n of <paramref name="skipped"/> says that filter n was left out for this chunk.</summary>
    public static byte[] Undo(Hdf5File file, IReadOnlyList<Hdf5Filter> filters, uint skipped, byte[] data, int chunkBytes)
    {
        for (var n = filters.Count - 1; n >= 0; n--)
        {
            if ((skipped >> n & 1) != 0)
                continue;
            data = filters[n].Id switch
            {
                Deflate => Inflate(file, data, chunkBytes + 4),
                Shuffle => Unshuffle(data, filters[n].Values.Count > 0 ? (int)filters[n].Values[0] : 1),
                _ => CheckSum(file, data),
            };
        }

        return data;
    }

    private static byte[] Inflate(Hdf5File file, byte[] data, int mostBytes)
    {
        var result = new byte[mostBytes];
        var length = 0;
        try
        {
            using var stream = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
            int got;
            while (length < mostBytes && (got = stream.Read(result, length, mostBytes - length)) > 0)
                length += got;
        }
        catch (InvalidDataException)
        {
            throw file.Damaged("a compressed chunk cannot be unpacked");
        }

        return result[..length];
    }

    private static byte[] Unshuffle(byte[] data, int elementBytes)
    {
        var count = elementBytes > 0 ? data.Length / elementBytes : 0;
        if (elementBytes < 2 || count < 2)
            return data;
        var result = (byte[])data.Clone();
        for (var b = 0; b < elementBytes; b++)
        {
            for (var n = 0; n < count; n++)
                result[n * elementBytes + b] = data[b * count + n];
        }

        return result;
    }

    /// <summary>Fletcher's checksum over big-endian 16-bit words, as the HDF5 library computes it.</summary>
    private static byte[] CheckSum(Hdf5File file, byte[] data)
    {
        if (data.Length < 4)
            throw file.Damaged("a chunk is too short for its checksum");
        var body = data.AsSpan(0, data.Length - 4);
        uint sum1 = 0, sum2 = 0;
        for (var n = 0; n < body.Length; n += 2)
        {
            var word = (uint)body[n] << 8 | (n + 1 < body.Length ? body[n + 1] : 0u);
            sum1 = (sum1 + word) % 65535;
            sum2 = (sum2 + sum1) % 65535;
        }

        // Sums are kept modulo 65535 with 65535 itself standing for 0, but for no data at all.
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(data.Length - 4));
        if ((stored >> 16) % 65535 != sum2 || (stored & 0xffff) % 65535 != sum1)
            throw file.Damaged("the checksum of a chunk is wrong");
        return body.ToArray();
    }
}
