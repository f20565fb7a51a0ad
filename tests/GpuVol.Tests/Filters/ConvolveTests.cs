using GpuVol.Cpu;
using GpuVol.Tests.Devices;
using GpuVol.Tests.Goldens;

namespace GpuVol.Tests.Filters;

public sealed class ConvolveTests
{
    private static readonly GoldenFile Golden = GoldenFile.Load("convolve");

    [SkippableTheory]
    [Devices(ConvolutionMethod.Auto)]
    [Devices(ConvolutionMethod.Direct)]
    [Devices(ConvolutionMethod.Fourier)]
    public void EveryBorderKernelAndOrigin_EqualsSciPy(string id, ConvolutionMethod method)
    {
        var limit = method == ConvolutionMethod.Fourier ? Tolerances.FourierConvolutionOfMagnitude : Tolerances.ConvolutionOfMagnitude;
        var device = TestDevices.Get(id);
        foreach (var golden in Golden.Cases)
        {
            using var source = Golden.Input(golden);
            var expected = Golden.Numbers(golden.GetProperty("expected"), out var size);
            var weights = Golden.Numbers(golden.GetProperty("kernel"), out var kernelSize);
            var kernel = new ConvolutionKernel(Array.ConvertAll(weights, w => (float)w), kernelSize.K, kernelSize.J, kernelSize.I);
            Assert.True(kernel.Separate() is not null || !golden.GetProperty("separable").GetBoolean(), $"not found separable: {golden}");
            var origin = GoldenFile.FromKji(golden.GetProperty("origin_kji"));
            var border = GoldenFile.ParseBorder(golden.GetProperty("border").GetString()!);
            var borderValue = golden.GetProperty("cval").GetSingle();
            using var result = TestVolumes.Run(device, source, volume => golden.GetProperty("flip").GetBoolean()
                ? VolumeFilters.Convolve(volume, kernel, border, borderValue, ((int)origin.X, (int)origin.Y, (int)origin.Z), method)
                : VolumeFilters.Correlate(volume, kernel, border, borderValue, ((int)origin.X, (int)origin.Y, (int)origin.Z), method));

            // Rounding grows with the sum of the magnitudes that are added, which is what a cancelled result is measured against.
            var scale = weights.Sum(Math.Abs) * Math.Max(Math.Abs(borderValue), source.MaxMagnitude());
            VolumeAssert.Close(expected, result.AsSpan<float>(), size, limit * scale, $"{id}, {method}: {golden}");
        }
    }

    [SkippableTheory]
    [Devices]
    public void Impulse_GivesTheKernel(string id)
    {
        var device = TestDevices.Get(id);
        var weights = Enumerable.Range(0, 3 * 5 * 7).Select(w => (float)Math.Sin(w + 1)).ToArray();
        using var source = TestVolumes.From(new VolumeGeometry(new Size3D(7, 5, 3), Vector3D.One), (i, j, k) => i == 3 && j == 2 && k == 1 ? 1 : 0);
        using var result = TestVolumes.Run(device, source, volume => VolumeFilters.Convolve(volume, new ConvolutionKernel(weights, 3, 5, 7), Border.Constant));
        Assert.Equal(weights, result.AsSpan<float>().ToArray());
    }

    [Theory]
    [InlineData(1, 1, 1, 3, 3, 3)]
    [InlineData(17, 9, 5, 5, 5, 5)]
    [InlineData(128, 3, 2, 1, 1, 9)]
    [InlineData(129, 40, 7, 3, 2, 4)]
    [InlineData(300, 70, 20, 2, 3, 3)]
    [InlineData(2000, 9, 9, 3, 3, 2)]
    [InlineData(5, 300, 3, 1, 31, 1)]
    public void Vectorised_EqualsThePlainKernel(int ni, int nj, int nk, int kernelK, int kernelJ, int kernelI)
    {
        using var vectorised = new CpuDevice(threads: 3);
        using var plain = new CpuDevice(useOverrides: false);
        using var source = TestVolumes.Random(new Size3D(ni, nj, nk), ni);
        var random = new Random(4);
        var weights = Enumerable.Range(0, kernelI * kernelJ * kernelK).Select(_ => random.NextSingle() - 0.5f).ToArray();
        foreach (var border in Enum.GetValues<Border>())
        {
            DeviceVolume Convolve(DeviceVolume volume) => VolumeFilters.Convolve(volume, new ConvolutionKernel(weights, kernelK, kernelJ, kernelI), border, 3);
            using var expected = TestVolumes.Run(plain, source, Convolve);
            using var actual = TestVolumes.Run(vectorised, source, Convolve);
            VolumeAssert.Close(expected, actual, Tolerances.SameBits, $"{border}");
        }
    }

    [Fact]
    public void SeparableKernel_EqualsTheDenseOne()
    {
        using var device = new CpuDevice();
        using var source = TestVolumes.Random(new Size3D(31, 20, 12), 9);
        float[] line = [0.1f, -0.5f, 2, 0.75f];
        var weights = new float[64];
        for (var w = 0; w < 64; w++)
            weights[w] = line[w % 4] * line[w / 4 % 4] * line[w / 16];
        var separable = new ConvolutionKernel(weights, 4, 4, 4);
        Assert.NotNull(separable.Separate());
        weights[5] += 1e-3f;
        var dense = new ConvolutionKernel(weights, 4, 4, 4);
        Assert.Null(dense.Separate());
        using var a = TestVolumes.Run(device, source, volume => VolumeFilters.Convolve(volume, separable, Border.Mirror));
        using var b = TestVolumes.Run(device, source, volume => VolumeFilters.Convolve(volume, dense, Border.Mirror));
        VolumeAssert.Close(b, a, 1.1e-3 * source.MaxMagnitude(), "separable against dense");
    }

    [Fact]
    public void BadKernels_AreRefusedWithTheirValues()
    {
        Assert.Contains("4 axes", Assert.Throws<ArgumentException>(() => new ConvolutionKernel(new float[1], 1, 1, 1, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("below 1", Assert.Throws<ArgumentException>(() => new ConvolutionKernel([], 0)).Message, StringComparison.Ordinal);
        Assert.Contains("8 weights", Assert.Throws<ArgumentException>(() => new ConvolutionKernel(new float[8], 3, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("weight 1 is NaN", Assert.Throws<ArgumentException>(() => new ConvolutionKernel([1, float.NaN, 1], 3)).Message, StringComparison.Ordinal);
        using var device = new CpuDevice();
        using var source = TestVolumes.Random(new Size3D(4, 4, 4), 1);
        using var uploaded = source.ToDevice(device);
        var kernel = new ConvolutionKernel([1, 2, 1], 3);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => VolumeFilters.Convolve(uploaded, kernel, origin: (2, 0, 0)));
        Assert.Contains("origin 2 along i", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => VolumeFilters.Convolve(uploaded, kernel, (Border)99));
    }
}
