using System.Text.Json;

namespace GpuVol.Tests.Cli;

/// <summary>Checks of the object of <c>--json</c>.</summary>
internal static class CliJson
{
    /// <summary>The keys that every verb promises, with the values that are known beforehand.</summary>
    public static void Check(JsonElement json, string verb, string? device, string? input, string? output, Size3D? size, Vector3D? spacingMm)
    {
        Assert.Equal(verb, json.GetProperty("verb").GetString());
        Assert.Equal(device, json.GetProperty("device").GetString()?.Split(':')[0]);
        Assert.Equal(input, json.GetProperty("input").GetString());
        Assert.Equal(output, json.GetProperty("output").GetString());
        if (size is { } s)
            Assert.Equal([s.I, s.J, s.K], json.GetProperty("size").EnumerateArray().Select(e => e.GetInt32()));
        else
            Assert.Equal(JsonValueKind.Null, json.GetProperty("size").ValueKind);
        if (spacingMm is { } mm)
            Assert.Equal(new[] { mm.X, mm.Y, mm.Z }, json.GetProperty("spacing_mm").EnumerateArray().Select(e => e.GetDouble()), (a, b) => Math.Abs(a - b) < 1e-6);
        else
            Assert.Equal(JsonValueKind.Null, json.GetProperty("spacing_mm").ValueKind);

        var seconds = json.GetProperty("seconds");
        var sum = 0.0;
        foreach (var stage in new[] { "open", "read", "upload", "compute", "download", "write" })
        {
            var value = seconds.GetProperty(stage).GetDouble();
            Assert.True(value >= 0, $"{stage} took {value} s");
            sum += value;
        }

        Assert.True(seconds.GetProperty("compute_min").GetDouble() <= seconds.GetProperty("compute").GetDouble());
        Assert.True(sum <= seconds.GetProperty("total").GetDouble() + 1e-6, $"the stages add up to {sum} s of {seconds.GetProperty("total").GetDouble()} s");
        if (output is not null)
            Assert.True(seconds.GetProperty("compute").GetDouble() > 0 && seconds.GetProperty("write").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Array, json.GetProperty("warnings").ValueKind);
    }

    /// <summary>The same place in the patient, to what NIfTI's float32 header can hold.</summary>
    public static void CheckGeometry(VolumeGeometry expected, VolumeGeometry actual)
    {
        Assert.Equal(expected.Size, actual.Size);
        Assert.True((expected.SpacingMm - actual.SpacingMm).Length < 1e-5, $"spacing {actual.SpacingMm}, expected {expected.SpacingMm}");
        Assert.True((expected.OriginMm - actual.OriginMm).Length < 1e-4, $"origin {actual.OriginMm}, expected {expected.OriginMm}");
        for (var column = 0; column < 3; column++)
            Assert.True((expected.Direction.Column(column) - actual.Direction.Column(column)).Length < 1e-5, $"direction {column}: {actual.Direction.Column(column)}, expected {expected.Direction.Column(column)}");
    }
}
