namespace GpuVol.Benchmarks;

/// <summary>Volumes that benchmarks share, and the check that a result is what it should be: a fast wrong kernel is no result.</summary>
public static class BenchmarkVolumes
{
    /// <summary>A float32 cube of numbers from 0 to 1, always the same.</summary>
    public static Volume Random(int size)
    {
        var volume = Volume.Create(new VolumeGeometry(new Size3D(size, size, size), Vector3D.One), ElementType.Float32);
        var random = new Random(1);
        foreach (ref var voxel in volume.AsSpan<float>())
            voxel = random.NextSingle();
        return volume;
    }

    /// <summary>A turn of a cube by 30 degrees about (1, 1, 1) through its centre, by Rodrigues' formula.</summary>
    public static IndexMap Turn(int size)
    {
        var (sin, cos) = Math.SinCos(Math.PI / 6);
        var (t, s) = ((1 - cos) / 3, sin / Math.Sqrt(3));
        var matrix = new Matrix3D(new Vector3D(cos + t, t + s, t - s), new Vector3D(t - s, cos + t, t + s), new Vector3D(t + s, t - s, cos + t));
        var centre = (size - 1) / 2.0 * Vector3D.One;
        return new IndexMap(matrix, centre - matrix * centre);
    }

    /// <summary>Fails unless a voxel is within <paramref name="limit"/> of what it should be.</summary>
    public static void RequireClose(double expected, double actual, double limit, string what)
    {
        if (!(Math.Abs(actual - expected) <= limit))
            throw new InvalidOperationException($"{what} is {actual}, expected {expected}.");
    }

    /// <summary>Fails unless every voxel is within <paramref name="limit"/>.</summary>
    public static void RequireClose(DeviceVolume expected, DeviceVolume actual, double limit, string what)
    {
        using var expectedHost = expected.ToHost();
        using var actualHost = actual.ToHost();
        var a = expectedHost.AsSpan<float>();
        var b = actualHost.AsSpan<float>();
        for (var v = 0; v < a.Length; v++)
            RequireClose(a[v], b[v], limit, $"{what}: voxel {v}");
    }
}
