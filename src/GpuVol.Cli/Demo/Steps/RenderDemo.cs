using GpuVol.Viewer;

namespace GpuVol.Cli;

/// <summary>Draws a cone-shaped ball, whose maximum projection is known at every pixel, then the brain and the head.</summary>
internal sealed class RenderDemo : DemoStep
{
    private const int Pixels = 384;
    private const int BallSize = 128;
    private const double RadiusMm = 56;

    private static readonly Camera View = new() { AzimuthDegrees = 30, ElevationDegrees = 15, Zoom = 1.6 };

    /// <inheritdoc/>
    public override string Name => "render";

    /// <inheritdoc/>
    public override void Run(DemoContext demo)
    {
        DrawBall(demo);
        DrawBrain(demo);
        DrawHead(demo);
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

    // The skull outshines everything in a maximum projection, so it is taken off first; what is left differs by a few percent.
    private void DrawBrain(DemoContext demo)
    {
        using var brain = Volume.Create(demo.HeadOnHost.Geometry, ElementType.Float32);
        var head = demo.HeadOnHost.AsSpan<float>();
        var voxels = brain.AsSpan<float>();
        for (var v = 0; v < voxels.Length; v++)
            voxels[v] = head[v] > 1.5f ? 0 : head[v];
        using var source = brain.ToDevice(demo.Device);
        Draw(demo, source, "mip, brain", "mip.png", new RenderSettings { Mode = RenderMode.Mip, Camera = View, WindowCenter = 1.02, WindowWidth = 0.06 });
    }

    // Blurred a little: the phantom is sampled without anti-aliasing, and lighting would show every step of its surface.
    private void DrawHead(DemoContext demo)
    {
        using var smooth = VolumeFilters.GaussianBlurVoxels(demo.Head, new(1, 1, 1));
        Draw(demo, smooth, "composite, head", "composite.png", new RenderSettings { Mode = RenderMode.Composite, Preset = "grey", Camera = View });
    }

    private void Draw(DemoContext demo, DeviceVolume volume, string what, string file, RenderSettings settings)
    {
        var (picture, seconds) = demo.Time(() => ComputeRaycaster.Render(volume, settings with { Width = Pixels, Height = Pixels }));
        demo.Add(new DemoRow(Name, $"{what} {DemoContext.HeadSize}^3 to {Pixels}x{Pixels}", seconds, (long)Pixels * Pixels, null, $"see {file}"));
        demo.Picture(picture, file);
    }

    private static double Distance(double x, double y, double z) => Math.Sqrt(x * x + y * y + z * z);
}
