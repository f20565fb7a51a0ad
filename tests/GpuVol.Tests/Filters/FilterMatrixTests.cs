using System.Text.Json;
using GpuVol.Tests.Devices;
using GpuVol.Tests.Goldens;

namespace GpuVol.Tests.Filters;

/// <summary>The full product of borders, types, axes, odd and even windows, and volumes larger and smaller than the window.</summary>
public sealed class FilterMatrixTests
{
    private static readonly GoldenFile Golden = GoldenFile.Load("matrix");

    [SkippableTheory]
    [Devices("correlate")]
    [Devices("gaussian")]
    [Devices("uniform")]
    [Devices("median")]
    public void EveryCombination_EqualsSciPy(string id, string kind)
    {
        var device = TestDevices.Get(id);
        var cases = Golden.Cases.Where(golden => golden.GetProperty("kind").GetString() == kind).ToArray();
        Assert.Equal(5 * 5 * 3 * 2 * 2, cases.Length);
        foreach (var golden in cases)
        {
            using var source = Golden.Input(golden);
            var expected = Golden.Numbers(golden.GetProperty("expected"), out var size);
            using var result = TestVolumes.Run(device, source, volume => Run(volume, golden, kind));
            var limit = Limit(golden, kind) * Math.Max(golden.GetProperty("cval").GetDouble(), source.MaxMagnitude());
            VolumeAssert.Close(expected, result.AsSpan<float>(), size, limit, $"{id}: {golden}");
        }
    }

    private static DeviceVolume Run(DeviceVolume volume, JsonElement golden, string kind)
    {
        var border = GoldenFile.ParseBorder(golden.GetProperty("border").GetString()!);
        var value = golden.GetProperty("cval").GetSingle();
        var kji = golden.GetProperty("window_kji");
        var window = new Size3D(kji[2].GetInt32(), kji[1].GetInt32(), kji[0].GetInt32());
        return kind switch
        {
            "correlate" => VolumeFilters.Correlate(volume, new ConvolutionKernel(Array.ConvertAll(Golden.Numbers(golden.GetProperty("kernel"), out _), w => (float)w), window.K, window.J, window.I), border, value),
            "gaussian" => VolumeFilters.GaussianBlurVoxels(volume, GoldenFile.FromKji(golden.GetProperty("sigma_kji")), border, value),
            "uniform" => VolumeFilters.Uniform(volume, window, border, value),
            _ => VolumeFilters.Median(volume, window, border, value),
        };
    }

    private static double Limit(JsonElement golden, string kind) => kind switch
    {
        "correlate" => Tolerances.ConvolutionOfMagnitude * Golden.Numbers(golden.GetProperty("kernel"), out _).Sum(Math.Abs),
        "gaussian" => Tolerances.GaussianOfRange,
        "uniform" => Tolerances.UniformOfRange,
        _ => Tolerances.RankExact,
    };
}
