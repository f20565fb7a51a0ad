using System.IO.Compression;

namespace GpuVol.Tests.Formats;

/// <summary>Streams that zlib made, read by <see cref="Inflater"/>.</summary>
public class InflaterTests
{
    [Theory]
    [InlineData(0, ZLibCompressionStrategy.Default)]
    [InlineData(1, ZLibCompressionStrategy.Default)]
    [InlineData(6, ZLibCompressionStrategy.Default)]
    [InlineData(9, ZLibCompressionStrategy.Filtered)]
    [InlineData(6, ZLibCompressionStrategy.HuffmanOnly)]
    [InlineData(6, ZLibCompressionStrategy.RunLengthEncoding)]
    [InlineData(6, ZLibCompressionStrategy.Fixed)]
    public void WhateverZlibMakes_ComesBack(int level, ZLibCompressionStrategy strategy)
    {
        using var folder = new TemporaryFolder();
        foreach (var source in Sources())
        {
            using var packed = new MemoryStream();
            packed.Write(new byte[5]);
            using (var deflate = new DeflateStream(packed, new ZLibCompressionOptions { CompressionLevel = level, CompressionStrategy = strategy }, leaveOpen: true))
                deflate.Write(source);
            var end = packed.Length;
            packed.Write([1, 2, 3]);
            File.WriteAllBytes(folder.File("x"), packed.ToArray());

            using var file = File.OpenHandle(folder.File("x"));
            var inflater = new Inflater(file);
            inflater.Start(5);
            Assert.True(ReadAll(inflater).AsSpan().SequenceEqual(source));
            Assert.Equal(end, inflater.Position);
        }
    }

    [Fact]
    public void BlocksThatEndAtAByteAnywhereInTheBuffer_ComeBack()
    {
        using var folder = new TemporaryFolder();
        var source = new byte[300_000];
        new Random(6).NextBytes(source);
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            foreach (var piece in source.Chunk(37))
            {
                deflate.Write(piece);
                deflate.Flush();
            }
        }

        File.WriteAllBytes(folder.File("x"), packed.ToArray());
        using var file = File.OpenHandle(folder.File("x"));
        var inflater = new Inflater(file);
        inflater.Start(0);
        Assert.True(ReadAll(inflater).AsSpan().SequenceEqual(source));
        Assert.Equal(packed.Length, inflater.Position);
    }

    [Fact]
    public void DamageAnywhere_IsRefusedOrChangesTheDataAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(5);
        foreach (var source in Sources().Where(s => s.Length is > 0 and < 100_000))
        {
            using var packed = new MemoryStream();
            using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
                deflate.Write(source);
            for (var n = 0; n < 200; n++)
            {
                var bytes = packed.ToArray();
                for (var flips = random.Next(1, 4); flips > 0; flips--)
                    bytes[random.Next(Math.Min(bytes.Length, 200))] ^= (byte)(1 << random.Next(8));
                var cut = random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length);
                File.WriteAllBytes(folder.File("x"), bytes[..cut]);
                using var file = File.OpenHandle(folder.File("x"));
                var inflater = new Inflater(file);
                inflater.Start(0);
                try
                {
                    ReadAll(inflater);
                    Assert.InRange(inflater.Position, 1, cut);
                }
                catch (InvalidDataException)
                {
                    // As it should be.
                }
            }
        }
    }

    private static byte[] ReadAll(Inflater inflater)
    {
        using var back = new MemoryStream();
        var piece = new byte[7777];
        while (inflater.Read(piece) is > 0 and var n)
            back.Write(piece, 0, n);
        return back.ToArray();
    }

    /// <summary>One byte (of nothing .NET makes no stream at all), text that repeats at every distance, noise, constants, small and large values: codes of all depths.</summary>
    private static IEnumerable<byte[]> Sources()
    {
        var random = new Random(11);
        yield return [42];
        yield return [.. Enumerable.Range(0, 3000).Select(n => (byte)(n % 5))];
        var noise = new byte[300_000];
        random.NextBytes(noise);
        yield return noise;
        yield return new byte[1_000_000];
        var skewed = new byte[200_000];
        for (var n = 0; n < skewed.Length; n++)
            skewed[n] = (byte)(-Math.Log2(1 - random.NextDouble()) * 12);
        yield return skewed;
        var repeating = new byte[400_000];
        random.NextBytes(repeating.AsSpan(0, 40_000));
        for (var n = 40_000; n < repeating.Length;)
        {
            var (distance, length) = (random.Next(1, 33_000), random.Next(3, 400));
            for (var k = 0; k < length && n < repeating.Length; k++, n++)
                repeating[n] = repeating[n - distance];
        }

        yield return repeating;
        yield return repeating[30_000..90_000];
    }
}
