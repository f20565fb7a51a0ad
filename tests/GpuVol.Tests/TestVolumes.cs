namespace GpuVol.Tests;

/// <summary>Volumes for tests.</summary>
public static class TestVolumes
{
    /// <summary>An oblique, right-handed direction.</summary>
    public static Matrix3D Oblique { get; } = Rotation(0.4, 2) * Rotation(-0.7, 0) * Rotation(0.25, 1);

    /// <summary>A volume whose stored values are <paramref name="numbers"/>, which the type holds exactly.</summary>
    public static Volume FromNumbers(double[] numbers, ElementType type, VolumeGeometry geometry, IntensityRescale? rescale = null) => type switch
    {
        ElementType.UInt8 => Volume.FromArray<byte>(Array.ConvertAll(numbers, n => checked((byte)n)), geometry, rescale),
        ElementType.Int16 => Volume.FromArray<short>(Array.ConvertAll(numbers, n => checked((short)n)), geometry, rescale),
        ElementType.UInt16 => Volume.FromArray<ushort>(Array.ConvertAll(numbers, n => checked((ushort)n)), geometry, rescale),
        ElementType.Int32 => Volume.FromArray<int>(Array.ConvertAll(numbers, n => checked((int)n)), geometry, rescale),
        _ => Volume.FromArray<float>(Array.ConvertAll(numbers, n => (float)n), geometry, rescale),
    };

    /// <summary>Float32 noise in [low, high).</summary>
    public static Volume Random(Size3D size, int seed, float low = -1, float high = 1, VolumeGeometry? geometry = null)
    {
        var random = new Random(seed);
        var voxels = new float[size.Voxels];
        for (var v = 0; v < voxels.Length; v++)
            voxels[v] = low + random.NextSingle() * (high - low);
        return Volume.FromArray<float>(voxels, geometry ?? new VolumeGeometry(size, Vector3D.One));
    }

    /// <summary>Stored values of any type over its whole range (floats to ±1e4, some NaN and infinite).</summary>
    public static Volume RandomStored(Size3D size, ElementType type, int seed, IntensityRescale? rescale = null)
    {
        var random = new Random(seed);
        var geometry = new VolumeGeometry(size, Vector3D.One);
        var count = (int)size.Voxels;
        var bytes = new byte[count * type.SizeBytes()];
        random.NextBytes(bytes);
        if (type == ElementType.Float32)
        {
            var floats = new float[count];
            for (var v = 0; v < count; v++)
            {
                floats[v] = random.Next(40) switch
                {
                    0 => float.NaN,
                    1 => float.PositiveInfinity,
                    2 => float.NegativeInfinity,
                    _ => (random.NextSingle() - 0.5f) * 2e4f,
                };
            }

            return Volume.FromArray<float>(floats, geometry, rescale);
        }

        var volume = Volume.Create(geometry, type, rescale);
        bytes.CopyTo(volume.Memory.AsSpan<byte>());
        return volume;
    }

    /// <summary>A volume computed from the voxel's indices.</summary>
    public static Volume From(VolumeGeometry geometry, Func<int, int, int, double> value)
    {
        var size = geometry.Size;
        var voxels = new float[size.Voxels];
        for (var v = 0; v < voxels.Length; v++)
            voxels[v] = (float)value(v % size.I, v / size.I % size.J, v / size.I / size.J);
        return Volume.FromArray<float>(voxels, geometry);
    }

    /// <summary>The greatest magnitude of the intensities.</summary>
    public static double MaxMagnitude(this Volume volume)
    {
        var figures = IntensityTransforms.Statistics(volume);
        return Math.Max(Math.Abs(figures.Min), Math.Abs(figures.Max));
    }

    /// <summary>Uploads, runs <paramref name="operation"/>, downloads, and disposes what lies between.</summary>
    public static Volume Run(ComputeDevice device, Volume source, Func<DeviceVolume, DeviceVolume> operation)
    {
        using var uploaded = source.ToDevice(device);
        using var result = operation(uploaded);
        return result.ToHost();
    }

    private static Matrix3D Rotation(double radians, int axis)
    {
        var (sin, cos) = Math.SinCos(radians);
        Vector3D[] columns = [new(1, 0, 0), new(0, cos, sin), new(0, -sin, cos)];
        Vector3D Turn(Vector3D v) => axis switch
        {
            0 => v,
            1 => new Vector3D(v.Z, v.X, v.Y),
            _ => new Vector3D(v.Y, v.Z, v.X),
        };
        return axis switch
        {
            0 => new Matrix3D(columns[0], columns[1], columns[2]),
            1 => new Matrix3D(Turn(columns[2]), Turn(columns[0]), Turn(columns[1])),
            _ => new Matrix3D(Turn(columns[1]), Turn(columns[2]), Turn(columns[0])),
        };
    }
}
