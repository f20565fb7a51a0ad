using GpuVol.Tests.Devices;
using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

/// <summary>Marks in the patient appear where the camera's frame says, however the voxels lie.</summary>
public sealed class RaycastOrientationTests
{
    private static readonly (string Name, Vector3D AtMm)[] Marks = [("left", new(14, 0, 0)), ("back", new(0, 12, 0)), ("head", new(0, 0, 15)), ("left front head", new(9, -8, 10))];

    private static readonly (double Azimuth, double Elevation)[] Views = [(0, 0), (90, 0), (180, 0), (0, 90), (90, 90), (0, -90), (30, 20), (-135, -40)];

    [SkippableTheory]
    [Renderers("identity", RenderMode.Mip)]
    [Renderers("flipped", RenderMode.Mip)]
    [Renderers("swapped", RenderMode.Mip)]
    [Renderers("oblique", RenderMode.Mip)]
    [Renderers("oblique", RenderMode.Composite)]
    [Renderers("flipped", RenderMode.Iso)]
    public void Mark_StandsWhereTheFrameSays(string id, string frame, RenderMode mode)
    {
        var renderer = TestRenderer.Get(id);
        var direction = frame switch
        {
            "identity" => Matrix3D.Identity,
            "flipped" => RenderingTestData.Flipped,
            "swapped" => RenderingTestData.Swapped,
            _ => TestVolumes.Oblique,
        };
        var size = new Size3D(48, 40, 44);
        var spacing = new Vector3D(1, 1.2, 1.1);
        foreach (var (name, at) in Marks)
        {
            using var volume = RenderingTestData.FromPatient(size, spacing, direction, point => (point - at).Length < 2.5 ? 1000 : 0);
            using var uploaded = volume.ToDevice(renderer.Device);
            using var prepared = new RaycastVolume(uploaded);
            var (_, radius) = RaycastGeometry.BoundingSphere(volume.Geometry);
            foreach (var (azimuth, elevation) in Views)
            {
                var camera = new Camera { AzimuthDegrees = azimuth, ElevationDegrees = elevation, Zoom = 1.2 };
                var image = renderer.Render(prepared, new RenderSettings { Mode = mode, Preset = "grey", Width = 120, Height = 100, Camera = camera });
                var (x, y) = Centroid(image);
                var pixelsPerMm = 1.2 * 50 / radius;
                var expectedX = 59.5 + pixelsPerMm * Vector3D.Dot(at, camera.Right);
                var expectedY = 49.5 - pixelsPerMm * Vector3D.Dot(at, camera.Up);
                Assert.True(Math.Abs(x - expectedX) < 0.7 && Math.Abs(y - expectedY) < 0.7, $"{renderer} {frame} {mode} {name} from ({azimuth}, {elevation}): at ({x:F1}, {y:F1}), expected ({expectedX:F1}, {expectedY:F1}).");
            }
        }
    }

    [SkippableTheory]
    [Renderers(Projection.Orthographic)]
    [Renderers(Projection.Perspective)]
    public void Target_IsInTheMiddleFromAnySide(string id, Projection projection)
    {
        var renderer = TestRenderer.Get(id);
        var at = new Vector3D(9, -8, 10);
        using var volume = RenderingTestData.FromPatient(new Size3D(48, 40, 44), new Vector3D(1, 1.2, 1.1), TestVolumes.Oblique, point => (point - at).Length < 2.5 ? 1000 : 0);
        using var uploaded = volume.ToDevice(renderer.Device);
        using var prepared = new RaycastVolume(uploaded);
        foreach (var (azimuth, elevation) in Views)
        {
            var camera = new Camera { AzimuthDegrees = azimuth, ElevationDegrees = elevation, Zoom = 2, TargetMm = at, Projection = projection };
            var (x, y) = Centroid(renderer.Render(prepared, new RenderSettings { Width = 120, Height = 100, Camera = camera }));
            Assert.True(Math.Abs(x - 59.5) < 0.7 && Math.Abs(y - 49.5) < 0.7, $"{renderer} {projection} from ({azimuth}, {elevation}): at ({x:F1}, {y:F1}).");
        }
    }

    [SkippableTheory]
    [Renderers(0.0, 0.0, true)]
    [Renderers(180.0, 0.0, false)]
    [Renderers(20.0, 10.0, true)]
    public void Composite_WhatIsInFrontHidesWhatIsBehind(string id, double azimuth, double elevation, bool frontIsSeen)
    {
        var renderer = TestRenderer.Get(id);

        // Red in front, blue behind.
        using var volume = RenderingTestData.FromPatient(new Size3D(40, 40, 40), Vector3D.One, RenderingTestData.Flipped, at => Math.Abs(at.X) > 12 || Math.Abs(at.Z) > 12 ? 0 : at.Y is > -15 and < -8 ? 500 : at.Y is > 8 and < 15 ? 1000 : 0);
        var function = new TransferFunction("marks", [new(300, 1, 0, 0, 0), new(400, 1, 0, 0, 1), new(600, 1, 0, 0, 1), new(700, 0, 0, 1, 1)]);

        // Regular samples step over the intensities between 0 and blue, of which some are red.
        var image = renderer.Render(volume, new RenderSettings { Mode = RenderMode.Composite, TransferFunction = function, Sampling = SamplePlacement.Regular, Width = 64, Height = 64, Camera = new Camera { AzimuthDegrees = azimuth, ElevationDegrees = elevation } });
        var centre = image.Pixels.AsSpan(3 * (32 * 64 + 32), 3);
        var (red, blue) = (centre[0], centre[2]);
        Assert.True(frontIsSeen ? red > 100 && red > 2 * blue : blue > 100, $"red {red}, blue {blue}");
    }

    private static (double X, double Y) Centroid(RgbImage image)
    {
        var (weight, x, y) = (0.0, 0.0, 0.0);
        for (var n = 0; n < image.Width * image.Height; n++)
        {
            if (image.Pixels[3 * n] < 60)
                continue;
            weight++;
            x += n % image.Width;
            y += n / image.Width;
        }

        Assert.True(weight > 0, "The mark is not to be seen.");
        return (x / weight, y / weight);
    }
}
