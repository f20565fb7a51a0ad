using GpuVol.Tests.KSpace;

namespace GpuVol.Tests.Formats;

/// <summary>HDF5 as the library writes it, in old and new format (tests/goldens/make_mri.py).</summary>
public sealed class Hdf5Tests
{
    private static readonly float[] Numbers = [.. Enumerable.Range(0, 7 * 5 * 3).Select(n => n * 0.5f - 20)];

    [Theory]
    [InlineData("layouts_old.h5", "contiguous")]
    [InlineData("layouts_old.h5", "chunked")]
    [InlineData("layouts_old.h5", "packed")]
    [InlineData("layouts_old.h5", "compact")]
    [InlineData("layouts_new.h5", "contiguous")]
    [InlineData("layouts_new.h5", "chunked")]
    [InlineData("layouts_new.h5", "packed")]
    [InlineData("layouts_new.h5", "compact")]
    public void EveryLayout_GivesTheSameNumbers(string name, string dataset)
    {
        using var file = new Hdf5File(MriGoldens.Path(name));
        var found = file.Dataset(dataset);
        Assert.Equal([7, 5, 3], found.Shape);
        Assert.Equal(Numbers, Read<float>(found));
    }

    [Theory, InlineData("layouts_old.h5"), InlineData("layouts_new.h5")]
    public void GroupsTextsAndSmallThings_AreFound(string name)
    {
        using var file = new Hdf5File(MriGoldens.Path(name));
        Assert.Equal(Enumerable.Range(0, 7).Select(n => (byte)n), Read<byte>(file.Dataset("small/odd")));
        Assert.Equal([2.5], Read<double>(file.Dataset("small/scalar")));
        Assert.Equal("two\nlines", file.Dataset("small/text").ReadText());
        Assert.Equal("fixed", file.Dataset("small/fixed").ReadText());
        Assert.Equal(Numbers[..15], Read<float>(file.Dataset("group/inner/deep")));
        Assert.Equal([-3, 4], Read<short>(file.Dataset("small/of_named")));
        Assert.Null(file.TryFind("group/missing"));
        var missing = Assert.Throws<VolumeFormatException>(() => file.Dataset("nothing"));
        Assert.Contains("packed", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyNames_AreFoundInTheTree()
    {
        using var file = new Hdf5File(MriGoldens.Path("layouts_old.h5"));
        Assert.Equal(40, file.Names("many").Count);
        for (var n = 0; n < 40; n++)
            Assert.Equal([n], Read<int>(file.Dataset($"many/{n:00}")));
    }

    [Fact]
    public void NewestFormat_IsRefusedWithTheWayOut()
    {
        using var file = new Hdf5File(MriGoldens.Path("layouts_latest.h5"));
        var exception = Assert.Throws<VolumeFormatException>(() => file.Dataset("chunked").Read(null, CancellationToken.None).Release());
        Assert.Contains("libver", exception.Message, StringComparison.Ordinal);
        Assert.Contains("fractal heap", Assert.Throws<VolumeFormatException>(() => file.Names("many")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongChecksum_IsNoticed()
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(MriGoldens.Path("layouts_old.h5"));
        var at = bytes.AsSpan().IndexOf(new byte[] { 0, 1, 2, 3, 4, 5, 6 });
        Assert.True(at > 0);
        bytes[at + 3] = 9;
        File.WriteAllBytes(folder.File("a.h5"), bytes);
        using var file = new Hdf5File(folder.File("a.h5"));
        var exception = Assert.Throws<VolumeFormatException>(() => file.Dataset("small/odd").Read(null, CancellationToken.None).Release());
        Assert.Contains("checksum", exception.Message, StringComparison.Ordinal);
    }

    private static T[] Read<T>(Hdf5Dataset dataset)
        where T : unmanaged
    {
        var memory = dataset.Read(null, CancellationToken.None);
        try
        {
            return memory.AsSpan<T>()[..(int)dataset.Count].ToArray();
        }
        finally
        {
            memory.Release();
        }
    }
}
