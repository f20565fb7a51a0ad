using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Filters;

/// <summary>A filter of a 256³ float32 volume on a device, its result checked once against a sum in float64.</summary>
public abstract class NeighbourhoodBenchmark
{
    /// <summary>Voxels along each axis.</summary>
    protected const int Size = 256;

    /// <summary>Voxels of the volume.</summary>
    protected const double Voxels = (double)Size * Size * Size;

    private Volume _volume = null!;

    /// <summary>Which device.</summary>
    [Params("cpu", "opencl")]
    public string Device { get; set; } = "cpu";

    /// <summary>The device.</summary>
    protected ComputeDevice Opened { get; private set; } = null!;

    /// <summary>The volume on it.</summary>
    protected DeviceVolume Source { get; private set; } = null!;

    /// <summary>Makes the volume and checks the filter.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Opened = ComputeDevices.Open(Device);
        _volume = BenchmarkVolumes.Random(Size);
        Source = _volume.ToDevice(Opened);
        using var filtered = Filter();
        using var result = filtered.ToHost();
        foreach (var (i, j, k) in new[] { (0, 0, 0), (3, 128, 250), (255, 17, 100), (130, 131, 132), (255, 255, 255) })
            BenchmarkVolumes.RequireClose(Expected(i, j, k), result.Slice<float>(k)[i + Size * j], 1e-4, $"{Device}: voxel ({i}, {j}, {k})");
    }

    /// <summary>Gives all back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        Source.Dispose();
        _volume.Dispose();
        Opened.Dispose();
    }

    /// <summary>The filter, edges replicated.</summary>
    protected abstract DeviceVolume Filter();

    /// <summary>One voxel of its result, in float64.</summary>
    protected abstract double Expected(int i, int j, int k);

    /// <summary>A voxel, the edge replicated.</summary>
    protected double At(int i, int j, int k) =>
        _volume.Slice<float>(Math.Clamp(k, 0, Size - 1))[Math.Clamp(i, 0, Size - 1) + Size * Math.Clamp(j, 0, Size - 1)];
}
