namespace GpuVol;

/// <summary>
/// Where a volume lies in the patient: LPS millimetres (x to the patient's left, y to the back, z to the head), as in DICOM and ITK.
/// A voxel (i, j, k) has its centre at <c>OriginMm + Direction · (SpacingMm ∘ (i, j, k))</c>.
/// </summary>
public sealed record VolumeGeometry
{
    /// <summary>Creates the geometry and checks it.</summary>
    /// <exception cref="ArgumentException">A size is below 1, a spacing not finite and above 0, or the direction has no inverse.</exception>
    public VolumeGeometry(Size3D size, Vector3D spacingMm, Vector3D originMm = default, Matrix3D? direction = null)
    {
        if (size.I < 1 || size.J < 1 || size.K < 1)
            throw new ArgumentException($"VolumeGeometry: size {size} has an axis below 1.", nameof(size));
        if (!spacingMm.IsFinite || spacingMm.X <= 0 || spacingMm.Y <= 0 || spacingMm.Z <= 0)
            throw new ArgumentException($"VolumeGeometry: spacing {spacingMm} mm must be finite and above 0 on every axis.", nameof(spacingMm));
        if (!originMm.IsFinite)
            throw new ArgumentException($"VolumeGeometry: origin {originMm} mm must be finite.", nameof(originMm));
        Size = size;
        SpacingMm = spacingMm;
        OriginMm = originMm;
        Direction = direction ?? Matrix3D.Identity;
        if (!(Math.Abs(Direction.Determinant) > 1e-6))
            throw new ArgumentException($"VolumeGeometry: the direction with columns {Direction.Column0}, {Direction.Column1}, {Direction.Column2} has no inverse.", nameof(direction));
    }

    /// <summary>The geometry whose middle, half way between its first and last voxel, lies at <paramref name="centreMm"/> (LPS).</summary>
    /// <exception cref="ArgumentException">As for the constructor.</exception>
    public static VolumeGeometry Centred(Size3D size, Vector3D spacingMm, Vector3D centreMm = default, Matrix3D? direction = null)
    {
        var toCentre = Vector3D.Scale(spacingMm, 0.5 * new Vector3D(size.I - 1, size.J - 1, size.K - 1));
        return new VolumeGeometry(size, spacingMm, centreMm - (direction is { } d ? d * toCentre : toCentre), direction);
    }

    /// <summary>Numbers of voxels along i, j, k.</summary>
    public Size3D Size { get; }

    /// <summary>Distance of neighbouring voxel centres along i, j, k.</summary>
    public Vector3D SpacingMm { get; }

    /// <summary>Centre of voxel (0, 0, 0), LPS.</summary>
    public Vector3D OriginMm { get; }

    /// <summary>Columns are the unit directions of i, j, k in LPS. Orthonormal but for sheared volumes.</summary>
    public Matrix3D Direction { get; }

    /// <summary>Extent in mm along i, j, k, from outer voxel face to outer voxel face.</summary>
    public Vector3D ExtentMm => new(Size.I * SpacingMm.X, Size.J * SpacingMm.Y, Size.K * SpacingMm.Z);

    /// <summary>True where the axes are perpendicular to <paramref name="tolerance"/>.</summary>
    public bool IsOrthogonal(double tolerance = 1e-4) =>
        Math.Abs(Vector3D.Dot(Direction.Column0, Direction.Column1)) <= tolerance
        && Math.Abs(Vector3D.Dot(Direction.Column0, Direction.Column2)) <= tolerance
        && Math.Abs(Vector3D.Dot(Direction.Column1, Direction.Column2)) <= tolerance;

    /// <summary>Patient position (LPS mm) of the voxel index <paramref name="voxel"/>, which may be fractional.</summary>
    public Vector3D VoxelToPatient(Vector3D voxel) => OriginMm + Direction * Vector3D.Scale(SpacingMm, voxel);

    /// <summary>Voxel index (fractional) of the patient position <paramref name="patientMm"/> in LPS mm.</summary>
    public Vector3D PatientToVoxel(Vector3D patientMm)
    {
        var along = Direction.Inverse() * (patientMm - OriginMm);
        return new(along.X / SpacingMm.X, along.Y / SpacingMm.Y, along.Z / SpacingMm.Z);
    }
}
