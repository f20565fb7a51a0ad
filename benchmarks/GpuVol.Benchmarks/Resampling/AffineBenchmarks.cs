using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Resampling;

/// <summary>A turn of a float32 volume of 256³ by 30 degrees about (1, 1, 1); cubic with the prefilter. Results come from the pool.</summary>
public class AffineBenchmarks
{
    private const int Size = 256;
    private const double Voxels = (double)Size * Size * Size;

    private ComputeDevice _device = null!;
    private Volume _volume = null!;
    private DeviceVolume _source = null!;
    private MemoryFloor _floor = null!;
    private IndexMap _map;

    /// <summary>Which device.</summary>
    [Params("cpu", "opencl")]
    public string Device { get; set; } = "cpu";

    /// <summary>Makes a volume that is linear in its indices, and checks that the turn leaves it so.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open(Device);
        var geometry = new VolumeGeometry(new Size3D(Size, Size, Size), Vector3D.One);
        _volume = Volume.Create(geometry, ElementType.Float32);
        var voxels = _volume.AsSpan<float>();
        for (var v = 0; v < voxels.Length; v++)
            voxels[v] = Ramp(v % Size, v / Size % Size, v / (Size * Size));
        _source = _volume.ToDevice(_device);
        _floor = new MemoryFloor(_volume.LengthBytes, (long)Voxels);
        _map = BenchmarkVolumes.Turn(Size);
        foreach (var interpolation in new[] { Interpolation.Linear, Interpolation.Cubic })
        {
            using var turned = Turn(interpolation);
            using var result = turned.ToHost();
            var position = _map.Map(new Vector3D(150, 120, 100));
            var expected = Ramp((float)position.X, (float)position.Y, (float)position.Z);
            BenchmarkVolumes.RequireClose(expected, result.Slice<float>(100)[150 + Size * 120], 1e-3, $"{Device}, {interpolation}: the voxel at {position}");
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
    [Work(Voxels, Voxels * 8)]
    public void ReadAndFillFloor() => _floor.ReadAndFill();

    /// <summary>Linear.</summary>
    [Benchmark]
    [Work(Voxels, Voxels * 8)]
    public void Linear() => Run(Interpolation.Linear);

    /// <summary>Cubic B-spline.</summary>
    [Benchmark]
    [Work(Voxels, Voxels * 8)]
    public void Cubic() => Run(Interpolation.Cubic);

    private static float Ramp(float i, float j, float k) => 0.25f * i - 0.5f * j + 0.125f * k;

    private DeviceVolume Turn(Interpolation interpolation) =>
        ResamplingPlan.Affine(_source.Geometry, _map, _source.Geometry.Size, new ResamplingOptions { Interpolation = interpolation }).Run(_source);

    private void Run(Interpolation interpolation)
    {
        using var result = Turn(interpolation);
        _device.Synchronize();
    }
}
