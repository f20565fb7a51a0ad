using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Rendering;

public sealed class SliceMontageTests
{
    // Panels are centred on the patient's centre; a pixel is the finer in-plane spacing.
    private static readonly (string Name, Vector3D AtMm)[] Marks = [("left", new(13, 0, 0)), ("front", new(0, -11, 0)), ("head", new(0, 0, 14)), ("left back feet", new(8, 9, -10))];

    [SkippableTheory]
    [Devices(SlicePlane.Axial)]
    [Devices(SlicePlane.Coronal)]
    [Devices(SlicePlane.Sagittal)]
    public void Marks_LieWhereThePlaneSays(string id, SlicePlane plane)
    {
        var device = TestDevices.Get(id);
        var (right, down, normal) = plane switch
        {
            SlicePlane.Axial => (new Vector3D(1, 0, 0), new Vector3D(0, 1, 0), new Vector3D(0, 0, 1)),
            SlicePlane.Coronal => (new Vector3D(1, 0, 0), new Vector3D(0, 0, -1), new Vector3D(0, 1, 0)),
            _ => (new Vector3D(0, 1, 0), new Vector3D(0, 0, -1), new Vector3D(1, 0, 0)),
        };
        foreach (var direction in new[] { Matrix3D.Identity, RenderingTestData.Flipped, RenderingTestData.Swapped, new(new(0, 0, 1), new(-1, 0, 0), new(0, -1, 0)) })
        {
            foreach (var (name, at) in Marks)
            {
                using var volume = RenderingTestData.FromPatient(new Size3D(41, 39, 37), new Vector3D(1, 1, 1), direction, point => (point - at).Length < 2.2 ? 1000 : 0);
                using var uploaded = volume.ToDevice(device);
                var image = SliceMontage.Create(uploaded, new MontageSettings { Plane = plane, Step = 1, Columns = 1, WindowCenter = 500, WindowWidth = 1000 });
                var axes = SliceAxes.Of(volume.Geometry, plane);
                var (width, height, slices) = (volume.Geometry.Size[axes.Right], volume.Geometry.Size[axes.Down], volume.Geometry.Size[axes.Normal]);
                Assert.Equal((width, slices * (height + 2) - 2), (image.Width, image.Height));
                var (count, x, y, panel) = (0.0, 0.0, 0.0, 0.0);
                for (var row = 0; row < image.Height; row++)
                {
                    for (var column = 0; column < width; column++)
                    {
                        if (row % (height + 2) >= height || image.Red(column, row) < 200)
                            continue;
                        count++;
                        x += column;
                        y += row % (height + 2);
                        panel += row / (height + 2);
                    }
                }

                var found = (1 / count) * new Vector3D(x, y, panel);
                var expected = new Vector3D(
                    0.5 * (width - 1) + Vector3D.Dot(at, right),
                    0.5 * (height - 1) + Vector3D.Dot(at, down),
                    0.5 * (slices - 1) + Vector3D.Dot(at, normal));
                Assert.True((found - expected).Length < 0.3, $"{device} {plane} {name}, direction {direction}: at (x, y, panel) {found}, expected {expected}.");
            }
        }
    }

    [SkippableTheory]
    [Devices]
    public void AnisotropicVoxels_PanelsHaveTheAspectOfTheirMillimetres(string id)
    {
        var device = TestDevices.Get(id);
        using var volume = RenderingTestData.FromPatient(new Size3D(60, 60, 13), new Vector3D(0.8, 0.8, 4), Matrix3D.Identity, at => 1000 * Math.Clamp((16 - at.Length) / 8 + 0.5, 0, 1));
        using var uploaded = volume.ToDevice(device);
        var image = SliceMontage.Create(uploaded, new MontageSettings { Plane = SlicePlane.Coronal, Step = 60, Columns = 1, WindowCenter = 500, WindowWidth = 1000 });
        Assert.Equal((60, 65), (image.Width, image.Height));
        var across = Enumerable.Range(0, 60).Count(x => image.Red(x, 32) > 127);
        var down = Enumerable.Range(0, 65).Count(y => image.Red(29, y) > 127);
        Assert.InRange(across, 39, 41);
        Assert.InRange(down, 39, 41);
    }

    [SkippableTheory]
    [Devices]
    public void AxialPanelOfIsotropicPixels_IsTheSliceItself(string id)
    {
        var device = TestDevices.Get(id);
        var size = new Size3D(23, 17, 5);
        using var volume = TestVolumes.Random(size, 9, 0, 255);
        using var uploaded = volume.ToDevice(device);
        var image = SliceMontage.Create(uploaded, new MontageSettings { Step = 2, Columns = 2, WindowCenter = 127.5, WindowWidth = 255 });
        Assert.Equal((2 * 23 + 2, 2 * 17 + 2), (image.Width, image.Height));
        for (var panel = 0; panel < 3; panel++)
        {
            for (var j = 0; j < 17; j++)
            {
                for (var i = 0; i < 23; i++)
                {
                    var expected = Math.Round((double)volume.Slice<float>(2 * panel)[j * 23 + i]);
                    Assert.Equal(expected, image.Red(i + panel % 2 * 25, j + panel / 2 * 19));
                }
            }
        }

        Assert.Equal(64, image.Red(23, 3));
        Assert.Equal(64, image.Red(5, 18));
        Assert.Equal(0, image.Red(40, 30));
    }

    [SkippableTheory]
    [Devices]
    public void Device_EqualsCpu(string id)
    {
        var device = TestDevices.Get(id);
        var size = new Size3D(31, 29, 23);
        using var volume = RenderingTestData.Smooth(size, new VolumeGeometry(size, new Vector3D(0.7, 0.9, 2.3), default, TestVolumes.Oblique));
        using var here = volume.ToDevice(TestDevices.Get("cpu"));
        using var there = volume.ToDevice(device);
        foreach (var plane in Enum.GetValues<SlicePlane>())
        {
            var settings = new MontageSettings { Plane = plane };
            RenderingTestData.Close(SliceMontage.Create(here, settings), SliceMontage.Create(there, settings), 1, $"{device} {plane}");
        }
    }

    [SkippableTheory]
    [Devices]
    public void NothingChosen_AtMostTwentyPanelsAndNearlySquare(string id)
    {
        var device = TestDevices.Get(id);
        using var volume = RenderingTestData.Smooth(new Size3D(16, 16, 133));
        using var uploaded = volume.ToDevice(device);
        var image = SliceMontage.Create(uploaded, new MontageSettings());

        // Every 7th of 133 slices are 19: 4 x 5 or 5 x 4 panels of 16.
        Assert.Equal(20, (image.Width + 2) / 18 * ((image.Height + 2) / 18));
        Assert.InRange((double)image.Width / image.Height, 0.75, 1.35);
    }

    [SkippableTheory]
    [Devices]
    public void NoWindow_LeavesOutliersOut(string id)
    {
        var device = TestDevices.Get(id);
        using var volume = TestVolumes.From(new VolumeGeometry(new Size3D(40, 40, 10), Vector3D.One), (i, _, _) => 100 + i);
        volume.AsSpan<float>()[7] = 30000;
        volume.AsSpan<float>()[900] = float.NaN;
        using var uploaded = volume.ToDevice(device);
        var image = SliceMontage.Create(uploaded, new MontageSettings { Step = 10 });
        Assert.Equal(0, image.Red(0, 20));
        Assert.Equal(255, image.Red(39, 20));
        Assert.InRange(image.Red(20, 20), 127, 134);
    }

    [SkippableTheory]
    [Devices(1, 9, 8)]
    [Devices(9, 1, 8)]
    [Devices(9, 8, 1)]
    [Devices(1, 1, 1)]
    public void OneVoxelThick_MakesAPicture(string id, int ni, int nj, int nk)
    {
        var device = TestDevices.Get(id);
        using var volume = TestVolumes.From(new VolumeGeometry(new Size3D(ni, nj, nk), new Vector3D(1, 2, 0.5)), (i, j, k) => i + j + k);
        using var uploaded = volume.ToDevice(device);
        foreach (var plane in Enum.GetValues<SlicePlane>())
            Assert.True(SliceMontage.Create(uploaded, new MontageSettings { Plane = plane }).Width > 0);
    }

    public static TheoryData<MontageSettings, string> BadSettings => new()
    {
        { new MontageSettings { Step = -1 }, "the step is -1" },
        { new MontageSettings { Step = 9 }, "a step of 9 slices is more than the 8" },
        { new MontageSettings { Columns = -2 }, "-2 columns" },
        { new MontageSettings { Plane = (SlicePlane)5 }, "plane 5 is unknown; use one of Axial, Coronal, Sagittal" },
        { new MontageSettings { WindowCenter = 0, WindowWidth = 0 }, "the window width is 0" },
        { new MontageSettings { WindowCenter = 0 }, "a centre but no width" },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public void BadSetting_ThrowsNamingIt(MontageSettings settings, string expected)
    {
        using var volume = RenderingTestData.Smooth(new Size3D(8, 8, 8));
        using var uploaded = volume.ToDevice(TestDevices.Get("cpu"));
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => SliceMontage.Create(uploaded, settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PictureTooLarge_ThrowsWithTheRemedy()
    {
        // 4 mm against 0.0001 mm: a panel of 1 200 000 by 30 pixels, thirty of them.
        using var volume = TestVolumes.From(new VolumeGeometry(new Size3D(30, 30, 30), new Vector3D(4, 0.0001, 4)), (_, _, _) => 0);
        using var uploaded = volume.ToDevice(TestDevices.Get("cpu"));
        var exception = Assert.Throws<ArgumentException>(() => SliceMontage.Create(uploaded, new MontageSettings { Plane = SlicePlane.Axial, Step = 1 }));
        Assert.Contains("Use a larger step", exception.Message, StringComparison.Ordinal);
    }
}
