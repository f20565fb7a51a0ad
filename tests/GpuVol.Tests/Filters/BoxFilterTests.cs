using GpuVol.Cpu;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Filters;

public sealed class BoxFilterTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 70, 9)]
    [InlineData(65, 4, 5)]
    [InlineData(1300, 90, 2)]
    [InlineData(5, 6, 90)]
    public void Vectorised_EqualsPlainKernels(int ni, int nj, int nk)
    {
        using var plain = new CpuDevice(useOverrides: false);
        using var source = TestVolumes.RandomStored(new Size3D(ni, nj, nk), ElementType.Float32, ni);
        var number = 0;
        foreach (var window in new[] { new Size3D(3, 3, 3), new Size3D(2, 4, 7), new Size3D(16, 1, 1), new Size3D(1, 15, 2), new Size3D(1, 1, 31) })
        {
            var border = (Border)(number++ % 5);
            foreach (var operation in new Func<DeviceVolume, DeviceVolume>[] { v => VolumeFilters.Minimum(v, window, border, 2), v => VolumeFilters.Maximum(v, window, border, 2), v => VolumeFilters.Uniform(v, window, border, 2) })
            {
                using var expected = TestVolumes.Run(plain, source, operation);
                foreach (var threads in new[] { 1, 3 })
                {
                    using var device = new CpuDevice(threads);
                    using var actual = TestVolumes.Run(device, source, operation);
                    VolumeAssert.Close(expected, actual, Tolerances.SameBits, $"{source.Geometry.Size}, window {window}, {border}, {threads} threads");
                }
            }
        }
    }

    [SkippableTheory]
    [Devices]
    public void MinimumAndMaximum_EqualTheFirstAndLastRank(string id)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.RandomStored(new Size3D(33, 12, 9), ElementType.Float32, 2);
        var window = new Size3D(4, 3, 5);
        foreach (var border in Enum.GetValues<Border>())
        {
            using var least = TestVolumes.Run(device, source, volume => VolumeFilters.Minimum(volume, window, border, -3));
            using var first = TestVolumes.Run(device, source, volume => VolumeFilters.Rank(volume, window, 0, border, -3));
            VolumeAssert.Close(first, least, Tolerances.RankExact, $"{id}: minimum, {border}");
            using var greatest = TestVolumes.Run(device, source, volume => VolumeFilters.Maximum(volume, window, border, -3));
            using var last = TestVolumes.Run(device, source, volume => VolumeFilters.Rank(volume, window, -1, border, -3));
            VolumeAssert.Close(last, greatest, Tolerances.RankExact, $"{id}: maximum, {border}");
        }
    }

    [SkippableTheory]
    [Devices]
    public void StoredIntegersInSlabs_EqualTheFilteredIntensities(string id)
    {
        var device = TestDevices.Get(id);

        // More than one slab, and slices beyond the edge from either end; one rescale for all slices and one for each.
        var size = new Size3D(520, 310, 9);
        foreach (var rescale in new[] { new IntensityRescale([-0.5], [3]), new IntensityRescale([.. Enumerable.Range(1, 9).Select(k => (double)k)], new double[9]) })
        {
            using var stored = TestVolumes.RandomStored(size, ElementType.Int16, 4, rescale);
            using var intensities = TestVolumes.Run(device, stored, IntensityTransforms.ToFloat32);
            foreach (var border in rescale.IsUniform ? [Border.Wrap] : Enum.GetValues<Border>())
            {
                var window = new Size3D(2, 1, (int)border + 3);
                using var expected = TestVolumes.Run(device, intensities, volume => VolumeFilters.Uniform(volume, window, border, 9));
                using var actual = TestVolumes.Run(device, stored, volume => VolumeFilters.Uniform(volume, window, border, 9));
                VolumeAssert.Close(expected, actual, Tolerances.SameBits, $"{id}: {border}");
            }
        }
    }

    [SkippableTheory]
    [Devices]
    public void UniformOfAnImpulse_IsTheBox(string id)
    {
        var device = TestDevices.Get(id);
        var geometry = new VolumeGeometry(new Size3D(15, 13, 11), Vector3D.One);
        using var source = TestVolumes.From(geometry, (i, j, k) => (i, j, k) == (7, 6, 5) ? 60 : 0);
        using var result = TestVolumes.Run(device, source, volume => VolumeFilters.Uniform(volume, new Size3D(3, 4, 5)));

        // A window of 4 at j covers [j - 2, j + 1]: the impulse is seen from j = 5 to 8.
        using var expected = TestVolumes.From(geometry, (i, j, k) => Math.Abs(i - 7) <= 1 && j >= 5 && j <= 8 && Math.Abs(k - 5) <= 2 ? 1 : 0);
        VolumeAssert.Close(expected, result, 1e-6, id);
    }

    [SkippableTheory]
    [Devices]
    public void NaN_ReachesNoFurtherThanItsWindow(string id)
    {
        var device = TestDevices.Get(id);
        var geometry = new VolumeGeometry(new Size3D(40, 1, 1), Vector3D.One);
        using var source = TestVolumes.From(geometry, (i, _, _) => i == 10 ? double.NaN : 1);
        using var result = TestVolumes.Run(device, source, volume => VolumeFilters.Uniform(volume, new Size3D(5, 1, 1)));
        using var expected = TestVolumes.From(geometry, (i, _, _) => Math.Abs(i - 10) <= 2 ? double.NaN : 1);
        VolumeAssert.Close(expected, result, 1e-6, id);
    }
}
