using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace GpuVol.Tests.Morphology;

/// <summary>The arrays that tests/goldens/make_morphology.py makes.</summary>
internal static partial class MorphologyGoldens
{
    public static (T[] Values, Size3D Size) Read<T>(string name)
        where T : unmanaged
    {
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Goldens", "morphology", name + ".npy"));
        var headerLength = BitConverter.ToUInt16(bytes, 8);
        var header = Encoding.ASCII.GetString(bytes, 10, headerLength);
        var shape = Shape().Match(header).Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
        var values = MemoryMarshal.Cast<byte, T>(bytes.AsSpan(10 + headerLength)).ToArray();
        Assert.Equal(shape.Aggregate(1, (a, b) => a * b), values.Length);
        return (values, new Size3D(shape[2], shape[1], shape[0]));
    }

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex Shape();
}
