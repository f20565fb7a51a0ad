using GpuVol.Tests.Devices;
using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

/// <summary>Unusual volumes, and settings that are refused.</summary>
public sealed class RaycastInputTests
{
    [SkippableTheory]
    [Renderers(1, 30, 20)]
    [Renderers(30, 1, 20)]
    [Renderers(30, 20, 1)]
    [Renderers(1, 1, 1)]
    [Renderers(2, 1, 1)]
    public void OneVoxelThick_ShowsItsIntensities(string id, int ni, int nj, int nk)
    {
        var renderer = TestRenderer.Get(id);
        var size = new Size3D(ni, nj, nk);
        using var volume = TestVolumes.From(new VolumeGeometry(size, new Vector3D(1, 1.5, 2)), (i, j, k) => 100 + i + j + k);
        using var uploaded = volume.ToDevice(renderer.Device);
        using var prepared = new RaycastVolume(uploaded);
        foreach (var mode in Enum.GetValues<RenderMode>())
        {
            var settings = new RenderSettings { Mode = mode, Width = 40, Height = 40, Camera = new Camera { AzimuthDegrees = 40, ElevationDegrees = 30 } };
            if (mode is RenderMode.Composite or RenderMode.Iso)
            {
                var function = new TransferFunction("opaque", [new(0, 1, 1, 1, 1)]);
                var image = renderer.Render(prepared, settings with { TransferFunction = function, IsoLevel = 100 });
                Assert.InRange(image.Red(20, 20), 40, 255);
                continue;
            }

            var seen = renderer.Project(prepared, settings)[20 * 40 + 20];
            Assert.InRange(seen, 100, 97 + ni + nj + nk + 1e-3);
        }
    }

    [Theory]
    [InlineData(0, 4, 5)]
    [InlineData(4, 0, 5)]
    [InlineData(4, 5, 0)]
    [InlineData(4, 5, -1)]
    public void NoVoxels_IsRefusedBeforeThereIsAVolume(int ni, int nj, int nk)
    {
        var size = new Size3D(ni, nj, nk);
        var thrown = Assert.Throws<ArgumentException>(() => Volume.FromArray<float>(Array.Empty<float>(), new VolumeGeometry(size, Vector3D.One)));
        Assert.Contains(size.ToString(), thrown.Message, StringComparison.Ordinal);
        Assert.Contains("below 1", thrown.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [Renderers]
    public void NotFiniteVoxels_AreTheMinimumAndTheMaximum(string id)
    {
        var renderer = TestRenderer.Get(id);
        var size = new Size3D(18, 20, 22);
        using var expected = RenderingTestData.Smooth(size);
        var (low, high) = (float.MaxValue, float.MinValue);
        foreach (var voxel in expected.AsSpan<float>())
            (low, high) = (Math.Min(low, voxel), Math.Max(high, voxel));
        using var broken = Volume.FromArray<float>(expected.AsSpan<float>(), expected.Geometry);
        var random = new Random(5);
        for (var n = 0; n < 300; n++)
        {
            var at = random.Next(expected.AsSpan<float>().Length);
            (expected.AsSpan<float>()[at], broken.AsSpan<float>()[at]) = (n % 3) switch
            {
                0 => (low, float.NaN),
                1 => (low, float.NegativeInfinity),
                _ => (high, float.PositiveInfinity),
            };
        }

        foreach (var mode in Enum.GetValues<RenderMode>())
        {
            var settings = new RenderSettings { Mode = mode, Preset = "grey", Width = 50, Height = 50, WindowCenter = 500, WindowWidth = 1500, IsoLevel = 600, Camera = new Camera { AzimuthDegrees = 20 } };
            RenderingTestData.Close(renderer.Render(expected, settings), renderer.Render(broken, settings), mode == RenderMode.Composite ? 30 : 0, $"{renderer} {mode}");
        }

        Assert.True(float.IsNaN(broken.AsSpan<float>().ToArray().First(float.IsNaN)), "The volume itself must stay as it is.");
    }

    [SkippableTheory]
    [Renderers(5f)]
    [Renderers(0f)]
    [Renderers(float.NaN)]
    [Renderers(float.PositiveInfinity)]
    public void ConstantVolume_MakesAPicture(string id, float value)
    {
        var renderer = TestRenderer.Get(id);
        using var volume = TestVolumes.From(new VolumeGeometry(new Size3D(9, 10, 11), Vector3D.One), (_, _, _) => value);
        foreach (var mode in Enum.GetValues<RenderMode>())
        {
            var image = renderer.Render(volume, new RenderSettings { Mode = mode, Width = 30, Height = 30 });
            if (mode is RenderMode.Mip or RenderMode.MinIp or RenderMode.Average)
                Assert.All(image.Pixels, level => Assert.Equal(0, level));
        }

        Assert.All(
            renderer.Project(volume, new RenderSettings { Width = 30, Height = 30 }),
            seen => Assert.True(float.IsNaN(seen) || seen == (float.IsFinite(value) ? value : 0)));
    }

    [SkippableTheory]
    [Renderers]
    public void StoredIntegersWithRescale_EqualTheirIntensities(string id)
    {
        var renderer = TestRenderer.Get(id);
        var geometry = new VolumeGeometry(new Size3D(12, 14, 16), new Vector3D(1, 1, 2));
        var random = new Random(6);
        var stored = Enumerable.Range(0, (int)geometry.Size.Voxels).Select(_ => (short)random.Next(0, 2000)).ToArray();
        using var integers = Volume.FromArray<short>(stored, geometry, new IntensityRescale([2.0], [-1000.0]));
        using var intensities = Volume.FromArray<float>(Array.ConvertAll(stored, s => 2f * s - 1000), geometry);
        foreach (var mode in Enum.GetValues<RenderMode>())
        {
            var settings = new RenderSettings { Mode = mode, Preset = "ct-bone", Width = 40, Height = 40 };
            Assert.Equal(renderer.Render(intensities, settings).Pixels, renderer.Render(integers, settings).Pixels);
        }

        using var first = integers.ToDevice(renderer.Device);
        using var second = intensities.ToDevice(renderer.Device);
        Assert.Equal(SliceMontage.Create(second, new MontageSettings()).Pixels, SliceMontage.Create(first, new MontageSettings()).Pixels);
    }

    [Theory]
    [InlineData("CT", 0f, 1f, "ct-bone")]
    [InlineData("MR", 0f, 1f, "mr")]
    [InlineData(null, -1000f, 1500f, "ct-bone")]
    [InlineData(null, 0f, 1500f, "grey")]
    [InlineData("PT", -1000f, 1500f, "grey")]
    public void NoPreset_ChoosesByModalityAndRange(string? modality, float low, float high, string expected)
    {
        using var volume = Volume.FromArray<float>([low, high], new VolumeGeometry(new Size3D(2, 1, 1), Vector3D.One));
        using var described = new Volume(volume.Geometry, ElementType.Float32, volume.Memory.AddReference()) { Metadata = new VolumeMetadata { Modality = modality } };
        using var uploaded = described.ToDevice(TestDevices.Get("cpu"));
        using var prepared = new RaycastVolume(uploaded);
        Assert.Equal(expected, ComputeRaycaster.ChooseTransferFunction(prepared, new RenderSettings()).Name);
        Assert.Equal("ct-lung", ComputeRaycaster.ChooseTransferFunction(prepared, new RenderSettings { Preset = "ct-lung" }).Name);
    }

    public static TheoryData<RenderSettings, string> BadSettings => new()
    {
        { new RenderSettings { Width = 0 }, "the picture is 0x512; each side must be 1 to 16384" },
        { new RenderSettings { Height = 16385 }, "512x16385" },
        { new RenderSettings { Camera = new Camera { AzimuthDegrees = double.NaN } }, "the azimuth is NaN" },
        { new RenderSettings { Camera = new Camera { ElevationDegrees = double.PositiveInfinity } }, "the elevation is" },
        { new RenderSettings { Camera = new Camera { Zoom = 0 } }, "the zoom is 0" },
        { new RenderSettings { Camera = new Camera { Zoom = double.NaN } }, "the zoom is NaN" },
        { new RenderSettings { Camera = new Camera { Projection = (Projection)7 } }, "projection 7 is unknown" },
        { new RenderSettings { Mode = (RenderMode)9 }, "mode 9 is unknown; use one of Mip, MinIp, Average, Composite, Iso" },
        { new RenderSettings { WindowCenter = 40, WindowWidth = 0 }, "the window width is 0" },
        { new RenderSettings { WindowCenter = 40, WindowWidth = -5 }, "the window width is -5" },
        { new RenderSettings { Camera = new Camera { TargetMm = new Vector3D(0, double.NaN, 0) } }, "the target is (0, NaN, 0) mm" },
        { new RenderSettings { Camera = new Camera { TargetMm = new Vector3D(90, 0, 0), Projection = Projection.Perspective } }, "Choose a nearer target" },
        { new RenderSettings { WindowCenter = double.NaN, WindowWidth = 5 }, "the window centre is NaN" },
        { new RenderSettings { WindowCenter = 40 }, "a centre but no width" },
        { new RenderSettings { WindowWidth = 40 }, "a width but no centre" },
        { new RenderSettings { StepMm = 0 }, "the step is 0 mm" },
        { new RenderSettings { StepMm = double.NaN }, "the step is NaN mm" },
        { new RenderSettings { StepMm = 1e-9 }, "Use a larger step" },
        { new RenderSettings { Sampling = (SamplePlacement)5 }, "sampling 5 is unknown; use one of Regular, Jittered" },
        { new RenderSettings { Clip = new ClipRegion { Box = new ClipBox(new(0, 0, 4), new(1, 1, 4)) } }, "the clip box runs from 4 to 4 mm along z" },
        { new RenderSettings { Clip = new ClipRegion { Box = new ClipBox(new(double.NaN, 0, 4), new(1, 1, 5)) } }, "the clip box runs from NaN to 1 mm along x" },
        { new RenderSettings { Clip = new ClipRegion { Planes = [new(new(0, 0, 1), 0), new(new(0, 0, 0), 3)] } }, "clip plane 1 has the normal (0, 0, 0)" },
        { new RenderSettings { Clip = new ClipRegion { Planes = [new(new(0, 0, 1), double.NegativeInfinity)] } }, "clip plane 0 has" },
        { new RenderSettings { Clip = new ClipRegion { Planes = [.. Enumerable.Repeat(new ClipPlane(new(0, 0, 1), 0), 17)] } }, "17 clip planes (a box is six); at most 16" },
        { new RenderSettings { IsoLevel = double.NaN }, "the iso level is NaN" },
        { new RenderSettings { Preset = "ct-bones", Mode = RenderMode.Composite }, "no preset is called 'ct-bones'. Available: ct-bone, ct-soft, ct-lung, mr, grey." },
        { new RenderSettings { Mode = RenderMode.Composite, TransferFunction = new TransferFunction("x", [new(0, 1, 1, 1, 1)]) { Ambient = -1 } }, "ambient is -1" },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public void BadSetting_ThrowsNamingIt(RenderSettings settings, string expected)
    {
        using var volume = RenderingTestData.Smooth(new Size3D(4, 4, 4));
        using var uploaded = volume.ToDevice(TestDevices.Get("cpu"));
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => ComputeRaycaster.Render(uploaded, settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProjectionOfAComposite_Throws()
    {
        using var volume = RenderingTestData.Smooth(new Size3D(4, 4, 4));
        var device = TestDevices.Get("cpu");
        Assert.Throws<ArgumentException>(() => RenderingTestData.Project(device, volume, new RenderSettings { Mode = RenderMode.Composite }));
    }
}
