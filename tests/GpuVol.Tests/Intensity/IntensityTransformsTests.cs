using System.Text.Json;
using GpuVol.Cpu;
using GpuVol.Tests.Devices;
using GpuVol.Tests.Goldens;

namespace GpuVol.Tests.Intensity;

public sealed class IntensityTransformsTests
{
    private static readonly GoldenFile Golden = GoldenFile.Load("intensity");

    private static readonly IntensityRescale[] Rescales =
    [
        IntensityRescale.Identity,
        new([1.0], [-1024.0]),
        new([0.1, -2.7, 1.0 / 3, 0, 1e-3], [3.25, 17.1, -1000, 12.5, 0]),
    ];

    [SkippableTheory]
    [Devices]
    public void ToFloat32_EqualsNumPyToTheBit(string id)
    {
        foreach (var (golden, source, expected, size) in Cases("rescale"))
        {
            using var result = TestVolumes.Run(TestDevices.Get(id), source, IntensityTransforms.ToFloat32);
            Assert.True(result.Rescale.IsIdentity);
            VolumeAssert.Close(expected, result.AsSpan<float>(), size, Tolerances.SameBits, $"{id}: {golden}");
            source.Dispose();
        }
    }

    [SkippableTheory]
    [Devices]
    public void Window_EqualsTheDicomFormulaInFloat64(string id)
    {
        foreach (var (golden, source, expected, size) in Cases("window"))
        {
            var (min, max) = (golden.GetProperty("min").GetDouble(), golden.GetProperty("max").GetDouble());
            using var result = TestVolumes.Run(TestDevices.Get(id), source, volume => IntensityTransforms.Window(
                volume,
                golden.GetProperty("center").GetDouble(),
                golden.GetProperty("width").GetDouble(),
                min,
                max,
                golden.GetProperty("exact").GetBoolean()));

            // A float32 step does not resolve the window of a float64 value that no float32 stored value has.
            VolumeAssert.Close(expected, result.AsSpan<float>(), size, Tolerances.WindowOfRange * Math.Abs(max - min), $"{id}: {golden}");
            source.Dispose();
        }
    }

    [SkippableTheory]
    [Devices]
    public void ThresholdMask_EqualsNumPy(string id)
    {
        foreach (var (golden, source, expected, size) in Cases("threshold"))
        {
            var upper = golden.GetProperty("upper");
            using var result = TestVolumes.Run(TestDevices.Get(id), source, volume => IntensityTransforms.ThresholdMask(volume, golden.GetProperty("lower").GetSingle(), upper.ValueKind == JsonValueKind.Null ? float.PositiveInfinity : upper.GetSingle()));
            Assert.Equal(ElementType.UInt8, result.ElementType);
            VolumeAssert.Close(expected, Array.ConvertAll(result.AsSpan<byte>().ToArray(), v => (float)v), size, 0, $"{id}: {golden}");
            source.Dispose();
        }
    }

    [SkippableTheory]
    [Devices]
    public void ConvertTo_RoundsHalfToEvenAndSaturatesAsNumPy(string id)
    {
        foreach (var (golden, source, expected, size) in Cases("convert"))
        {
            using var result = TestVolumes.Run(TestDevices.Get(id), source, volume => IntensityTransforms.ConvertTo(volume, ElementTypes.Parse(golden.GetProperty("target").GetString()!)));
            Assert.True(result.Rescale.IsIdentity);
            CheckStored(expected, result, $"{id}: {golden}");
            source.Dispose();
        }
    }

    [SkippableTheory]
    [Devices]
    public void ConvertTo_KnowsTiesAndEnds(string id)
    {
        double[] values = [0.5, 1.5, 2.5, -0.5, -1.5, 254.5, 255.5, 1e9, -1e9, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 3e9, -3e9, 65535.5, 32767.5, -32768.5];
        using var source = TestVolumes.FromNumbers(values, ElementType.Float32, new VolumeGeometry(new Size3D(values.Length, 1, 1), Vector3D.One));
        foreach (var (type, expected) in new (ElementType, double[])[]
        {
            (ElementType.UInt8, [0, 2, 2, 0, 0, 254, 255, 255, 0, 0, 255, 0, 255, 0, 255, 255, 0]),
            (ElementType.Int16, [0, 2, 2, 0, -2, 254, 256, 32767, -32768, 0, 32767, -32768, 32767, -32768, 32767, 32767, -32768]),
            (ElementType.UInt16, [0, 2, 2, 0, 0, 254, 256, 65535, 0, 0, 65535, 0, 65535, 0, 65535, 32768, 0]),
            (ElementType.Int32, [0, 2, 2, 0, -2, 254, 256, 1e9, -1e9, 0, int.MaxValue, int.MinValue, int.MaxValue, int.MinValue, 65536, 32768, -32768]),
        })
        {
            using var result = TestVolumes.Run(TestDevices.Get(id), source, volume => IntensityTransforms.ConvertTo(volume, type));
            CheckStored(expected, result, $"{id}: {type}");
        }
    }

    [SkippableTheory]
    [Devices]
    public void ConvertInt32ToInt32_LosesNothing(string id)
    {
        using var source = TestVolumes.RandomStored(new Size3D(50, 3, 2), ElementType.Int32, 4, new IntensityRescale([1, 1], [0, 1]));
        using var result = TestVolumes.Run(TestDevices.Get(id), source, volume => IntensityTransforms.ConvertTo(volume, ElementType.Int32));
        var expected = source.AsSpan<int>().ToArray().Select((v, index) => index < 150 ? v : Math.Min(int.MaxValue, v + 1.0)).ToArray();
        CheckStored(expected, result, id);
    }

    // The middle of the window far from 0, where a naive scale · x + offset in float32 loses digits.
    [SkippableTheory]
    [Devices]
    public void NarrowWindowFarFromZero_KeepsItsBound(string id)
    {
        var size = new Size3D(64, 1, 1);
        foreach (var (type, middle) in new[] { (ElementType.UInt16, 60_000.0), (ElementType.Int32, 2_000_000_000.0), (ElementType.Float32, 1_000_000.0) })
        {
            using var source = TestVolumes.FromNumbers(Enumerable.Range(-32, 64).Select(d => middle + d).ToArray(), type, new VolumeGeometry(size, Vector3D.One));
            using var result = TestVolumes.Run(TestDevices.Get(id), source, volume => IntensityTransforms.Window(volume, middle + 0.3, 21));
            var expected = Enumerable.Range(-32, 64).Select(d => Math.Clamp((((d - 0.3 + 0.5) / 20) + 0.5) * 255, 0, 255)).ToArray();

            // The origin of the float ramp is rounded like a voxel: half a unit in its last place, of 20 units of ramp.
            VolumeAssert.Close(expected, result.AsSpan<float>(), size, 255 * Tolerances.WindowOfRange, $"{id}: {type}");
        }
    }

    [SkippableTheory]
    [Devices(ElementType.Int16, 1.0)]
    [Devices(ElementType.Int16, -1.0)]
    [Devices(ElementType.Int32, -0.5)]
    [Devices(ElementType.UInt8, 1.0)]
    [Devices(ElementType.Float32, 1.0)]
    [Devices(ElementType.Float32, -2.0)]
    public void WindowOfWidthOne_IsAStep(string id, ElementType type, double slope)
    {
        var size = new Size3D(100, 1, 1);
        var stored = Enumerable.Range(0, 100).Select(v => (double)v).ToArray();
        using var source = TestVolumes.FromNumbers(stored, type, new VolumeGeometry(size, Vector3D.One), new IntensityRescale([slope], [7]));
        foreach (var center in new[] { 40.5, 40, -33.5, -33, 57.5, 1e6, -1e6, 7.5 })
        {
            foreach (var (min, max) in new[] { (0.0, 255.0), (255.0, 0.0) })
            {
                using var result = TestVolumes.Run(TestDevices.Get(id), source, volume => IntensityTransforms.Window(volume, center, 1, min, max));
                var expected = stored.Select(v => slope * v + 7 <= center - 0.5 ? min : max).ToArray();
                VolumeAssert.Close(expected, result.AsSpan<float>(), size, 0, $"{id}: {type}, slope {slope}, centre {center}, {min} to {max}");
            }
        }
    }

    [SkippableTheory]
    [Devices]
    public void WindowOfNaN_IsTheLesserEnd(string id)
    {
        using var source = TestVolumes.FromNumbers([double.NaN, double.PositiveInfinity, double.NegativeInfinity], ElementType.Float32, new VolumeGeometry(new Size3D(3, 1, 1), Vector3D.One));
        using var result = TestVolumes.Run(TestDevices.Get(id), source, volume => IntensityTransforms.Window(volume, 40, 400, -1, 1));
        VolumeAssert.Close([-1, 1, -1], result.AsSpan<float>(), result.Geometry.Size, 0, id);
    }

    // Every device and the vector code against the plain CPU kernel, over whole ranges of stored values and unaligned slices.
    [SkippableTheory]
    [Devices(ElementType.UInt8)]
    [Devices(ElementType.Int16)]
    [Devices(ElementType.UInt16)]
    [Devices(ElementType.Int32)]
    [Devices(ElementType.Float32)]
    public void EveryTransform_EqualsThePlainCpuKernel(string id, ElementType type)
    {
        var device = TestDevices.Get(id);
        using var plain = new CpuDevice(useOverrides: false);
        var operations = new (string Name, Func<DeviceVolume, DeviceVolume> Run)[]
        {
            ("ToFloat32", IntensityTransforms.ToFloat32),
            ("Window", volume => IntensityTransforms.Window(volume, 37.3, 411)),
            ("Window exact, inverted", volume => IntensityTransforms.Window(volume, -100, 0.01, 1, 0, exact: true)),
            ("Window step", volume => IntensityTransforms.Window(volume, 12, 1)),
            ("ThresholdMask", volume => IntensityTransforms.ThresholdMask(volume, -20, 300)),
            ("ConvertTo u8", volume => IntensityTransforms.ConvertTo(volume, ElementType.UInt8)),
            ("ConvertTo i16", volume => IntensityTransforms.ConvertTo(volume, ElementType.Int16)),
            ("ConvertTo u16", volume => IntensityTransforms.ConvertTo(volume, ElementType.UInt16)),
            ("ConvertTo i32", volume => IntensityTransforms.ConvertTo(volume, ElementType.Int32)),
        };
        foreach (var size in new[] { new Size3D(33, 7, 5), new Size3D(1, 1, 5), new Size3D(64, 16, 5), new Size3D(301, 150, 5) })
        {
            foreach (var rescale in Rescales)
            {
                using var source = TestVolumes.RandomStored(size, type, 7, rescale);
                foreach (var (name, run) in operations)
                {
                    using var expected = TestVolumes.Run(plain, source, run);
                    using var actual = TestVolumes.Run(device, source, run);
                    VolumeAssert.Close(expected, actual, Tolerances.SameBits, $"{id}: {name}, {type}, {size}, slopes {string.Join(' ', rescale.Slope)}");
                }
            }
        }
    }

    // Large enough to be streamed past the caches, with rows that are not aligned.
    [Fact]
    public void LargeVolume_EqualsThePlainCpuKernel()
    {
        using var plain = new CpuDevice(useOverrides: false);
        using var device = new CpuDevice(3);
        using var source = TestVolumes.RandomStored(new Size3D(401, 333, 5), ElementType.Int16, 3, Rescales[2]);
        using var more = TestVolumes.RandomStored(new Size3D(401, 1111, 6), ElementType.Int16, 3, Rescales[1]);
        foreach (var volume in new[] { source, more })
        {
            foreach (var run in new Func<DeviceVolume, DeviceVolume>[] { IntensityTransforms.ToFloat32, v => IntensityTransforms.Window(v, 40, 400) })
            {
                using var expected = TestVolumes.Run(plain, volume, run);
                using var actual = TestVolumes.Run(device, volume, run);
                VolumeAssert.Close(expected, actual, Tolerances.SameBits, "cpu");
            }
        }
    }

    [Theory]
    [InlineData(double.NaN, 400, 0, 255, false, "centre is NaN")]
    [InlineData(40, double.NaN, 0, 255, false, "width is NaN")]
    [InlineData(40, 0.5, 0, 255, false, "width is 0.5")]
    [InlineData(40, 0, 0, 255, true, "width is 0")]
    [InlineData(40, 400, double.NegativeInfinity, 255, false, "output range is -Infinity")]
    [InlineData(40, 400, 0, 1e39, false, "to 1E+39")]
    public void BadWindow_ThrowsNamingTheNumber(double center, double width, double min, double max, bool exact, string message)
    {
        using var source = TestVolumes.Random(new Size3D(3, 3, 3), 1);
        var exception = OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => IntensityTransforms.Window(volume, center, width, min, max, exact));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BadThresholdsAndType_Throw()
    {
        using var source = TestVolumes.Random(new Size3D(3, 3, 3), 1);
        OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => IntensityTransforms.ThresholdMask(volume, float.NaN));
        Assert.Contains("lower 3 is above upper 2", OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => IntensityTransforms.ThresholdMask(volume, 3, 2)).Message, StringComparison.Ordinal);
        OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => IntensityTransforms.ConvertTo(volume, (ElementType)77));
    }

    [SkippableTheory]
    [Devices]
    public void Buffers_AreAllGivenBack(string id)
    {
        using var source = TestVolumes.RandomStored(new Size3D(9, 8, 5), ElementType.Int16, 1, Rescales[2]);
        OperationLeak.Check(id, source, IntensityTransforms.ToFloat32);
        OperationLeak.Check(id, source, volume => IntensityTransforms.Window(volume, 40, 400));
        OperationLeak.Check(id, source, volume => IntensityTransforms.ThresholdMask(volume, 1));
        OperationLeak.Check(id, source, volume => IntensityTransforms.ConvertTo(volume, ElementType.UInt8));
    }

    private static IEnumerable<(JsonElement Golden, Volume Source, double[] Expected, Size3D Size)> Cases(string kind)
    {
        var cases = Golden.Cases.Where(c => c.GetProperty("kind").GetString() == kind).ToArray();
        Assert.NotEmpty(cases);
        foreach (var golden in cases)
        {
            var expected = Golden.Numbers(golden.GetProperty("expected"), out var size);
            yield return (golden, Golden.Input(golden), expected, size);
        }
    }

    private static void CheckStored(double[] expected, Volume actual, string what)
    {
        double[] stored = actual.ElementType switch
        {
            ElementType.UInt8 => Array.ConvertAll(actual.AsSpan<byte>().ToArray(), v => (double)v),
            ElementType.Int16 => Array.ConvertAll(actual.AsSpan<short>().ToArray(), v => (double)v),
            ElementType.UInt16 => Array.ConvertAll(actual.AsSpan<ushort>().ToArray(), v => (double)v),
            _ => Array.ConvertAll(actual.AsSpan<int>().ToArray(), v => (double)v),
        };
        for (var v = 0; v < expected.Length; v++)
            Assert.True(expected[v] == stored[v], $"{what}: voxel {v}: expected {expected[v]}, got {stored[v]}.");
    }
}
