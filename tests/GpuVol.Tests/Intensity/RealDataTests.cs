using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GpuVol.Tests.Devices;
using GpuVol.Tests.Formats;

namespace GpuVol.Tests.Intensity;

/// <summary>Operations on real series, on every device.</summary>
public sealed class RealDataTests
{
    [SkippableTheory]
    [Devices("ct-thorax-lidc")]
    [Devices("mr-t1-oblique")]
    public void Rescale_HasTheExpectedBits(string id, string series)
    {
        var device = TestDevices.Get(id);
        using var stored = VolumeFile.Read(TestData.Path(series));
        using var rescaled = TestVolumes.Run(device, stored, IntensityTransforms.ToFloat32);
        var expected = ExpectedValues.Of("series", series, "volume");
        var hash = SHA256.HashData(MemoryMarshal.AsBytes(rescaled.AsSpan<float>()));
        Assert.Equal(expected.GetProperty("sha256_f32").GetString(), Convert.ToHexStringLower(hash));
    }

    [SkippableTheory]
    [InlineData("ct-thorax-lidc")]
    [InlineData("mr-t1-oblique")]
    public void Statistics_AreTheExpected(string series)
    {
        using var stored = VolumeFile.Read(TestData.Path(series));
        var expected = ExpectedValues.Of("series", series, "volume");
        var actual = IntensityTransforms.Statistics(stored);
        Assert.Equal(expected.GetProperty("min").GetDouble(), actual.Min);
        Assert.Equal(expected.GetProperty("max").GetDouble(), actual.Max);
        Assert.Equal(expected.GetProperty("mean").GetDouble(), actual.Mean, 1e-9);
        Assert.Equal(expected.GetProperty("std").GetDouble(), actual.StandardDeviation, 1e-9);
        Assert.Equal(0, actual.NaNCount);
    }

    [SkippableTheory]
    [Devices]
    public void ChestPipeline_IsTheSameOnEveryDevice(string id)
    {
        var device = TestDevices.Get(id);
        using var stored = VolumeFile.Read(TestData.Path("ct-thorax-lidc"));
        foreach (var operation in new Func<DeviceVolume, DeviceVolume>[]
        {
            volume => VolumeFilters.GaussianBlur(volume, Vector3D.One),
            volume => VolumeResampling.ToSpacing(volume, new Vector3D(1.5, 1.5, 1.5), outsideValue: -1000),
            volume => IntensityTransforms.Window(volume, 40, 400),
        })
        {
            using var expected = TestVolumes.Run(TestDevices.Get("cpu"), stored, operation);
            using var actual = TestVolumes.Run(device, stored, operation);
            VolumeAssert.Close(expected, actual, Tolerances.SameBits, id);
        }
    }
}
