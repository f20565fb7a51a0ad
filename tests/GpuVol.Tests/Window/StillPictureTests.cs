using GpuVol.Tests.Devices;
using GpuVol.Tests.Rendering;
using GpuVol.Viewer;

namespace GpuVol.Tests.Window;

/// <summary>Pictures that a window draws in bands while nothing moves: those that are drawn at once, to the bit.</summary>
public sealed class StillPictureTests
{
    private const int Width = 90;
    private const int Height = 75;

    [SkippableTheory, Renderers]
    public void InBands_SamePicture(string id)
    {
        var renderer = TestRenderer.Get(id);
        using var volume = RenderingTestData.Smooth(new Size3D(40, 30, 35));
        using var uploaded = volume.ToDevice(renderer.Device);
        using var prepared = new RaycastVolume(uploaded);
        using var segmentation = TestVolumes.From(volume.Geometry, (i, j, k) => i > 20 ? j % 3 : 0);
        using var segmented = segmentation.ToDevice(renderer.Device);
        foreach (var labels in new[] { null, new LabelVolume(segmented) })
        {
            using var context = renderer.IsOpenGl ? new CurrentContext() : null;
            using (IVolumeView view = context is null ? new ComputeView(prepared, labels) : new OpenGlView(context, prepared, labels))
            {
                foreach (var mode in Enum.GetValues<RenderMode>())
                {
                    foreach (var projection in Enum.GetValues<Projection>())
                    {
                        var settings = new RenderSettings
                        {
                            Mode = mode,
                            Preset = mode == RenderMode.Composite ? "grey" : null,
                            Width = Width,
                            Height = Height,
                            Camera = new Camera { AzimuthDegrees = 31, ElevationDegrees = 17, Projection = projection },
                        };
                        var expected = view.Render(settings);
                        Assert.True(expected.Pixels.Count(level => level > 20) > 300, $"{mode}: the picture is empty.");

                        // A picture of a movement in between leaves it as it is.
                        using var still = view.Begin(settings);
                        var drawn = still.DrawNext();
                        var bands = 1;
                        view.Draw(settings with { Width = 31, Height = 22 }, 0.1);
                        for (; drawn is null; bands++)
                            drawn = still.DrawNext();
                        Assert.True(bands > 1, "There was only one band.");
                        RenderingTestData.Close(expected, Pixels(drawn, context), 0, $"{id}, {mode}, {projection}, labels: {labels is not null}");
                    }
                }

                // Given up before its end.
                using var dropped = view.Begin(new RenderSettings { Width = Width, Height = Height });
                Assert.Null(dropped.DrawNext());
            }

            Assert.Equal(0, context?.Gl.LiveObjects ?? 0);
        }
    }

    // Its samples are cheaper than those of a coarse picture: a movement that began with its effort would take two to three times as long as it should.
    [SkippableTheory, Renderers]
    public void InFull_TellsNothingOfMovements(string id)
    {
        var renderer = TestRenderer.Get(id);
        using var volume = RenderingTestData.Smooth(new Size3D(40, 30, 35));
        using var uploaded = volume.ToDevice(renderer.Device);
        using var prepared = new RaycastVolume(uploaded);
        using var context = renderer.IsOpenGl ? new CurrentContext() : null;
        using IVolumeView view = context is null ? new ComputeView(prepared, null) : new OpenGlView(context, prepared, null);
        var settings = new RenderSettings { Width = Width, Height = Height };
        view.Draw(settings, 0.5);
        context?.Gl.Finish();
        Assert.True(view.TryTakeTime(out var milliseconds, out var effort));
        Assert.True(milliseconds > 0, $"It took {milliseconds} ms.");
        Assert.Equal(0.5, effort);
        using var still = view.Begin(settings);
        while (still.DrawNext() is null)
        {
            // Band after band.
        }

        Assert.False(view.TryTakeTime(out _, out _));
    }

    private static unsafe RgbImage Pixels(ViewPicture picture, CurrentContext? context)
    {
        if (picture.Pixels is { } pixels)
            return pixels;
        Assert.NotNull(context);
        var texture = picture.Texture!;
        RgbImage image;
        if (texture.IsGrey)
        {
            var intensities = new float[Width * Height];
            fixed (float* target = intensities)
                texture.Read(target);
            image = GreyImage.FromIntensities(intensities, Width, Height, picture.Window.Low, picture.Window.High);
        }
        else
        {
            var rgba = Read(texture);
            image = new RgbImage(Width, Height, [.. Enumerable.Range(0, 3 * Width * Height).Select(n => rgba[n / 3 * 4 + n % 3])]);
        }

        if (picture.Labels is { } labels)
            LabelPlan.Blend(image, Read(labels));
        context.Gl.Check("reading a picture");
        return image;
    }

    private static unsafe byte[] Read(PictureTexture texture)
    {
        var rgba = new byte[4 * Width * Height];
        fixed (byte* target = rgba)
            texture.Read(target);
        return rgba;
    }

    // As a window's: current from its making on.
    private sealed class CurrentContext : IGlContext
    {
        private readonly HeadlessContext _context = HeadlessContext.Open();
        private bool _disposed;

        public CurrentContext() => _context.Enter();

        public Gl Gl => _context.Gl;

        public string Description => _context.Description;

        public bool IsSoftware => _context.IsSoftware;

        public void Enter()
        {
        }

        public void Leave()
        {
        }

        // By the raycaster that has taken it over, and by the test, which may have made none.
        public void Dispose()
        {
            if (_disposed)
                return;
            _disposed = true;
            _context.Leave();
            _context.Dispose();
        }
    }
}
