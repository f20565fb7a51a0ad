using System.Buffers.Binary;
using System.IO.Compression;

namespace GpuVol.Tests.Cli;

/// <summary>Reads 8-bit PNG files, by the specification and not by the engine's writer.</summary>
internal sealed class PngReader
{
    private readonly byte[] _pixels;
    private readonly int _channels;

    private PngReader(int width, int height, int channels, byte[] pixels)
    {
        Width = width;
        Height = height;
        _channels = channels;
        _pixels = pixels;
    }

    public int Width { get; }

    public int Height { get; }

    public static PngReader Read(string path)
    {
        var file = File.ReadAllBytes(path);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        int width = 0, height = 0, channels = 0;
        using var compressed = new MemoryStream();
        var ended = false;
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var data = file.AsSpan(at + 8, length);
            switch (System.Text.Encoding.ASCII.GetString(file, at + 4, 4))
            {
                case "IHDR":
                    width = BinaryPrimitives.ReadInt32BigEndian(data);
                    height = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
                    Assert.Equal(8, data[8]);
                    channels = data[9] switch { 0 => 1, 2 => 3, _ => throw new InvalidDataException($"colour type {data[9]}") };
                    Assert.Equal(0, data[12]);
                    break;
                case "IDAT":
                    compressed.Write(data);
                    break;
                case "IEND":
                    ended = true;
                    break;
            }

            at += 12 + length;
        }

        Assert.True(ended, $"{path} has no end.");
        compressed.Position = 0;
        using var lines = new MemoryStream();
        using (var inflate = new ZLibStream(compressed, CompressionMode.Decompress))
            inflate.CopyTo(lines);
        return new PngReader(width, height, channels, Unfilter(lines.ToArray(), width * channels, height, channels));
    }

    public int Grey(int column, int row) => _pixels[(row * Width + column) * _channels];

    public byte[] Pixels() => _pixels;

    /// <summary>Where the light is, and the brightest value.</summary>
    public (double Column, double Row, int Brightest) Centroid()
    {
        double sum = 0, column = 0, row = 0;
        var brightest = 0;
        for (var v = 0; v < Height; v++)
        {
            for (var u = 0; u < Width; u++)
            {
                var grey = Grey(u, v);
                brightest = Math.Max(brightest, grey);
                sum += grey;
                column += grey * u;
                row += grey * v;
            }
        }

        return (column / sum, row / sum, brightest);
    }

    private static byte[] Unfilter(byte[] lines, int stride, int height, int channels)
    {
        Assert.Equal((stride + 1) * height, lines.Length);
        var pixels = new byte[stride * height];
        for (var v = 0; v < height; v++)
        {
            for (var x = 0; x < stride; x++)
            {
                int left = x < channels ? 0 : pixels[v * stride + x - channels];
                int up = v == 0 ? 0 : pixels[(v - 1) * stride + x];
                int corner = v == 0 || x < channels ? 0 : pixels[(v - 1) * stride + x - channels];
                var predicted = lines[v * (stride + 1)] switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => Paeth(left, up, corner),
                    var filter => throw new InvalidDataException($"filter {filter}"),
                };
                pixels[v * stride + x] = (byte)(lines[v * (stride + 1) + 1 + x] + predicted);
            }
        }

        return pixels;
    }

    private static int Paeth(int left, int up, int corner)
    {
        var p = left + up - corner;
        var (a, b, c) = (Math.Abs(p - left), Math.Abs(p - up), Math.Abs(p - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }
}
