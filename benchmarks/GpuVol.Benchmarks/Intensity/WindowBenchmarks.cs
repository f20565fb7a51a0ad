using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Intensity;

/// <summary>int16 512 x 512 x 200 (a chest CT) to float32, on the device; results come from the pool.</summary>
public class WindowBenchmarks
{
    private const double Voxels = 512.0 * 512 * 200;

    private ComputeDevice _device = null!;
    private Volume _volume = null!;
    private DeviceVolume _source = null!;
    private MemoryFloor _floor = null!;

    /// <summary>Which device.</summary>
    [Params("cpu", "opencl")]
    public string Device { get; set; } = "cpu";

    /// <summary>Makes the volume and checks results once against the formulas in float64.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open(Device);
        var geometry = new VolumeGeometry(new Size3D(512, 512, 200), new Vector3D(0.7, 0.7, 1.5));
        _volume = Volume.Create(geometry, ElementType.Int16, new IntensityRescale([1], [-1024]));
        var random = new Random(1);
        foreach (ref var voxel in _volume.AsSpan<short>())
            voxel = (short)random.Next(0, 3000);
        _source = _volume.ToDevice(_device);
        _floor = new MemoryFloor(_volume.LengthBytes, geometry.Size.Voxels);

        using var windowed = IntensityTransforms.Window(_source, 40, 400);
        using var rescaled = IntensityTransforms.ToFloat32(_source);
        using var window = windowed.ToHost();
        using var rescale = rescaled.ToHost();
        for (var v = 0; v < geometry.Size.Voxels; v += 9973)
        {
            var hu = _volume.AsSpan<short>()[v] - 1024.0;
            var expected = Math.Clamp(((hu - 39.5) / 399 + 0.5) * 255, 0, 255);
            if (!(Math.Abs(window.AsSpan<float>()[v] - expected) <= 1e-4) || rescale.AsSpan<float>()[v] != hu)
                throw new InvalidOperationException($"{Device}: voxel {v}: window {window.AsSpan<float>()[v]}, expected {expected}; HU {rescale.AsSpan<float>()[v]}, expected {hu}.");
        }
    }

    /// <summary>Gives all back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _floor.Dispose();
        _source.Dispose();
        _volume.Dispose();
        _device.Dispose();
    }

    /// <summary>The floor: the same bytes, nothing computed.</summary>
    [Benchmark(Baseline = true)]
    [Work(Voxels, Voxels * 6)]
    public void ConvertCopyFloor() => _floor.ConvertInt16();

    /// <summary>HU and window fused.</summary>
    [Benchmark]
    [Work(Voxels, Voxels * 6)]
    public void Window()
    {
        using var result = IntensityTransforms.Window(_source, 40, 400);
        _device.Synchronize();
    }

    /// <summary>HU alone.</summary>
    [Benchmark]
    [Work(Voxels, Voxels * 6)]
    public void ToFloat32()
    {
        using var result = IntensityTransforms.ToFloat32(_source);
        _device.Synchronize();
    }

    /// <summary>A mask of the stored volume.</summary>
    [Benchmark]
    [Work(Voxels, Voxels * 3)]
    public void ThresholdMask()
    {
        using var result = IntensityTransforms.ThresholdMask(_source, -500);
        _device.Synchronize();
    }
}
