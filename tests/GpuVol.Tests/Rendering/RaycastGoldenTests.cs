using System.Text.Json;
using GpuVol.Tests.Devices;
using GpuVol.Tests.Goldens;
using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

/// <summary>Against ray casting in NumPy and SciPy, float64 (tests/goldens/make_rendering.py).</summary>
public sealed class RaycastGoldenTests
{
    [SkippableTheory]
    [Renderers("mip")]
    [Renderers("minip")]
    [Renderers("average")]
    public void Projection_EqualsNumPy(string id, string mode)
    {
        var renderer = TestRenderer.Get(id);
        var goldens = GoldenFile.Load("rendering");
        var cases = goldens.Cases.Where(golden => golden.GetProperty("mode").GetString() == mode).ToArray();
        Assert.Equal(35, cases.Length);
        foreach (var golden in cases)
        {
            using var volume = Read(goldens, golden);
            var (settings, expected) = Settings(goldens, golden, Mode(mode));
            var range = Range(volume.AsSpan<float>());
            RenderingTestData.Close(expected, renderer.Project(volume, settings), settings.Width, Tolerances.ProjectionOfRange * range, $"{renderer}, {golden}");
        }
    }

    [SkippableTheory]
    [Renderers("composite")]
    [Renderers("iso")]
    public void Picture_EqualsNumPy(string id, string mode)
    {
        var renderer = TestRenderer.Get(id);
        var goldens = GoldenFile.Load("rendering");
        var cases = goldens.Cases.Where(golden => golden.GetProperty("mode").GetString() == mode).ToArray();
        Assert.Equal(35, cases.Length);
        foreach (var golden in cases)
        {
            using var volume = Read(goldens, golden);
            var (settings, expected) = Settings(goldens, golden, Mode(mode));
            var picture = new RgbImage(settings.Width, settings.Height, Array.ConvertAll(expected, level => (byte)level));
            RenderingTestData.Close(picture, renderer.Render(volume, settings), Tolerances.PictureLevels, $"{renderer}, {golden}");
        }
    }

    private static double Range(ReadOnlySpan<float> voxels)
    {
        var (low, high) = (voxels[0], voxels[0]);
        foreach (var voxel in voxels)
            (low, high) = (Math.Min(low, voxel), Math.Max(high, voxel));
        return (double)high - low;
    }

    private static RenderMode Mode(string name) => name switch
    {
        "mip" => RenderMode.Mip,
        "minip" => RenderMode.MinIp,
        "average" => RenderMode.Average,
        "composite" => RenderMode.Composite,
        _ => RenderMode.Iso,
    };

    private static Volume Read(GoldenFile goldens, JsonElement golden)
    {
        var numbers = goldens.Numbers(golden.GetProperty("volume"), out var size);
        var columns = golden.GetProperty("direction").EnumerateArray().Select(Vector).ToArray();
        var geometry = new VolumeGeometry(size, Vector(golden.GetProperty("spacing")), Vector(golden.GetProperty("origin")), new Matrix3D(columns[0], columns[1], columns[2]));
        return Volume.FromArray<float>(Array.ConvertAll(numbers, number => (float)number), geometry);
    }

    private static (RenderSettings Settings, double[] Expected) Settings(GoldenFile goldens, JsonElement golden, RenderMode mode)
    {
        var expected = goldens.Numbers(golden.GetProperty("expected"), out var shape);
        var step = golden.GetProperty("step_mm");
        var points = golden.GetProperty("points").EnumerateArray()
            .Select(point => new TransferPoint(point[0].GetDouble(), point[1].GetDouble(), point[2].GetDouble(), point[3].GetDouble(), point[4].GetDouble()));
        var settings = new RenderSettings
        {
            Mode = mode,
            Sampling = SamplePlacement.Regular,
            Width = shape.J,
            Height = shape.K,
            StepMm = step.ValueKind == JsonValueKind.Null ? null : step.GetDouble(),
            TransferFunction = new TransferFunction("golden", points) { HalfLightGradient = golden.GetProperty("half_light_gradient").GetDouble() },
            IsoLevel = mode == RenderMode.Iso ? golden.GetProperty("iso_level").GetDouble() : null,
            Camera = new Camera
            {
                AzimuthDegrees = golden.GetProperty("azimuth").GetDouble(),
                ElevationDegrees = golden.GetProperty("elevation").GetDouble(),
                Zoom = golden.GetProperty("zoom").GetDouble(),
                Projection = golden.GetProperty("perspective").GetBoolean() ? Projection.Perspective : Projection.Orthographic,
            },
        };
        return (settings with { Clip = Clip(golden) }, expected);
    }

    private static ClipRegion? Clip(JsonElement golden)
    {
        var hasBox = golden.TryGetProperty("clip_box", out var box);
        var hasPlanes = golden.TryGetProperty("clip_planes", out var planes);
        if (!hasBox && !hasPlanes)
            return null;
        return new ClipRegion
        {
            Box = hasBox ? new ClipBox(Vector(box[0]), Vector(box[1])) : null,
            Planes = hasPlanes ? [.. planes.EnumerateArray().Select(plane => new ClipPlane(Vector(plane), plane[3].GetDouble()))] : [],
        };
    }

    private static Vector3D Vector(JsonElement numbers) => new(numbers[0].GetDouble(), numbers[1].GetDouble(), numbers[2].GetDouble());
}
