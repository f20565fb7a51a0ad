using System.Text.Json;
using GpuVol.Tests.Devices;
using GpuVol.Tests.Goldens;

namespace GpuVol.Tests.Resampling;

/// <summary>Label maps against an argmax of interpolated masks, and antialiasing against scikit-image's recipe.</summary>
public sealed class LabelTests
{
    private static readonly GoldenFile Golden = GoldenFile.Load("labels");

    [SkippableTheory]
    [Devices]
    public void LinearLabels_AreTheArgmaxOfTheirMasks(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var golden in Golden.Cases.Where(c => c.GetProperty("operation").GetString() != "antialias"))
        {
            var numbers = Golden.Numbers(golden.GetProperty("input"), out var size);
            var expected = Golden.Numbers(golden.GetProperty("expected"), out var targetSize);
            foreach (var type in new[] { ElementType.UInt8, ElementType.Int16, ElementType.Int32, ElementType.Float32 })
            {
                using var source = TestVolumes.FromNumbers(numbers, type, new VolumeGeometry(size, Vector3D.One));
                var options = new ResamplingOptions { Labels = LabelInterpolation.Linear, Border = Border.Nearest };
                var plan = golden.GetProperty("operation").GetString() == "zoom"
                    ? ResamplingPlan.Zoom(source.Geometry, GoldenFile.FromKji(golden.GetProperty("zoom_kji")), true, options)
                    : ResamplingPlan.Affine(source.Geometry, Map(golden), size, options);
                using var result = TestVolumes.Run(device, source, plan.Run);
                Assert.Equal(type, result.ElementType);
                using var values = TestVolumes.Run(device, result, IntensityTransforms.ToFloat32);
                VolumeAssert.Close(expected, values.AsSpan<float>(), targetSize, 0, $"{id}: {type}, {golden.GetProperty("operation")}");
            }
        }
    }

    [SkippableTheory]
    [Devices]
    public void NearestLabels_AreThoseOfTheIntensities(string id)
    {
        var device = TestDevices.Get(id);
        var geometry = new VolumeGeometry(new Size3D(9, 8, 7), Vector3D.One);
        using var source = TestVolumes.RandomStored(geometry.Size, ElementType.UInt16, 3);
        using var labels = TestVolumes.Run(device, source, volume => ResamplingPlan.ToSize(geometry, new Size3D(13, 5, 9), new ResamplingOptions { Labels = LabelInterpolation.Nearest }).Run(volume));
        using var values = TestVolumes.Run(device, source, volume => VolumeResampling.ToSize(volume, new Size3D(13, 5, 9), Interpolation.Nearest));
        Assert.Equal(ElementType.UInt16, labels.ElementType);
        Assert.Equal(values.AsSpan<float>().ToArray(), Array.ConvertAll(labels.AsSpan<ushort>().ToArray(), v => (float)v));
    }

    [Fact]
    public void LabelsBeyondFloat32_AreRefused()
    {
        using var source = Volume.FromArray<int>([1, (1 << 24) + 1], new VolumeGeometry(new Size3D(2, 1, 1), Vector3D.One));
        var exception = OperationLeak.CheckThrows<ArgumentException>("cpu", source, volume => ResamplingPlan.ToSize(source.Geometry, new Size3D(3, 1, 1), new ResamplingOptions { Labels = LabelInterpolation.Nearest }).Run(volume));
        Assert.Contains("16777217", exception.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [Devices]
    public void Antialias_BlursAsScikitImage(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var golden in Golden.Cases.Where(c => c.GetProperty("operation").GetString() == "antialias"))
        {
            var numbers = Golden.Numbers(golden.GetProperty("input"), out var size);
            using var source = TestVolumes.FromNumbers(numbers, ElementType.Float32, new VolumeGeometry(size, Vector3D.One));
            var s = golden.GetProperty("size");
            var target = new Size3D(s[0].GetInt32(), s[1].GetInt32(), s[2].GetInt32());
            var expected = Golden.Numbers(golden.GetProperty("expected"), out _);
            using var result = TestVolumes.Run(device, source, ResamplingPlan.ToSize(source.Geometry, target, new ResamplingOptions { Antialias = true }).Run);
            VolumeAssert.Close(expected, result.AsSpan<float>(), target, 2000 * Tolerances.GaussianOfRange, $"{id}: {size} to {target}");
        }
    }

    [SkippableTheory]
    [Devices]
    public void Buffers_AreAllGivenBack(string id)
    {
        using var source = TestVolumes.RandomStored(new Size3D(9, 8, 7), ElementType.UInt16, 1);
        var oblique = new IndexMap(TestVolumes.Oblique, new Vector3D(1, 2, 3));
        foreach (var options in new[]
        {
            new ResamplingOptions { Labels = LabelInterpolation.Linear },
            new ResamplingOptions { Antialias = true },
            new ResamplingOptions { Interpolation = Interpolation.Cubic },
            new ResamplingOptions { Interpolation = Interpolation.Quartic, Border = Border.Nearest },
        })
        {
            OperationLeak.Check(id, source, volume => ResamplingPlan.ToSize(source.Geometry, new Size3D(5, 6, 4), options).Run(volume));
            OperationLeak.Check(id, source, volume => ResamplingPlan.Affine(source.Geometry, oblique, source.Geometry.Size, options).Run(volume));
        }
    }

    private static IndexMap Map(JsonElement golden)
    {
        var m = golden.GetProperty("matrix_kji");
        double At(int row, int column) => m[2 - row][2 - column].GetDouble();
        Vector3D Column(int column) => new(At(0, column), At(1, column), At(2, column));
        return new IndexMap(new Matrix3D(Column(0), Column(1), Column(2)), GoldenFile.FromKji(golden.GetProperty("offset_kji")));
    }
}
