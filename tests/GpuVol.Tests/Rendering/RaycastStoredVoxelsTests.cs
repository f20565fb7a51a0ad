using GpuVol.Cpu;
using GpuVol.Tests.Devices;
using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

/// <summary>Volumes whose rays read 16-bit voxels as they are stored, against the float32 volume of the same intensities.</summary>
public sealed class RaycastStoredVoxelsTests
{
    private static readonly ElementType[] Types = [ElementType.Int16, ElementType.UInt16];

    private static readonly Size3D[] Sizes = [new(40, 37, 45), new(9, 2, 30), new(1, 12, 7), new(2, 2, 2), new(17, 9, 8)];

    // As they are; a CT's from 0 on; a PET's; one that no picture is computed in units of.
    private static readonly (double Slope, double Intercept)[] Rescales = [(1, 0), (1, -1024), (0.37, 12.5), (1e-9, 0)];

    [SkippableTheory]
    [RenderersInEveryMode]
    public void Picture_IsThatOfTheIntensities(string id, RenderMode mode)
    {
        var renderer = TestRenderer.Get(id);
        foreach (var type in Types)
        {
            foreach (var size in Sizes)
            {
                foreach (var (slope, intercept) in Rescales)
                    PictureIsThatOfTheIntensities(renderer, mode, type, size, slope, intercept);
            }
        }
    }

    private static void PictureIsThatOfTheIntensities(TestRenderer renderer, RenderMode mode, ElementType type, Size3D size, double slope, double intercept)
    {
        using var stored = Stored(size, type, new IntensityRescale([slope], [intercept]));
        using var intensities = Intensities(stored);
        var settings = Settings(mode, slope, intercept) with { Sampling = slope < 1 ? SamplePlacement.Jittered : SamplePlacement.Regular };
        var limit = (slope, intercept) is (1, 0) && !renderer.IsOpenGl ? 0 : Tolerances.PictureLevelsBetweenDevices;
        var picture = renderer.Render(stored, settings);
        RenderingTestData.Close(renderer.Render(intensities, settings), picture, limit, $"{renderer} {mode} {type} {size} {slope} {intercept}");
        Assert.True(picture.Pixels.Max() > 40, "The picture is black.");
    }

    [SkippableTheory]
    [Renderers(RenderMode.Mip)]
    [Renderers(RenderMode.MinIp)]
    [Renderers(RenderMode.Average)]
    public void ProjectedIntensities_AreThoseOfTheIntensities(string id, RenderMode mode)
    {
        var renderer = TestRenderer.Get(id);
        using var stored = Stored(new Size3D(30, 29, 31), ElementType.UInt16, new IntensityRescale([0.37], [-500]));
        using var intensities = Intensities(stored);
        var settings = Settings(mode, 0.37, -500);
        var expected = Array.ConvertAll(renderer.Project(intensities, settings), v => (double)v);
        RenderingTestData.Close(expected, renderer.Project(stored, settings), settings.Width, 65536 * 0.37 * Tolerances.PacketOfRange, $"{renderer} {mode}");
    }

    [Theory]
    [InlineData(RenderMode.Mip)]
    [InlineData(RenderMode.MinIp)]
    [InlineData(RenderMode.Average)]
    [InlineData(RenderMode.Composite)]
    [InlineData(RenderMode.Iso)]
    public void VectorCode_EqualsPlainKernel(RenderMode mode)
    {
        using var plain = new CpuDevice(useOverrides: false);
        foreach (var size in Sizes)
        {
            foreach (var type in Types)
            {
                using var stored = Stored(size, type, IntensityRescale.Identity);
                var settings = Settings(mode, 1, 0);
                RenderingTestData.Close(RenderingTestData.Render(plain, stored, settings), RenderingTestData.Render(TestDevices.Get("cpu"), stored, settings), 0, $"{mode} {type} {size}");
            }
        }
    }

    [SkippableTheory]
    [Devices(ElementType.Int16)]
    [Devices(ElementType.UInt16)]
    public void RangesAndPercentiles_AreThoseOfTheIntensities(string id, ElementType type)
    {
        var device = TestDevices.Get(id);
        foreach (var size in Sizes)
        {
            using var stored = Stored(size, type, new IntensityRescale([0.37], [-500]));
            using var intensities = Intensities(stored);
            using var uploaded = stored.ToDevice(device);
            using var other = intensities.ToDevice(device);
            using var prepared = new RaycastVolume(uploaded);
            using var expected = new RaycastVolume(other);
            Assert.Equal(expected.BrickLow, prepared.BrickLow);
            Assert.Equal(expected.BrickHigh, prepared.BrickHigh);
            Assert.Equal((expected.Minimum, expected.Maximum), (prepared.Minimum, prepared.Maximum));
            Assert.Equal(expected.RobustRange, prepared.RobustRange);
        }
    }

    [SkippableTheory]
    [Devices]
    public void OneRescaleForAllSlices_NeedsNoOtherVolume(string id)
    {
        var device = TestDevices.Get(id);
        var size = new Size3D(11, 10, 2);
        Assert.Equal(2, BuffersOf(new IntensityRescale([0.37], [-500])));
        Assert.Equal(3, BuffersOf(new IntensityRescale([0.37, 0.4], [-500, -500])));
        Assert.Equal(3, BuffersOf(new IntensityRescale([-1], [0])));

        long BuffersOf(IntensityRescale rescale)
        {
            using var stored = Stored(size, ElementType.Int16, rescale);
            using var uploaded = stored.ToDevice(device);
            var before = device.BuffersInUse;
            using var prepared = new RaycastVolume(uploaded);
            return device.BuffersInUse - before;
        }
    }

    // Smooth, with noise, over most of what the type holds, its ends included.
    private static Volume Stored(Size3D size, ElementType type, IntensityRescale rescale)
    {
        var geometry = new VolumeGeometry(size, new Vector3D(1, 1.3, 0.8), new Vector3D(-3, 4, 5), TestVolumes.Oblique);
        using var smooth = RenderingTestData.Smooth(size, geometry);
        var voxels = smooth.AsSpan<float>().ToArray();
        var random = new Random(8);
        if (type == ElementType.Int16)
        {
            var values = Array.ConvertAll(voxels, v => (short)(20 * v + 2000 * random.NextSingle() - 8000));
            (values[0], values[^1]) = (short.MinValue, short.MaxValue);
            return Volume.FromArray<short>(values, geometry, rescale);
        }
        else
        {
            var values = Array.ConvertAll(voxels, v => (ushort)(40 * v + 4000 * random.NextSingle() + 10000));
            (values[0], values[^1]) = (ushort.MinValue, ushort.MaxValue);
            return Volume.FromArray<ushort>(values, geometry, rescale);
        }
    }

    private static Volume Intensities(Volume stored)
    {
        using var uploaded = stored.ToDevice(TestDevices.Get("cpu"));
        using var intensities = IntensityTransforms.ToFloat32(uploaded);
        return intensities.ToHost();
    }

    // Window, table and level where the voxels of both types are.
    private static RenderSettings Settings(RenderMode mode, double slope, double intercept)
    {
        TransferPoint At(double voxel, double red, double green, double blue, double opacity) => new(slope * voxel + intercept, red, green, blue, opacity);
        return new RenderSettings
        {
            Mode = mode,
            Width = 61,
            Height = 47,
            WindowCenter = slope * 15000 + intercept,
            WindowWidth = slope * 50000,
            IsoLevel = slope * 12000 + intercept,
            TransferFunction = new TransferFunction("test", [At(2000, 0.8, 0.3, 0.1, 0), At(12000, 0.2, 0.9, 0.4, 0.1), At(30000, 0.9, 0.8, 1, 0.5)]) { HalfLightGradient = 400 * slope },
            Camera = new Camera { AzimuthDegrees = 31, ElevationDegrees = 17, Projection = Projection.Perspective, Zoom = 1.3 },
        };
    }
}
