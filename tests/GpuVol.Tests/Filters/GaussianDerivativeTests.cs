using System.Text.Json;
using GpuVol.Cpu;
using GpuVol.Tests.Devices;
using GpuVol.Tests.Goldens;

namespace GpuVol.Tests.Filters;

public sealed class GaussianDerivativeTests
{
    private static readonly GoldenFile Golden = GoldenFile.Load("derivatives");

    [SkippableTheory]
    [Devices]
    public void EveryOrderBorderAndSize_EqualsSciPy(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var golden in Golden.Cases)
        {
            using var source = Golden.Input(golden);
            var expected = Golden.Numbers(golden.GetProperty("expected"), out var size);
            var sigma = GoldenFile.FromKji(golden.GetProperty("sigma_kji"));
            var border = GoldenFile.ParseBorder(golden.GetProperty("border").GetString()!);
            var cval = golden.GetProperty("cval").GetSingle();
            var truncate = golden.GetProperty("truncate").GetDouble();
            var order = golden.GetProperty("order_kji");
            using var result = TestVolumes.Run(device, source, volume => order.GetArrayLength() == 0
                ? VolumeFilters.LaplaceOfGaussianVoxels(volume, sigma, border, cval, truncate)
                : VolumeFilters.GaussianDerivativeVoxels(volume, sigma, Order(order), border, cval, truncate));
            var limit = Tolerances.ConvolutionOfMagnitude * Gain(sigma, order, truncate) * Math.Max(source.MaxMagnitude(), Math.Abs(cval));
            VolumeAssert.Close(expected, result.AsSpan<float>(), size, limit, $"{id}: {golden}");
        }
    }

    [SkippableTheory]
    [Devices(0)]
    [Devices(1)]
    [Devices(2)]
    public void RampAndParabola_GiveSlopeAndCurvature(string id, int axis)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.From(new VolumeGeometry(new Size3D(31, 29, 30), new Vector3D(0.5, 2, 4)), (i, j, k) => 0.25 * Math.Pow((axis == 0 ? i : axis == 1 ? j : k) - 14, 2));
        var spacing = source.Geometry.SpacingMm;
        using var first = TestVolumes.Run(device, source, volume => VolumeFilters.GaussianDerivative(volume, 1.5 * spacing, One(axis, 1), truncate: 6, perMm: true));
        using var second = TestVolumes.Run(device, source, volume => VolumeFilters.GaussianDerivative(volume, 1.5 * spacing, One(axis, 2), truncate: 6, perMm: true));
        using var laplace = TestVolumes.Run(device, source, volume => VolumeFilters.LaplaceOfGaussian(volume, 1.5 * spacing, truncate: 6, perMm: true));
        for (var step = -3; step <= 3; step++)
        {
            var (i, j, k) = (14 + (axis == 0 ? step : 0), 14 + (axis == 1 ? step : 0), 14 + (axis == 2 ? step : 0));
            Assert.Equal(0.5 * step / spacing[axis], At(first, i, j, k), 5e-5);
            Assert.Equal(0.5 / (spacing[axis] * spacing[axis]), At(second, i, j, k), 5e-4);
            Assert.Equal(0.5 / (spacing[axis] * spacing[axis]), At(laplace, i, j, k), 5e-4);
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
            foreach (var operation in new Func<DeviceVolume, DeviceVolume>[]
            {
                volume => VolumeFilters.GaussianDerivativeVoxels(volume, new Vector3D(1.2, 2, 0.6), (1, 2, 3), border, -1000),
                volume => VolumeFilters.GaussianDerivativeVoxels(volume, new Vector3D(1.2, 0, 2), (1, 0, 0), border, -1000),
                volume => VolumeFilters.LaplaceOfGaussianVoxels(volume, new Vector3D(1.2, 2, 0.6), border, -1000),
            })
            {
                using var expected = TestVolumes.Run(plain, source, operation);
                using var actual = TestVolumes.Run(device, source, operation);
                VolumeAssert.Close(expected, actual, Tolerances.SameBits, $"{id}: {border}");
            }
        }
    }

    [SkippableTheory]
    [Devices]
    public void AxisOfSigmaZero_AddsNothingToTheLaplacian(string id)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.Random(new Size3D(12, 11, 5), 4);
        using var laplace = TestVolumes.Run(device, source, volume => VolumeFilters.LaplaceOfGaussianVoxels(volume, new Vector3D(1, 1, 0)));
        using var alongI = TestVolumes.Run(device, source, volume => VolumeFilters.GaussianDerivativeVoxels(volume, new Vector3D(1, 1, 0), (2, 0, 0)));
        using var alongJ = TestVolumes.Run(device, source, volume => VolumeFilters.GaussianDerivativeVoxels(volume, new Vector3D(1, 1, 0), (0, 2, 0)));
        using var expected = TestVolumes.From(source.Geometry, (i, j, k) => At(alongI, i, j, k) + At(alongJ, i, j, k));
        VolumeAssert.Close(expected, laplace, 1e-6, id);
    }

    [Theory]
    [InlineData(4, "order along j is 4")]
    [InlineData(-1, "order along j is -1")]
    public void BadOrder_Throws(int order, string words)
    {
        using var source = TestVolumes.Random(new Size3D(3, 3, 3), 1);
        Assert.Contains(words, OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeFilters.GaussianDerivative(volume, Vector3D.One, (0, order, 0))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BadSigmaAndTruncate_Throw()
    {
        using var source = TestVolumes.Random(new Size3D(3, 3, 3), 1);
        Assert.Contains("GaussianDerivative: sigmaVoxels[1] is -1", OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeFilters.GaussianDerivativeVoxels(volume, new Vector3D(1, -1, 1), (1, 0, 0))).Message, StringComparison.Ordinal);
        Assert.Contains("sigma is 0 there", OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeFilters.GaussianDerivativeVoxels(volume, new Vector3D(0, 1, 1), (1, 0, 0))).Message, StringComparison.Ordinal);
        Assert.Contains("LaplaceOfGaussian: sigmaMm[2] is NaN", OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeFilters.LaplaceOfGaussian(volume, new Vector3D(1, 1, double.NaN))).Message, StringComparison.Ordinal);
        Assert.Contains("along every axis", OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeFilters.LaplaceOfGaussian(volume, Vector3D.Zero)).Message, StringComparison.Ordinal);
        Assert.Contains("truncate is -1", OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeFilters.LaplaceOfGaussian(volume, Vector3D.One, truncate: -1)).Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [Devices]
    public void Buffers_AreAllGivenBack(string id)
    {
        using var source = TestVolumes.RandomStored(new Size3D(9, 8, 7), ElementType.Int16, 1);
        OperationLeak.Check(id, source, volume => VolumeFilters.GaussianDerivative(volume, Vector3D.One, (1, 0, 2), Border.Constant, 5));
        OperationLeak.Check(id, source, volume => VolumeFilters.LaplaceOfGaussian(volume, Vector3D.One));
    }

    private static (int I, int J, int K) One(int axis, int order) => (axis == 0 ? order : 0, axis == 1 ? order : 0, axis == 2 ? order : 0);

    private static (int I, int J, int K) Order(JsonElement kji) => (kji[2].GetInt32(), kji[1].GetInt32(), kji[0].GetInt32());

    // At least Σ|weight|: per axis that of the sampled derivative, and never below 1, the border value being put in anew each pass.
    private static double Gain(Vector3D sigma, JsonElement order, double truncate)
    {
        if (order.GetArrayLength() == 0)
            return Axis(sigma.X, 2, truncate) + Axis(sigma.Y, 2, truncate) + Axis(sigma.Z, 2, truncate);
        var (i, j, k) = Order(order);
        return Axis(sigma.X, i, truncate) * Axis(sigma.Y, j, truncate) * Axis(sigma.Z, k, truncate);
    }

    private static double Axis(double sigma, int order, double truncate)
    {
        var radius = (int)((truncate * sigma) + 0.5);
        double sum = 0, total = 0;
        for (var d = -radius; d <= radius; d++)
        {
            var x = d / sigma;
            var weight = Math.Exp(-0.5 * x * x);
            sum += weight;
            total += weight * Math.Abs(order switch { 0 => 1, 1 => x, 2 => (x * x) - 1, _ => x * ((x * x) - 3) }) / Math.Pow(sigma, order);
        }

        return Math.Max(1, total / sum);
    }

    private static double At(Volume volume, int i, int j, int k) => volume.Slice<float>(k)[i + volume.Geometry.Size.I * j];
}
