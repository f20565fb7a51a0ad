namespace GpuVol;

public static partial class Phantoms
{
    /// <summary>Exact line integrals of ellipsoids in every ray of a scan: density times chord, in float64, stored as float32.</summary>
    /// <param name="bodies">The bodies, in units of half the field of view, y up (against the rows), as <see cref="SheppLogan2DEllipses"/> has them.</param>
    /// <param name="halfFieldMm">Half the field of view in mm: a phantom of n voxels of p mm has n p / 2.</param>
    /// <param name="geometry">Where the rays run; the phantom's middle lies on the axis of rotation, at z = 0.</param>
    /// <returns>Data in the order of <see cref="ProjectionGeometry.DataSize"/>, density times mm; one sinogram is an image.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="halfFieldMm"/> is not finite and above 0.</exception>
    /// <remarks>Rays go through pixel centres and are infinitely thin. Kak and Slaney 1988, ch. 3, eq. 3.5, for any ray.</remarks>
    public static Volume Project(IReadOnlyList<Ellipsoid> bodies, double halfFieldMm, ProjectionGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(bodies);
        ArgumentNullException.ThrowIfNull(geometry);
        if (!(halfFieldMm > 0) || !double.IsFinite(halfFieldMm))
            throw new ArgumentOutOfRangeException(nameof(halfFieldMm), $"Phantoms.Project: half the field of view is {halfFieldMm} mm; it must be finite and above 0.");
        var size = geometry.DataSize;
        var volume = Volume.Create(new VolumeGeometry(size, Vector3D.One), ElementType.Float32, metadata: new VolumeMetadata { IsImage = geometry.IsStack && size.K == 1 });
        try
        {
            HostLoop.For(size.K, k =>
            {
                var plane = volume.Slice<float>(k);
                for (var j = 0; j < size.J; j++)
                {
                    var (view, row) = geometry.IsStack ? (j, k) : (k, j);
                    for (var i = 0; i < size.I; i++)
                        plane[j * size.I + i] = (float)(halfFieldMm * LineIntegral(bodies, 1 / halfFieldMm, geometry, view, row, i));
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

    private static double LineIntegral(IReadOnlyList<Ellipsoid> bodies, double scale, ProjectionGeometry geometry, int view, int row, int column)
    {
        var v = geometry.View(view);
        var pixel = v.Pixel(column, row, geometry.Columns, geometry.Rows);
        var source = geometry.Kind == ProjectionKind.Fan ? v.Source with { Z = pixel.Z } : v.Source;
        var direction = (geometry.IsDivergent ? pixel - source : source).Normalized();
        var point = scale * pixel;
        point = point with { Y = -point.Y };
        direction = direction with { Y = -direction.Y };
        var sum = 0.0;
        for (var n = 0; n < bodies.Count; n++)
            sum += bodies[n].Density * bodies[n].Chord(point, direction);
        return sum;
    }
}
