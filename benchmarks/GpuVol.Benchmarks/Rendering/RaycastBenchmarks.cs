using BenchmarkDotNet.Attributes;
using GpuVol.Viewer;

namespace GpuVol.Benchmarks.Rendering;

/// <summary>
/// 512 x 512 pictures of 256³ voxels at half-voxel steps, from the front and aslant. The volume has structure everywhere, so that little can be skipped.
/// </summary>
public class RaycastBenchmarks
{
    // Opacity so low that no ray stops: every sample is classified and lit.
    private static readonly TransferFunction Faint = new("faint", [new(0, 1, 1, 1, 0.001)]);

    private ComputeDevice _device = null!;
    private DeviceVolume _volume = null!;
    private RaycastVolume _prepared = null!;

    /// <summary>Voxels along each axis.</summary>
    [Params(256)]
    public int Size { get; set; }

    /// <summary>Degrees of azimuth; elevation is half of it.</summary>
    [Params(0, 30)]
    public int Azimuth { get; set; }

    /// <summary>The device under test.</summary>
    [Params("cpu")]
    public string Device { get; set; } = "cpu";

    /// <summary>Makes the volume and its brick ranges.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open(Device);
        using var volume = Volume.Create(new VolumeGeometry(new Size3D(Size, Size, Size), Vector3D.One), ElementType.Float32);
        var half = 0.5 * Size;
        for (var k = 0; k < Size; k++)
        {
            var slice = volume.Slice<float>(k);
            for (var v = 0; v < slice.Length; v++)
            {
                var (x, y, z) = ((v % Size - half) / half, (v / Size - half) / half, (k - half) / half);
                var r = Math.Sqrt(x * x + y * y + z * z);
                slice[v] = (float)(0.5 + 0.5 * Math.Cos(12 * r) * Math.Exp(-r) + 0.05 * Math.Sin(40 * x) * Math.Sin(30 * y) * Math.Sin(20 * z));
            }
        }

        _volume = volume.ToDevice(_device);
        _prepared = new RaycastVolume(_volume);
    }

    /// <summary>Gives the memory back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _prepared.Dispose();
        _volume.Dispose();
        _device.Dispose();
    }

    /// <summary>Brick ranges: once a volume.</summary>
    [Benchmark]
    public void Prepare()
    {
        using var prepared = new RaycastVolume(_volume);
    }

    /// <summary>Maximum intensity.</summary>
    [Benchmark]
    public RgbImage Mip() => Render(new RenderSettings { Mode = RenderMode.Mip });

    /// <summary>Average intensity: no sample is skipped.</summary>
    [Benchmark]
    public RgbImage Average() => Render(new RenderSettings { Mode = RenderMode.Average });

    /// <summary>Composite with rays that stop, lit.</summary>
    [Benchmark]
    public RgbImage Composite() => Render(new RenderSettings { Mode = RenderMode.Composite, Preset = "grey" });

    /// <summary>Composite in which every sample is lit.</summary>
    [Benchmark]
    public RgbImage ShadedThroughout() => Render(new RenderSettings { Mode = RenderMode.Composite, TransferFunction = Faint });

    /// <summary>Isosurface.</summary>
    [Benchmark]
    public RgbImage Isosurface() => Render(new RenderSettings { Mode = RenderMode.Iso });

    private RgbImage Render(RenderSettings settings) => ComputeRaycaster.Render(_prepared, settings with { Camera = new Camera { AzimuthDegrees = Azimuth, ElevationDegrees = 0.5 * Azimuth } });
}
