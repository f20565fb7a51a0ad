using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Filters;

/// <summary>Sobel magnitude.</summary>
public class SobelBenchmarks : NeighbourhoodBenchmark
{
    /// <summary>The filter.</summary>
    [Benchmark]
    [Work(Voxels, Voxels * 8)]
    public void SobelMagnitude()
    {
        using var result = Filter();
        Opened.Synchronize();
    }

    /// <inheritdoc/>
    protected override DeviceVolume Filter() => VolumeFilters.Sobel(Source, border: Border.Nearest);

    /// <inheritdoc/>
    protected override double Expected(int i, int j, int k)
    {
        double alongI = 0, alongJ = 0, alongK = 0;
        int[] smooth = [1, 2, 1];
        for (var n = 0; n < 27; n++)
        {
            var (di, dj, dk) = (n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1);
            var value = At(i + di, j + dj, k + dk);
            alongI += di * smooth[dj + 1] * smooth[dk + 1] * value;
            alongJ += dj * smooth[di + 1] * smooth[dk + 1] * value;
            alongK += dk * smooth[di + 1] * smooth[dj + 1] * value;
        }

        return Math.Sqrt(alongI * alongI + alongJ * alongJ + alongK * alongK);
    }
}
