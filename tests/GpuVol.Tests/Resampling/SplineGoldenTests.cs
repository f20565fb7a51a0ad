using System.Text.Json;
using GpuVol.Cpu;
using GpuVol.Tests.Devices;
using GpuVol.Tests.Goldens;

namespace GpuVol.Tests.Resampling;

/// <summary>Zoom of order 2 to 5, shift, rotate and affine of order 0 to 5 against SciPy.</summary>
public sealed class SplineGoldenTests
{
    private static readonly GoldenFile Golden = GoldenFile.Load("splines");

    [SkippableTheory]
    [Devices("zoom")]
    [Devices("shift")]
    [Devices("rotate")]
    [Devices("affine")]
    public void EveryBorderAndOrder_EqualsSciPy(string id, string operation) => CheckAll(TestDevices.Get(id), operation, id);

    [Theory]
    [InlineData("zoom")]
    [InlineData("affine")]
    public void PlainKernels_EqualSciPy(string operation)
    {
        using var plain = new CpuDevice(useOverrides: false);
        CheckAll(plain, operation, "plain");
    }

    private static void CheckAll(ComputeDevice device, string operation, string what)
    {
        var count = 0;
        foreach (var golden in Golden.Cases.Where(c => c.GetProperty("operation").GetString() == operation))
        {
            using var source = Golden.Input(golden);
            var expected = Golden.Numbers(golden.GetProperty("expected"), out var size);
            var plan = Plan(golden, source.Geometry);
            Assert.Equal(size, plan.Target.Size);
            using var result = TestVolumes.Run(device, source, plan.Run);
            var statistics = IntensityTransforms.Statistics(source);
            var order = golden.GetProperty("order").GetInt32();
            var limit = order <= 1 ? Tolerances.LinearOfRange : Tolerances.SplineOfRange(order);
            VolumeAssert.Close(expected, result.AsSpan<float>(), size, limit * Math.Max(1, statistics.Max - statistics.Min), $"{what}: {golden}");
            count++;
        }

        Assert.True(count > 20);
    }

    private static ResamplingPlan Plan(JsonElement golden, VolumeGeometry source)
    {
        var options = new ResamplingOptions
        {
            Interpolation = (Interpolation)golden.GetProperty("order").GetInt32(),
            Border = GoldenFile.ParseBorder(golden.GetProperty("border").GetString()!),
            OutsideValue = golden.GetProperty("cval").GetSingle(),
        };
        switch (golden.GetProperty("operation").GetString())
        {
            case "zoom":
                return ResamplingPlan.Zoom(source, GoldenFile.FromKji(golden.GetProperty("zoom_kji")), golden.GetProperty("grid").GetBoolean(), options);
            case "shift":
                return ResamplingPlan.Shift(source, GoldenFile.FromKji(golden.GetProperty("shift_kji")), options);
            case "rotate":
                var axes = golden.GetProperty("axes");
                return ResamplingPlan.Rotate(source, golden.GetProperty("angle").GetDouble(), axes[0].GetInt32(), axes[1].GetInt32(), golden.GetProperty("reshape").GetBoolean(), options);
            default:
                var m = golden.GetProperty("matrix_kji");
                double At(int row, int column) => m[2 - row][2 - column].GetDouble();
                Vector3D Column(int column) => new(At(0, column), At(1, column), At(2, column));
                var size = golden.GetProperty("size");
                var map = new IndexMap(new Matrix3D(Column(0), Column(1), Column(2)), GoldenFile.FromKji(golden.GetProperty("offset_kji")));
                return ResamplingPlan.Affine(source, map, new Size3D(size[0].GetInt32(), size[1].GetInt32(), size[2].GetInt32()), options);
        }
    }
}
