using System.Text.Json;
using Xunit;

namespace GpuVol.Tests;

/// <summary>
/// The real data beside the repository (<c>GPUVOL_DATA</c>, by default <c>../shared/data</c>) and the values that independent readers
/// found in them (<c>expected.json</c>).
/// </summary>
internal static class TestData
{
    private static readonly Lazy<JsonElement> Json = new(() => JsonDocument.Parse(File.ReadAllText(Path("expected.json"))).RootElement.Clone());

    /// <summary>The expected values.</summary>
    public static JsonElement Expected => Json.Value;

    /// <summary>A file or folder of the data; skips the test where the data are not there, fails it on CI.</summary>
    public static string Path(params string[] parts)
    {
        var root = Root();
        var path = System.IO.Path.Combine([root, .. parts]);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
                Assert.Fail($"The data folder lacks '{path}'. Set GPUVOL_DATA to the folder with expected.json.");
            Skip.If(true, $"'{path}' is missing. Set GPUVOL_DATA to the folder with expected.json to run this test.");
        }

        return path;
    }

    /// <summary>The intensities, slope · stored + intercept in float64, in C order.</summary>
    public static double[] Intensities(Volume volume)
    {
        var size = volume.Geometry.Size;
        var values = new double[size.Voxels];
        var perSlice = size.I * size.J;
        for (var k = 0; k < size.K; k++)
        {
            for (var n = 0; n < perSlice; n++)
                values[k * perSlice + n] = volume.Rescale.StoredToValue(Stored(volume, k, n), k);
        }

        return values;
    }

    /// <summary>The stored value of pixel <paramref name="n"/> of slice <paramref name="k"/>.</summary>
    public static double Stored(Volume volume, int k, int n) => volume.ElementType switch
    {
        ElementType.UInt8 => (double)volume.Slice<byte>(k)[n],
        ElementType.Int16 => volume.Slice<short>(k)[n],
        ElementType.UInt16 => volume.Slice<ushort>(k)[n],
        ElementType.Int32 => volume.Slice<int>(k)[n],
        _ => volume.Slice<float>(k)[n],
    };

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable("GPUVOL_DATA") is { Length: > 0 } set)
            return set;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "GpuVol.sln")))
                return System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, "..", "shared", "data"));
        }

        return System.IO.Path.GetFullPath("shared/data");
    }
}
