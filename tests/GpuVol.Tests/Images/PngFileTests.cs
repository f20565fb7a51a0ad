using GpuVol.Tests.Formats;

namespace GpuVol.Tests.Images;

public class PngFileTests
{
    // A reader of its own, from the PNG standard: chunks with their checksums, inflate, the five filters.
    private const string Reader = """
        import sys, json, zlib, struct, hashlib
        b = open(sys.argv[1], 'rb').read()
        assert b[:8] == b'\x89PNG\r\n\x1a\n'
        p, data, names = 8, b'', []
        while p < len(b):
            n, t = struct.unpack('>I4s', b[p:p+8]); body = b[p+8:p+8+n]
            assert struct.unpack('>I', b[p+8+n:p+12+n])[0] == zlib.crc32(t + body)
            names.append(t.decode()); p += 12 + n
            if t == b'IHDR': w, h, bits, colour, *rest = struct.unpack('>IIBBBBB', body)
            if t == b'IDAT': data += body
        raw = zlib.decompress(data)
        step = (3 if colour == 2 else 1) * bits // 8
        row, prev, out, filters = w * step, bytearray(w * step), bytearray(), set()
        assert len(raw) == h * (row + 1)
        for y in range(h):
            f, line = raw[y * (row + 1)], bytearray(raw[y * (row + 1) + 1:(y + 1) * (row + 1)])
            filters.add(f)
            for x in range(row):
                a = line[x - step] if x >= step else 0
                u = prev[x]
                c = prev[x - step] if x >= step else 0
                q = a + u - c
                pa, pb, pc = abs(q - a), abs(q - u), abs(q - c)
                line[x] = (line[x] + [0, a, u, (a + u) // 2, a if pa <= pb and pa <= pc else u if pb <= pc else c][f]) & 255
            out += line; prev = line
        print(json.dumps([w, h, bits, colour, names, hashlib.sha256(bytes(out)).hexdigest(), sorted(filters), rest]))
        """;

    [SkippableTheory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 5)]
    [InlineData(67, 41)]
    public void ColourPicture_ComesBackAsItWas(int width, int height)
    {
        using var folder = new TemporaryFolder();
        var pixels = Picture(width, height, colour: true);
        PngFile.Write(new RgbImage(width, height, pixels), folder.File("a.png"));
        var seen = Python.Run("zlib", Reader, folder.File("a.png"));
        Assert.Equal(new[] { width, height, 8, 2 }, new[] { seen[0].GetInt32(), seen[1].GetInt32(), seen[2].GetInt32(), seen[3].GetInt32() });
        Assert.Equal("""["IHDR", "IDAT", "IEND"]""", seen[4].GetRawText());
        Assert.Equal(Sha256(pixels), seen[5].GetString());
    }

    [SkippableFact]
    public void GreyPicture_IsStoredAsGrey()
    {
        using var folder = new TemporaryFolder();
        var pixels = Picture(67, 41, colour: false);
        PngFile.Write(new RgbImage(67, 41, pixels), folder.File("a.png"));
        var seen = Python.Run("zlib", Reader, folder.File("a.png"));
        Assert.Equal((8, 0), (seen[2].GetInt32(), seen[3].GetInt32()));
        Assert.Equal(Sha256([.. pixels.Where((_, n) => n % 3 == 0)]), seen[5].GetString());
        Assert.True(seen[6].GetArrayLength() > 1, "a picture of ramps, noise and flat rows wants several filters");
    }

    [SkippableFact]
    public void Grey16Picture_ComesBackAsItWas()
    {
        using var folder = new TemporaryFolder();
        var pixels = Enumerable.Range(0, 20 * 10).Select(n => (ushort)(n * n * 7)).ToArray();
        PngFile.WriteGrey16(pixels, 20, 10, folder.File("a.png"));
        var seen = Python.Run("zlib", Reader, folder.File("a.png"));
        Assert.Equal((16, 0), (seen[2].GetInt32(), seen[3].GetInt32()));
        Assert.Equal(Sha256([.. pixels.SelectMany(p => new[] { (byte)(p >> 8), (byte)p })]), seen[5].GetString());
        Assert.Throws<ArgumentException>(() => PngFile.WriteGrey16(pixels, 20, 11, folder.File("a.png")));
    }

    [Fact]
    public void SamePicture_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "a.png", "b.png" })
            PngFile.Write(new RgbImage(67, 41, Picture(67, 41, colour: true)), folder.File(name));
        Assert.Equal(File.ReadAllBytes(folder.File("a.png")), File.ReadAllBytes(folder.File("b.png")));
        Assert.Contains("does not exist", Assert.Throws<VolumeFormatException>(() => PngFile.Write(new RgbImage(1, 1, new byte[3]), folder.File("none/a.png"))).Message);
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

    private static byte[] Picture(int width, int height, bool colour)
    {
        var random = new Random(width);
        var pixels = new byte[3 * width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var grey = (y / 8 % 4) switch { 0 => 3 * x, 1 => random.Next(256), 2 => 40 * (y % 8), _ => x * y };
                for (var c = 0; c < 3; c++)
                    pixels[3 * (y * width + x) + c] = (byte)(colour ? (grey + 1) * (c + 1) : grey);
            }
        }

        return pixels;
    }
}
