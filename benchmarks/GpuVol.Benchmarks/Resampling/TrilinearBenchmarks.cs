using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Resampling;

/// <summary>Trilinear resampling of a float32 volume of 256³ on the device; results come from the pool.</summary>
public class TrilinearBenchmarks
{
    private const int Size = 256;
    private const double Up = 384.0 * 384 * 384;
    private const double Odd = 300.0 * 300 * 300;
    private const double Half = 128.0 * 128 * 128;
    private const double SourceBytes = 4.0 * Size * Size * Size;

    private ComputeDevice _device = null!;
    private Volume _volume = null!;
    private DeviceVolume _source = null!;
    private MemoryFloor _floor = null!;

    /// <summary>Which device.</summary>
    [Params("cpu", "opencl")]
    public string Device { get; set; } = "cpu";

    /// <summary>Makes a volume and checks some voxels once against the eight-sample sum in float64.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open(Device);
        _volume = BenchmarkVolumes.Random(Size);
        _source = _volume.ToDevice(_device);
        _floor = new MemoryFloor(_volume.LengthBytes, (long)Up);

        using var zoomed = VolumeResampling.Zoom(_source, 1.5 * Vector3D.One);
        using var result = zoomed.ToHost();
        var random = new Random(2);
        for (var sample = 0; sample < 1000; sample++)
        {
            var (i, j, k) = (random.Next(384), random.Next(384), random.Next(384));
            var expected = EightSamples(i * 255.0 / 383, j * 255.0 / 383, k * 255.0 / 383);
            BenchmarkVolumes.RequireClose(expected, result.Slice<float>(k)[i + 384 * j], 2e-6, $"{Device}: voxel ({i}, {j}, {k})");
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

    /// <summary>256³ to 384³.</summary>
    [Benchmark]
    [Work(Up, SourceBytes + Up * 4)]
    public void Zoom1Point5() => Run(1.5);

    /// <summary>256³ to 300³: rows that do not start on cache lines.</summary>
    [Benchmark]
    [Work(Odd, SourceBytes + Odd * 4)]
    public void Zoom1Point17() => Run(300.0 / 256);

    /// <summary>256³ to 128³.</summary>
    [Benchmark]
    [Work(Half, SourceBytes + Half * 4)]
    public void ZoomHalf() => Run(0.5);

    /// <summary>256³ to 384³, nearest neighbour.</summary>
    [Benchmark]
    [Work(Up, SourceBytes + Up * 4)]
    public void Zoom1Point5Nearest() => Run(1.5, Interpolation.Nearest);

    private void Run(double zoom, Interpolation interpolation = Interpolation.Linear)
    {
        using var result = VolumeResampling.Zoom(_source, zoom * Vector3D.One, interpolation);
        _device.Synchronize();
    }

    private double EightSamples(double x, double y, double z)
    {
        var sum = 0.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var (i, wi) = Sample(x, corner & 1);
            var (j, wj) = Sample(y, corner >> 1 & 1);
            var (k, wk) = Sample(z, corner >> 2);
            sum += wi * wj * wk * _volume.Slice<float>(k)[i + Size * j];
        }

        return sum;
    }

    private static (int Index, double Weight) Sample(double position, int side)
    {
        var before = (int)position;
        var fraction = position - before;
        return (Math.Min(Size - 1, before + side), side == 0 ? 1 - fraction : fraction);
    }
}
