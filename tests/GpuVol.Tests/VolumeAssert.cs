namespace GpuVol.Tests;

/// <summary>Comparisons that name the worst voxel.</summary>
public static class VolumeAssert
{
    /// <summary>Every voxel within <paramref name="limit"/> (absolute) of the expected number; NaN equals NaN, infinity its like.</summary>
    public static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, Size3D size, double limit, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {expected.Length} voxels expected, {actual.Length} found.");
        var worst = -1;
        var worstError = 0.0;
        for (var v = 0; v < actual.Length; v++)
        {
            var same = expected[v] == actual[v] || (double.IsNaN(expected[v]) && float.IsNaN(actual[v]));
            var error = same ? 0 : Math.Abs(expected[v] - actual[v]);
            if (!(error <= worstError))
            {
                worst = v;
                worstError = double.IsNaN(error) ? double.PositiveInfinity : error;
            }
        }

        Assert.True(worstError <= limit, worst < 0 ? what : $"{what}: voxel (i, j, k) = ({worst % size.I}, {worst / size.I % size.J}, {worst / size.I / size.J}) of {size}: expected {expected[worst]:R}, got {actual[worst]:R}, error {worstError:E2}, limit {limit:E2}.");
    }

    /// <summary>Every voxel within <paramref name="limit"/> of the other volume's; 0 asks for the same bits, but any NaN equals any other.</summary>
    public static void Close(Volume expected, Volume actual, double limit, string what)
    {
        Assert.Equal(expected.ElementType, actual.ElementType);
        SameGeometry(expected.Geometry, actual.Geometry, 0, what);
        if (expected.ElementType == ElementType.Float32)
        {
            Close(Array.ConvertAll(expected.AsSpan<float>().ToArray(), v => (double)v), actual.AsSpan<float>(), expected.Geometry.Size, limit, what);
            return;
        }

        var bytes = (int)expected.LengthBytes;
        var difference = expected.Memory.AsSpan<byte>()[..bytes].CommonPrefixLength(actual.Memory.AsSpan<byte>()[..bytes]);
        Assert.True(difference == bytes, $"{what}: the voxel at offset {difference / expected.ElementType.SizeBytes()} of {expected.Geometry.Size} differs.");
    }

    /// <summary>The same place in the patient.</summary>
    public static void SameGeometry(VolumeGeometry expected, VolumeGeometry actual, double limitMm, string what)
    {
        Assert.Equal(expected.Size, actual.Size);
        Assert.True((expected.OriginMm - actual.OriginMm).Length <= limitMm && (expected.SpacingMm - actual.SpacingMm).Length <= limitMm, $"{what}: expected origin {expected.OriginMm} spacing {expected.SpacingMm}, got {actual.OriginMm} {actual.SpacingMm}.");
        Assert.Equal(expected.Direction, actual.Direction);
    }
}
