using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Resampling;

/// <summary>Every order on the CPU engine, prefilter included, 256³ float32: none may fall behind what its taps cost.</summary>
public class SplineOrderBenchmarks
{
    private const int Size = 256;
    private const double Voxels = (double)Size * Size * Size;
    private const double Up = 384.0 * 384 * 384;

    private ComputeDevice _device = null!;
    private DeviceVolume _source = null!;
    private ResamplingPlan _zoom = null!;
    private ResamplingPlan _turn = null!;

    /// <summary>Order of the spline; 0 nearest, 1 linear.</summary>
    [Params(0, 1, 2, 3, 4, 5)]
    public int Order { get; set; }

    /// <summary>Makes the volume, and checks that interpolation where nothing moves gives it back.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open("cpu");
        using var volume = BenchmarkVolumes.Random(Size);
        _source = volume.ToDevice(_device);
        var options = new ResamplingOptions { Interpolation = (Interpolation)Order };
        _zoom = ResamplingPlan.Zoom(volume.Geometry, 1.5 * Vector3D.One, options: options);
        _turn = ResamplingPlan.Affine(volume.Geometry, BenchmarkVolumes.Turn(Size), volume.Geometry.Size, options);
        using var same = ResamplingPlan.Zoom(volume.Geometry, Vector3D.One, options: options).Run(_source);
        BenchmarkVolumes.RequireClose(_source, same, 3e-5, $"order {Order}");
    }

    /// <summary>Gives all back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _source.Dispose();
        _device.Dispose();
    }

    /// <summary>To 384³.</summary>
    [Benchmark]
    [Work(Up, Voxels * 4 + Up * 4)]
    public void Zoom1Point5() => Run(_zoom);

    /// <summary>Through a general map.</summary>
    [Benchmark]
    [Work(Voxels, Voxels * 8)]
    public void Turn() => Run(_turn);

    private void Run(ResamplingPlan plan)
    {
        using var result = plan.Run(_source);
        _device.Synchronize();
    }
}
