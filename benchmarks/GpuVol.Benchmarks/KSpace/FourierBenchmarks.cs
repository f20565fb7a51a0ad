using System.Numerics;
using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.KSpace;

/// <summary>Complex64 transforms between two arrays on the CPU device, in the shapes that MRI uses and in awkward ones.</summary>
public class FourierBenchmarks
{
    private ComputeDevice _device = null!;
    private DeviceComplexArray _source = null!;
    private DeviceComplexArray _target = null!;
    private MemoryFloor _floor = null!;
    private int[] _axes = [];
    private FftDirection _direction;
    private Centering _centering;

    /// <summary>Shape, which axes are transformed, and how.</summary>
    [Params("inverse 2-D, centred: 32x640x368", "inverse 3-D, centred: 256x256x256", "forward 3-D: 217x181x181", "forward 1-D: 512x65536")]
    public string Case { get; set; } = string.Empty;

    /// <summary>Makes the array and checks that the inverse of its transform is it.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open("cpu");
        var shape = Case.Split(": ")[1].Split('x').Select(int.Parse).ToArray();
        _axes = [.. Enumerable.Range(shape.Length - (Case.Contains("3-D") ? 3 : Case.Contains("2-D") ? 2 : 1), Case.Contains("3-D") ? 3 : Case.Contains("2-D") ? 2 : 1)];
        _direction = Case.StartsWith("inverse") ? FftDirection.Inverse : FftDirection.Forward;
        _centering = Case.Contains("centred") ? Centering.Centered : Centering.None;
        using var host = ComplexArray.Create(shape);
        var random = new Random(1);
        foreach (ref var number in host.AsSpan<Vector2>())
            number = new Vector2(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f);
        _source = host.ToDevice(_device);
        _target = DeviceComplexArray.Allocate(_device, shape);
        _floor = new MemoryFloor(host.LengthBytes, 2 * host.Count);
        Transform();
        var opposite = _direction == FftDirection.Forward ? FftDirection.Inverse : FftDirection.Forward;
        FourierTransform.Transform(_target, _target, opposite, _axes, FftNorm.Ortho, _centering);
        using var back = _target.ToHost();
        double difference = 0, magnitude = 0;
        for (var i = 0; i < host.Count; i++)
        {
            difference += (back.AsSpan<Vector2>()[i] - host.AsSpan<Vector2>()[i]).LengthSquared();
            magnitude += host.AsSpan<Vector2>()[i].LengthSquared();
        }

        if (!(Math.Sqrt(difference / magnitude) <= 1e-6))
            throw new InvalidOperationException($"{Case}: there and back differs by {Math.Sqrt(difference / magnitude)}.");
    }

    /// <summary>Gives all back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _floor.Dispose();
        _target.Dispose();
        _source.Dispose();
        _device.Dispose();
    }

    /// <summary>Read once, write once; a 3-D transform of an array beyond the caches takes two such sweeps.</summary>
    [Benchmark(Baseline = true)]
    public void NonTemporalCopyFloor() => _floor.Copy(nonTemporal: true);

    /// <summary>The transform, orthonormal.</summary>
    [Benchmark]
    public void Transform() => FourierTransform.Transform(_source, _target, _direction, _axes, FftNorm.Ortho, _centering);
}
