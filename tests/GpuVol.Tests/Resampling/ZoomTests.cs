using GpuVol.Cpu;
using GpuVol.Tests.Devices;
using GpuVol.Tests.Goldens;

namespace GpuVol.Tests.Resampling;

public sealed class ZoomTests
{
    private static readonly GoldenFile Golden = GoldenFile.Load("resampling");

    [SkippableTheory]
    [Devices]
    public void EveryBorderGridAndOrder_EqualsSciPy(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var golden in Golden.Cases)
        {
            using var source = Golden.Input(golden);
            var expected = Golden.Numbers(golden.GetProperty("expected"), out var size);
            using var result = TestVolumes.Run(device, source, volume => VolumeResampling.Zoom(
                volume,
                GoldenFile.FromKji(golden.GetProperty("zoom_kji")),
                golden.GetProperty("order").GetInt32() == 0 ? Interpolation.Nearest : Interpolation.Linear,
                golden.GetProperty("grid").GetBoolean(),
                GoldenFile.ParseBorder(golden.GetProperty("border").GetString()!),
                golden.GetProperty("cval").GetSingle()));
            Assert.Equal(size, result.Geometry.Size);
            var statistics = IntensityTransforms.Statistics(source);
            VolumeAssert.Close(expected, result.AsSpan<float>(), size, Tolerances.LinearOfRange * Math.Max(1, statistics.Max - statistics.Min), $"{id}: {golden}");
        }
    }

    [SkippableTheory]
    [Devices(Interpolation.Linear, false)]
    [Devices(Interpolation.Linear, true)]
    [Devices(Interpolation.Nearest, false)]
    [Devices(Interpolation.Nearest, true)]
    public void ZoomOne_IsTheSource(string id, Interpolation interpolation, bool gridMode)
    {
        var device = TestDevices.Get(id);
        var geometry = new VolumeGeometry(new Size3D(33, 7, 4), new Vector3D(0.7, 0.8, 2.5), new Vector3D(-3, 4, 9), TestVolumes.Oblique);
        using var source = TestVolumes.Random(geometry.Size, 2, -1000, 1000, geometry);
        using var result = TestVolumes.Run(device, source, volume => VolumeResampling.Zoom(volume, Vector3D.One, interpolation, gridMode));
        VolumeAssert.Close(source.AsSpan<float>().ToArray().Select(v => (double)v).ToArray(), result.AsSpan<float>(), geometry.Size, Tolerances.SameBits, id);
        VolumeAssert.SameGeometry(geometry, result.Geometry, 1e-12, id);
    }

    // A volume that is a linear function of the patient's position stays one: samples and geometry agree in mm, whatever the direction.
    [SkippableTheory]
    [Devices(1.5, 0.6, 2.2, false)]
    [Devices(0.4, 3, 1.3, false)]
    [Devices(1.5, 0.6, 2.2, true)]
    [Devices(0.4, 3, 1.3, true)]
    public void LandmarksOfAnObliqueVolume_KeepTheirPlaceInMm(string id, double zoomI, double zoomJ, double zoomK, bool gridMode)
    {
        var device = TestDevices.Get(id);
        using var source = VolumeResamplingTests.LinearInPatient();
        using var result = TestVolumes.Run(device, source, volume => VolumeResampling.Zoom(volume, new Vector3D(zoomI, zoomJ, zoomK), Interpolation.Linear, gridMode, Border.Nearest));
        VolumeResamplingTests.CheckLinearInPatient(source.Geometry, result, id);
    }

    [SkippableTheory]
    [Devices]
    public void NaNVoxel_ReachesOnlyWhatItHasWeightIn(string id)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.From(new VolumeGeometry(new Size3D(40, 3, 3), Vector3D.One), (i, j, k) => i == 20 && j == 1 && k == 1 ? double.NaN : i);
        using var result = TestVolumes.Run(device, source, volume => VolumeResampling.Zoom(volume, new Vector3D(79.0 / 40, 5.0 / 3, 5.0 / 3)));
        Assert.Equal(new Size3D(79, 5, 5), result.Geometry.Size);
        using var expected = TestVolumes.From(result.Geometry, (i, j, k) => Math.Abs(i - 40) <= 1 && Math.Abs(j - 2) <= 1 && Math.Abs(k - 2) <= 1 ? double.NaN : i / 2.0);
        VolumeAssert.Close(expected, result, 4e-6, $"{id}: NaN");
    }

    [SkippableTheory]
    [Devices]
    public void BorderValueNaNOrInfinite_StaysOutside(string id)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.From(new VolumeGeometry(new Size3D(40, 3, 3), Vector3D.One), (_, _, _) => 5);
        foreach (var value in new[] { float.NaN, float.NegativeInfinity })
        {
            using var result = TestVolumes.Run(device, source, volume => VolumeResampling.Zoom(volume, 2 * Vector3D.One, gridMode: true, borderValue: value));
            var size = result.Geometry.Size;
            bool Edge(int index, int count) => index == 0 || index == count - 1;
            using var expected = TestVolumes.From(result.Geometry, (i, j, k) => Edge(i, size.I) || Edge(j, size.J) || Edge(k, size.K) ? value : 5);
            VolumeAssert.Close(expected, result, 0, $"{id}: border value {value}");
        }
    }

    // Windows, gathers, single columns and mixtures; aligned and unaligned rows; streamed and cached results.
    [Theory]
    [InlineData(1, 1, 1, 5.0, 3.0, 2.0)]
    [InlineData(7, 5, 4, 1.7, 2.3, 0.5)]
    [InlineData(31, 5, 4, 2.0, 1.0, 1.0)]
    [InlineData(32, 5, 4, 1.5, 1.5, 1.5)]
    [InlineData(100, 9, 5, 0.3, 0.7, 1.2)]
    [InlineData(100, 9, 5, 0.9, 2, 2)]
    [InlineData(64, 40, 30, 3.0, 3.0, 3.0)]
    [InlineData(150, 90, 80, 1.37, 1.31, 1.29)]
    [InlineData(200, 150, 100, 0.51, 0.77, 3.0)]
    public void Vectorised_EqualsThePlainKernel(int ni, int nj, int nk, double zoomI, double zoomJ, double zoomK)
    {
        using var plain = new CpuDevice(useOverrides: false);
        using var source = TestVolumes.Random(new Size3D(ni, nj, nk), ni, -1000, 1000);
        foreach (var interpolation in new[] { Interpolation.Nearest, Interpolation.Linear })
        {
            foreach (var (border, gridMode) in new[] { (Border.Constant, false), (Border.GridConstant, true), (Border.Constant, true), (Border.GridWrap, true), (Border.Reflect, true) })
            {
                // Plain kernels are slow: large volumes take one of the combinations.
                if (source.Geometry.Size.Voxels > 50_000 && border != Border.GridConstant)
                    continue;
                DeviceVolume Zoom(DeviceVolume volume) => VolumeResampling.Zoom(volume, new Vector3D(zoomI, zoomJ, zoomK), interpolation, gridMode, border, 3.5f);
                using var expected = TestVolumes.Run(plain, source, Zoom);
                foreach (var threads in new[] { 1, 2, 5 })
                {
                    using var device = new CpuDevice(threads);
                    using var actual = TestVolumes.Run(device, source, Zoom);
                    VolumeAssert.Close(expected, actual, Tolerances.SameBits, $"cpu, {threads} threads: {interpolation}, {border}, grid {gridMode}");
                }
            }
        }
    }

    [SkippableTheory]
    [Devices]
    public void Device_EqualsThePlainCpuKernel(string id)
    {
        var device = TestDevices.Get(id);
        using var plain = new CpuDevice(useOverrides: false);
        using var source = TestVolumes.Random(new Size3D(35, 13, 11), 9, -1000, 3000);
        foreach (var border in Enum.GetValues<Border>())
        {
            foreach (var interpolation in Enum.GetValues<Interpolation>())
            {
                DeviceVolume Zoom(DeviceVolume volume) => VolumeResampling.Zoom(volume, new Vector3D(1.3, 0.7, 2), interpolation, gridMode: true, border, -1000);
                using var expected = TestVolumes.Run(plain, source, Zoom);
                using var actual = TestVolumes.Run(device, source, Zoom);
                VolumeAssert.Close(expected, actual, interpolation <= Interpolation.Linear ? Tolerances.SameBits : 4000 * Tolerances.SplineVectorOfRange, $"{id}: {border}, {interpolation}");
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(0.01)]
    [InlineData(1e12)]
    public void BadZoom_ThrowsNamingTheAxis(double value)
    {
        using var source = TestVolumes.Random(new Size3D(3, 3, 3), 1);
        var exception = OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeResampling.Zoom(volume, new Vector3D(1, value, 1)));
        Assert.Contains($"zoom[1]", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"{value}", exception.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [Devices]
    public void ResultTooLarge_LeavesNoBuffer(string id)
    {
        using var source = TestVolumes.RandomStored(new Size3D(30, 30, 30), ElementType.Int16, 1);
        OperationLeak.CheckThrows<DeviceMemoryException>(id, source, volume => VolumeResampling.Zoom(volume, 1000 * Vector3D.One));
    }
}
