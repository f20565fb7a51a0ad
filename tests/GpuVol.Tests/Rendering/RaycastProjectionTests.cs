using GpuVol.Tests.Devices;
using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

/// <summary>MIP, MinIP and average where the answer is plain.</summary>
public sealed class RaycastProjectionTests
{
    // A pixel a voxel: column c, row r of a picture as large as the volume shows one row of voxels.
    [SkippableTheory]
    [Devices(0.0, 0.0)]
    [Devices(90.0, 0.0)]
    [Devices(180.0, 0.0)]
    [Devices(270.0, 0.0)]
    [Devices(0.0, 90.0)]
    [Devices(0.0, -90.0)]
    public void AlignedView_EqualsExtremumAndMeanAlongTheAxis(string id, double azimuth, double elevation)
    {
        var device = TestDevices.Get(id);
        var size = new Size3D(19, 17, 23);
        using var volume = TestVolumes.Random(size, 3, 0, 1000);
        var voxels = volume.AsSpan<float>().ToArray();
        var camera = new Camera { AzimuthDegrees = azimuth, ElevationDegrees = elevation };
        var (right, up, towards) = (Axis(camera.Right), Axis(camera.Up), Axis(camera.TowardsCamera));
        var (width, height, depth) = (size[right.Axis], size[up.Axis], size[towards.Axis]);
        var diameter = Math.Sqrt(size.I * size.I + size.J * size.J + size.K * size.K);
        camera = camera with { Zoom = diameter / Math.Min(width, height) };

        foreach (var mode in new[] { RenderMode.Mip, RenderMode.MinIp, RenderMode.Average })
        {
            var expected = new double[width * height];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var along = Enumerable.Range(0, depth).Select(z =>
                    {
                        var at = new int[3];
                        at[right.Axis] = right.Positive ? x : width - 1 - x;
                        at[up.Axis] = up.Positive ? height - 1 - y : y;
                        at[towards.Axis] = z;
                        return (double)voxels[(at[2] * size.J + at[1]) * size.I + at[0]];
                    }).ToArray();
                    expected[y * width + x] = mode switch
                    {
                        RenderMode.Mip => along.Max(),
                        RenderMode.MinIp => along.Min(),
                        _ => TrapezoidMean(along),
                    };
                }
            }

            var settings = new RenderSettings { Mode = mode, Width = width, Height = height, Camera = camera };
            var actual = RenderingTestData.Project(device, volume, settings);
            RenderingTestData.Close(expected, actual, width, 1000 * Tolerances.ProjectionOfRange, $"{device} {mode}");
        }
    }

    [SkippableTheory]
    [Devices]
    public void Window_MapsIntensitiesToGreyLinearly(string id)
    {
        var device = TestDevices.Get(id);
        using var volume = RenderingTestData.Smooth(new Size3D(24, 20, 22));
        var all = new RenderSettings { Width = 61, Height = 50, Camera = new Camera { AzimuthDegrees = 25 } };
        var intensities = RenderingTestData.Project(device, volume, all);
        foreach (var mode in new[] { RenderMode.Mip, RenderMode.MinIp })
        {
            var source = mode == RenderMode.Mip ? intensities : RenderingTestData.Project(device, volume, all with { Mode = mode });
            var image = RenderingTestData.Render(device, volume, all with { Mode = mode, WindowCenter = 600, WindowWidth = 500 });
            for (var n = 0; n < source.Length; n++)
            {
                var expected = float.IsNaN(source[n]) ? 0 : Math.Clamp((source[n] - 350) / 500 * 255, 0, 255);
                Assert.InRange(image.Pixels[3 * n] - expected, -0.51, 0.51);
                Assert.Equal(image.Pixels[3 * n], image.Pixels[3 * n + 1]);
                Assert.Equal(image.Pixels[3 * n], image.Pixels[3 * n + 2]);
            }
        }
    }

    [SkippableTheory]
    [Devices]
    public void DefaultWindow_RunsFromMinimumToMaximum(string id)
    {
        var device = TestDevices.Get(id);
        using var volume = RenderingTestData.FromPatient(new Size3D(21, 21, 21), Vector3D.One, Matrix3D.Identity, at => at.Length < 3 ? 3000 : at.X < 0 ? -1000 : 1000);
        var image = RenderingTestData.Render(device, volume, new RenderSettings { Width = 64, Height = 64 });
        Assert.Equal(255, image.Red(32, 32));
        Assert.Equal(0, image.Red(22, 32));
        Assert.InRange(image.Red(42, 32), 127, 128);
        Assert.Equal(0, image.Red(0, 0));
    }

    [SkippableTheory]
    [Devices]
    public void Perspective_NearThingsAreLargerThanFarOnes(string id)
    {
        var device = TestDevices.Get(id);

        // Two equal balls on the line of sight's left and right, one near the camera and one far from it.
        using var volume = RenderingTestData.FromPatient(new Size3D(48, 48, 48), Vector3D.One, Matrix3D.Identity, at =>
            (at - new Vector3D(-10, -16, 0)).Length < 5 || (at - new Vector3D(10, 16, 0)).Length < 5 ? 1000 : 0);
        var settings = new RenderSettings { Width = 160, Height = 160 };
        var (nearFlat, farFlat) = Areas(RenderingTestData.Render(device, volume, settings));
        var (near, far) = Areas(RenderingTestData.Render(device, volume, settings with { Camera = new Camera { Projection = Projection.Perspective } }));
        Assert.InRange(nearFlat - farFlat, -3, 3);

        // The eye is 160.6 mm from the centre, so sizes are as 1 / (160.6 - 16) to 1 / (160.6 + 16): areas 1.49.
        Assert.InRange((double)near / far, 1.35, 1.65);
        Assert.True(near > nearFlat && far < farFlat, $"near {nearFlat} -> {near}, far {farFlat} -> {far}");

        (int Left, int Right) Areas(RgbImage image)
        {
            var (left, right) = (0, 0);
            for (var y = 0; y < 160; y++)
            {
                for (var x = 0; x < 160; x++)
                {
                    if (image.Red(x, y) < 128)
                        continue;
                    if (x < 80)
                        left++;
                    else
                        right++;
                }
            }

            return (left, right);
        }
    }

    [SkippableTheory]
    [Devices]
    public void Zoom1_BoundingSphereFitsTheShorterSide(string id)
    {
        var device = TestDevices.Get(id);
        using var volume = TestVolumes.From(new VolumeGeometry(new Size3D(8, 30, 12), new Vector3D(2, 0.5, 1)), (_, _, _) => 5);
        using var uploaded = volume.ToDevice(device);
        using var prepared = new RaycastVolume(uploaded);
        foreach (var projection in new[] { Projection.Orthographic, Projection.Perspective })
        {
            for (var azimuth = 0; azimuth < 180; azimuth += 15)
            {
                var settings = new RenderSettings { Width = 90, Height = 60, Camera = new Camera { AzimuthDegrees = azimuth, ElevationDegrees = azimuth / 3.0, Projection = projection } };
                var picture = ComputeRaycaster.Project(prepared, settings);
                for (var n = 0; n < picture.Length; n++)
                {
                    var (x, y) = (n % 90 - 44.5, n / 90 - 29.5);
                    if (!float.IsNaN(picture[n]))
                        Assert.InRange(Math.Sqrt(x * x + y * y), 0, 30.5);
                }
            }
        }

        // The corner itself: a diagonal look at a cube's face shows the whole diameter.
        using var flat = TestVolumes.From(new VolumeGeometry(new Size3D(40, 1, 40), new Vector3D(1, 0.001, 1)), (_, _, _) => 5);
        var seen = RenderingTestData.Project(device, flat, new RenderSettings { Width = 400, Height = 400, StepMm = 0.01 });
        var columns = Enumerable.Range(0, 400).Count(x => !float.IsNaN(seen[200 * 400 + x]));
        Assert.InRange(columns, 400 / Math.Sqrt(2) - 1.5, 400 / Math.Sqrt(2) + 1.5);
    }

    // The sampled ray: from face to face, midpoints of half voxels, linear in between and constant in the outer halves.
    private static double TrapezoidMean(double[] values)
    {
        double At(double position)
        {
            var inside = Math.Clamp(position, 0, values.Length - 1);
            var low = Math.Min((int)inside, values.Length - 2);
            return values[low] + (inside - low) * (values[low + 1] - values[low]);
        }

        return Enumerable.Range(0, 2 * values.Length).Average(n => At(-0.25 + 0.5 * n));
    }

    private static (int Axis, bool Positive) Axis(Vector3D direction)
    {
        var axis = Math.Abs(direction.X) > 0.5 ? 0 : Math.Abs(direction.Y) > 0.5 ? 1 : 2;
        return (axis, direction[axis] > 0);
    }
}
