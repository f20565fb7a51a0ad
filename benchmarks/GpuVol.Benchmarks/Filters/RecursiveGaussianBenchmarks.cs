using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Filters;

/// <summary>The Gaussian of large sigma, by convolution and by recursion.</summary>
public class RecursiveGaussianBenchmarks
{
    private const int Size = 256;

    private ComputeDevice _device = null!;
    private DeviceVolume _source = null!;

    /// <summary>Which device.</summary>
    [Params("cpu", "opencl")]
    public string Device { get; set; } = "cpu";

    /// <summary>Standard deviation in voxels.</summary>
    [Params(5.0, 20.0, 80.0)]
    public double SigmaVoxels { get; set; }

    /// <summary>Makes the volume and compares the two methods once, the convolution cut off at 8 sigma.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open(Device);
        using var volume = BenchmarkVolumes.Random(Size);
        _source = volume.ToDevice(_device);

        using var convolved = VolumeFilters.GaussianBlurVoxels(_source, SigmaVoxels * Vector3D.One, truncate: 8);
        using var recursive = VolumeFilters.GaussianBlurVoxels(_source, SigmaVoxels * Vector3D.One, method: GaussianMethod.Recursive);
        BenchmarkVolumes.RequireClose(convolved, recursive, 3e-5, Device);
    }

    /// <summary>Gives all back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _source.Dispose();
        _device.Dispose();
    }

    /// <summary>Cut off at 4 sigma.</summary>
    [Benchmark(Baseline = true)]
    public void Convolution() => Run(GaussianMethod.Convolution);

    /// <summary>Deriche's.</summary>
    [Benchmark]
    public void Recursive() => Run(GaussianMethod.Recursive);

    private void Run(GaussianMethod method)
    {
        using var result = VolumeFilters.GaussianBlurVoxels(_source, SigmaVoxels * Vector3D.One, method: method);
        _device.Synchronize();
    }
}
