using GpuVol.Cpu;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Filters;

public sealed class FourierConvolutionTests
{
    // Kernels of one, two and three axes; larger than the volume; volumes of one voxel along an axis.
    [SkippableTheory]
    [Devices(1, 1, 1, 3, 3, 3)]
    [Devices(17, 9, 5, 5, 4, 3)]
    [Devices(12, 7, 4, 1, 1, 31)]
    [Devices(12, 7, 4, 1, 15, 6)]
    [Devices(12, 7, 4, 9, 1, 2)]
    [Devices(5, 6, 3, 11, 12, 13)]
    [Devices(45, 38, 21, 7, 8, 9)]
    public void EveryBorder_IsAsTheDirectConvolution(string id, int ni, int nj, int nk, int kernelK, int kernelJ, int kernelI)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.Random(new Size3D(ni, nj, nk), ni, -1000, 3000);
        var kernel = Kernel(kernelI, kernelJ, kernelK);
        foreach (var border in Enum.GetValues<Border>())
        {
            foreach (var origin in new[] { (0, 0, 0), ((kernelI - 1) / 2, -(kernelJ - 1) / 2, (kernelK - 1) / 2) })
            {
                using var expected = TestVolumes.Run(device, source, volume => VolumeFilters.Correlate(volume, kernel, border, 500, origin, ConvolutionMethod.Direct));
                using var actual = TestVolumes.Run(device, source, volume => VolumeFilters.Correlate(volume, kernel, border, 500, origin, ConvolutionMethod.Fourier));
                VolumeAssert.Close(expected, actual, Limit(kernel, 3000), $"{id}: {border}, origin {origin}");
            }
        }
    }

    // Blocks of slices in a volume above the size of one, of stored integers with a rescale per slice too.
    [Theory]
    [InlineData(ElementType.Float32, Border.Wrap)]
    [InlineData(ElementType.Float32, Border.Mirror)]
    [InlineData(ElementType.Int16, Border.Constant)]
    [InlineData(ElementType.Int16, Border.Reflect)]
    public void SeveralBlocks_AreAsTheDirectConvolution(ElementType type, Border border)
    {
        using var device = new CpuDevice(2);
        var size = new Size3D(150, 120, 400);
        var rescale = new IntensityRescale([.. Enumerable.Range(0, 400).Select(k => 1 + (0.01 * k))], [.. Enumerable.Repeat(-1000.0, 400)]);
        using var source = type == ElementType.Float32 ? TestVolumes.Random(size, 2) : TestVolumes.RandomStored(size, type, 2, rescale);
        var kernel = Kernel(3, 4, 9);
        using var expected = TestVolumes.Run(device, source, volume => VolumeFilters.Convolve(volume, kernel, border, 1, method: ConvolutionMethod.Direct));
        using var actual = TestVolumes.Run(device, source, volume => VolumeFilters.Convolve(volume, kernel, border, 1, method: ConvolutionMethod.Fourier));
        VolumeAssert.Close(expected, actual, Limit(kernel, type == ElementType.Float32 ? 1 : 170_000), $"{type}, {border}");
    }

    [SkippableTheory]
    [Devices]
    public void Auto_TakesTheQuickerWay_ButTheDirectOneWithANaN(string id)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.Random(new Size3D(64, 48, 32), 4);
        var large = Kernel(9, 9, 9);
        using var fourier = TestVolumes.Run(device, source, volume => VolumeFilters.Convolve(volume, large, method: ConvolutionMethod.Fourier));
        using var chosen = TestVolumes.Run(device, source, volume => VolumeFilters.Convolve(volume, large));
        VolumeAssert.Close(fourier, chosen, Tolerances.SameBits, $"{id}: 9x9x9");
        var small = Kernel(3, 3, 3);
        using var direct = TestVolumes.Run(device, source, volume => VolumeFilters.Convolve(volume, small, method: ConvolutionMethod.Direct));
        using var chosenSmall = TestVolumes.Run(device, source, volume => VolumeFilters.Convolve(volume, small));
        VolumeAssert.Close(direct, chosenSmall, Tolerances.SameBits, $"{id}: 3x3x3");

        source.AsSpan<float>()[40_000] = float.NaN;
        source.AsSpan<float>()[100] = float.PositiveInfinity;
        using var directWithNaN = TestVolumes.Run(device, source, volume => VolumeFilters.Convolve(volume, large, method: ConvolutionMethod.Direct));
        using var withNaN = TestVolumes.Run(device, source, volume => VolumeFilters.Convolve(volume, large));
        VolumeAssert.Close(directWithNaN, withNaN, Tolerances.SameBits, $"{id}: with a NaN");
        Assert.Contains(withNaN.AsSpan<float>().ToArray(), float.IsFinite);
    }

    [SkippableTheory]
    [Devices]
    public void Buffers_AreAllGivenBack(string id)
    {
        using var source = TestVolumes.RandomStored(new Size3D(9, 8, 7), ElementType.Int16, 1);
        OperationLeak.Check(id, source, volume => VolumeFilters.Convolve(volume, Kernel(3, 3, 3), method: ConvolutionMethod.Fourier));
        using var infinite = Volume.FromArray<float>(Enumerable.Repeat(float.NaN, 4096).ToArray(), new VolumeGeometry(new Size3D(16, 16, 16), Vector3D.One));
        OperationLeak.Check(id, infinite, volume => VolumeFilters.Convolve(volume, Kernel(15, 15, 15)));
        OperationLeak.CheckThrows<ArgumentOutOfRangeException>(id, source, volume => VolumeFilters.Convolve(volume, Kernel(3, 3, 3), method: (ConvolutionMethod)7));
    }

    private static ConvolutionKernel Kernel(int ni, int nj, int nk)
    {
        var random = new Random(ni + nj + nk);
        return new([.. Enumerable.Range(0, ni * nj * nk).Select(_ => random.NextSingle() - 0.3f)], nk, nj, ni);
    }

    private static double Limit(ConvolutionKernel kernel, double magnitude) => Tolerances.FourierConvolutionOfMagnitude * kernel.Weights.Sum(w => Math.Abs((double)w)) * magnitude;
}
