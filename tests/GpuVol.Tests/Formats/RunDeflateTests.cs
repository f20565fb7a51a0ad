using System.IO.Compression;

namespace GpuVol.Tests.Formats;

/// <summary>Streams of <see cref="RunDeflate"/>, read back by zlib.</summary>
public class RunDeflateTests
{
    [Fact]
    public void AnyContentOfAnyLength_ComesBack()
    {
        var random = new Random(7);
        foreach (var length in Enumerable.Range(0, 70).Concat([255, 256, 264, 1000, 4096, 65535, 65536, 131072, 131073, 300_007]))
        {
            var noise = new byte[length];
            random.NextBytes(noise);
            CheckRoundTrip(noise);
            CheckRoundTrip(new byte[length]);
            CheckRoundTrip([.. Enumerable.Range(0, length).Select(n => (byte)(n % 4))]);

            // Runs of every length between pieces of noise, at every offset.
            var mixed = new byte[length];
            for (var n = 0; n < length;)
            {
                var run = random.Next(1, 600);
                if (random.Next(2) == 0)
                    random.NextBytes(mixed.AsSpan(n, Math.Min(run, length - n)));
                n += run;
            }

            CheckRoundTrip(mixed);
        }
    }

    [Fact]
    public void CodeThatIsCutToItsLimit_StaysComplete()
    {
        // Counts that grow as Fibonacci's numbers make Huffman's deepest code.
        var counts = new int[40];
        for (var (n, a, b) = (0, 1, 1); n < counts.Length; n++)
            (counts[n], a, b) = (a, b, Math.Min(a + b, 1 << 24));
        foreach (var limit in new[] { 6, 7, 12, 15 })
        {
            var lengths = new byte[counts.Length];
            HuffmanCode.Lengths(counts, limit, lengths);
            Assert.All(lengths, l => Assert.InRange(l, 1, limit));
            Assert.Equal(1.0, lengths.Sum(l => Math.Pow(2, -l)), 12);
        }

        CheckRoundTrip([.. Enumerable.Range(0, 25).SelectMany(n => Enumerable.Repeat((byte)n, counts[n])).OrderBy(_ => 0)]);
    }

    [Fact]
    public void NoiseOfAScan_IsAboutAsSmallAsFromZlib()
    {
        var random = new Random(3);
        var voxels = new byte[1 << 20];
        for (var n = 0; n + 1 < voxels.Length; n += 2)
            BitConverter.TryWriteBytes(voxels.AsSpan(n), (short)(-1000 + 12 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));
        using var other = new MemoryStream();
        using (var deflate = new DeflateStream(other, new ZLibCompressionOptions { CompressionLevel = 1, CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding }, leaveOpen: true))
            deflate.Write(voxels);
        var ratio = CheckRoundTrip(voxels) / (double)other.Length;
        Assert.True(ratio <= Tolerances.RunDeflateOverZlib, $"{ratio:0.000} times zlib's size.");
    }

    [Fact]
    public void ConstantVoxels_AreAThousandthOfTheirSize()
    {
        var voxels = new byte[1 << 20];
        for (var n = 0; n < voxels.Length; n += 4)
            BitConverter.TryWriteBytes(voxels.AsSpan(n), -1000f);
        Assert.InRange(CheckRoundTrip(voxels), 1, voxels.Length / 100);
    }

    private static int CheckRoundTrip(byte[] source)
    {
        var target = new byte[RunDeflate.MaximumBytes(source.Length)];
        var length = RunDeflate.Compress(source, target);
        Assert.InRange(length, 5, source.Length + source.Length / 1000 + 64);

        // The mark of the last block, which a gzip file has once.
        using var stream = new DeflateStream(new MemoryStream([.. target.AsSpan(0, length), 3, 0]), CompressionMode.Decompress);
        using var back = new MemoryStream();
        stream.CopyTo(back);
        Assert.True(back.ToArray().AsSpan().SequenceEqual(source), $"{source.Length} bytes came back as {back.Length}.");
        return length;
    }
}
