using GpuVol.Cpu;
using GpuVol.Tests.Devices;
using GpuVol.Tests.Goldens;

namespace GpuVol.Tests.Filters;

public sealed class SobelTests
{
    private static readonly GoldenFile Golden = GoldenFile.Load("sobel");

    [SkippableTheory]
    [Devices]
    public void EveryBorderAndAxis_EqualsSciPy(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var golden in Golden.Cases)
        {
            using var source = Golden.Input(golden);
            var expected = Golden.Numbers(golden.GetProperty("expected"), out var size);
            using var result = TestVolumes.Run(device, source, volume => VolumeFilters.Sobel(
                volume,
                (SobelAxis)golden.GetProperty("axis").GetInt32(),
                GoldenFile.ParseBorder(golden.GetProperty("border").GetString()!),
                golden.GetProperty("cval").GetSingle()));
            VolumeAssert.Close(expected, result.AsSpan<float>(), size, Tolerances.ConvolutionOfMagnitude * 32 * source.MaxMagnitude(), $"{id}: {golden}");
        }
    }

    [SkippableTheory]
    [Devices(SobelAxis.I)]
    [Devices(SobelAxis.J)]
    [Devices(SobelAxis.K)]
    public void UnitRamp_Gives32InsideAnd16AtTheReflectedEdge(string id, SobelAxis axis)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.From(new VolumeGeometry(new Size3D(6, 6, 6), Vector3D.One), (i, j, k) => axis switch { SobelAxis.I => i, SobelAxis.J => j, _ => k });
        using var result = TestVolumes.Run(device, source, volume => VolumeFilters.Sobel(volume, axis));
        using var expected = TestVolumes.From(source.Geometry, (i, j, k) => (axis switch { SobelAxis.I => i, SobelAxis.J => j, _ => k }) is 0 or 5 ? 16 : 32);
        VolumeAssert.Close(expected, result, Tolerances.SameBits, id);
    }

    [SkippableTheory]
    [Devices]
    public void PerMm_IsTheSlopeOfAPhysicalRamp(string id)
    {
        var device = TestDevices.Get(id);
        var geometry = new VolumeGeometry(new Size3D(7, 6, 5), new Vector3D(0.5, 0.8, 2.5));
        using var source = TestVolumes.From(geometry, (i, j, k) => 3 * 0.5 * i - 4 * 0.8 * j + 12 * 2.5 * k);
        using var result = TestVolumes.Run(device, source, volume => VolumeFilters.Sobel(volume, perMm: true));
        Assert.InRange(result.Slice<float>(2)[3 * 7 + 3], 13 - 1e-4f, 13 + 1e-4f);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(16, 4, 4)]
    [InlineData(17, 9, 5)]
    [InlineData(300, 90, 20)]
    [InlineData(4000, 7, 3)]
    public void Vectorised_EqualsThePlainKernel(int ni, int nj, int nk)
    {
        using var vectorised = new CpuDevice(threads: 3);
        using var plain = new CpuDevice(useOverrides: false);
        using var source = TestVolumes.Random(new Size3D(ni, nj, nk), ni);
        foreach (var axis in Enum.GetValues<SobelAxis>())
        {
            foreach (var border in new[] { Border.Mirror, Border.Constant })
            {
                using var expected = TestVolumes.Run(plain, source, volume => VolumeFilters.Sobel(volume, axis, border, 5));
                using var actual = TestVolumes.Run(vectorised, source, volume => VolumeFilters.Sobel(volume, axis, border, 5));
                VolumeAssert.Close(expected, actual, Tolerances.SameBits, $"{axis}, {border}");
            }
        }
    }

    [Fact]
    public void UnknownAxis_IsRefused()
    {
        using var device = new CpuDevice();
        using var source = TestVolumes.Random(new Size3D(4, 4, 4), 1);
        using var uploaded = source.ToDevice(device);
        Assert.Throws<ArgumentOutOfRangeException>(() => VolumeFilters.Sobel(uploaded, (SobelAxis)7));
    }
}
