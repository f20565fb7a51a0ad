using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Filters;

/// <summary>Dense cubes of weights directly and by Fourier transforms, 256³ float32: where the one way overtakes the other.</summary>
public class FourierConvolutionBenchmarks
{
    private const int Size = 256;

    private ComputeDevice _device = null!;
    private DeviceVolume _source = null!;
    private ConvolutionKernel _kernel = null!;

    /// <summary>Which device.</summary>
    [Params("cpu", "opencl")]
    public string Device { get; set; } = "cpu";

    /// <summary>Weights along each axis.</summary>
    [Params(5, 7, 9, 15)]
    public int Weights { get; set; }

    /// <summary>Makes the volume and the kernel and compares the two ways once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open(Device);
        using var volume = BenchmarkVolumes.Random(Size);
        _source = volume.ToDevice(_device);
        _kernel = new ConvolutionKernel([.. Enumerable.Range(0, Weights * Weights * Weights).Select(w => (float)Math.Sin(1.7 * w * w))], Weights, Weights, Weights);

        using var direct = VolumeFilters.Convolve(_source, _kernel, method: ConvolutionMethod.Direct);
        using var fourier = VolumeFilters.Convolve(_source, _kernel, method: ConvolutionMethod.Fourier);
        BenchmarkVolumes.RequireClose(direct, fourier, 1e-6 * _kernel.Weights.Sum(w => Math.Abs((double)w)), Device);
    }

    /// <summary>Gives all back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _source.Dispose();
        _device.Dispose();
    }

    /// <summary>Weight by weight.</summary>
    [Benchmark(Baseline = true)]
    public void Direct() => Run(ConvolutionMethod.Direct);

    /// <summary>By Fourier transforms.</summary>
    [Benchmark]
    public void Fourier() => Run(ConvolutionMethod.Fourier);

    private void Run(ConvolutionMethod method)
    {
        using var result = VolumeFilters.Convolve(_source, _kernel, method: method);
        _device.Synchronize();
    }
}
