using GpuVol.Cpu;
using GpuVol.Tests.Devices;
using Xunit.Abstractions;

namespace GpuVol.Tests.Filters;

/// <summary>Volumes that fill a machine: only with <c>GPUVOL_BIG=1</c>, for some minutes and 8 GB. Runs alone, because it measures the process's memory.</summary>
[CollectionDefinition(nameof(LargeVolumeTests), DisableParallelization = true)]
[Collection(nameof(LargeVolumeTests))]
public sealed class LargeVolumeTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Func<DeviceVolume, DeviceVolume>> Filters = new()
    {
        ["gaussian"] = v => VolumeFilters.GaussianBlurVoxels(v, 2 * Vector3D.One),
        ["gaussian-wrap"] = v => VolumeFilters.GaussianBlurVoxels(v, 2 * Vector3D.One, Border.Wrap),
        ["gaussian-recursive"] = v => VolumeFilters.GaussianBlurVoxels(v, 20 * Vector3D.One, method: GaussianMethod.Recursive),
        ["derivative"] = v => VolumeFilters.GaussianDerivativeVoxels(v, Vector3D.One, (1, 1, 0)),
        ["laplace"] = v => VolumeFilters.LaplaceOfGaussianVoxels(v, Vector3D.One),
        ["sobel"] = v => VolumeFilters.Sobel(v),
        ["convolve-5"] = v => VolumeFilters.Convolve(v, Kernel(separable: false)),
        ["convolve-5-separable"] = v => VolumeFilters.Convolve(v, Kernel(separable: true)),
        ["median-3"] = v => VolumeFilters.Median(v, new Size3D(3, 3, 3)),
        ["uniform-5"] = v => VolumeFilters.Uniform(v, new Size3D(5, 5, 5)),
        ["minimum-5"] = v => VolumeFilters.Minimum(v, new Size3D(5, 5, 5)),
        ["edt"] = v => DistanceTransform.Euclidean(v),
        ["erode"] = v => BinaryMorphology.Erode(v, StructuringElement.Connected(1)),
    };

    public static TheoryData<string> Names => [.. Filters.Keys];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Int16Of512x512x1000_StaysWithinTheMemoryLimit(string name)
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("GPUVOL_BIG") == "1", "Set GPUVOL_BIG=1 to run the tests of large volumes.");
        var size = new Size3D(512, 512, 1000);
        using var device = new CpuDevice();
        using var host = Volume.Create(new VolumeGeometry(size, Vector3D.One), ElementType.Int16);
        var random = new Random(4);
        for (var k = 0; k < size.K; k++)
        {
            var slice = host.Slice<short>(k);
            random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(slice));
            slice[random.Next(slice.Length)] = 0;
        }

        using var source = host.ToDevice(device);
        var others = HostMemoryPool.RentedBytes - host.Memory.CapacityBytes;
        HostMemoryPool.ResetPeak();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        using (var result = Filters[name](source))
        {
            device.Synchronize();
            output.WriteLine($"{name}: {clock.Elapsed.TotalSeconds:F2} s");
            Assert.Equal(size, result.Geometry.Size);
        }

        var ratio = (HostMemoryPool.PeakRentedBytes - others) / (4.0 * size.Voxels);
        output.WriteLine($"{name}: {ratio:F3} of the float32 size");
        Assert.True(ratio <= 2.2, $"{name}: the peak, source and result counted, is {ratio:F3} of the float32 size; at most 2.2 is promised.");
    }

    [SkippableTheory]
    [Devices]
    public void MoreThan2To31Voxels_AreMaskedFromEndToEnd(string id)
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("GPUVOL_BIG") == "1", "Set GPUVOL_BIG=1 to run the tests of large volumes.");
        var device = TestDevices.Get(id);
        var size = new Size3D(1300, 1300, 1300);
        Assert.True(size.Voxels > 1L << 31);
        var marks = new[] { 0, 1, (1L << 31) - 1, 1L << 31, (1L << 31) + 1, size.Voxels - 2, size.Voxels - 1 };
        var slice = (long)size.I * size.J;
        using var host = Volume.Create(new VolumeGeometry(size, Vector3D.One), ElementType.UInt8);
        for (var k = 0; k < size.K; k++)
            host.Slice<byte>(k).Fill((byte)(k % 100));
        foreach (var mark in marks)
            host.Slice<byte>((int)(mark / slice))[(int)(mark % slice)] = 200;
        using var result = TestVolumes.Run(device, host, volume => IntensityTransforms.ThresholdMask(volume, 99));
        for (var k = 0; k < size.K; k++)
        {
            var mask = result.Slice<byte>(k);
            foreach (var mark in marks.Where(m => m / slice == k))
            {
                Assert.True(mask[(int)(mark % slice)] == 1, $"{id}: voxel {mark} is not in the mask.");
                mask[(int)(mark % slice)] = (byte)(k % 100 == 99 ? 1 : 0);
            }

            Assert.True(mask.IndexOfAnyExcept((byte)(k % 100 == 99 ? 1 : 0)) < 0, $"{id}: slice {k} is wrong.");
        }
    }

    private static ConvolutionKernel Kernel(bool separable) => new(Enumerable.Range(0, 125).Select(n => separable ? 1f / 125 : n / 7750f).ToArray(), 5, 5, 5);
}
