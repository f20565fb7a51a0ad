using GpuVol.Cpu;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Filters;

public sealed class RecursiveGaussianTests
{
    [SkippableTheory]
    [Devices(0.5)]
    [Devices(1.0)]
    [Devices(2.0)]
    [Devices(7.3)]
    [Devices(20.0)]
    [Devices(100.0)]
    public void Impulse_IsTheSampledGaussian(string id, double sigma)
    {
        var device = TestDevices.Get(id);
        var reach = (int)(9 * sigma) + 1;
        var count = (2 * reach) + 1;
        for (var axis = 0; axis < 3; axis++)
        {
            using var source = TestVolumes.From(new VolumeGeometry(Line(axis, count), Vector3D.One), (i, j, k) => i + j + k == reach ? 1 : 0);
            using var result = TestVolumes.Run(device, source, volume => Blur(volume, Along(axis, sigma), Border.Constant));
            var weights = Weights(sigma, reach);
            var expected = Enumerable.Range(-reach, count).Select(d => weights[Math.Abs(d)]).ToArray();
            VolumeAssert.Close(expected, result.AsSpan<float>(), source.Geometry.Size, Tolerances.RecursiveGaussianOfPeak * weights[0], $"{id}: axis {axis}, sigma {sigma}");
        }
    }

    [SkippableTheory]
    [Devices(2.0)]
    [Devices(5.0)]
    [Devices(20.0)]
    [Devices(100.0)]
    public void Noise_IsAsTheSampledGaussianBlursIt(string id, double sigma)
    {
        var device = TestDevices.Get(id);
        const int Count = 300;
        foreach (var border in Enum.GetValues<Border>())
        {
            for (var axis = 0; axis < 3; axis++)
            {
                using var source = TestVolumes.Random(Line(axis, Count), 3 + axis, -1000, 3000);
                using var result = TestVolumes.Run(device, source, volume => Blur(volume, Along(axis, sigma), border, 500));
                var expected = Reference(source.AsSpan<float>().ToArray(), sigma, border, 500);
                VolumeAssert.Close(expected, result.AsSpan<float>(), source.Geometry.Size, Tolerances.RecursiveGaussianOfMagnitude * 3000, $"{id}: axis {axis}, sigma {sigma}, {border}");
            }
        }
    }

    // The convolution cut off at 8 sigma stands for the whole Gaussian; axes are shorter than the kernel, of one voxel too.
    [SkippableTheory]
    [Devices(Border.Reflect)]
    [Devices(Border.Mirror)]
    [Devices(Border.Nearest)]
    [Devices(Border.Constant)]
    [Devices(Border.Wrap)]
    public void SmallVolumes_AreAsTheConvolution(string id, Border border)
    {
        var device = TestDevices.Get(id);
        foreach (var size in new[] { new Size3D(1, 1, 1), new Size3D(2, 1, 3), new Size3D(17, 5, 4), new Size3D(40, 33, 21) })
        {
            using var source = TestVolumes.Random(size, 5);
            foreach (var sigma in new[] { new Vector3D(2, 3, 1.5), new Vector3D(0, 8, 30), new Vector3D(5, 0, 0), Vector3D.Zero })
            {
                using var expected = TestVolumes.Run(device, source, volume => VolumeFilters.GaussianBlurVoxels(volume, sigma, border, 0.5f, truncate: 8));
                using var actual = TestVolumes.Run(device, source, volume => Blur(volume, sigma, border, 0.5f));
                VolumeAssert.Close(expected, actual, Tolerances.RecursiveGaussianOfMagnitude, $"{id}: {size}, sigma {sigma}, {border}");
            }
        }
    }

    [SkippableTheory]
    [Devices(3.0)]
    [Devices(250.0)]
    public void ConstantVolume_StaysConstant(string id, double sigma)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.From(new VolumeGeometry(new Size3D(33, 12, 7), Vector3D.One), (_, _, _) => -1000);
        foreach (var border in Enum.GetValues<Border>())
        {
            using var result = TestVolumes.Run(device, source, volume => Blur(volume, sigma * Vector3D.One, border, -1000));
            VolumeAssert.Close(source, result, 1e-3, $"{id}: {border}");
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(15, 3, 5)]
    [InlineData(16, 17, 4)]
    [InlineData(33, 32, 18)]
    [InlineData(100, 70, 3)]
    public void Vectorised_EqualsThePlainKernel(int ni, int nj, int nk)
    {
        using var plain = new CpuDevice(useOverrides: false);
        using var source = TestVolumes.Random(new Size3D(ni, nj, nk), ni);
        foreach (var border in Enum.GetValues<Border>())
        {
            foreach (var sigma in new[] { new Vector3D(1, 2, 0.7), new Vector3D(9, 0, 40), new Vector3D(0, 25, 0) })
            {
                using var expected = TestVolumes.Run(plain, source, volume => Blur(volume, sigma, border, 0.5f));
                foreach (var threads in new[] { 1, 2, 5 })
                {
                    using var device = new CpuDevice(threads);
                    using var actual = TestVolumes.Run(device, source, volume => Blur(volume, sigma, border, 0.5f));
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
            using var expected = TestVolumes.Run(plain, source, volume => Blur(volume, new Vector3D(12, 3, 6), border, -1000));
            using var actual = TestVolumes.Run(device, source, volume => Blur(volume, new Vector3D(12, 3, 6), border, -1000));
            VolumeAssert.Close(expected, actual, Tolerances.SameBits, $"{id}: {border}");
        }
    }

    [SkippableTheory]
    [Devices]
    public void NaNVoxel_FillsItsLinesAndNoOther(string id)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.From(new VolumeGeometry(new Size3D(20, 18, 3), Vector3D.One), (i, j, k) => i == 7 && j == 5 && k == 1 ? double.NaN : i + j);
        using var result = TestVolumes.Run(device, source, volume => Blur(volume, new Vector3D(2, 0, 0), Border.Reflect));
        for (var k = 0; k < 3; k++)
        {
            for (var v = 0; v < 20 * 18; v++)
                Assert.Equal(k == 1 && v / 20 == 5, float.IsNaN(result.Slice<float>(k)[v]));
        }
    }

    [SkippableTheory]
    [Devices]
    public void Buffers_AreAllGivenBack(string id)
    {
        using var source = TestVolumes.RandomStored(new Size3D(9, 8, 7), ElementType.Int16, 1);
        OperationLeak.Check(id, source, volume => Blur(volume, 4 * Vector3D.One));
        OperationLeak.Check(id, source, volume => Blur(volume, Vector3D.Zero));
    }

    [Fact]
    public void BadCalls_Throw()
    {
        using var source = TestVolumes.Random(new Size3D(3, 3, 3), 1);
        Assert.Contains("sigma is 0.3 voxels along j", OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => Blur(volume, new Vector3D(1, 0.3, 0))).Message, StringComparison.Ordinal);
        Assert.Contains("sigmaVoxels[0] is NaN", OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => Blur(volume, new Vector3D(double.NaN, 1, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("No such border", OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => Blur(volume, Vector3D.One, (Border)99)).Message, StringComparison.Ordinal);
        Assert.Contains("no such method", OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeFilters.GaussianBlurVoxels(volume, Vector3D.One, method: (GaussianMethod)9)).Message, StringComparison.Ordinal);
        Assert.Contains("Use a smaller one", OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => Blur(volume, 1e9 * Vector3D.One)).Message, StringComparison.Ordinal);
    }

    private static DeviceVolume Blur(DeviceVolume volume, Vector3D sigma, Border border = Border.Reflect, float borderValue = 0) =>
        VolumeFilters.GaussianBlurVoxels(volume, sigma, border, borderValue, method: GaussianMethod.Recursive);

    private static Size3D Line(int axis, int count) => new(axis == 0 ? count : 1, axis == 1 ? count : 1, axis == 2 ? count : 1);

    private static Vector3D Along(int axis, double sigma) => new(axis == 0 ? sigma : 0, axis == 1 ? sigma : 0, axis == 2 ? sigma : 0);

    private static double[] Weights(double sigma, int reach)
    {
        var weights = Enumerable.Range(0, reach + 1).Select(d => Math.Exp(-0.5 * d * d / (sigma * sigma))).ToArray();
        var sum = weights[0] + (2 * weights.Skip(1).Sum());
        return Array.ConvertAll(weights, w => w / sum);
    }

    private static double[] Reference(float[] line, double sigma, Border border, double borderValue)
    {
        var reach = (int)(9 * sigma);
        var weights = Weights(sigma, reach);
        var result = new double[line.Length];
        for (var n = 0; n < line.Length; n++)
        {
            for (var d = -reach; d <= reach; d++)
            {
                var at = NeighbourhoodReference.Position(n + d, line.Length, border);
                result[n] += weights[Math.Abs(d)] * (at < 0 ? borderValue : line[at]);
            }
        }

        return result;
    }
}
