using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Filters;

/// <summary>A dense kernel of 5³ weights that is no product of lines.</summary>
public class ConvolveBenchmarks : NeighbourhoodBenchmark
{
    private static readonly float[] Weights = [.. Enumerable.Range(0, 125).Select(w => (float)Math.Sin(1.7 * w * w) / 16)];
    private static readonly ConvolutionKernel Kernel = new(Weights, 5, 5, 5);

    /// <summary>The filter.</summary>
    [Benchmark]
    [Work(Voxels, Voxels * 8)]
    public void Correlate5()
    {
        using var result = Filter();
        Opened.Synchronize();
    }

    /// <inheritdoc/>
    protected override DeviceVolume Filter() => VolumeFilters.Correlate(Source, Kernel, Border.Nearest);

    /// <inheritdoc/>
    protected override double Expected(int i, int j, int k)
    {
        var sum = 0.0;
        for (var w = 0; w < 125; w++)
            sum += Weights[w] * At(i + w % 5 - 2, j + w / 5 % 5 - 2, k + w / 25 - 2);
        return sum;
    }
}
