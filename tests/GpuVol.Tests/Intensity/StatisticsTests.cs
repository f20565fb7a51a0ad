namespace GpuVol.Tests.Intensity;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.UInt16)]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.Float32)]
    public void EveryType_EqualsTheTwoPassFormula(ElementType type)
    {
        foreach (var size in new[] { new Size3D(1, 1, 1), new Size3D(7, 1, 3), new Size3D(8, 5, 3), new Size3D(301, 311, 3) })
        {
            var rescale = new IntensityRescale([0.5, -2, 3], [100, 7, -1e5]);
            using var volume = TestVolumes.RandomStored(size, type, 11, size.K == 3 ? rescale : IntensityRescale.Identity);
            var values = Values(volume).Where(double.IsFinite).ToArray();
            using var finite = Finite(volume);
            var actual = IntensityTransforms.Statistics(finite);
            if (values.Length == 0)
                continue;
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Select(v => (v - mean) * (v - mean)).Average());
            Assert.Equal(values.Min(), actual.Min);
            Assert.Equal(values.Max(), actual.Max);
            Assert.True(Math.Abs(actual.Mean - mean) <= 1e-12 * values.Max(Math.Abs), $"{type} {size}: mean {actual.Mean}, expected {mean}");
            Assert.True(Math.Abs(actual.StandardDeviation - deviation) <= 1e-11 * (1 + deviation), $"{type} {size}: deviation {actual.StandardDeviation}, expected {deviation}");
            Assert.Equal(size.Voxels - values.Length, actual.NaNCount);
        }
    }

    [Fact]
    public void LargeOffset_LosesNoDigits()
    {
        using var volume = TestVolumes.FromNumbers(Enumerable.Range(0, 100_000).Select(v => 1e9 + v % 2).ToArray(), ElementType.Int32, new VolumeGeometry(new Size3D(100_000, 1, 1), Vector3D.One));
        var actual = IntensityTransforms.Statistics(volume);
        Assert.Equal(1e9 + 0.5, actual.Mean, 1e-6);
        Assert.Equal(0.5, actual.StandardDeviation, 1e-9);
    }

    [Fact]
    public void NaNIsCountedApart_AndInfinityIsAnExtreme()
    {
        using var volume = TestVolumes.FromNumbers([double.NaN, 1, double.NaN, 3, double.PositiveInfinity], ElementType.Float32, new VolumeGeometry(new Size3D(5, 1, 1), Vector3D.One));
        var actual = IntensityTransforms.Statistics(volume);
        Assert.Equal((1.0, double.PositiveInfinity, 2L), (actual.Min, actual.Max, actual.NaNCount));
        Assert.Equal(double.PositiveInfinity, actual.Mean);
        Assert.True(double.IsNaN(actual.StandardDeviation));
    }

    [Fact]
    public void OnlyNaN_GivesNaN()
    {
        using var volume = TestVolumes.From(new VolumeGeometry(new Size3D(20, 3, 2), Vector3D.One), (_, _, _) => double.NaN);
        Assert.Equal(new VolumeStatistics(double.NaN, double.NaN, double.NaN, double.NaN, 120), IntensityTransforms.Statistics(volume));
    }

    [Fact]
    public void Repeated_GivesTheSameBits()
    {
        using var volume = TestVolumes.Random(new Size3D(257, 255, 9), 5);
        var first = IntensityTransforms.Statistics(volume);
        for (var round = 0; round < 5; round++)
            Assert.Equal(first, IntensityTransforms.Statistics(volume));
    }

    private static IEnumerable<double> Values(Volume volume)
    {
        var perSlice = volume.Geometry.Size.I * volume.Geometry.Size.J;
        double[] stored = volume.ElementType switch
        {
            ElementType.UInt8 => Array.ConvertAll(volume.AsSpan<byte>().ToArray(), v => (double)v),
            ElementType.Int16 => Array.ConvertAll(volume.AsSpan<short>().ToArray(), v => (double)v),
            ElementType.UInt16 => Array.ConvertAll(volume.AsSpan<ushort>().ToArray(), v => (double)v),
            ElementType.Int32 => Array.ConvertAll(volume.AsSpan<int>().ToArray(), v => (double)v),
            _ => Array.ConvertAll(volume.AsSpan<float>().ToArray(), v => (double)v),
        };
        return stored.Select((v, index) => volume.Rescale.StoredToValue(v, index / perSlice));
    }

    // Infinities become NaN, which is left out.
    private static Volume Finite(Volume volume)
    {
        if (volume.ElementType == ElementType.Float32)
        {
            foreach (ref var v in volume.AsSpan<float>())
            {
                if (!float.IsFinite(v))
                    v = float.NaN;
            }
        }

        return new Volume(volume.Geometry, volume.ElementType, volume.Memory.AddReference(), volume.Rescale);
    }
}
