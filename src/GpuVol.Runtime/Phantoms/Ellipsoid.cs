namespace GpuVol;

/// <summary>
/// One body of an analytic phantom, in units of half the field of view. Axes as in the tables of the literature: x to the right, y up
/// (against the direction of rows, and towards the patient's front), z towards the head.
/// </summary>
/// <param name="Density">What the body adds to the value of every point inside it.</param>
/// <param name="SemiAxes">Half axes along its own x, y, z; z is infinite for the ellipses of a two-dimensional phantom.</param>
/// <param name="Center">Its centre.</param>
/// <param name="RotationRadians">Its turn about z, from x towards y.</param>
public readonly record struct Ellipsoid(double Density, Vector3D SemiAxes, Vector3D Center, double RotationRadians)
{
    /// <summary>True for a point inside or on the surface.</summary>
    public bool Contains(Vector3D point)
    {
        var (sin, cos) = Math.SinCos(RotationRadians);
        var offset = point - Center;
        var x = (offset.X * cos + offset.Y * sin) / SemiAxes.X;
        var y = (offset.Y * cos - offset.X * sin) / SemiAxes.Y;
        var z = double.IsInfinity(SemiAxes.Z) ? 0 : offset.Z / SemiAxes.Z;
        return x * x + y * y + z * z <= 1;
    }

    /// <summary>Length, in the units of the body, of the part of a line that lies inside: the chord.</summary>
    /// <param name="point">A point of the line.</param>
    /// <param name="direction">Its direction, of length 1.</param>
    public double Chord(Vector3D point, Vector3D direction)
    {
        var (sin, cos) = Math.SinCos(RotationRadians);
        var offset = point - Center;
        var p = ToUnitSphere(offset, sin, cos);
        var d = ToUnitSphere(direction, sin, cos);

        // |p + t d|² = 1, from the point of the line that is next to the centre, for precision far from the body.
        var dd = Vector3D.Dot(d, d);
        if (dd == 0)
            return 0;
        var nearest = p - Vector3D.Dot(p, d) / dd * d;
        var inside = 1 - Vector3D.Dot(nearest, nearest);
        return inside <= 0 ? 0 : 2 * Math.Sqrt(inside / dd);
    }

    private Vector3D ToUnitSphere(Vector3D v, double sin, double cos) => new(
        (v.X * cos + v.Y * sin) / SemiAxes.X,
        (v.Y * cos - v.X * sin) / SemiAxes.Y,
        double.IsInfinity(SemiAxes.Z) ? 0 : v.Z / SemiAxes.Z);
}
