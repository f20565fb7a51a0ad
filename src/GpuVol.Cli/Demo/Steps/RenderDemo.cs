using GpuVol.Viewer;

namespace GpuVol.Cli;

/// <summary>Draws a cone-shaped ball, whose maximum projection is known at every pixel, and then the head.</summary>
internal sealed class RenderDemo : DemoStep
{
    private const int Pixels = 384;
    private const int BallSize = 128;
    private const double RadiusMm = 56;

    /// <inheritdoc/>
    public override string Name => "render";

    /// <inheritdoc/>
    public override void Run(DemoContext demo)
    {
        DrawBall(demo);
        var camera = new Camera { AzimuthDegrees = 30, ElevationDegrees = 15, Zoom = 1.6 };
        DrawHead(demo, demo.Head, "mip", "mip.png", new RenderSettings { Mode = RenderMode.Mip, Camera = camera });

        // The sampled phantom is a staircase of voxels; light shows every step unless it is smoothed.
        using var smooth = VolumeFilters.GaussianBlurVoxels(demo.Head, Vector3D.One);
        DrawHead(demo, smooth, "composite", "composite.png", new RenderSettings { Mode = RenderMode.Composite, Preset = "mr", Camera = camera });
    }

    private void DrawBall(DemoContext demo)
    {
        // Values fall linearly from the centre, so the largest on a ray is the radius less the ray's distance from the centre, from any side.
        var geometry = new VolumeGeometry(new(BallSize, BallSize, BallSize), new(1, 1, 1));
        const double Center = (BallSize - 1) / 2.0;
        using var ball = DemoContext.Sample(geometry, (x, y, z) => RadiusMm - Distance(x - Center, y - Center, z - Center));
        using var source = ball.ToDevice(demo.Device);
        var settings = new RenderSettings
        {
            Mode = RenderMode.Mip,
            Camera = new Camera { AzimuthDegrees = 40, ElevationDegrees = 25 },
            Width = Pixels,
            Height = Pixels,
            WindowCenter = RadiusMm / 2,
            WindowWidth = RadiusMm,
        };
        var (picture, seconds) = demo.Time(() => ComputeRaycaster.Render(source, settings));

        // The picture's side is the diameter of the volume's bounding sphere.
        var pixelMm = BallSize * Math.Sqrt(3) / Pixels;
        var squares = 0.0;
        var inside = 0;
        for (var v = 0; v < Pixels; v++)
        {
            for (var u = 0; u < Pixels; u++)
            {
                var value = RadiusMm - Distance((u - (Pixels - 1) / 2.0) * pixelMm, (v - (Pixels - 1) / 2.0) * pixelMm, 0);
                if (value < 0)
                    continue;
                var d = picture.Pixels[(v * Pixels + u) * 3] - value / RadiusMm * 255;
                squares += d * d;
                inside++;
            }
        }

        demo.Add(new DemoRow(Name, $"mip, ball in {BallSize}^3 to {Pixels}x{Pixels}", seconds, (long)Pixels * Pixels, Math.Sqrt(squares / inside), "RMS of grey levels 0..255, against the exact projection (rounding alone makes 0.29)"));
    }

    private void DrawHead(DemoContext demo, DeviceVolume head, string mode, string file, RenderSettings settings)
    {
        var (picture, seconds) = demo.Time(() => ComputeRaycaster.Render(head, settings with { Width = Pixels, Height = Pixels }));
        demo.Add(new DemoRow(Name, $"{mode}, head {DemoContext.HeadSize}^3 to {Pixels}x{Pixels}", seconds, (long)Pixels * Pixels, null, $"see {file}"));
        demo.Picture(picture, file);
    }

    private static double Distance(double x, double y, double z) => Math.Sqrt(x * x + y * y + z * z);
}
