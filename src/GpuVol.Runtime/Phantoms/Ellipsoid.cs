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
}
