using System.IO.Compression;

namespace GpuVol.Tests.Formats;

/// <summary>Reading beside work, and writing slab by slab.</summary>
public sealed class VolumeReaderTests
{
    [Theory]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.Float32)]
    public void ForeignGzip_ArrivesSliceBySliceAndEqualsRead(ElementType type)
    {
        using var folder = new TemporaryFolder();
        using var volume = TestVolumes.RandomStored(new Size3D(64, 50, 300), type, 1);
        var path = Foreign(folder, volume);
        using var whole = VolumeFile.Read(path);
        using var reader = VolumeFile.Open(path);
        Assert.True(reader.IsProgressive);
        foreach (var count in new[] { 1, 17, 299, 300 })
        {
            reader.WaitForSlices(count);
            Assert.True(whole.Memory.AsSpan<byte>()[..(count * 64 * 50 * type.SizeBytes())].SequenceEqual(reader.Volume.Memory.AsSpan<byte>()[..(count * 64 * 50 * type.SizeBytes())]));
        }

        Assert.Equal(whole.Geometry, reader.Volume.Geometry);
        Assert.True(reader.Seconds > 0);
    }

    [Fact]
    public void CutOffGzip_IsMetWhereSlicesAreMissing()
    {
        using var folder = new TemporaryFolder();
        using var volume = TestVolumes.RandomStored(new Size3D(64, 50, 300), ElementType.Int16, 2);
        var path = Foreign(folder, volume);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        using var reader = VolumeFile.Open(path);
        reader.WaitForSlices(10);
        Assert.Throws<VolumeFormatException>(() => reader.WaitForSlices(290));
        Assert.Throws<VolumeFormatException>(() => reader.WaitForSlices(300));
    }

    [Fact]
    public void ReaderGivenUp_LeavesNoMemory()
    {
        using var folder = new TemporaryFolder();
        using var volume = TestVolumes.RandomStored(new Size3D(64, 50, 300), ElementType.Int16, 3);
        var path = Foreign(folder, volume);
        using var first = VolumeFile.Open(path);
        var memory = first.Volume.Memory;
        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.AddReference());
    }

    [Theory]
    [InlineData("out.nii")]
    [InlineData("out.nii.gz")]
    [InlineData("out.npy")]
    public void Slabs_MakeTheFileOfTheWhole(string name)
    {
        using var folder = new TemporaryFolder();
        var geometry = new VolumeGeometry(new Size3D(61, 47, 200), new Vector3D(0.7, 0.8, 2), new Vector3D(1, 2, 3));
        using var volume = TestVolumes.Random(geometry.Size, 4, geometry: geometry);
        VolumeFile.Write(volume, folder.File("whole" + name));
        using (var writer = new VolumeWriter(folder.File(name), geometry, ElementType.Float32))
        {
            foreach (var (first, count) in new[] { (0, 1), (1, 99), (100, 37), (137, 63) })
            {
                Assert.False(File.Exists(folder.File(name)));
                using var slab = Volume.FromArray<float>(volume.AsSpan<float>().Slice(first * 61 * 47, count * 61 * 47), new VolumeGeometry(new Size3D(61, 47, count), geometry.SpacingMm));
                writer.Append(slab);
            }

            writer.Complete();
        }

        Assert.Equal(File.ReadAllBytes(folder.File("whole" + name)), File.ReadAllBytes(folder.File(name)));
    }

    [Theory]
    [InlineData("out.nii")]
    [InlineData("out.nii.gz")]
    public void WriterGivenUp_LeavesNothing(string name)
    {
        using var folder = new TemporaryFolder();
        var geometry = new VolumeGeometry(new Size3D(61, 47, 200), Vector3D.One);
        using (var writer = new VolumeWriter(folder.File(name), geometry, ElementType.Float32))
        {
            using var slab = TestVolumes.Random(new Size3D(61, 47, 50), 5);
            writer.Append(slab);
            Assert.Contains("50 of 200 slices", Assert.Throws<InvalidOperationException>(() => writer.Complete()).Message, StringComparison.Ordinal);
            using var wrong = TestVolumes.Random(new Size3D(61, 46, 50), 5);
            Assert.Throws<ArgumentException>(() => writer.Append(wrong));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    // As other programs write it: one member, one thread.
    private static string Foreign(TemporaryFolder folder, Volume volume)
    {
        VolumeFile.Write(volume, folder.File("plain.nii"));
        var path = folder.File("foreign.nii.gz");
        using var target = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        target.Write(File.ReadAllBytes(folder.File("plain.nii")));
        return path;
    }
}
