using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Resampling;

/// <summary>B-spline zoom of a float32 volume of 256³, prefilter included; results come from the pool.</summary>
public class SplineBenchmarks
{
    private const int Size = 256;
    private const double Up = 384.0 * 384 * 384;
    private const double Half = 128.0 * 128 * 128;
    private const double SourceBytes = 4.0 * Size * Size * Size;

    private ComputeDevice _device = null!;
    private Volume _volume = null!;
    private DeviceVolume _source = null!;
    private MemoryFloor _floor = null!;

    /// <summary>Which device.</summary>
    [Params("cpu", "opencl")]
    public string Device { get; set; } = "cpu";

    /// <summary>Makes a volume of one wave and checks that the cubic spline follows it between the voxels.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open(Device);
        var geometry = new VolumeGeometry(new Size3D(Size, Size, Size), Vector3D.One);
        _volume = Volume.Create(geometry, ElementType.Float32);
        var voxels = _volume.AsSpan<float>();
        for (var v = 0; v < voxels.Length; v++)
            voxels[v] = (float)Wave(v % Size, v / Size % Size, v / (Size * Size));
        _source = _volume.ToDevice(_device);
        _floor = new MemoryFloor(_volume.LengthBytes, (long)Up);

        using var zoomed = VolumeResampling.Zoom(_source, 1.5 * Vector3D.One, Interpolation.Cubic);
        using var result = zoomed.ToHost();
        var random = new Random(1);
        for (var sample = 0; sample < 1000; sample++)
        {
            // Away from the edges, where the mirrored wave has a kink.
            var (i, j, k) = (random.Next(30, 354), random.Next(30, 354), random.Next(30, 354));
            var expected = Wave(i * 255.0 / 383, j * 255.0 / 383, k * 255.0 / 383);
            BenchmarkVolumes.RequireClose(expected, result.Slice<float>(k)[i + 384 * j], 1e-3, $"{Device}: voxel ({i}, {j}, {k})");
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

    /// <summary>The floor: the source read once, the result written once.</summary>
    [Benchmark(Baseline = true)]
    [Work(Up, SourceBytes + Up * 4)]
    public void ReadAndFillFloor() => _floor.ReadAndFill();

    /// <summary>Cubic, 256³ to 384³.</summary>
    [Benchmark]
    [Work(Up, SourceBytes + Up * 4)]
    public void Cubic1Point5() => Run(1.5, Interpolation.Cubic);

    /// <summary>Cubic, 256³ to 128³: the prefilter is most of it.</summary>
    [Benchmark]
    [Work(Half, SourceBytes + Half * 4)]
    public void CubicHalf() => Run(0.5, Interpolation.Cubic);

    private static double Wave(double i, double j, double k) => Math.Sin(0.2 * i) * Math.Cos(0.15 * j) + Math.Sin(0.1 * k + 1);

    private void Run(double zoom, Interpolation interpolation)
    {
        using var result = VolumeResampling.Zoom(_source, zoom * Vector3D.One, interpolation);
        _device.Synchronize();
    }
}
