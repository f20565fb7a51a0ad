using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Filters;

/// <summary>Gaussian blur of a float32 volume on the device; results come from the pool.</summary>
public class GaussianBlurBenchmarks
{
    private const int Size = 256;
    private const double Voxels = (double)Size * Size * Size;

    private ComputeDevice _device = null!;
    private Volume _volume = null!;
    private DeviceVolume _source = null!;
    private MemoryFloor _floor = null!;

    /// <summary>Which device.</summary>
    [Params("cpu", "opencl")]
    public string Device { get; set; } = "cpu";

    /// <summary>Standard deviation in voxels.</summary>
    [Params(1.0, 2.0, 4.0)]
    public double SigmaVoxels { get; set; }

    /// <summary>Makes the volume and checks some voxels once against the triple sum in float64.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open(Device);
        _volume = BenchmarkVolumes.Random(Size);
        _source = _volume.ToDevice(_device);
        _floor = new MemoryFloor(_volume.LengthBytes, _volume.Geometry.Size.Voxels);

        using var blurred = VolumeFilters.GaussianBlurVoxels(_source, SigmaVoxels * Vector3D.One, Border.Nearest);
        using var result = blurred.ToHost();
        foreach (var (i, j, k) in new[] { (0, 0, 0), (3, 128, 250), (255, 17, 100), (130, 131, 132), (255, 255, 255) })
            BenchmarkVolumes.RequireClose(TripleSum(i, j, k), result.Slice<float>(k)[i + Size * j], 1e-6, $"{Device}: voxel ({i}, {j}, {k})");
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

    /// <summary>The floor of memory: read once, write once.</summary>
    [Benchmark(Baseline = true)]
    [Work(Voxels, Voxels * 8)]
    public void NonTemporalCopyFloor() => _floor.Copy(nonTemporal: true);

    /// <summary>An ordinary copy.</summary>
    [Benchmark]
    [Work(Voxels, Voxels * 8)]
    public void PlainCopy() => _floor.Copy(nonTemporal: false);

    /// <summary>The blur.</summary>
    [Benchmark]
    [Work(Voxels, Voxels * 8)]
    public void GaussianBlur()
    {
        using var result = VolumeFilters.GaussianBlurVoxels(_source, SigmaVoxels * Vector3D.One, Border.Nearest);
        _device.Synchronize();
    }

    private double TripleSum(int i, int j, int k)
    {
        var radius = (int)(4 * SigmaVoxels + 0.5);
        double sum = 0, weights = 0;
        for (var dk = -radius; dk <= radius; dk++)
        {
            for (var dj = -radius; dj <= radius; dj++)
            {
                for (var di = -radius; di <= radius; di++)
                {
                    var weight = Math.Exp(-(di * di + dj * dj + dk * dk) / (2 * SigmaVoxels * SigmaVoxels));
                    weights += weight;
                    sum += weight * _volume.Slice<float>(Math.Clamp(k + dk, 0, Size - 1))[Math.Clamp(i + di, 0, Size - 1) + Size * Math.Clamp(j + dj, 0, Size - 1)];
                }
            }
        }

        return sum / weights;
    }
}
