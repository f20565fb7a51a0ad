namespace GpuVol.Tests.Tomography;

/// <summary>What the tomography tests share.</summary>
internal static class TomographyTestData
{
    /// <summary>A grid of cubic voxels about the axis of rotation.</summary>
    public static VolumeGeometry Grid(int size, int slices, double voxelMm, Vector3D centerMm = default)
    {
        var n = new Size3D(size, size, slices);
        return new VolumeGeometry(n, voxelMm * Vector3D.One, centerMm - 0.5 * voxelMm * new Vector3D(size - 1, size - 1, slices - 1));
    }

    /// <summary>The mean inside a disc or ball of value 1, away from its rim, is 1, and that of what lies around it 0.</summary>
    public static void AssertScale(Volume image, double radiusMm, string what, double x = 0, double y = 0, double aroundLimit = 0.05)
    {
        double inside = 0, outside = 0;
        int insideCount = 0, outsideCount = 0;
        var size = image.Geometry.Size;
        for (var k = 0; k < size.K; k++)
        {
            var slice = image.Slice<float>(k);
            for (var n = 0; n < slice.Length; n++)
            {
                var p = image.Geometry.VoxelToPatient(new(n % size.I, n / size.I, k)) - new Vector3D(x, y, 0);
                if (p.Length < 0.85 * radiusMm)
                {
                    inside += slice[n];
                    insideCount++;
                }
                else if (p.Length > 1.05 * radiusMm && p.Length < 1.08 * radiusMm)
                {
                    outside += slice[n];
                    outsideCount++;
                }
            }
        }

        inside /= insideCount;
        Assert.True(Math.Abs(inside - 1) <= Tolerances.AbsoluteScale, $"{what}: mean inside {inside}, expected 1.");
        if (outsideCount > 0)
            Assert.True(Math.Abs(outside / outsideCount) <= aroundLimit, $"{what}: mean around {outside / outsideCount}, expected 0.");
    }

    /// <summary>Relative L2 of two volumes.</summary>
    public static double RelativeDifference(Volume expected, Volume actual)
    {
        Assert.Equal(expected.Geometry.Size, actual.Geometry.Size);
        double difference = 0, norm = 0;
        var a = expected.AsSpan<float>();
        var b = actual.AsSpan<float>();
        for (var n = 0; n < a.Length; n++)
        {
            difference += ((double)a[n] - b[n]) * ((double)a[n] - b[n]);
            norm += (double)a[n] * a[n];
        }

        return Math.Sqrt(difference / norm);
    }

    /// <summary>Relative L2 within a limit.</summary>
    public static void AssertRelative(Volume expected, Volume actual, double limit, string what)
    {
        var difference = RelativeDifference(expected, actual);
        Assert.True(difference <= limit, $"{what}: relative L2 {difference:E2}, limit {limit:E2}.");
    }
}
