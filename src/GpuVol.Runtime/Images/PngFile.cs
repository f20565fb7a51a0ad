using System.Buffers.Binary;
using System.IO.Compression;

namespace GpuVol;

/// <summary>Writes PNG files.</summary>
public static class PngFile
{
    private const int Grey = 0;
    private const int Rgb = 2;

    /// <summary>Writes <paramref name="image"/> under a temporary name that is renamed when complete; a grey picture is stored as 8-bit grey.</summary>
    /// <exception cref="VolumeFormatException">The file cannot be written.</exception>
    public static void Write(RgbImage image, string path)
    {
        var pixels = image.Pixels;
        var grey = true;
        for (var n = 0; n < pixels.Length && grey; n += 3)
            grey = pixels[n] == pixels[n + 1] && pixels[n] == pixels[n + 2];
        if (!grey)
        {
            Write(path, image.Width, image.Height, Rgb, 8, pixels, 3);
            return;
        }

        var values = new byte[pixels.Length / 3];
        for (var n = 0; n < values.Length; n++)
            values[n] = pixels[3 * n];
        Write(path, image.Width, image.Height, Grey, 8, values, 1);
    }

    /// <summary>Writes a 16-bit grey picture, rows from the top.</summary>
    /// <exception cref="ArgumentException">The number of pixels is not width · height.</exception>
    /// <exception cref="VolumeFormatException">The file cannot be written.</exception>
    public static void WriteGrey16(ReadOnlySpan<ushort> pixels, int width, int height, string path)
    {
        if (width < 1 || height < 1 || pixels.Length != (long)width * height)
            throw new ArgumentException($"PngFile: {width}x{height} needs {(long)width * height} pixels, not {pixels.Length}.", nameof(pixels));
        var bytes = new byte[2 * pixels.Length];
        for (var n = 0; n < pixels.Length; n++)
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2 * n), pixels[n]);
        Write(path, width, height, Grey, 16, bytes, 2);
    }

    private static void Write(string path, int width, int height, int colour, byte bits, byte[] pixels, int pixelBytes)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            var rowBytes = width * pixelBytes;
            var none = new byte[rowBytes];
            var filtered = new byte[5][];
            for (var f = 0; f < 5; f++)
                filtered[f] = new byte[rowBytes + 1];
            for (var y = 0; y < height; y++)
            {
                var above = y > 0 ? pixels.AsSpan((y - 1) * rowBytes, rowBytes) : none;
                zlib.Write(Filter(pixels.AsSpan(y * rowBytes, rowBytes), above, pixelBytes, filtered));
            }
        }

        AtomicFile.Write(path, stream =>
        {
            stream.Write([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
            Span<byte> header = stackalloc byte[13];
            BinaryPrimitives.WriteInt32BigEndian(header, width);
            BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
            header[8] = bits;
            header[9] = (byte)colour;
            header[10..].Clear();
            WriteChunk(stream, "IHDR"u8, header);
            WriteChunk(stream, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
            WriteChunk(stream, "IEND"u8, []);
        });
    }

    /// <summary>The row under the one of the five filters that leaves the least sum of absolute differences (the PNG standard's advice, section 12.7).</summary>
    private static byte[] Filter(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, byte[][] filtered)
    {
        Span<long> sums = stackalloc long[5];
        sums.Clear();
        for (var n = 0; n < row.Length; n++)
        {
            int value = row[n], up = above[n];
            var left = n >= step ? row[n - step] : 0;
            var upLeft = n >= step ? above[n - step] : 0;
            Put(0, value);
            Put(1, value - left);
            Put(2, value - up);
            Put(3, value - ((left + up) >> 1));
            Put(4, value - Paeth(left, up, upLeft));

            void Put(int filter, int difference) => filtered[filter][n + 1] = (byte)difference;
        }

        var best = 0;
        for (var f = 0; f < 5; f++)
        {
            filtered[f][0] = (byte)f;
            foreach (var difference in filtered[f].AsSpan(1))
                sums[f] += Math.Abs((int)(sbyte)difference);
            if (sums[f] < sums[best])
                best = f;
        }

        return filtered[best];
    }

    private static int Paeth(int left, int up, int upLeft)
    {
        var estimate = left + up - upLeft;
        var toLeft = Math.Abs(estimate - left);
        var toUp = Math.Abs(estimate - up);
        var toUpLeft = Math.Abs(estimate - upLeft);
        return toLeft <= toUp && toLeft <= toUpLeft ? left : toUp <= toUpLeft ? up : upLeft;
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Append(Crc32.Append(0, type), data));
        stream.Write(number);
    }
}
