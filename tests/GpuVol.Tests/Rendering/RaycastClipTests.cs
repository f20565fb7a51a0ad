using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

/// <summary>Clip box and planes where the answer is known; RaycastGoldenTests compares every mode with NumPy.</summary>
public sealed class RaycastClipTests
{
    [SkippableTheory]
    [Renderers]
    public void UniformCube_OpacityIsThatOfWhatIsLeft(string id)
    {
        var renderer = TestRenderer.Get(id);
        using var volume = RenderingTestData.FromPatient(new Size3D(40, 40, 40), Vector3D.One, RenderingTestData.Flipped, _ => 7);
        var function = new TransferFunction("uniform", [new(0, 1, 1, 1, 0.03)]);
        foreach (var (clip, thickness) in new (ClipRegion, double)[]
        {
            (new() { Box = new ClipBox(new(-15, -6.5, -15), new(15, 11.25, 15)) }, 17.75),
            (new() { Box = new ClipBox(new(-15, -600, -15), new(15, 11.25, 15)) }, 31.25),
            (new() { Planes = [new(new(0, 3, 0), -4.5)] }, 24.5),
            (new() { Planes = [new(new(0, -1, 0), 3)] }, 17),
            (new() { Planes = [new(new(0, 1, 0), -5), new(new(0, -2, 0), -9)] }, 14),
            (new() { Planes = [new(new(0, 1, 0), 20.5)] }, 0),
            (new() { Planes = [new(new(1, 0, 0), 1)] }, 0),
            (new() { Planes = [new(new(1, 0, 0), -1)] }, 40),
        })
        {
            var image = renderer.Render(volume, new RenderSettings { Mode = RenderMode.Composite, TransferFunction = function, StepMm = 0.7, Width = 65, Height = 65, Clip = clip });
            var expected = 255 * (1 - Math.Pow(0.97, thickness));
            Assert.True(Math.Abs(image.Red(32, 32) - expected) < 0.6, $"{renderer}: {thickness} mm: {image.Red(32, 32)}, expected {expected:F2}");
        }
    }

    [SkippableTheory]
    [Renderers(0)]
    [Renderers(30)]
    [Renderers(60)]
    public void CutThroughAnIsosurface_IsLitAsThePlane(string id, int degrees)
    {
        var renderer = TestRenderer.Get(id);

        // The intensity rises along x, so the light of its gradient would be that of another plane.
        using var volume = RenderingTestData.FromPatient(new Size3D(40, 40, 40), new Vector3D(1, 1.2, 0.9), RenderingTestData.Swapped, at => 500 + at.X);
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var settings = new RenderSettings { Mode = RenderMode.Iso, IsoLevel = 485, Width = 65, Height = 65, Clip = new ClipRegion { Planes = [new(new(0, 5 * cos, 5 * sin), 0)] } };
        var expected = 255 * (0.93 * (0.15 + 0.8 * cos) + 0.15 * Math.Pow(cos, 32));
        Assert.InRange(renderer.Render(volume, settings).Red(32, 32) - Math.Min(expected, 255), -1, 1);
    }

    [SkippableTheory]
    [Renderers]
    public void BoxOfOtherVoxels_ShowsThoseOnly(string id)
    {
        var renderer = TestRenderer.Get(id);
        using var volume = RenderingTestData.FromPatient(new Size3D(40, 40, 40), Vector3D.One, TestVolumes.Oblique, at => at.Y < -6 ? 900 : at.Y > 6 ? 600 : 100);
        var clip = new ClipRegion { Box = new ClipBox(new(-8, -4, -8), new(8, 4, 8)) };
        foreach (var (mode, expected) in new[] { (RenderMode.Mip, 100f), (RenderMode.MinIp, 100f), (RenderMode.Average, 100f) })
        {
            var seen = renderer.Project(volume, new RenderSettings { Mode = mode, Width = 65, Height = 65, Clip = clip });
            Assert.Equal(expected, seen[32 * 65 + 32], 1e-3f);
            Assert.True(float.IsNaN(seen[32 * 65 + 2]), $"{renderer} {mode}: {seen[32 * 65 + 2]} outside the box.");
        }
    }
}
