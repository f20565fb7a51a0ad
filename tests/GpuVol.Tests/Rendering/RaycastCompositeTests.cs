using GpuVol.Kernels;
using GpuVol.Tests.Devices;
using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

/// <summary>Opacity, light and skipping.</summary>
public sealed class RaycastCompositeTests
{
    // A uniform cube of thickness d lets (1 - a)^d of the light through, whatever the step.
    [SkippableTheory]
    [Renderers(0.02, 0.5)]
    [Renderers(0.02, 0.13)]
    [Renderers(0.02, 3.7)]
    [Renderers(0.06, 1.0)]
    [Renderers(0.001, 0.31)]
    public void UniformCube_OpacityIsAnalyticAtAnyStep(string id, double opacityPerMm, double stepMm)
    {
        var renderer = TestRenderer.Get(id);
        using var volume = TestVolumes.From(new VolumeGeometry(new Size3D(16, 10, 9), new Vector3D(2, 3, 4)), (_, _, _) => 7);
        var function = new TransferFunction("uniform", [new(0, 1, 0.5, 0.25, opacityPerMm)]);
        foreach (var (azimuth, elevation, thickness) in new[] { (0.0, 0.0, 30.0), (90, 0, 32), (0, 90, 36), (45, 0, double.NaN) })
        {
            foreach (var sampling in Enum.GetValues<SamplePlacement>())
            {
                var image = renderer.Render(volume, new RenderSettings { Mode = RenderMode.Composite, TransferFunction = function, StepMm = stepMm, Sampling = sampling, Width = 65, Height = 65, Camera = new Camera { AzimuthDegrees = azimuth, ElevationDegrees = elevation } });
                var d = double.IsNaN(thickness) ? 30 * Math.Sqrt(2) : thickness;
                var expected = 255 * (1 - Math.Pow(1 - opacityPerMm, d));
                var centre = image.Pixels.AsSpan(3 * (32 * 65 + 32), 3);
                Assert.InRange(centre[0] - expected, -0.6, 0.6);
                Assert.InRange(centre[1] - 0.5 * expected, -0.6, 0.6);
                Assert.InRange(centre[2] - 0.25 * expected, -0.6, 0.6);
            }
        }
    }

    [SkippableTheory]
    [Renderers]
    public void OpaqueRamp_LightFollowsTheAngle(string id)
    {
        var renderer = TestRenderer.Get(id);

        // A front plane that is turned about z, steep enough to be lit in full.
        foreach (var degrees in new[] { 0, 30, 60 })
        {
            var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
            using var volume = RenderingTestData.FromPatient(new Size3D(64, 64, 64), Vector3D.One, Matrix3D.Identity, at => 1000 * Math.Clamp((at.X * sin + at.Y * cos) / 8 + 0.5, 0, 1));
            var function = new TransferFunction("opaque", [new(480, 1, 1, 1, 0), new(520, 1, 1, 1, 1)]) { Ambient = 0.1, Diffuse = 0.8, Specular = 0 };
            var image = renderer.Render(volume, new RenderSettings { Mode = RenderMode.Composite, TransferFunction = function, StepMm = 0.1, Width = 33, Height = 33, Camera = new Camera { Zoom = 3 } });
            Assert.InRange(image.Red(16, 16) - 255 * (0.1 + 0.8 * cos), -3, 3);
        }
    }

    [SkippableTheory]
    [Devices(0.0, 0.0, SamplePlacement.Regular)]
    [Devices(33.0, -21.0, SamplePlacement.Regular)]
    [Devices(33.0, -21.0, SamplePlacement.Jittered)]
    public void SkippingEmptyBricks_ChangesNoPixel(string id, double azimuth, double elevation, SamplePlacement sampling)
    {
        var device = TestDevices.Get(id);
        using var volume = RenderingTestData.FromPatient(new Size3D(70, 61, 83), new Vector3D(1, 1.1, 0.9), TestVolumes.Oblique, at =>
            1000 * Math.Exp(-(at - new Vector3D(15, -10, 20)).Length / 6) + 800 * Math.Exp(-(at - new Vector3D(-20, 12, -15)).Length / 4));
        using var uploaded = volume.ToDevice(device);
        using var prepared = new RaycastVolume(uploaded);
        var settings = new RenderSettings { Width = 97, Height = 75, Camera = new Camera { AzimuthDegrees = azimuth, ElevationDegrees = elevation } };
        var function = new TransferFunction("two", [new(150, 1, 0.5, 0.2, 0), new(600, 0.3, 1, 0.6, 0.4)]) { HalfLightGradient = 5 };
        var parameters = RaycastGeometry.Create(prepared, settings);
        var table = new TransferTable(function, prepared.Minimum, prepared.Maximum, parameters.StepMm);
        parameters.TableLow = (float)table.Low;
        parameters.TableScale = (float)table.Scale;
        parameters.TableLast = TransferTable.Entries - 1;
        parameters.IsLit = 1;
        parameters.IsJittered = sampling == SamplePlacement.Jittered ? 1 : 0;
        parameters.Ambient = 0.25f;
        parameters.Diffuse = 0.75f;
        parameters.Specular = 0.2f;
        parameters.HalfGradient = 5;
        parameters.IsoLevel = 200;
        parameters.Red = 1;

        using var planes = device.Allocate<float>(RaycastGeometry.ClipPlanes(prepared.Geometry, settings.Clip));
        using var entries = device.Allocate<float>(table.Values);
        var extent = new Index2D(settings.Width, settings.Height);
        var visible = Emptiness.Distances(prepared.Bricks, n => table.IsVisible(prepared.BrickLow[n], prepared.BrickHigh[n]));
        var solid = Emptiness.Distances(prepared.Bricks, n => prepared.BrickHigh[n] >= 200);
        Assert.True(visible.Count(d => d > 1) > visible.Length / 4, "The test skips nothing.");
        Assert.Contains((byte)0, visible);
        Assert.Equal(Composite(new byte[visible.Length]), Composite(visible));
        Assert.Equal(Isosurface(new byte[solid.Length]), Isosurface(solid));

        int[] Composite(byte[] emptiness)
        {
            using var bricks = device.Allocate<byte>(emptiness);
            using var target = device.Allocate<int>((long)settings.Width * settings.Height);
            RaycastKernels.Launch.Composite(device, extent, target.View, prepared.Voxels.Buffer<float>(), bricks.View, entries.View, planes.View, parameters);
            var pixels = target.ToArray();
            Assert.True(pixels.Count(pixel => pixel != 0) > 100, "The picture is empty.");
            return pixels;
        }

        int[] Isosurface(byte[] emptiness)
        {
            using var bricks = device.Allocate<byte>(emptiness);
            using var target = device.Allocate<int>((long)settings.Width * settings.Height);
            RaycastKernels.Launch.Isosurface(device, extent, target.View, prepared.Voxels.Buffer<float>(), bricks.View, planes.View, parameters);
            var pixels = target.ToArray();
            Assert.True(pixels.Count(pixel => pixel != 0) > 50, "The picture is empty.");
            return pixels;
        }
    }

    [SkippableTheory]
    [Devices(1f)]
    [Devices(-1f)]
    public void SkippingLesserBricks_ChangesNoExtremum(string id, float sign)
    {
        var device = TestDevices.Get(id);
        using var volume = RenderingTestData.Smooth(new Size3D(70, 61, 83));
        using var uploaded = volume.ToDevice(device);
        using var prepared = new RaycastVolume(uploaded);
        var settings = new RenderSettings { Width = 97, Height = 75, Camera = new Camera { AzimuthDegrees = 33, ElevationDegrees = -21 } };
        var parameters = RaycastGeometry.Create(prepared, settings);
        parameters.Sign = sign;
        parameters.Floor = float.MinValue;
        parameters.Ceiling = float.MaxValue;
        var range = prepared.Maximum - prepared.Minimum;
        var skipping = Extremum(sign > 0 ? prepared.BrickHigh : prepared.BrickLow);
        var everything = Extremum(Enumerable.Repeat(sign * float.MaxValue, prepared.BrickHigh.Length).ToArray());
        RenderingTestData.Close(Array.ConvertAll(everything, v => (double)v), skipping, settings.Width, Tolerances.PacketOfRange * range, $"{device}");

        float[] Extremum(float[] extrema)
        {
            using var bricks = device.Allocate<float>(extrema);
            using var target = device.Allocate<float>((long)settings.Width * settings.Height);
            using var planes = device.Allocate<float>(RaycastGeometry.ClipPlanes(prepared.Geometry, settings.Clip));
            RaycastKernels.Launch.Extremum(device, new Index2D(settings.Width, settings.Height), target.View, prepared.Voxels.Buffer<float>(), bricks.View, planes.View, parameters);
            return target.ToArray();
        }
    }

    [Fact]
    public void EmptinessDistances_EqualBruteForce()
    {
        var size = new Size3D(7, 5, 6);
        var random = new Random(4);
        for (var round = 0; round < 20; round++)
        {
            var visible = Enumerable.Range(0, (int)size.Voxels).Select(_ => random.Next(60) < round).ToArray();
            var distances = Emptiness.Distances(size, n => visible[n]);
            for (var n = 0; n < visible.Length; n++)
            {
                var expected = 255;
                for (var m = 0; m < visible.Length; m++)
                {
                    if (visible[m])
                        expected = Math.Min(expected, Math.Max(Math.Abs(n % 7 - m % 7), Math.Max(Math.Abs(n / 7 % 5 - m / 7 % 5), Math.Abs(n / 35 - m / 35))));
                }

                Assert.Equal(expected, distances[n]);
            }
        }
    }
}
