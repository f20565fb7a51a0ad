using System.IO.Compression;

namespace GpuVol.Tests.Formats;

public unsafe class GzipTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    [InlineData(7_654_321)]
    public void Written_IsOneStandardStreamWhateverTheThreads(int length)
    {
        using var folder = new TemporaryFolder();
        var head = new byte[352];
        new Random(1).NextBytes(head);
        var data = Mixed(length);
        byte[]? first = null;
        foreach (var threads in new[] { 1, 2, 7 })
        {
            Write(folder.File("x.gz"), head, data, threads);
            var bytes = File.ReadAllBytes(folder.File("x.gz"));
            first ??= bytes;
            Assert.True(first.AsSpan().SequenceEqual(bytes), $"{threads} threads wrote other bytes than 1.");
        }

        using var stream = new GZipStream(new MemoryStream(first!), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        Assert.True(plain.ToArray().AsSpan().SequenceEqual([.. head, .. data]));
    }

    [SkippableFact]
    public void Python_ReadsItAndFindsItsChecksum()
    {
        using var folder = new TemporaryFolder();
        Write(folder.File("x.gz"), [1, 2, 3], Mixed(3_000_000), 2);
        var seen = Python.Run("gzip", """
            import gzip, sys, json, hashlib, subprocess
            print(json.dumps([hashlib.sha256(gzip.open(sys.argv[1]).read()).hexdigest(), subprocess.run(['gzip', '-t', sys.argv[1]]).returncode]))
            """, folder.File("x.gz"));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData((byte[])[1, 2, 3, .. Mixed(3_000_000)])), seen[0].GetString());
        Assert.Equal(0, seen[1].GetInt32());
    }

    [Fact]
    public void ReadingWithAndWithoutTheIndex_GivesTheSameAtAnyPlace()
    {
        using var folder = new TemporaryFolder();
        var data = Mixed(3_500_000);
        var head = new byte[352];
        Write(folder.File("indexed.gz"), head, data, 2);
        using (var file = File.Create(folder.File("plain.gz")))
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
            gzip.Write([.. head, .. data]);
        foreach (var name in new[] { "indexed.gz", "plain.gz" })
        {
            using var source = new ByteSource(folder.File(name));
            foreach (var (offset, length) in new[] { (352, 3_500_000), (0, 10), (300, 100), (352, 1), (352 + (1 << 20) - 5, 10), (3_499_000, 1352), (352, 1_750_000), (1_750_352, 1_750_000) })
            {
                var target = new byte[length];
                fixed (byte* pointer = target)
                    source.Read(offset, pointer, length, offset + length == 3_500_352, new ReadProgress(null, 0), default);
                Assert.True(((byte[])[.. head, .. data]).AsSpan(offset, length).SequenceEqual(target), $"{name}: {length} bytes at {offset} differ.");
            }
        }
    }

    [Fact]
    public void SeveralMembersAndGarbageBehind_AreRead()
    {
        using var folder = new TemporaryFolder();
        using var volume = TestVolumes.Random(new(40, 30, 20), 5);
        VolumeFile.Write(volume, folder.File("v.nii"));
        var bytes = File.ReadAllBytes(folder.File("v.nii"));
        var parts = new[] { bytes[..100], bytes[100..5000], bytes[5000..] }.SelectMany(Compress).ToArray();
        foreach (var rest in new byte[][] { [], new byte[512], "garbage"u8.ToArray(), [0x1f, 0x8b], new byte[20_000] })
        {
            File.WriteAllBytes(folder.File("v.nii.gz"), [.. parts, .. rest]);
            using var back = VolumeFile.Read(folder.File("v.nii.gz"));
            VolumeAssert.Close(volume, back, 0, $"{rest.Length} bytes behind");
        }
    }

    [Fact]
    public void HeaderWithNameCommentExtraAndChecksum_IsSteppedOver()
    {
        using var folder = new TemporaryFolder();
        using var volume = TestVolumes.Random(new(7, 6, 5), 5);
        VolumeFile.Write(volume, folder.File("v.nii"));
        var plain = Compress(File.ReadAllBytes(folder.File("v.nii")));
        byte[] head = [0x1f, 0x8b, 8, 4 + 8 + 16 + 2, 1, 2, 3, 4, 0, 3, 5, 0, 1, 2, 3, 4, 5, .. new string('n', 300).Select(c => (byte)c), 0, .. "comment"u8, 0, 9, 9];
        File.WriteAllBytes(folder.File("w.nii.gz"), [.. head, .. plain[10..]]);
        using var back = VolumeFile.Read(folder.File("w.nii.gz"));
        VolumeAssert.Close(volume, back, 0, "all header fields");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TruncatedOrDamagedStream_IsRefused(bool indexed)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("v.nii.gz");
        using var volume = TestVolumes.Random(new(128, 128, 80), 5);
        VolumeFile.Write(volume, path);
        var bytes = File.ReadAllBytes(path);
        if (!indexed)
        {
            VolumeFile.Write(volume, folder.File("v.nii"));
            bytes = Compress(File.ReadAllBytes(folder.File("v.nii")));
        }

        foreach (var length in new[] { 5, 50, 1000, bytes.Length / 2, bytes.Length - 200_000, bytes.Length - 9, bytes.Length - 1 })
        {
            File.WriteAllBytes(path, bytes[..length]);
            var failure = Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(path));
            Assert.True(failure.Message.Contains("cut off", StringComparison.Ordinal) || failure.Message.Contains("truncated", StringComparison.Ordinal), failure.Message);
        }

        // A flipped bit in the checksum, then one in the voxels (which the checksum finds if deflate does not).
        foreach (var at in new[] { bytes.Length - 6, bytes.Length / 2, bytes.Length / 3 })
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 0x10;
            File.WriteAllBytes(path, damaged);
            Assert.Contains("gzip data are damaged", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(path)).Message);
        }
    }

    [Fact]
    public void LyingHeaderInASmallFile_IsRefusedBeforeMemoryIsTaken()
    {
        using var folder = new TemporaryFolder();
        using var volume = Volume.Create(new VolumeGeometry(new(3, 3, 3), Vector3D.One), ElementType.Float32);
        var head = NiftiHeaderWriter.Write(volume, "x", []);
        foreach (var axis in new[] { 42, 44, 46 })
            System.Buffers.Binary.BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(axis), 32767);
        File.WriteAllBytes(folder.File("v.nii.gz"), Compress([.. head, .. new byte[1000]]));
        Assert.Contains("the header says 32767x32767x32767 float32", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.File("v.nii.gz"))).Message);
    }

    [Fact]
    public void Checksum_EqualsTheKnownValueAndCombines()
    {
        Assert.Equal(0xCBF43926u, Crc32.Append(0, "123456789"u8));
        for (var length = 0; length < 700; length++)
            Assert.Equal(Crc32.AppendPortable(7, Mixed(length)), Crc32.Append(7, Mixed(length)));
        var data = Mixed(100_003);
        var whole = Crc32.Append(0, data);
        foreach (var cut in new[] { 0, 1, 15, 16, 17, 50_000, 100_003 })
        {
            Assert.Equal(whole, Crc32.Append(Crc32.Append(0, data.AsSpan(0, cut)), data.AsSpan(cut)));
            Assert.Equal(whole, Crc32.Combine(Crc32.Append(0, data.AsSpan(0, cut)), Crc32.Append(0, data.AsSpan(cut)), data.Length - cut));
        }
    }

    [Fact]
    public void Cancelled_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var volume = TestVolumes.Random(new(128, 128, 80), 5);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        foreach (var name in new[] { "v.nii.gz", "v.nii", "v.npy" })
            Assert.ThrowsAny<OperationCanceledException>(() => VolumeFile.Write(volume, folder.File(name), cancelled.Token));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static void Write(string path, byte[] head, byte[] data, int threads)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
        fixed (byte* pointer = data)
            ParallelGzip.Write(file, head, pointer, data.Length, default, threads);
    }

    private static byte[] Compress(byte[] data)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(data);
        return target.ToArray();
    }

    /// <summary>A third noise, a third runs, a third repeated rows: each strategy has its turn.</summary>
    private static byte[] Mixed(int length)
    {
        var data = new byte[length];
        new Random(length).NextBytes(data.AsSpan(0, length / 3));
        for (var n = 2 * length / 3; n < length; n++)
            data[n] = data[n % 1000];
        return data;
    }
}
