namespace GpuVol.Tests.Volumes;

public class VolumeTests
{
    private static readonly VolumeGeometry Small = new(new(4, 3, 2), Vector3D.One);

    [Fact]
    public void Voxels_LieWithIFastest()
    {
        using var volume = Volume.FromArray<short>([.. Enumerable.Range(0, 24).Select(v => (short)v)], Small);
        Assert.Equal(12, volume.Slice<short>(1)[0]);
        Assert.Equal(23, volume.AsSpan<short>()[3 + 4 * (2 + 3 * 1)]);
        Assert.Equal((48L, ElementType.Int16), (volume.LengthBytes, volume.ElementType));
    }

    [Fact]
    public void Created_IsZero()
    {
        // A block from the pool that held something else before.
        var block = HostMemory.Rent(24 * 4);
        block.AsSpan<float>().Fill(7);
        block.Release();
        using var volume = Volume.Create(Small, ElementType.Float32);
        Assert.All(volume.AsSpan<float>().ToArray(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void WrongTypeSliceOrCount_IsRefused()
    {
        using var volume = Volume.Create(Small, ElementType.UInt16);
        Assert.Contains("the voxels are u16, not i16", Assert.Throws<ArgumentException>(() => volume.AsSpan<short>().Length).Message);
        Assert.Throws<ArgumentException>(() => volume.Slice<float>(0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => volume.Slice<ushort>(2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => volume.Slice<ushort>(-1).Length);
        Assert.Throws<ArgumentException>(() => Volume.FromArray<byte>(new byte[23], Small));
        Assert.Throws<ArgumentException>(() => Volume.FromArray<double>(new double[24], Small));
    }

    [Fact]
    public void TooLittleMemoryOrWrongRescale_IsRefused()
    {
        var memory = HostMemory.Rent(95);
        try
        {
            Assert.Contains("need 96 bytes but the memory has 95", Assert.Throws<ArgumentException>(() => new Volume(Small, ElementType.Float32, memory)).Message);
            Assert.Throws<ArgumentException>(() => new Volume(Small, ElementType.UInt8, memory, new IntensityRescale([1, 2, 3], [0, 0, 0])));
        }
        finally
        {
            memory.Release();
        }
    }

    [Fact]
    public void Disposed_GivesTheMemoryBackOnceAndRefusesUse()
    {
        var memory = HostMemory.Rent(24);
        memory.AddReference();
        var volume = new Volume(Small, ElementType.UInt8, memory);
        volume.Dispose();
        volume.Dispose();
        Assert.Throws<ObjectDisposedException>(() => volume.Memory);
        memory.Release();
        Assert.Throws<ObjectDisposedException>(memory.Release);
    }

    [Fact]
    public void Rescale_IsUniformWhereAllPairsAreTheSame()
    {
        var rescale = new IntensityRescale([2, 2, 2], [-1, -1, -1]);
        Assert.True(rescale.IsUniform);
        Assert.Equal(5, rescale.StoredToValue(3, 2));
        var each = new IntensityRescale([1, 2], [0, 10]);
        Assert.False(each.IsUniform);
        Assert.Equal((3.0, 16.0), (each.StoredToValue(3, 0), each.StoredToValue(3, 1)));
        Assert.True(IntensityRescale.Identity.IsIdentity);
        Assert.Throws<ArgumentException>(() => new IntensityRescale([1, 2], [0]));
        Assert.Throws<ArgumentException>(() => new IntensityRescale([double.NaN], [0]));
        Assert.Throws<ArgumentException>(() => new IntensityRescale([], []));
    }

    [Theory]
    [InlineData("u8", ElementType.UInt8, 1)]
    [InlineData("i16", ElementType.Int16, 2)]
    [InlineData("u16", ElementType.UInt16, 2)]
    [InlineData("i32", ElementType.Int32, 4)]
    [InlineData("f32", ElementType.Float32, 4)]
    public void ElementType_HasNameAndSize(string name, ElementType type, int bytes)
    {
        Assert.Equal((type, name, bytes), (ElementTypes.Parse(name), type.ShortName(), type.SizeBytes()));
        Assert.Throws<ArgumentException>(() => ElementTypes.Parse(name + "x"));
    }
}
