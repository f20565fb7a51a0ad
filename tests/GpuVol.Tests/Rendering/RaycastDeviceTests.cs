using GpuVol.Cpu;
using GpuVol.Kernels;
using GpuVol.Tests.Devices;
using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

/// <summary>One picture, whatever draws it.</summary>
public sealed class RaycastDeviceTests
{
    public static readonly TheoryData<RenderMode, double, double, Projection, int, int> Pictures = new()
    {
        { RenderMode.Mip, 0, 0, Projection.Orthographic, 64, 64 },
        { RenderMode.Mip, 31, 17, Projection.Perspective, 61, 47 },
        { RenderMode.MinIp, -70, 40, Projection.Orthographic, 33, 90 },
        { RenderMode.Average, 31, 17, Projection.Orthographic, 61, 47 },
        { RenderMode.Composite, 0, 90, Projection.Orthographic, 64, 64 },
        { RenderMode.Composite, 31, 17, Projection.Perspective, 61, 47 },
        { RenderMode.Composite, -111, -33, Projection.Orthographic, 1, 1 },
        { RenderMode.Composite, 11, -33, Projection.Perspective, 301, 139 },
        { RenderMode.Mip, 0, 0, Projection.Orthographic, 130, 66 },
        { RenderMode.Iso, 31, 17, Projection.Orthographic, 61, 47 },
    };

    // Cuts through the volumes below, which lie about (0, 0, 0) and beside.
    private static readonly ClipRegion Corner = new() { Box = new ClipBox(new(-20, -30, -25), new(30, 25, 60)), Planes = [new(new(0.4, -1, 0.2), -25), new(new(-1, 0, 0.1), -40)] };

    [SkippableTheory]
    [MemberData(nameof(Pictures))]
    public void VectorCode_EqualsPlainKernel(RenderMode mode, double azimuth, double elevation, Projection projection, int width, int height)
    {
        foreach (var (clip, sampling) in new[] { (null, SamplePlacement.Regular), (Corner, SamplePlacement.Jittered) })
            VectorCodeEqualsPlainKernel(Settings(mode, azimuth, elevation, projection, width, height) with { Clip = clip, Sampling = sampling });
    }

    private static void VectorCodeEqualsPlainKernel(RenderSettings settings)
    {
        var mode = settings.Mode;
        using var plain = new CpuDevice(useOverrides: false);
        foreach (var size in new[] { new Size3D(40, 37, 45), new Size3D(2, 2, 2), new Size3D(9, 2, 30), new Size3D(1, 12, 7), new Size3D(3, 4, 5), new Size3D(4, 4, 4) })
        {
            using var volume = Textured(size);
            RenderingTestData.Close(RenderingTestData.Render(plain, volume, settings), RenderingTestData.Render(TestDevices.Get("cpu"), volume, settings), 0, $"{mode} {size}");
            if (mode is RenderMode.Composite or RenderMode.Iso)
                continue;
            var expected = Array.ConvertAll(RenderingTestData.Project(plain, volume, settings), v => (double)v);
            RenderingTestData.Close(expected, RenderingTestData.Project(TestDevices.Get("cpu"), volume, settings), settings.Width, 1400 * Tolerances.PacketOfRange, $"{mode} {size}");
        }
    }

    [Fact]
    public void VectorBrickRanges_EqualPlainKernelAndBruteForce()
    {
        using var plain = new CpuDevice(useOverrides: false);
        foreach (var size in new[] { new Size3D(40, 37, 45), new Size3D(9, 8, 17), new Size3D(8, 9, 1), new Size3D(1, 30, 2), new Size3D(33, 1, 9) })
        {
            using var volume = Textured(size);
            var voxels = volume.AsSpan<float>();
            for (var n = 3; n < voxels.Length; n += 37)
                voxels[n] = n % 2 == 0 ? float.NaN : float.NegativeInfinity;
            var (minimum, maximum, notFinite) = Ranges(plain, volume);
            var (vectorMinimum, vectorMaximum, vectorNotFinite) = Ranges(TestDevices.Get("cpu"), volume);
            Assert.Equal(minimum, vectorMinimum);
            Assert.Equal(maximum, vectorMaximum);
            Assert.Equal(notFinite, vectorNotFinite);
            var brick = 0;
            for (var k = 0; k < Math.Max(size.K - 1, 1); k += 8)
            {
                for (var j = 0; j < Math.Max(size.J - 1, 1); j += 8)
                {
                    for (var i = 0; i < Math.Max(size.I - 1, 1); i += 8, brick++)
                    {
                        var (low, high, bad) = (float.MaxValue, float.MinValue, 0);
                        for (var n = 0; n < 729; n++)
                        {
                            var (x, y, z) = (i + n % 9, j + n / 9 % 9, k + n / 81);
                            if (x >= size.I || y >= size.J || z >= size.K)
                                continue;
                            var voxel = voxels[(z * size.J + y) * size.I + x];
                            if (float.IsFinite(voxel))
                                (low, high) = (Math.Min(low, voxel), Math.Max(high, voxel));
                            else
                                bad++;
                        }

                        Assert.Equal((low, high, bad), (minimum[brick], maximum[brick], notFinite[brick]));
                    }
                }
            }

            Assert.Equal(minimum.Length, brick);
        }

        static (float[] Minimum, float[] Maximum, int[] NotFinite) Ranges(ComputeDevice device, Volume volume)
        {
            var size = volume.Geometry.Size;
            var bricks = new Index3D((Math.Max(size.I - 1, 1) + 7) / 8, (Math.Max(size.J - 1, 1) + 7) / 8, (Math.Max(size.K - 1, 1) + 7) / 8);
            var count = bricks.X * bricks.Y * bricks.Z;
            using var uploaded = volume.ToDevice(device);
            using var minimum = device.Allocate<float>(count);
            using var maximum = device.Allocate<float>(count);
            using var notFinite = device.Allocate<int>(count);
            BrickKernels.Launch.Range(device, bricks, minimum.View, maximum.View, notFinite.View, uploaded.Buffer<float>().View, bricks.X, bricks.Y, size.I, size.J, size.K);
            return (minimum.ToArray(), maximum.ToArray(), notFinite.ToArray());
        }
    }

    [SkippableTheory]
    [RenderersInEveryMode]
    public void Device_EqualsCpu(string id, RenderMode mode)
    {
        var renderer = TestRenderer.Get(id);
        using var volume = Textured(new Size3D(50, 41, 33));
        foreach (var (azimuth, elevation, projection) in new[] { (0.0, 0.0, Projection.Orthographic), (24, 13, Projection.Orthographic), (-140, -50, Projection.Perspective) })
        {
            var settings = Settings(mode, azimuth, elevation, projection, 120, 90);
            var limit = mode is RenderMode.Composite or RenderMode.Iso ? Tolerances.PictureLevelsBetweenDevices : Tolerances.ProjectionLevelsBetweenDevices;
            RenderingTestData.Close(RenderingTestData.Render(TestDevices.Get("cpu"), volume, settings), renderer.Render(volume, settings), limit, $"{renderer} {mode} {azimuth}");
        }
    }

    [SkippableTheory]
    [RenderersInEveryMode]
    public void Rerun_SameBytes(string id, RenderMode mode)
    {
        var renderer = TestRenderer.Get(id);
        using var volume = Textured(new Size3D(50, 41, 33));
        var settings = Settings(mode, 24, 13, Projection.Perspective, 120, 90);
        var first = renderer.Render(volume, settings);
        for (var n = 0; n < 3; n++)
            Assert.Equal(first.Pixels, renderer.Render(volume, settings).Pixels);
    }

    [Fact]
    public void AnyNumberOfThreads_SameBytes()
    {
        using var volume = Textured(new Size3D(50, 41, 33));
        var settings = Settings(RenderMode.Composite, 24, 13, Projection.Perspective, 121, 93);
        using var one = new CpuDevice(threads: 1);
        using var five = new CpuDevice(threads: 5);
        Assert.Equal(RenderingTestData.Render(one, volume, settings).Pixels, RenderingTestData.Render(five, volume, settings).Pixels);
    }

    [SkippableTheory]
    [Devices]
    public void Pictures_LeaveNoBufferBehind(string id)
    {
        TestDevices.Get(id);
        using var device = ComputeDevices.Open(id);
        using var volume = Textured(new Size3D(20, 21, 13));
        volume.AsSpan<float>()[100] = float.NaN;
        using (var uploaded = volume.ToDevice(device))
        {
            foreach (var mode in Enum.GetValues<RenderMode>())
                ComputeRaycaster.Render(uploaded, new RenderSettings { Mode = mode, Width = 20, Height = 20 });
            Assert.Throws<ArgumentException>(() => ComputeRaycaster.Render(uploaded, new RenderSettings { Mode = RenderMode.Iso, IsoLevel = 1e9 }));
            SliceMontage.Create(uploaded, new MontageSettings());
            Assert.Equal(1, device.BuffersInUse);
        }

        Assert.Equal(0, device.BuffersInUse);
    }

    [SkippableTheory]
    [Devices]
    public void SeveralPicturesOfOnePreparedVolume_EqualSinglePictures(string id)
    {
        var device = TestDevices.Get(id);
        using var volume = Textured(new Size3D(30, 31, 23));
        using var uploaded = volume.ToDevice(device);
        using var prepared = new RaycastVolume(uploaded);
        foreach (var mode in Enum.GetValues<RenderMode>())
        {
            var settings = Settings(mode, 10, 5, Projection.Orthographic, 50, 40);
            Assert.Equal(ComputeRaycaster.Render(uploaded, settings).Pixels, ComputeRaycaster.Render(prepared, settings).Pixels);
        }
    }

    private static Volume Textured(Size3D size)
    {
        var volume = RenderingTestData.Smooth(size, new VolumeGeometry(size, new Vector3D(1, 1.3, 0.8), new Vector3D(-3, 4, 5), TestVolumes.Oblique));
        var random = new Random(8);
        foreach (ref var voxel in volume.AsSpan<float>())
            voxel += 30 * random.NextSingle();
        return volume;
    }

    private static RenderSettings Settings(RenderMode mode, double azimuth, double elevation, Projection projection, int width, int height) => new()
    {
        Mode = mode,
        Width = width,
        Height = height,
        TransferFunction = new TransferFunction("test", [new(500, 0.8, 0.3, 0.1, 0), new(700, 0.2, 0.9, 0.4, 0.1), new(1000, 0.9, 0.8, 1, 0.5)]) { HalfLightGradient = 20 },
        Camera = new Camera { AzimuthDegrees = azimuth, ElevationDegrees = elevation, Projection = projection, Zoom = 1.3 },
    };
}
