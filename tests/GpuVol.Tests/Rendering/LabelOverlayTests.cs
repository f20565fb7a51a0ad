using GpuVol.Tests.Devices;
using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

/// <summary>Labels over pictures and slices.</summary>
public sealed class LabelOverlayTests
{
    private static readonly LabelPalette Green = new() { Opacity = 1, Colors = [new(3, 0, 1, 0)] };

    // The labels lie on a grid of their own: another spacing, direction and place.
    [SkippableTheory]
    [RenderersInEveryMode]
    public void LabelOnAnotherGrid_StandsWhereItsMillimetresSay(string id, RenderMode mode)
    {
        var renderer = TestRenderer.Get(id);
        var at = new Vector3D(9, -8, 10);
        using var volume = RenderingTestData.FromPatient(new Size3D(48, 40, 44), new Vector3D(1, 1.2, 1.1), TestVolumes.Oblique, point => point.Length < 12 ? 100 : 0);
        using var segmentation = RenderingTestData.FromPatient(new Size3D(70, 50, 60), new Vector3D(0.7, 0.9, 0.8), RenderingTestData.Swapped, point => (point - at).Length < 3 ? 3 : 0);
        var labels = Labels(renderer.Device, segmentation);
        Assert.Equal([3], labels.Labels);
        var (_, radius) = RaycastGeometry.BoundingSphere(volume.Geometry);
        foreach (var (azimuth, elevation) in new[] { (0.0, 0.0), (90, 0), (0, 90), (180, 0), (-135, -40) })
        {
            var camera = new Camera { AzimuthDegrees = azimuth, ElevationDegrees = elevation, Zoom = 1.2 };
            var image = Render(renderer, volume, new RenderSettings { Mode = mode, Preset = "grey", Width = 120, Height = 100, Camera = camera, Labels = Green }, labels);
            var (count, x, y) = (0.0, 0.0, 0.0);
            for (var n = 0; n < 120 * 100; n++)
            {
                if (image.Pixels[3 * n + 1] > 60 && image.Pixels[3 * n] == 0)
                    (count, x, y) = (count + 1, x + n % 120, y + n / 120);
            }

            var pixelsPerMm = 1.2 * 50 / radius;
            Assert.InRange(count, 0.85 * Math.PI * Math.Pow(3 * pixelsPerMm, 2), 1.2 * Math.PI * Math.Pow(3 * pixelsPerMm, 2));
            var expectedX = 59.5 + pixelsPerMm * Vector3D.Dot(at, camera.Right);
            var expectedY = 49.5 - pixelsPerMm * Vector3D.Dot(at, camera.Up);
            Assert.True(Math.Abs(x / count - expectedX) < 0.7 && Math.Abs(y / count - expectedY) < 0.7, $"{renderer} {mode} ({azimuth}, {elevation}): at ({x / count:F1}, {y / count:F1}), expected ({expectedX:F1}, {expectedY:F1}).");
        }
    }

    [SkippableTheory]
    [Renderers]
    public void EachSurfaceEntered_HidesTheOpacity(string id)
    {
        var renderer = TestRenderer.Get(id);
        using var volume = RenderingTestData.FromPatient(new Size3D(30, 30, 30), Vector3D.One, Matrix3D.Identity, _ => 60);

        // From the front: one slab on the left of the picture's middle, two on the right.
        using var segmentation = RenderingTestData.FromPatient(new Size3D(30, 30, 30), Vector3D.One, RenderingTestData.Flipped, at => Math.Abs(at.Y + 8) < 3 ? 1 : at.Y is > 4 and < 9 && at.X > 0 ? 2 : 0);
        var labels = Labels(renderer.Device, segmentation);
        Assert.Equal([1, 2], labels.Labels);
        var palette = new LabelPalette { Opacity = 0.4, Colors = [new(1, 1, 0, 0), new(2, 0, 0, 1, 0.25)] };
        var image = Render(renderer, volume, new RenderSettings { WindowCenter = 50, WindowWidth = 100, Width = 60, Height = 60, Labels = palette }, labels);
        Near(image, 22, 0.4 * 255 + 0.6 * 153, 0.6 * 153, 0.6 * 153);
        Near(image, 38, 0.4 * 255 + 0.6 * 0.75 * 153, 0.6 * 0.75 * 153, 0.6 * (0.25 * 255 + 0.75 * 153));

        // Labels are cut with the volume; behind the cut the first slab is entered through it, the other way round the second is gone.
        var cut = new RenderSettings { WindowCenter = 50, WindowWidth = 100, Width = 60, Height = 60, Labels = palette, Clip = new ClipRegion { Box = new ClipBox(new(-40, -8, -40), new(40, 2, 40)) } };
        Near(Render(renderer, volume, cut, labels), 38, 0.4 * 255 + 0.6 * 153, 0.6 * 153, 0.6 * 153);

        void Near(RgbImage picture, int x, double red, double green, double blue)
        {
            var pixel = picture.Pixels.AsSpan(3 * (30 * 60 + x), 3);
            Assert.InRange(pixel[0] - red, -1.5, 1.5);
            Assert.InRange(pixel[1] - green, -1.5, 1.5);
            Assert.InRange(pixel[2] - blue, -1.5, 1.5);
        }
    }

    [SkippableTheory]
    [Renderers]
    public void Renderer_EqualsCpu(string id)
    {
        var renderer = TestRenderer.Get(id);
        using var volume = RenderingTestData.Smooth(new Size3D(30, 33, 28));
        using var segmentation = RenderingTestData.FromPatient(new Size3D(40, 41, 42), new Vector3D(0.8, 0.7, 0.75), TestVolumes.Oblique, at => at.Length < 9 ? 1 + (at.X > at.Z ? 4 : 0) : Math.Abs(at.X) < 2 ? 700 : 0);
        foreach (var camera in new[] { new Camera { AzimuthDegrees = 25, ElevationDegrees = 12 }, new Camera { AzimuthDegrees = -140, Projection = Projection.Perspective, TargetMm = new Vector3D(3, 4, 1) } })
        {
            var settings = new RenderSettings { Mode = RenderMode.Composite, Preset = "grey", Width = 101, Height = 80, Camera = camera };
            var expected = Render(TestRenderer.Get("cpu"), volume, settings, Labels(TestDevices.Get("cpu"), segmentation));
            RenderingTestData.Close(expected, Render(renderer, volume, settings, Labels(renderer.Device, segmentation)), Tolerances.PictureLevelsBetweenDevices, $"{renderer} {camera.Projection}");
        }
    }

    [SkippableTheory]
    [Devices]
    public void Montage_ColoursThePixelsOfTheLabel(string id)
    {
        var device = TestDevices.Get(id);
        var geometry = new VolumeGeometry(new Size3D(12, 10, 6), new Vector3D(1, 1, 2), new Vector3D(5, 6, 7), RenderingTestData.Flipped);
        using var volume = TestVolumes.From(geometry, (i, j, k) => 10 * i + j);

        // Half the voxel size, so that every voxel of the volume holds 2 x 2 x 2 labels.
        var fine = new VolumeGeometry(new Size3D(24, 20, 12), new Vector3D(0.5, 0.5, 1), geometry.VoxelToPatient(new Vector3D(-0.25, -0.25, -0.25)), geometry.Direction);
        using var segmentation = TestVolumes.From(fine, (i, j, k) => i / 2 is 3 or 4 && j / 2 == 7 && k / 2 != 5 ? 9 : 0);
        using var uploaded = volume.ToDevice(device);
        var labels = Labels(device, segmentation);
        var settings = new MontageSettings { Step = 1, Columns = 6, WindowCenter = 60, WindowWidth = 120, Labels = new LabelPalette { Opacity = 0.25, Colors = [new(9, 1, 0.5, 0)] } };
        var plain = SliceMontage.Create(uploaded, settings);
        var coloured = SliceMontage.Create(uploaded, settings, labels);
        var changed = 0;
        for (var n = 0; n < plain.Pixels.Length / 3; n++)
        {
            if (plain.Pixels.AsSpan(3 * n, 3).SequenceEqual(coloured.Pixels.AsSpan(3 * n, 3)))
                continue;
            changed++;

            // The direction is flipped along i and k: voxel i is in column 11 - i, the panels run from k = 5 to 0.
            var (x, y) = (n % plain.Width, n / plain.Width);
            Assert.True(x / 14 is >= 1 and <= 5 && x % 14 is 11 - 3 or 11 - 4 && y == 7, $"({x}, {y})");
            var grey = plain.Pixels[3 * n];
            Assert.Equal(Math.Round(0.75 * grey + 0.25 * 255), coloured.Pixels[3 * n], 1.0);
            Assert.Equal(Math.Round(0.75 * grey + 0.125 * 255), coloured.Pixels[3 * n + 1], 1.0);
            Assert.Equal(Math.Round(0.75 * grey), coloured.Pixels[3 * n + 2], 1.0);
        }

        Assert.Equal(5 * 2, changed);
    }

    [Fact]
    public void NoLabelAnywhere_ChangesNothing()
    {
        var renderer = TestRenderer.Get("cpu");
        using var volume = RenderingTestData.Smooth(new Size3D(12, 13, 14));
        using var segmentation = TestVolumes.From(volume.Geometry, (_, _, _) => 0);
        var labels = Labels(renderer.Device, segmentation);
        Assert.Empty(labels.Labels);
        var settings = new RenderSettings { Width = 30, Height = 30 };
        Assert.Equal(renderer.Render(volume, settings).Pixels, Render(renderer, volume, settings, labels).Pixels);
    }

    [Theory]
    [InlineData(-1f, "voxel (1, 0, 0) is -1")]
    [InlineData(1.5f, "voxel (1, 0, 0) is 1.5")]
    [InlineData(float.NaN, "voxel (1, 0, 0) is NaN")]
    [InlineData(float.PositiveInfinity, "voxel (1, 0, 0) is")]
    public void NotALabel_SaysWhere(float value, string expected)
    {
        using var volume = Volume.FromArray<float>([0, value, 3], new VolumeGeometry(new Size3D(3, 1, 1), Vector3D.One));
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Labels(TestDevices.Get("cpu"), volume)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TooManyLabels_SaysSo()
    {
        using var volume = Volume.FromArray<float>(Enumerable.Range(0, 257).Select(n => (float)n).ToArray(), new VolumeGeometry(new Size3D(257, 1, 1), Vector3D.One));
        Assert.Contains("more than 255 different labels", Assert.Throws<ArgumentException>(() => Labels(TestDevices.Get("cpu"), volume)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<LabelPalette, string> BadPalettes => new()
    {
        { new LabelPalette { Opacity = 1.5 }, "the opacity is 1.5" },
        { new LabelPalette { Opacity = double.NaN }, "the opacity is NaN" },
        { new LabelPalette { Colors = [new(0, 1, 1, 1)] }, "label 0 has a colour" },
        { new LabelPalette { Colors = [new(2, 1, 2, 1)] }, "label 2 has red 1, green 2" },
        { new LabelPalette { Colors = [new(2, 1, 1, 1, -1)] }, "opacity -1" },
        { new LabelPalette { Colors = [new(2, 1, 1, 1), new(2, 0, 1, 1)] }, "label 2 has two colours" },
    };

    [Theory]
    [MemberData(nameof(BadPalettes))]
    public void BadPalette_ThrowsNamingIt(LabelPalette palette, string expected)
    {
        using var volume = RenderingTestData.Smooth(new Size3D(4, 4, 4));
        using var uploaded = volume.ToDevice(TestDevices.Get("cpu"));
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => ComputeRaycaster.Render(uploaded, new RenderSettings { Labels = palette })).Message, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => SliceMontage.Create(uploaded, new MontageSettings { Labels = palette })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ColoursByValue_Differ()
    {
        var palette = new LabelPalette();
        for (var label = 1; label < 12; label++)
        {
            var (a, b) = (palette.Of(label), palette.Of(label + 1));
            Assert.True(Math.Abs(a.Red - b.Red) + Math.Abs(a.Green - b.Green) + Math.Abs(a.Blue - b.Blue) > 0.5, $"{a} {b}");
        }
    }

    private static LabelVolume Labels(ComputeDevice device, Volume segmentation)
    {
        using var uploaded = segmentation.ToDevice(device);
        return new LabelVolume(uploaded);
    }

    private static RgbImage Render(TestRenderer renderer, Volume volume, RenderSettings settings, LabelVolume labels)
    {
        using var uploaded = volume.ToDevice(renderer.Device);
        using var prepared = new RaycastVolume(uploaded);
        return renderer.Render(prepared, settings, labels);
    }
}
