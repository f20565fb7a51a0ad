using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Rendering;

public sealed class IntensityPercentilesTests
{
    [SkippableTheory]
    [Devices]
    public void EveryVoxelTaken_NearestRanks(string id)
    {
        var device = TestDevices.Get(id);
        using var volume = TestVolumes.From(new VolumeGeometry(new Size3D(10, 10, 10), Vector3D.One), (i, j, k) => (i + 10 * j + 100 * k) * 7 % 1000);
        using var uploaded = volume.ToDevice(device);
        Assert.Equal((0.0, 999.0), IntensityPercentiles.Range(uploaded, 0, 100));
        Assert.Equal((10.0, 994.0), IntensityPercentiles.Range(uploaded, 1, 99.5));
    }

    // 128 x 128 x 128 voxels are sampled with a stride that must not stay in a few columns.
    [SkippableTheory]
    [Devices]
    public void LargeVolume_SampleSeesEveryColumn(string id)
    {
        var device = TestDevices.Get(id);
        using var volume = TestVolumes.From(new VolumeGeometry(new Size3D(128, 128, 128), Vector3D.One), (i, _, _) => i);
        using var uploaded = volume.ToDevice(device);
        var (low, high) = IntensityPercentiles.Range(uploaded, 1, 99);
        Assert.InRange(low, 1, 2);
        Assert.InRange(high, 125, 126);
        Assert.Equal((0.0, 127.0), IntensityPercentiles.Range(uploaded, 0, 100));
    }

    [SkippableTheory]
    [Devices]
    public void NotFiniteVoxels_DoNotCount(string id)
    {
        var device = TestDevices.Get(id);
        using var some = Volume.FromArray<float>([float.NaN, 3, float.PositiveInfinity, 1, 2, float.NegativeInfinity], new VolumeGeometry(new Size3D(6, 1, 1), Vector3D.One));
        using var none = Volume.FromArray<float>([float.NaN], new VolumeGeometry(new Size3D(1, 1, 1), Vector3D.One));
        using var first = some.ToDevice(device);
        using var second = none.ToDevice(device);
        Assert.Equal((1.0, 3.0), IntensityPercentiles.Range(first, 0, 100));
        Assert.Equal((0.0, 0.0), IntensityPercentiles.Range(second, 0, 100));
    }

    [Theory]
    [InlineData(-1, 50)]
    [InlineData(50, 40)]
    [InlineData(0, 101)]
    [InlineData(double.NaN, 50)]
    public void BadPercentage_Throws(double low, double high)
    {
        using var volume = Volume.FromArray<float>([1f], new VolumeGeometry(new Size3D(1, 1, 1), Vector3D.One));
        using var uploaded = volume.ToDevice(TestDevices.Get("cpu"));
        Assert.Throws<ArgumentOutOfRangeException>(() => IntensityPercentiles.Range(uploaded, low, high));
    }
}
