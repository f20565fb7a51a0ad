using GpuVol.Tests.Devices;
using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

/// <summary>What only OpenGL has: textures with limits, objects to give back, a context that belongs to a thread.</summary>
public sealed class OpenGlRaycasterTests
{
    // Axes of 70 and 61 voxels in textures of at most 40 to 64 texels lie in two or three pieces along another axis.
    [SkippableTheory]
    [InlineData(70, 12, 9, 40, 0)]
    [InlineData(9, 70, 12, 64, 1)]
    [InlineData(12, 9, 70, 40, 2)]
    [InlineData(41, 9, 10, 40, 0)]
    [InlineData(40, 9, 10, 40, -1)]
    [InlineData(79, 9, 10, 40, 0)]
    public void FoldedAxis_SamePicture(int ni, int nj, int nk, int largestAxis, int foldedAxis)
    {
        TestRenderer.Get("gl");
        var size = new Size3D(ni, nj, nk);
        var layout = FoldedLayout.Create(size, largestAxis);
        for (var axis = 0; axis < 3; axis++)
            Assert.Equal(axis == foldedAxis, layout.LastPiece[axis] > 0);
        using var volume = RenderingTestData.Smooth(size);
        using var uploaded = volume.ToDevice(TestDevices.Get("cpu"));
        using var prepared = new RaycastVolume(uploaded);
        using var whole = new OpenGlRaycaster();
        using var folded = new OpenGlRaycaster(largestAxis);
        foreach (var mode in Enum.GetValues<RenderMode>())
        {
            var settings = new RenderSettings { Mode = mode, Preset = mode == RenderMode.Composite ? "grey" : null, Width = 90, Height = 70, Camera = new Camera { AzimuthDegrees = 31, ElevationDegrees = 17 } };
            var expected = whole.Render(prepared, settings);
            Assert.True(expected.Pixels.Count(level => level > 20) > 300, $"{mode}: the picture is empty.");
            RenderingTestData.Close(expected, folded.Render(prepared, settings), Tolerances.PictureLevelsBetweenDevices, $"{size} in {largestAxis}, {mode}");
        }
    }

    [Theory]
    [InlineData(100, 100, 100, 40)]
    [InlineData(300, 30, 30, 40)]
    public void VolumeThatFitsNoTexture_SaysSo(int ni, int nj, int nk, int largestAxis)
    {
        var exception = Assert.Throws<OpenGlException>(() => FoldedLayout.Create(new Size3D(ni, nj, nk), largestAxis));
        Assert.Contains($"{ni}x{nj}x{nk} voxels does not fit", exception.Message);
    }

    [SkippableFact]
    public void Disposed_LeavesNoObject()
    {
        TestRenderer.Get("gl");
        using var volume = RenderingTestData.Smooth(new Size3D(20, 21, 22));
        using var uploaded = volume.ToDevice(TestDevices.Get("cpu"));
        using var prepared = new RaycastVolume(uploaded);
        using var again = new RaycastVolume(uploaded);
        using var segmentation = TestVolumes.From(volume.Geometry, (i, j, k) => i > 9 ? j % 3 : 0);
        using var segmented = segmentation.ToDevice(uploaded.Device);
        var raycaster = new OpenGlRaycaster();
        var opened = raycaster.LiveObjects;
        foreach (var mode in Enum.GetValues<RenderMode>())
        {
            raycaster.Render(prepared, new RenderSettings { Mode = mode, Width = 20, Height = 20 });
            raycaster.Render(again, new RenderSettings { Mode = mode, Width = 30, Height = 20 });
            Assert.Throws<ArgumentException>(() => raycaster.Render(prepared, new RenderSettings { Mode = RenderMode.Iso, IsoLevel = 1e9 }));
        }

        // Four textures of the volume and a program for MIP and MinIP, average, composite, isosurface.
        Assert.Equal(opened + 8, raycaster.LiveObjects);

        // Two textures of labels, and a program for them.
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var labels = new LabelVolume(segmented);
            raycaster.Render(prepared, new RenderSettings { Width = 20, Height = 20 }, labels);
            raycaster.Render(prepared, new RenderSettings { Width = 20, Height = 20 }, labels);
            Assert.Equal(opened + 11, raycaster.LiveObjects);
        }

        raycaster.Dispose();
        Assert.Equal(0, raycaster.LiveObjects);
        raycaster.Dispose();
        Assert.Throws<ObjectDisposedException>(() => raycaster.Render(prepared, new RenderSettings()));
    }

    [SkippableFact]
    public void ManyThreads_SameBytes()
    {
        TestRenderer.Get("gl");
        using var volume = RenderingTestData.Smooth(new Size3D(40, 30, 35));
        using var uploaded = volume.ToDevice(TestDevices.Get("cpu"));
        using var prepared = new RaycastVolume(uploaded);
        using var raycaster = new OpenGlRaycaster();
        var settings = new RenderSettings { Mode = RenderMode.Composite, Preset = "grey", Width = 64, Height = 48 };
        var expected = raycaster.Render(prepared, settings);
        Parallel.For(0, 12, _ => Assert.Equal(expected.Pixels, raycaster.Render(prepared, settings).Pixels));
    }

    [SkippableFact]
    public void TwoRaycasters_DoNotDisturbEachOther()
    {
        TestRenderer.Get("gl");
        using var volume = RenderingTestData.Smooth(new Size3D(40, 30, 35));
        using var uploaded = volume.ToDevice(TestDevices.Get("cpu"));
        using var prepared = new RaycastVolume(uploaded);
        using var first = new OpenGlRaycaster();
        var settings = new RenderSettings { Width = 64, Height = 48 };
        var expected = first.Render(prepared, settings);
        using (var second = new OpenGlRaycaster())
            Assert.Equal(expected.Pixels, second.Render(prepared, settings).Pixels);
        Assert.Equal(expected.Pixels, first.Render(prepared, settings).Pixels);
    }
}
