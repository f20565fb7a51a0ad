using System.Text.Json;
using GpuVol.Tests.Devices;
using GpuVol.Tests.Goldens;

namespace GpuVol.Tests.Resampling;

/// <summary>Onto other grids through ITK's transform files, against ITK's ResampleImageFilter: oblique and flipped frames, orders 0, 1 and 3.</summary>
public sealed class ItkTests
{
    private const double OutsideValue = -77;

    private static readonly GoldenFile Golden = GoldenFile.Load("itk");

    [SkippableTheory]
    [Devices]
    public void ResampleImageFilter_IsMatched(string id)
    {
        var device = TestDevices.Get(id);
        using var folder = new TemporaryFolder();
        foreach (var golden in Golden.Cases.Where(c => c.GetProperty("kind").GetString() != "mat"))
        {
            var what = $"{id}: {golden.GetProperty("source")}, {golden.GetProperty("kind")}, order {golden.GetProperty("order")}";
            var numbers = Golden.Numbers(golden.GetProperty("input"), out var size);
            using var source = TestVolumes.FromNumbers(numbers, ElementType.Float32, Geometry(golden, size, string.Empty));
            var expected = Golden.Numbers(golden.GetProperty("expected"), out var targetSize);
            var order = golden.GetProperty("order").GetInt32();
            var options = new ResamplingOptions { Interpolation = (Interpolation)order, OutsideValue = (float)OutsideValue };
            var transform = golden.GetProperty("transform").GetString() is { } text ? Read(folder, text) : null;
            var plan = ResamplingPlan.Like(source.Geometry, Geometry(golden, targetSize, "grid_"), transform, options);
            using var result = TestVolumes.Run(device, source, plan.Run);
            var limit = order == 0 ? 0 : 2000 * (order == 1 ? Tolerances.LinearOfRange : Tolerances.SplineOfRange(order));
            VolumeAssert.Close(expected, result.AsSpan<float>(), targetSize, limit, what);
            var inside = (double)expected.Count(v => v != OutsideValue) / expected.Length;
            Assert.True(Math.Abs(plan.CoveredFraction() - inside) < 1e-9, $"{what}: {inside} inside, {plan.CoveredFraction()} covered.");
        }
    }

    [Fact]
    public void MatlabFile_IsTheTextFile()
    {
        using var folder = new TemporaryFolder();
        var golden = Golden.Cases.Single(c => c.GetProperty("kind").GetString() == "mat");
        var bytes = golden.GetProperty("bytes").EnumerateArray().Select(b => b.GetByte()).ToArray();
        File.WriteAllBytes(folder.File("t.mat"), bytes);
        Assert.Equal(Read(folder, golden.GetProperty("transform").GetString()!), TransformFile.Read(folder.File("t.mat")));

        // Cut anywhere it is refused, never misread.
        for (var length = 0; length < bytes.Length; length += 7)
        {
            File.WriteAllBytes(folder.File("cut.mat"), bytes[..length]);
            Assert.Throws<VolumeFormatException>(() => TransformFile.Read(folder.File("cut.mat")));
        }
    }

    private static AffineTransform Read(TemporaryFolder folder, string text)
    {
        File.WriteAllText(folder.File("t.tfm"), text);
        return TransformFile.Read(folder.File("t.tfm"));
    }

    private static VolumeGeometry Geometry(JsonElement golden, Size3D size, string prefix)
    {
        Vector3D Vector(JsonElement v) => new(v[0].GetDouble(), v[1].GetDouble(), v[2].GetDouble());
        var d = golden.GetProperty(prefix + "direction");
        Vector3D Column(int c) => new(d[0][c].GetDouble(), d[1][c].GetDouble(), d[2][c].GetDouble());
        return new VolumeGeometry(size, Vector(golden.GetProperty(prefix + "spacing")), Vector(golden.GetProperty(prefix + "origin")), new Matrix3D(Column(0), Column(1), Column(2)));
    }
}
