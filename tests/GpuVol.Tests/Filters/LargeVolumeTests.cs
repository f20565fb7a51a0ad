using System.Runtime.InteropServices;
using GpuVol.Cpu;
using GpuVol.Tests.Devices;
using Xunit.Abstractions;

namespace GpuVol.Tests.Filters;

/// <summary>
/// The memory of every filter, on volumes of some megabytes, and with <c>GPUVOL_BIG=1</c> on ones that fill a machine (some minutes, 12 GB).
/// Runs alone, because it measures the process's memory.
/// </summary>
[CollectionDefinition(nameof(LargeVolumeTests), DisableParallelization = true)]
[Collection(nameof(LargeVolumeTests))]
public sealed class LargeVolumeTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Func<DeviceVolume, DeviceVolume>> Filters = new()
    {
        ["gaussian"] = v => VolumeFilters.GaussianBlurVoxels(v, 2 * Vector3D.One),
        ["gaussian-wrap"] = v => VolumeFilters.GaussianBlurVoxels(v, 2 * Vector3D.One, Border.Wrap),
        ["gaussian-wide"] = v => VolumeFilters.GaussianBlurVoxels(v, 5 * Vector3D.One),
        ["gaussian-recursive"] = v => VolumeFilters.GaussianBlurVoxels(v, 20 * Vector3D.One, method: GaussianMethod.Recursive),
        ["derivative"] = v => VolumeFilters.GaussianDerivativeVoxels(v, Vector3D.One, (1, 1, 0)),
        ["laplace"] = v => VolumeFilters.LaplaceOfGaussianVoxels(v, Vector3D.One),
        ["sobel"] = v => VolumeFilters.Sobel(v),
        ["sobel-constant"] = v => VolumeFilters.Sobel(v, SobelAxis.K, Border.Constant, -1000),
        ["convolve-5"] = v => VolumeFilters.Convolve(v, Kernel(separable: false)),
        ["convolve-5-separable"] = v => VolumeFilters.Convolve(v, Kernel(separable: true)),
        ["convolve-9-fourier"] = v => VolumeFilters.Convolve(v, new ConvolutionKernel([.. Enumerable.Range(0, 729).Select(n => n / 1e5f)], 9, 9, 9), method: ConvolutionMethod.Fourier),
        ["median-3"] = v => VolumeFilters.Median(v, new Size3D(3, 3, 3)),
        ["median-3-odd-border"] = v => VolumeFilters.Median(v, new Size3D(3, 3, 3), Border.Constant, 0.5f),
        ["percentile"] = v => VolumeFilters.Percentile(v, new Size3D(3, 3, 1), 25),
        ["rank-footprint"] = v => VolumeFilters.Rank(v, Footprint.Ball(1), 1),
        ["uniform-5"] = v => VolumeFilters.Uniform(v, new Size3D(5, 5, 5)),
        ["minimum-5"] = v => VolumeFilters.Minimum(v, new Size3D(5, 5, 5)),
        ["maximum-5"] = v => VolumeFilters.Maximum(v, new Size3D(5, 5, 5)),
        ["edt"] = v => DistanceTransform.Euclidean(v),
        ["edt-squared"] = v => DistanceTransform.SquaredEuclidean(v),
        ["edt-signed"] = v => DistanceTransform.SignedEuclidean(v),
        ["edt-labels"] = v => DistanceTransform.LabelEuclidean(v),
        ["edt-nearest"] = v => DistanceTransform.NearestBackground(v),
        ["erode"] = v => BinaryMorphology.Erode(v, StructuringElement.Connected(1)),
        ["dilate"] = v => BinaryMorphology.Dilate(v, StructuringElement.Box(3, 3, 3)),
        ["open"] = v => BinaryMorphology.Open(v, StructuringElement.Connected(1), 2),
        ["close-ball"] = v => BinaryMorphology.CloseBall(v, 2),
    };

    public static TheoryData<string> Names => [.. Filters.Keys];

    public static TheoryData<string, ElementType, bool> NamesAndTypes
    {
        get
        {
            var data = new TheoryData<string, ElementType, bool>();
            foreach (var name in Filters.Keys)
            {
                data.Add(name, ElementType.Int16, false);
                if (name is "gaussian" or "convolve-5" or "sobel" or "median-3" or "uniform-5" or "edt" or "edt-nearest" or "erode")
                    data.Add(name, ElementType.Int16, true);
                if (name is "gaussian" or "convolve-5" or "convolve-9-fourier" or "median-3" or "uniform-5" or "edt-labels" or "close-ball")
                    data.Add(name, ElementType.Int32, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(NamesAndTypes))]
    public void IntegersOf16Megavoxels_StayWithinTheMemoryLimit(string name, ElementType type, bool slopePerSlice) =>
        CheckMemory(name, new Size3D(256, 256, 256), type, slopePerSlice);

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Int16Of512x512x1000_StaysWithinTheMemoryLimit(string name)
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("GPUVOL_BIG") == "1", "Set GPUVOL_BIG=1 to run the tests of large volumes.");
        CheckMemory(name, new Size3D(512, 512, 1000), ElementType.Int16, slopePerSlice: false);
    }

    private void CheckMemory(string name, Size3D size, ElementType type, bool slopePerSlice)
    {
        using var device = new CpuDevice(2);
        var rescale = slopePerSlice ? new IntensityRescale([.. Enumerable.Range(0, size.K).Select(k => 1 + (k % 3))], [.. Enumerable.Repeat(-3.0, size.K)]) : null;
        using var host = Volume.Create(new VolumeGeometry(size, Vector3D.One), type, rescale);
        var random = new Random(4);
        for (var k = 0; k < size.K; k++)
        {
            // Objects some voxels wide, with a 0 in every slice.
            var slice = type == ElementType.Int16 ? MemoryMarshal.AsBytes(host.Slice<short>(k)) : MemoryMarshal.AsBytes(host.Slice<int>(k));
            slice.Fill((byte)(k / 5 % 7));
            for (var n = 0; n < 200; n++)
                slice.Slice(random.Next(slice.Length - 60), 60).Fill((byte)random.Next(3));
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

        // A 32-bit source and a float32 result are 2.0 already; masks of 8 bits come on top.
        var limit = type == ElementType.Int32 ? 2.5 : SlabFilter.MemoryLimit;
        Assert.True(ratio <= limit, $"{name}: the peak, source and result counted, is {ratio:F3} of the float32 size; at most {limit} is promised.");
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

    [SkippableTheory]
    [Devices]
    public void MoreThan2To31Voxels_AreErodedFromEndToEnd(string id)
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("GPUVOL_BIG") == "1", "Set GPUVOL_BIG=1 to run the tests of large volumes.");
        var device = TestDevices.Get(id);
        var size = new Size3D(1300, 1300, 1300);
        var slice = (long)size.I * size.J;
        long[] holes = [0, (1L << 31) - 1, 1L << 31, (1L << 31) + (10 * slice) + 7, size.Voxels - 1];
        using var host = Volume.Create(new VolumeGeometry(size, Vector3D.One), ElementType.UInt8);
        for (var k = 0; k < size.K; k++)
            host.Slice<byte>(k).Fill(1);
        var expected = new HashSet<long>();
        foreach (var hole in holes)
        {
            host.Slice<byte>((int)(hole / slice))[(int)(hole % slice)] = 0;
            var (i, j, k) = (hole % size.I, hole % slice / size.I, hole / slice);
            foreach (var (di, dj, dk) in new[] { (0, 0, 0), (1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1) })
            {
                if (i + di >= 0 && i + di < size.I && j + dj >= 0 && j + dj < size.J && k + dk >= 0 && k + dk < size.K)
                    expected.Add(i + di + (size.I * (j + dj)) + (slice * (k + dk)));
            }
        }

        using var result = TestVolumes.Run(device, host, volume => BinaryMorphology.Erode(volume, StructuringElement.Connected(1), borderValue: true));
        var found = new HashSet<long>();
        for (var k = 0; k < size.K; k++)
        {
            var mask = result.Slice<byte>(k);
            for (var at = mask.IndexOf((byte)0); at >= 0;)
            {
                found.Add((k * slice) + at);
                var next = mask[(at + 1)..].IndexOf((byte)0);
                at = next < 0 ? -1 : at + 1 + next;
            }
        }

        Assert.Equal(expected.Order(), found.Order());
    }

    private static ConvolutionKernel Kernel(bool separable) => new(Enumerable.Range(0, 125).Select(n => separable ? 1f / 125 : n / 7750f).ToArray(), 5, 5, 5);
}
