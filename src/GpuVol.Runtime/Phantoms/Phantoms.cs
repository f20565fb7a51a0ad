namespace GpuVol;

/// <summary>Analytic test objects.</summary>
public static partial class Phantoms
{
    /// <summary>
    /// The ten ellipses of the modified Shepp-Logan head: Shepp and Logan 1974, table 1, with the contrasts of Toft 1996
    /// (The Radon Transform, table B.3), which the eye can tell apart.
    /// </summary>
    public static IReadOnlyList<Ellipsoid> SheppLogan2DEllipses { get; } =
    [
        Ellipse(1.0, 0.69, 0.92, 0, 0, 0),
        Ellipse(-0.8, 0.6624, 0.874, 0, -0.0184, 0),
        Ellipse(-0.2, 0.11, 0.31, 0.22, 0, -18),
        Ellipse(-0.2, 0.16, 0.41, -0.22, 0, 18),
        Ellipse(0.1, 0.21, 0.25, 0, 0.35, 0),
        Ellipse(0.1, 0.046, 0.046, 0, 0.1, 0),
        Ellipse(0.1, 0.046, 0.046, 0, -0.1, 0),
        Ellipse(0.1, 0.046, 0.023, -0.08, -0.605, 0),
        Ellipse(0.1, 0.023, 0.023, 0, -0.606, 0),
        Ellipse(0.1, 0.023, 0.046, 0.06, -0.605, 0),
    ];

    /// <summary>The ten ellipsoids of the three-dimensional Shepp-Logan head: Kak and Slaney 1988, ch. 3, as RTK has them; density of water is 1.</summary>
    public static IReadOnlyList<Ellipsoid> SheppLogan3DEllipsoids { get; } =
    [
        Solid(2.0, 0.69, 0.92, 0.9, 0, 0, 0, 0),
        Solid(-0.98, 0.6624, 0.874, 0.88, 0, 0, 0, 0),
        Solid(-0.02, 0.41, 0.16, 0.21, -0.22, 0, -0.25, 108),
        Solid(-0.02, 0.31, 0.11, 0.22, 0.22, 0, -0.25, 72),
        Solid(0.02, 0.21, 0.25, 0.5, 0, 0.35, -0.25, 0),
        Solid(0.02, 0.046, 0.046, 0.046, 0, 0.1, -0.25, 0),
        Solid(0.01, 0.046, 0.023, 0.02, -0.08, -0.65, -0.25, 0),
        Solid(0.01, 0.046, 0.023, 0.02, 0.06, -0.65, -0.25, 90),
        Solid(0.02, 0.056, 0.04, 0.1, 0.06, -0.105, 0.625, 90),
        Solid(-0.02, 0.056, 0.056, 0.1, 0, 0.1, 0.625, 0),
    ];

    /// <summary>The modified Shepp-Logan head (Toft 1996 contrasts) sampled at voxel centres, float32, one slice, field of view 2 x 2 units over size x size voxels of 1 mm.</summary>
    /// <returns>A volume with its middle at the patient's origin; the forehead is at the top (row 0).</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    public static Volume SheppLogan2D(int size) => Sample(SheppLogan2DEllipses, size, slices: 1, new VolumeMetadata { IsImage = true });

    /// <summary>The 3-D Shepp-Logan head (Kak and Slaney 1988, table 3.1 densities as in RTK) sampled at voxel centres, float32, size³ voxels of 1 mm.</summary>
    /// <returns>A volume with its middle at the patient's origin; the forehead is at row 0, the crown at the last slice.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    public static Volume SheppLogan3D(int size) => Sample(SheppLogan3DEllipsoids, size, size, VolumeMetadata.Empty);

    private static Volume Sample(IReadOnlyList<Ellipsoid> bodies, int size, int slices, VolumeMetadata metadata)
    {
        if (size < 1)
            throw new ArgumentOutOfRangeException(nameof(size), $"Shepp-Logan: the size is {size}; at least one voxel is needed.");
        var geometry = VolumeGeometry.Centred(new Size3D(size, size, slices), Vector3D.One);
        var volume = Volume.Create(geometry, ElementType.Float32, metadata: metadata);
        try
        {
            HostLoop.For(slices, k =>
            {
                var slice = volume.Slice<float>(k);
                var values = new double[size];
                for (var j = 0; j < size; j++)
                {
                    Array.Clear(values);
                    foreach (var body in bodies)
                        AddRow(body, values, Coordinate(j, size), Coordinate(k, slices));
                    for (var i = 0; i < size; i++)
                        slice[j * size + i] = (float)values[i];
                }
            });
            return volume;
        }
        catch
        {
            volume.Dispose();
            throw;
        }
    }

    private static double Coordinate(int index, int count) => (2.0 * index + 1 - count) / count;

    // Rows run against y. The bounding box spares most tests; the test itself decides.
    private static void AddRow(Ellipsoid body, double[] values, double rowDown, double z)
    {
        var size = values.Length;
        var y = -rowDown;
        var reach = Math.Max(body.SemiAxes.X, body.SemiAxes.Y);
        if (Math.Abs(y - body.Center.Y) > reach || Math.Abs(z - body.Center.Z) > body.SemiAxes.Z)
            return;
        var first = Math.Max(0, (int)((body.Center.X - reach + 1) * size / 2) - 1);
        var last = Math.Min(size - 1, (int)((body.Center.X + reach + 1) * size / 2) + 1);
        for (var i = first; i <= last; i++)
        {
            if (body.Contains(new Vector3D(Coordinate(i, size), y, z)))
                values[i] += body.Density;
        }
    }

    private static Ellipsoid Ellipse(double density, double a, double b, double x, double y, double degrees) =>
        Solid(density, a, b, double.PositiveInfinity, x, y, 0, degrees);

    private static Ellipsoid Solid(double density, double a, double b, double c, double x, double y, double z, double degrees) =>
        new(density, new Vector3D(a, b, c), new Vector3D(x, y, z), degrees * Math.PI / 180);
}
