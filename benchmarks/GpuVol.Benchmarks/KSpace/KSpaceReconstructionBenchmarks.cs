using System.Numerics;
using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.KSpace;

/// <summary>Whole reconstructions of k-space that lies on the device: 16 coils of a slice, small as the brain of the tests and of a clinical size.</summary>
public class KSpaceReconstructionBenchmarks
{
    private const int Coils = 16;

    private ComputeDevice _device = null!;
    private KSpaceData _data = null!;
    private DeviceKSpace _kspace = null!;
    private MemoryFloor _floor = null!;

    /// <summary>Which device.</summary>
    [Params("cpu", "opencl")]
    public string Device { get; set; } = "cpu";

    /// <summary>Samples of a line, and lines.</summary>
    [Params("128x128", "640x368")]
    public string Matrix { get; set; } = "128x128";

    /// <summary>Makes noise with a peak in the middle, and checks one voxel against the sum in float64.</summary>
    [GlobalSetup]
    public unsafe void Setup()
    {
        _device = ComputeDevices.Open(Device);
        var sides = Matrix.Split('x').Select(int.Parse).ToArray();
        var size = new Size3D(sides[0], sides[1], 1);
        _data = new KSpaceData([], Coils, size, 2, HostMemory.Rent(size.Voxels * Coils * sizeof(Vector2)));
        var random = new Random(1);
        var samples = _data.Memory.AsSpan<Vector2>();
        for (var n = 0; n < samples.Length; n++)
            samples[n] = new Vector2(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f);
        _kspace = DeviceKSpace.Upload(_data, _device);
        _floor = new MemoryFloor(size.Voxels * Coils * sizeof(Vector2), size.Voxels);

        using var images = KSpaceReconstruction.Reconstruct(_kspace);
        using var host = images.ToHost();
        var (i, j) = (size.I / 3, size.J / 5);
        var squares = 0.0;
        for (var coil = 0; coil < Coils; coil++)
        {
            var sum = Complex.Zero;
            for (var row = 0; row < size.J; row++)
            {
                for (var column = 0; column < size.I; column++)
                {
                    var sample = samples[(coil * size.J + row) * size.I + column];
                    var turns = (double)(row - size.J / 2) * (j - size.J / 2) / size.J + (double)(column - size.I / 2) * (i - size.I / 2) / size.I;
                    sum += new Complex(sample.X, sample.Y) * Complex.FromPolarCoordinates(1, 2 * Math.PI * turns);
                }
            }

            squares += (sum.Real * sum.Real + sum.Imaginary * sum.Imaginary) / size.Voxels;
        }

        var actual = host.Memory.AsSpan<float>()[j * size.I + i];
        if (!(Math.Abs(actual / Math.Sqrt(squares) - 1) <= 1e-5))
            throw new InvalidOperationException($"{Device}: voxel ({i}, {j}) is {actual}, expected {Math.Sqrt(squares)}.");
    }

    /// <summary>Gives all back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _floor.Dispose();
        _kspace.Dispose();
        _data.Dispose();
        _device.Dispose();
    }

    /// <summary>The floor of memory: samples read once, the image written once.</summary>
    [Benchmark(Baseline = true)]
    public void Floor() => _floor.ReadAndFill();

    /// <summary>Centred inverse transform and root of the sum of squares.</summary>
    [Benchmark]
    public void RootSumOfSquares() => Run(CoilCombination.RootSumOfSquares);

    /// <summary>The adaptive combination.</summary>
    [Benchmark]
    public void Adaptive() => Run(CoilCombination.Adaptive);

    private void Run(CoilCombination combination)
    {
        using var images = KSpaceReconstruction.Reconstruct(_kspace, new KSpaceReconstructionSettings { Combination = combination });
        _device.Synchronize();
    }
}
