using System.Text;
using System.Text.Json;

namespace GpuVol.Tests.Goldens;

/// <summary>A family of golden cases: <c>tests/goldens/make_NAME.py</c> writes them. Arrays are [k, j, i].</summary>
public sealed class GoldenFile
{
    private readonly double[] _numbers;

    private GoldenFile(IReadOnlyList<JsonElement> cases, double[] numbers)
    {
        Cases = cases;
        _numbers = numbers;
    }

    public IReadOnlyList<JsonElement> Cases { get; }

    public static GoldenFile Load(string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Goldens");
        var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, name + ".json"))).RootElement.EnumerateArray().ToArray();
        return new GoldenFile(cases, ReadNpy(Path.Combine(folder, name + ".npy")));
    }

    /// <summary>The numbers at a place that <c>golden.Writer.put</c> returned.</summary>
    public double[] Numbers(JsonElement place, out Size3D size)
    {
        var shape = place[1];
        size = new Size3D(shape[2].GetInt32(), shape[1].GetInt32(), shape[0].GetInt32());
        return _numbers.AsSpan(place[0].GetInt32(), (int)size.Voxels).ToArray();
    }

    /// <summary>The input of a case as a volume of its element type and rescale.</summary>
    public Volume Input(JsonElement golden)
    {
        var numbers = Numbers(golden.GetProperty("input"), out var size);
        return TestVolumes.FromNumbers(numbers, ElementTypes.Parse(golden.GetProperty("dtype").GetString()!), new VolumeGeometry(size, Vector3D.One), new IntensityRescale(Doubles(golden.GetProperty("slope")), Doubles(golden.GetProperty("intercept"))));
    }

    /// <summary>A vector that Python wrote as k, j, i.</summary>
    public static Vector3D FromKji(JsonElement kji) => new(kji[2].GetDouble(), kji[1].GetDouble(), kji[0].GetDouble());

    /// <summary>A border by SciPy's name.</summary>
    public static Border ParseBorder(string name) => name switch
    {
        "reflect" => Border.Reflect,
        "mirror" => Border.Mirror,
        "nearest" => Border.Nearest,
        "constant" => Border.Constant,
        "wrap" => Border.Wrap,
        "grid-constant" => Border.GridConstant,
        "grid-wrap" => Border.GridWrap,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no border"),
    };

    private static double[] Doubles(JsonElement array) => array.EnumerateArray().Select(e => e.GetDouble()).ToArray();

    private static double[] ReadNpy(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var data = 10 + BitConverter.ToUInt16(bytes, 8);
        var header = Encoding.ASCII.GetString(bytes, 10, data - 10);
        var values = bytes.AsSpan(data);
        if (header.Contains("'<f8'", StringComparison.Ordinal))
            return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(values).ToArray();
        Assert.Contains("'<f4'", header, StringComparison.Ordinal);
        return Array.ConvertAll(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(values).ToArray(), v => (double)v);
    }
}
