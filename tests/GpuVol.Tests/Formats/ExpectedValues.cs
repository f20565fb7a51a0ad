using System.Security.Cryptography;
using System.Text.Json;
using Xunit;

namespace GpuVol.Tests.Formats;

/// <summary>Compares volumes with the entries of expected.json.</summary>
internal static class ExpectedValues
{
    /// <summary>A value of expected.json by its keys.</summary>
    public static JsonElement Of(params string[] keys)
    {
        var element = TestData.Expected;
        foreach (var key in keys)
            element = element.GetProperty(key);
        return element;
    }

    public static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetDouble())];

    public static Vector3D Vector(JsonElement array) => new(array[0].GetDouble(), array[1].GetDouble(), array[2].GetDouble());

    public static void AssertClose(Vector3D expected, Vector3D actual, double tolerance)
    {
        var error = (expected - actual).Length;
        Assert.True(error <= tolerance, $"expected {expected}, got {actual}: {error} apart, limit {tolerance}.");
    }

    /// <summary>Statistics (float64) and the hash of the float32 intensities; several volumes are the frames of one array.</summary>
    public static void AssertIntensities(JsonElement expected, params IReadOnlyList<Volume> frames)
    {
        var values = new List<double>();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var volume in frames)
        {
            var intensities = TestData.Intensities(volume);
            values.AddRange(intensities);
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(Array.ConvertAll(intensities, v => (float)v)));
        }

        var finite = values.Where(double.IsFinite).ToArray();
        var mean = finite.Average();
        Assert.Equal(expected.GetProperty("sha256_f32").GetString(), Convert.ToHexStringLower(hash.GetHashAndReset()));
        Assert.Equal(expected.GetProperty("min").GetDouble(), finite.Min(), 1e-9);
        Assert.Equal(expected.GetProperty("max").GetDouble(), finite.Max(), 1e-9);
        Assert.Equal(expected.GetProperty("mean").GetDouble(), mean, 1e-8);
        Assert.Equal(expected.GetProperty("std").GetDouble(), Math.Sqrt(finite.Average(v => (v - mean) * (v - mean))), 1e-8);
        if (expected.TryGetProperty("nonfinite", out var nonfinite))
            Assert.Equal(nonfinite.GetInt32(), values.Count - finite.Length);
    }

    /// <summary>The hash of the stored values, frames in a row.</summary>
    public static unsafe void AssertStored(JsonElement expected, params IReadOnlyList<Volume> frames)
    {
        Assert.Equal(expected.GetProperty("dtype").GetString(), frames[0].ElementType.ToNumericType().Name());
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var volume in frames)
            hash.AppendData(new ReadOnlySpan<byte>(volume.Memory.Address, checked((int)volume.LengthBytes)));
        Assert.Equal(expected.GetProperty("sha256").GetString(), Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The voxel-to-RAS matrix, four rows or three, as nibabel prints it.</summary>
    public static void AssertAffineRas(JsonElement expected, VolumeGeometry geometry, double tolerance)
    {
        for (var row = 0; row < 3; row++)
        {
            var sign = row < 2 ? -1 : 1;
            for (var column = 0; column < 3; column++)
            {
                var actual = sign * geometry.Direction[row, column] * geometry.SpacingMm[column];
                Assert.True(Math.Abs(expected[row][column].GetDouble() - actual) <= tolerance, $"affine[{row}][{column}]: expected {expected[row][column]}, got {actual}.");
            }

            var origin = sign * geometry.OriginMm[row];
            Assert.True(Math.Abs(expected[row][3].GetDouble() - origin) <= 10 * tolerance, $"affine[{row}][3]: expected {expected[row][3]}, got {origin}.");
        }
    }
}
