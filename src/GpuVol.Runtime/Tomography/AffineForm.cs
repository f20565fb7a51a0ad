namespace GpuVol;

/// <summary>offset + slope · p.</summary>
internal readonly record struct AffineForm(double Offset, Vector3D Slope)
{
    /// <summary>Its value at a point.</summary>
    public double At(Vector3D point) => Offset + Vector3D.Dot(Slope, point);

    /// <summary>Its change along a step.</summary>
    public double Along(Vector3D step) => Vector3D.Dot(Slope, step);
}
