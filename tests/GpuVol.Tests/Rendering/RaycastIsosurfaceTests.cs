using GpuVol.Tests.Devices;
using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

/// <summary>The isosurface of a ball whose intensity is its distance from the centre.</summary>
public sealed class RaycastIsosurfaceTests
{
    private const double BallMm = 17.3;

    [SkippableTheory]
    [Devices("identity", 0.0, 0.0)]
    [Devices("identity", 40.0, 30.0)]
    [Devices("oblique", 75.0, -15.0)]
    public void Ball_SilhouetteHasItsRadiusAndLightIsSymmetric(string id, string frame, double azimuth, double elevation)
    {
        var device = TestDevices.Get(id);
        var direction = frame == "identity" ? Matrix3D.Identity : TestVolumes.Oblique;
        using var volume = RenderingTestData.FromPatient(new Size3D(50, 44, 41), new Vector3D(0.9, 1.0, 1.1), direction, at => 100 - at.Length);
        var (_, radius) = RaycastGeometry.BoundingSphere(volume.Geometry);
        var settings = new RenderSettings { Mode = RenderMode.Iso, IsoLevel = 100 - BallMm, Width = 201, Height = 201, Camera = new Camera { AzimuthDegrees = azimuth, ElevationDegrees = elevation, Zoom = 1.5 } };
        var image = RenderingTestData.Render(device, volume, settings);
        var pixelsPerMm = 1.5 * 100.5 / radius;

        var seen = Enumerable.Range(0, 201 * 201).Count(n => image.Pixels[3 * n] > 0);
        Assert.InRange(Math.Sqrt(seen / Math.PI) / pixelsPerMm, BallMm - 0.06, BallMm + 0.06);

        // The light is at the camera: brightness depends on the distance from the centre only, as ambient + diffuse cos.
        for (var n = 0; n < 201 * 201; n++)
        {
            var (x, y) = ((n % 201 - 100) / pixelsPerMm, (n / 201 - 100) / pixelsPerMm);
            var r = Math.Sqrt(x * x + y * y) / BallMm;
            if (r > 0.9)
                continue;
            var cos = Math.Sqrt(1 - r * r);
            var expected = 255 * Math.Min(1, 0.93 * (0.15 + 0.8 * cos) + 0.15 * Math.Pow(cos, 32));
            Assert.InRange(image.Pixels[3 * n] - expected, -4, 4);
        }
    }

    [SkippableTheory]
    [Devices]
    public void LevelOutsideTheRange_ThrowsWithTheRange(string id)
    {
        var device = TestDevices.Get(id);
        using var volume = RenderingTestData.Smooth(new Size3D(12, 12, 12));
        var exception = Assert.Throws<ArgumentException>(() => RenderingTestData.Render(device, volume, new RenderSettings { Mode = RenderMode.Iso, IsoLevel = 5000 }));
        Assert.Contains("iso level 5000 is outside the volume's range", exception.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [Devices]
    public void NoLevel_TakesTheMiddle(string id)
    {
        var device = TestDevices.Get(id);
        using var volume = RenderingTestData.FromPatient(new Size3D(20, 20, 20), Vector3D.One, Matrix3D.Identity, at => Math.Clamp(1000 - 100 * at.Length, 0, 800));
        var settings = new RenderSettings { Mode = RenderMode.Iso, Width = 50, Height = 50 };
        RenderingTestData.Close(RenderingTestData.Render(device, volume, settings with { IsoLevel = 400 }), RenderingTestData.Render(device, volume, settings), 0, $"{device}");
    }
}
