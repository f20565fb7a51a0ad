using System.Text.Json;
using GpuVol.Cpu;
using GpuVol.Tests.Devices;
using GpuVol.Tests.Goldens;

namespace GpuVol.Tests.Filters;

public sealed class RankFilterTests
{
    private static readonly GoldenFile Golden = GoldenFile.Load("median");

    private static readonly Size3D[] NetworkWindows = [new(3, 3, 3), new(5, 5, 5), new(7, 7, 7), new(3, 3, 1), new(5, 5, 1), new(7, 7, 1)];

    [SkippableTheory]
    [Devices]
    public void EveryBorderWindowAndType_EqualsSciPy(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var golden in Golden.Cases)
        {
            using var source = Golden.Input(golden);
            var expected = Golden.Numbers(golden.GetProperty("expected"), out var size);
            using var result = TestVolumes.Run(device, source, volume => Run(volume, golden));
            var limit = golden.GetProperty("kind").GetString() == "uniform" ? Tolerances.UniformOfRange * Greatest(source) : Tolerances.RankExact;
            VolumeAssert.Close(expected, result.AsSpan<float>(), size, limit, $"{id}: {golden}");
        }
    }

    [SkippableTheory]
    [Devices(ElementType.UInt8)]
    [Devices(ElementType.Int16)]
    [Devices(ElementType.UInt16)]
    [Devices(ElementType.Float32)]
    public void WholeRangeOfTheType_EqualsSortedWindows(string id, ElementType type)
    {
        var device = TestDevices.Get(id);
        foreach (var (size, window) in new[] { (new Size3D(21, 6, 5), new Size3D(3, 3, 3)), (new Size3D(70, 5, 3), new Size3D(5, 5, 5)), (new Size3D(9, 8, 1), new Size3D(5, 5, 1)), (new Size3D(8, 9, 7), new Size3D(4, 2, 5)), (new Size3D(5, 4, 6), new Size3D(7, 7, 7)) })
        {
            using var source = TestVolumes.RandomStored(size, type, 3);
            var expected = NeighbourhoodReference.Rank(Intensities(source), size, window, Border.Mirror, 0, count => count / 2);
            using var result = TestVolumes.Run(device, source, volume => VolumeFilters.Median(volume, window, Border.Mirror));
            VolumeAssert.Close(expected, result.AsSpan<float>(), size, Tolerances.RankExact, $"{id}: {type}, {size}, window {window}");
        }
    }

    [Theory]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.UInt16)]
    [InlineData(ElementType.Float32)]
    public void NetworkOfEveryWindowWidthAndThreadCount_EqualsPlainKernel(ElementType type)
    {
        using var plain = new CpuDevice(useOverrides: false);
        foreach (var window in NetworkWindows)
        {
            var number = 0;
            foreach (var size in new[] { new Size3D(1, 1, 1), new Size3D(2, 3, 1), new Size3D(17, 1, 4), new Size3D(67, 9, 3), new Size3D(130, 5, 2), new Size3D(15, 40, 5) })
            {
                var border = (Border)(number++ % 5);
                using var source = TestVolumes.RandomStored(size, type, number);
                using var expected = TestVolumes.Run(plain, source, volume => VolumeFilters.Median(volume, window, border, 7));
                foreach (var threads in new[] { 1, 3 })
                {
                    using var device = new CpuDevice(threads);
                    using var actual = TestVolumes.Run(device, source, volume => VolumeFilters.Median(volume, window, border, 7));
                    VolumeAssert.Close(expected, actual, Tolerances.RankExact, $"{type}, {size}, window {window}, {border}, {threads} threads");
                }
            }
        }
    }

    [Fact]
    public void VolumeOfManyBlocks_EqualsPlainKernel()
    {
        using var plain = new CpuDevice(useOverrides: false);
        using var device = new CpuDevice(2);
        using var source = TestVolumes.RandomStored(new Size3D(2100, 37, 5), ElementType.Float32, 5);
        foreach (var window in new[] { new Size3D(3, 3, 3), new Size3D(3, 2, 1) })
        {
            using var expected = TestVolumes.Run(plain, source, volume => VolumeFilters.Median(volume, window));
            using var actual = TestVolumes.Run(device, source, volume => VolumeFilters.Median(volume, window));
            VolumeAssert.Close(expected, actual, Tolerances.RankExact, $"window {window}");
        }
    }

    [Fact]
    public void VolumeOfManySlabs_EqualsPlainKernel()
    {
        using var plain = new CpuDevice(useOverrides: false);
        using var device = new CpuDevice(2);
        using var source = TestVolumes.RandomStored(new Size3D(18, 3, 99), ElementType.Int16, 5);
        foreach (var window in new[] { new Size3D(3, 3, 3), new Size3D(5, 5, 5), new Size3D(2, 2, 4) })
        {
            using var expected = TestVolumes.Run(plain, source, volume => VolumeFilters.Median(volume, window));
            using var actual = TestVolumes.Run(device, source, volume => VolumeFilters.Median(volume, window));
            VolumeAssert.Close(expected, actual, Tolerances.RankExact, $"window {window}");
        }
    }

    // Tiles end inside the volume and at its edges; bins hold many equal voxels, or all.
    [Theory]
    [InlineData(ElementType.UInt8, 7, 6, 5)]
    [InlineData(ElementType.Int16, 9, 9, 4)]
    [InlineData(ElementType.UInt16, 25, 13, 1)]
    [InlineData(ElementType.Float32, 4, 5, 4)]
    [InlineData(ElementType.Float32, 49, 2, 1)]
    [InlineData(ElementType.Float32, 1, 9, 8)]
    public void LargeBoxesOfSeveralTiles_EqualPlainKernel(ElementType type, int windowI, int windowJ, int windowK)
    {
        using var plain = new CpuDevice(useOverrides: false);
        var window = new Size3D(windowI, windowJ, windowK);
        var number = 0;
        foreach (var size in new[] { new Size3D(1, 1, 1), new Size3D(130, 29, 2), new Size3D(5, 27, 31), new Size3D(62, 3, 30) })
        {
            foreach (var rank in new[] { 0, (int)window.Voxels / 3, -1 })
            {
                var border = (Border)(number++ % 5);
                using var source = number % 4 == 3 ? Coarse(size, type) : TestVolumes.RandomStored(size, type, number);
                using var expected = TestVolumes.Run(plain, source, volume => VolumeFilters.Rank(volume, window, rank, border, 7));
                using var device = new CpuDevice(1 + (number % 3));
                using var actual = TestVolumes.Run(device, source, volume => VolumeFilters.Rank(volume, window, rank, border, 7));
                VolumeAssert.Close(expected, actual, Tolerances.RankExact, $"{type}, {size}, window {window}, rank {rank}, {border}");
            }
        }

        static Volume Coarse(Size3D size, ElementType type)
        {
            var random = new Random(6);
            var numbers = new double[size.Voxels];
            for (var v = 0; v < numbers.Length; v++)
                numbers[v] = random.Next(10) < 8 ? 3 : random.Next(200);
            return TestVolumes.FromNumbers(numbers, type, new VolumeGeometry(size, Vector3D.One));
        }
    }

    [SkippableTheory]
    [Devices]
    public void Window15_EqualsSortedWindows(string id)
    {
        var device = TestDevices.Get(id);
        var size = new Size3D(19, 4, 3);
        foreach (var type in new[] { ElementType.UInt8, ElementType.Int16, ElementType.Float32 })
        {
            using var source = TestVolumes.RandomStored(size, type, 8);
            var window = new Size3D(15, 15, 15);
            var expected = NeighbourhoodReference.Rank(Intensities(source), size, window, Border.Reflect, 0, count => count / 2);
            using var result = TestVolumes.Run(device, source, volume => VolumeFilters.Median(volume, window));
            VolumeAssert.Close(expected, result.AsSpan<float>(), size, Tolerances.RankExact, $"{id}: {type}");
        }
    }

    [SkippableTheory]
    [Devices]
    public void NaNsAndInfinities_AreSortedBehindAndAtTheEnds(string id)
    {
        var device = TestDevices.Get(id);
        var geometry = new VolumeGeometry(new Size3D(5, 1, 1), Vector3D.One);
        using var source = Volume.FromArray<float>([float.NaN, float.NegativeInfinity, 3, float.PositiveInfinity, float.NaN], geometry);
        using var median = TestVolumes.Run(device, source, volume => VolumeFilters.Median(volume, new Size3D(3, 1, 1), Border.Nearest));
        Assert.Equal([float.NaN, 3, 3, float.PositiveInfinity, float.NaN], median.AsSpan<float>().ToArray());
        using var least = TestVolumes.Run(device, source, volume => VolumeFilters.Minimum(volume, new Size3D(3, 1, 1), Border.Nearest));
        Assert.Equal([float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity, 3, float.PositiveInfinity], least.AsSpan<float>().ToArray());
        using var greatest = TestVolumes.Run(device, source, volume => VolumeFilters.Maximum(volume, new Size3D(3, 1, 1), Border.Nearest));
        Assert.Equal([float.NaN, float.NaN, float.PositiveInfinity, float.NaN, float.NaN], greatest.AsSpan<float>().ToArray());
    }

    [SkippableTheory]
    [Devices]
    public void Footprint_LooksAtItsVoxelsOnly(string id)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.Random(new Size3D(23, 9, 8), 4);
        var ball = Footprint.Ball(2);
        Assert.Equal(33, ball.Count);
        foreach (var rank in new[] { 0, 16, 32 })
        {
            var expected = NeighbourhoodReference.Rank(source.AsSpan<float>().ToArray(), source.Geometry.Size, ball.Size, Border.Constant, 0.25f, _ => rank, w => ball.Mask[w]);
            using var result = TestVolumes.Run(device, source, volume => VolumeFilters.Rank(volume, ball, rank, Border.Constant, 0.25f));
            VolumeAssert.Close(expected, result.AsSpan<float>(), source.Geometry.Size, Tolerances.RankExact, $"{id}: rank {rank}");
        }
    }

    [SkippableTheory]
    [Devices]
    public void SizeOne_IsTheSource_AndConstantStaysConstant(string id)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.Random(new Size3D(9, 5, 3), 1);
        using var same = TestVolumes.Run(device, source, volume => VolumeFilters.Median(volume, new Size3D(1, 1, 1)));
        VolumeAssert.Close(source, same, Tolerances.SameBits, id);
        using var constant = TestVolumes.From(new VolumeGeometry(new Size3D(4, 3, 2), Vector3D.One), (_, _, _) => -1000);
        using var result = TestVolumes.Run(device, constant, volume => VolumeFilters.Median(volume, new Size3D(5, 5, 5), Border.Wrap));
        VolumeAssert.Close(constant, result, Tolerances.SameBits, id);
    }

    [SkippableTheory]
    [Devices]
    public void RepeatedCalls_LeaveNoBuffer(string id)
    {
        using var stored = TestVolumes.RandomStored(new Size3D(9, 8, 7), ElementType.Int16, 1, new IntensityRescale([-2], [5]));
        OperationLeak.Check(id, stored, volume => VolumeFilters.Median(volume, new Size3D(3, 3, 3)));
        OperationLeak.Check(id, stored, volume => VolumeFilters.Uniform(volume, new Size3D(3, 2, 3)));
        OperationLeak.Check(id, stored, volume => VolumeFilters.Percentile(volume, Footprint.Ball(1), 10));
    }

    [Fact]
    public void BadWindowRankPercentileAndFootprint_ThrowSayingWhatIsWrong()
    {
        using var source = TestVolumes.Random(new Size3D(3, 3, 3), 1);
        void Throws<T>(Func<DeviceVolume, DeviceVolume> operation, string message)
            where T : ArgumentException =>
            Assert.Contains(message, OperationLeak.CheckThrows<T>("cpu", source, operation).Message, StringComparison.Ordinal);
        Throws<ArgumentOutOfRangeException>(v => VolumeFilters.Median(v, new Size3D(3, 0, 3)), "along j is 0");
        Throws<ArgumentOutOfRangeException>(v => VolumeFilters.Uniform(v, new Size3D(-1, 3, 3)), "along i is -1");
        Throws<ArgumentOutOfRangeException>(v => VolumeFilters.Maximum(v, new Size3D(3, 3, int.MaxValue)), "more than");
        Throws<ArgumentOutOfRangeException>(v => VolumeFilters.Rank(v, new Size3D(3, 3, 3), 27), "rank 27 of a window of 27");
        Throws<ArgumentOutOfRangeException>(v => VolumeFilters.Rank(v, new Size3D(3, 3, 3), -28), "rank -28");
        Throws<ArgumentOutOfRangeException>(v => VolumeFilters.Percentile(v, new Size3D(3, 3, 3), double.NaN), "NaN is no percentile");
        Throws<ArgumentOutOfRangeException>(v => VolumeFilters.Percentile(v, new Size3D(3, 3, 3), 100.5), "100.5 is no percentile");
        Throws<ArgumentOutOfRangeException>(v => VolumeFilters.Median(v, new Size3D(3, 3, 3), (Border)99), "border");
        Assert.Contains("none of the 27", Assert.Throws<ArgumentException>(() => Footprint.FromArray(new bool[3, 3, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("4 axes", Assert.Throws<ArgumentException>(() => new Footprint([1, 1, 1, 1], [true])).Message, StringComparison.Ordinal);
        Assert.Contains("has 3 voxels", Assert.Throws<ArgumentException>(() => new Footprint([2, 2], [true, true, true])).Message, StringComparison.Ordinal);
        Assert.Contains("is 0", Assert.ThrowsAny<ArgumentException>(() => new Footprint([0, 2], [])).Message, StringComparison.Ordinal);
    }

    private static DeviceVolume Run(DeviceVolume volume, JsonElement golden)
    {
        var kji = golden.GetProperty("window_kji");
        var window = new Size3D(kji[2].GetInt32(), kji[1].GetInt32(), kji[0].GetInt32());
        var border = GoldenFile.ParseBorder(golden.GetProperty("border").GetString()!);
        var value = golden.GetProperty("cval").GetSingle();
        var number = golden.GetProperty("number").GetDouble();
        var mask = golden.GetProperty("footprint");
        var footprint = mask.ValueKind == JsonValueKind.Null
            ? null
            : new Footprint([window.K, window.J, window.I], mask.EnumerateArray().Select(m => m.GetInt32() == 1).ToArray());
        return golden.GetProperty("kind").GetString() switch
        {
            "median" => footprint is null ? VolumeFilters.Median(volume, window, border, value) : VolumeFilters.Median(volume, footprint, border, value),
            "rank" => footprint is null ? VolumeFilters.Rank(volume, window, (int)number, border, value) : VolumeFilters.Rank(volume, footprint, (int)number, border, value),
            "percentile" => footprint is null ? VolumeFilters.Percentile(volume, window, number, border, value) : VolumeFilters.Percentile(volume, footprint, number, border, value),
            "minimum" => footprint is null ? VolumeFilters.Minimum(volume, window, border, value) : VolumeFilters.Minimum(volume, footprint, border, value),
            "maximum" => footprint is null ? VolumeFilters.Maximum(volume, window, border, value) : VolumeFilters.Maximum(volume, footprint, border, value),
            _ => VolumeFilters.Uniform(volume, window, border, value),
        };
    }

    private static float[] Intensities(Volume stored)
    {
        using var result = TestVolumes.Run(TestDevices.Get("cpu"), stored, IntensityTransforms.ToFloat32);
        return result.AsSpan<float>().ToArray();
    }

    private static double Greatest(Volume stored) => Math.Max(300, Intensities(stored).Max(v => Math.Abs((double)v)));
}
