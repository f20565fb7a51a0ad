using GpuVol.Cpu;
using GpuVol.Tests.Devices;
using GpuVol.Tests.Goldens;

namespace GpuVol.Tests.Filters;

public sealed class GaussianBlurTests
{
    private static readonly GoldenFile Golden = GoldenFile.Load("filters");

    [SkippableTheory]
    [Devices]
    public void EveryBorderSizeAndType_EqualsSciPy(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var golden in Golden.Cases)
        {
            using var source = Golden.Input(golden);
            var expected = Golden.Numbers(golden.GetProperty("expected"), out var size);
            using var result = TestVolumes.Run(device, source, volume => VolumeFilters.GaussianBlurVoxels(
                volume,
                GoldenFile.FromKji(golden.GetProperty("sigma_kji")),
                GoldenFile.ParseBorder(golden.GetProperty("border").GetString()!),
                golden.GetProperty("cval").GetSingle(),
                golden.GetProperty("truncate").GetDouble()));
            VolumeAssert.Close(expected, result.AsSpan<float>(), size, Tolerances.GaussianOfRange * Scale(source, golden.GetProperty("cval").GetDouble()), $"{id}: {golden}");
        }
    }

    [SkippableTheory]
    [Devices(1.0)]
    [Devices(2.3)]
    public void ImpulseInput_EqualsSampledGaussian(string id, double sigma)
    {
        var device = TestDevices.Get(id);
        var radius = (int)(4 * sigma + 0.5);
        var count = 2 * radius + 3;
        using var source = TestVolumes.From(new VolumeGeometry(new Size3D(count, count, count), Vector3D.One), (i, j, k) => i == radius + 1 && j == radius + 1 && k == radius + 1 ? 1 : 0);
        using var result = TestVolumes.Run(device, source, volume => VolumeFilters.GaussianBlurVoxels(volume, sigma * Vector3D.One));
        var weights = Enumerable.Range(-radius, 2 * radius + 1).Select(d => Math.Exp(-d * d / (2 * sigma * sigma))).ToArray();
        var sum = weights.Sum();
        double Weight(int index) => Math.Abs(index - radius - 1) <= radius ? weights[index - 1] / sum : 0;
        using var expected = TestVolumes.From(source.Geometry, (i, j, k) => Weight(i) * Weight(j) * Weight(k));
        VolumeAssert.Close(expected, result, 1e-8, $"{id}: impulse, sigma {sigma}");
    }

    [SkippableTheory]
    [Devices(Border.Reflect)]
    [Devices(Border.Mirror)]
    [Devices(Border.Nearest)]
    [Devices(Border.Wrap)]
    public void VolumeSmallerThanRadius_ConstantStaysConstant(string id, Border border)
    {
        var device = TestDevices.Get(id);
        foreach (var size in new[] { new Size3D(1, 1, 1), new Size3D(3, 2, 1), new Size3D(1, 5, 2), new Size3D(17, 3, 4) })
        {
            using var source = TestVolumes.From(new VolumeGeometry(size, Vector3D.One), (_, _, _) => -1000);
            using var result = TestVolumes.Run(device, source, volume => VolumeFilters.GaussianBlurVoxels(volume, 6 * Vector3D.One, border));
            VolumeAssert.Close(source, result, 1e-3, $"{id}: {size}, {border}");
        }
    }

    [SkippableTheory]
    [Devices]
    public void SigmaZero_IsTheSource(string id)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.Random(new Size3D(9, 5, 3), 1);
        using var result = TestVolumes.Run(device, source, volume => VolumeFilters.GaussianBlurVoxels(volume, Vector3D.Zero));
        VolumeAssert.Close(source, result, Tolerances.SameBits, id);
    }

    [SkippableTheory]
    [Devices]
    public void SumOfVolumes_IsTheSumOfTheResults(string id)
    {
        var device = TestDevices.Get(id);
        var size = new Size3D(30, 21, 11);
        using var a = TestVolumes.Random(size, 1);
        using var b = TestVolumes.Random(size, 2);
        using var both = TestVolumes.From(a.Geometry, (i, j, k) => 2.0 * At(a, i, j, k) + At(b, i, j, k));
        DeviceVolume Blur(DeviceVolume volume) => VolumeFilters.GaussianBlurVoxels(volume, new Vector3D(1.5, 0.8, 2), Border.Mirror);
        using var blurredA = TestVolumes.Run(device, a, Blur);
        using var blurredB = TestVolumes.Run(device, b, Blur);
        using var blurredBoth = TestVolumes.Run(device, both, Blur);
        using var expected = TestVolumes.From(a.Geometry, (i, j, k) => 2.0 * At(blurredA, i, j, k) + At(blurredB, i, j, k));
        VolumeAssert.Close(expected, blurredBoth, 1e-6, $"{id}: linearity");
    }

    [SkippableTheory]
    [Devices]
    public void MirroredVolume_GivesTheMirroredResult(string id)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.Random(new Size3D(37, 18, 9), 5);
        var size = source.Geometry.Size;
        using var mirrored = TestVolumes.From(source.Geometry, (i, j, k) => At(source, size.I - 1 - i, size.J - 1 - j, size.K - 1 - k));
        using var result = TestVolumes.Run(device, source, volume => VolumeFilters.GaussianBlurVoxels(volume, new Vector3D(1, 2, 1.3)));
        using var ofMirrored = TestVolumes.Run(device, mirrored, volume => VolumeFilters.GaussianBlurVoxels(volume, new Vector3D(1, 2, 1.3)));
        using var expected = TestVolumes.From(source.Geometry, (i, j, k) => At(result, size.I - 1 - i, size.J - 1 - j, size.K - 1 - k));
        VolumeAssert.Close(expected, ofMirrored, Tolerances.SameBits, $"{id}: symmetry");
    }

    [SkippableTheory]
    [Devices]
    public void SigmaInMm_IsDividedBySpacing(string id)
    {
        var device = TestDevices.Get(id);
        var geometry = new VolumeGeometry(new Size3D(12, 10, 8), new Vector3D(0.5, 0.8, 2.5), new Vector3D(1, 2, 3), TestVolumes.Oblique);
        using var source = TestVolumes.Random(geometry.Size, 3, geometry: geometry);
        using var uploaded = source.ToDevice(device);
        using var inMm = VolumeFilters.GaussianBlur(uploaded, new Vector3D(1, 1, 5));
        using var inVoxels = VolumeFilters.GaussianBlurVoxels(uploaded, new Vector3D(2, 1.25, 2));
        using var a = inMm.ToHost();
        using var b = inVoxels.ToHost();
        VolumeAssert.Close(b, a, Tolerances.SameBits, $"{id}: sigma in mm");
        VolumeAssert.SameGeometry(geometry, a.Geometry, 0, id);
    }

    [SkippableTheory]
    [Devices]
    public void NaNVoxel_SpreadsAsFarAsTheKernel(string id)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.From(new VolumeGeometry(new Size3D(40, 13, 12), Vector3D.One), (i, j, k) => i == 20 && j == 6 && k == 5 ? double.NaN : i + j);
        using var result = TestVolumes.Run(device, source, volume => VolumeFilters.GaussianBlurVoxels(volume, 0.5 * Vector3D.One));
        using var expected = TestVolumes.From(source.Geometry, (i, j, k) => Math.Abs(i - 20) <= 2 && Math.Abs(j - 6) <= 2 && Math.Abs(k - 5) <= 2 ? double.NaN : At(result, i, j, k));
        VolumeAssert.Close(expected, result, Tolerances.SameBits, $"{id}: NaN");
        Assert.False(float.IsNaN((float)At(result, 17, 6, 5)));
    }

    // Sizes around the vector width, the rows and the columns of a block, one and several blocks per axis.
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(15, 3, 5)]
    [InlineData(16, 4, 4)]
    [InlineData(17, 9, 2)]
    [InlineData(63, 33, 7)]
    [InlineData(64, 32, 20)]
    [InlineData(80, 70, 31)]
    [InlineData(600, 11, 5)]
    [InlineData(1100, 70, 3)]
    [InlineData(1, 300, 6)]
    [InlineData(1, 1, 90)]
    [InlineData(256, 130, 34)]
    public void FusedAndVectorised_EqualsAxisByAxisPlainKernels(int ni, int nj, int nk)
    {
        using var plain = new CpuDevice(useOverrides: false);
        using var source = TestVolumes.Random(new Size3D(ni, nj, nk), ni + nj + nk);
        var number = 0;
        foreach (var border in Enum.GetValues<Border>())
        {
            foreach (var sigma in new[] { new Vector3D(1, 2, 0.7), new Vector3D(3.1, 0, 0.2), new Vector3D(0, 0.9, 4), new Vector3D(0.4, 0.6, 0), new Vector3D(0, 0, 1), new Vector3D(2, 0, 0), new Vector3D(0, 2, 0) })
            {
                // Plain kernels are slow: large volumes take a few of the combinations.
                number++;
                var voxels = source.Geometry.Size.Voxels;
                if ((voxels > 3000 && number % 7 != (int)border) || (voxels > 100_000 && border is not Border.Wrap))
                    continue;
                using var expected = TestVolumes.Run(plain, source, volume => VolumeFilters.GaussianBlurVoxels(volume, sigma, border, 0.5f));
                foreach (var threads in new[] { 1, 2, 5 })
                {
                    using var device = new CpuDevice(threads);
                    using var actual = TestVolumes.Run(device, source, volume => VolumeFilters.GaussianBlurVoxels(volume, sigma, border, 0.5f));
                    VolumeAssert.Close(expected, actual, Tolerances.SameBits, $"cpu, {threads} threads: {border}, sigma {sigma}");
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
        using var source = TestVolumes.Random(new Size3D(45, 33, 21), 9, -1000, 3000);
        foreach (var border in Enum.GetValues<Border>())
        {
            using var expected = TestVolumes.Run(plain, source, volume => VolumeFilters.GaussianBlurVoxels(volume, new Vector3D(1.2, 2, 0.6), border, -1000));
            using var actual = TestVolumes.Run(device, source, volume => VolumeFilters.GaussianBlurVoxels(volume, new Vector3D(1.2, 2, 0.6), border, -1000));
            VolumeAssert.Close(expected, actual, Tolerances.SameBits, $"{id}: {border}");
        }
    }

    [Theory]
    [InlineData(0, double.NaN)]
    [InlineData(1, -1)]
    [InlineData(2, double.PositiveInfinity)]
    public void BadSigma_ThrowsNamingTheAxis(int axis, double value)
    {
        using var source = TestVolumes.Random(new Size3D(3, 3, 3), 1);
        var sigma = new Vector3D(axis == 0 ? value : 1, axis == 1 ? value : 1, axis == 2 ? value : 1);
        var voxels = OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeFilters.GaussianBlurVoxels(volume, sigma));
        Assert.Contains($"sigmaVoxels[{axis}] is {value}", voxels.Message, StringComparison.Ordinal);
        var mm = OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeFilters.GaussianBlur(volume, sigma));
        Assert.Contains($"sigmaMm[{axis}] is {value}", mm.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BadTruncateBorderAndHugeSigma_Throw()
    {
        using var source = TestVolumes.Random(new Size3D(3, 3, 3), 1);
        Assert.Contains("truncate is NaN", OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeFilters.GaussianBlur(volume, Vector3D.One, truncate: double.NaN)).Message, StringComparison.Ordinal);
        Assert.Contains("border", OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeFilters.GaussianBlur(volume, Vector3D.One, (Border)99)).Message, StringComparison.Ordinal);
        Assert.Contains("smaller sigma", OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeFilters.GaussianBlur(volume, 1e9 * Vector3D.One)).Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [Devices]
    public void Buffers_AreAllGivenBack(string id)
    {
        using var source = TestVolumes.RandomStored(new Size3D(9, 8, 7), ElementType.Int16, 1);
        OperationLeak.Check(id, source, volume => VolumeFilters.GaussianBlur(volume, Vector3D.One));
        OperationLeak.Check(id, source, volume => VolumeFilters.GaussianBlur(volume, new Vector3D(0, 1, 0)));
        OperationLeak.Check(id, source, volume => VolumeFilters.GaussianBlur(volume, Vector3D.Zero));
    }

    private static double At(Volume volume, int i, int j, int k) => volume.Slice<float>(k)[i + volume.Geometry.Size.I * j];

    // The greatest number that takes part: a volume of one voxel has no range.
    private static double Scale(Volume volume, double borderValue)
    {
        var statistics = IntensityTransforms.Statistics(volume);
        return Math.Max(Math.Abs(borderValue), Math.Max(Math.Abs(statistics.Min), Math.Abs(statistics.Max)));
    }
}
