using GpuVol.Kernels;

namespace GpuVol.Viewer;

/// <summary>Camera and volume as the kernels want them: in voxel indices, made in float64.</summary>
internal static class RaycastGeometry
{
    private const double HalfViewRadians = 15 * Math.PI / 180;

    // 2^20 samples a ray; the step index is exact in float32 well beyond that.
    private const double MostSteps = 1 << 20;

    /// <summary>Everything but window, table, level and lights.</summary>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static RaycastParameters Create(RaycastVolume volume, RenderSettings settings) =>
        Create(volume.Geometry, volume.Geometry, settings.StepMm ?? UsualStepMm(volume.Geometry), settings) with { BricksI = volume.Bricks.I, BricksJ = volume.Bricks.J };

    /// <summary>The rays of a picture of the volume <paramref name="seen"/>, in voxel indices of another <paramref name="geometry"/> in the same patient.</summary>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static RaycastParameters Create(VolumeGeometry seen, VolumeGeometry geometry, double stepMm, RenderSettings settings)
    {
        var size = geometry.Size;
        var camera = settings.Camera;
        var (centre, radiusMm) = BoundingSphere(seen);
        var spacing = geometry.SpacingMm;
        if (2 * radiusMm / stepMm > MostSteps)
            throw new ArgumentException($"Render: a step of {stepMm} mm makes {2 * radiusMm / stepMm:G3} samples of a ray through {2 * radiusMm:G3} mm; at most {MostSteps} are taken. Use a larger step.", nameof(settings));

        var isPerspective = camera.Projection == Projection.Perspective;
        var eyeDistanceMm = radiusMm / Math.Sin(HalfViewRadians);
        var pixelMm = PixelMm(radiusMm, camera, Math.Min(settings.Width, settings.Height));
        var centreX = 0.5 * (settings.Width - 1);
        var centreY = 0.5 * (settings.Height - 1);

        var target = camera.TargetMm ?? centre;

        // An eye inside the volume would see what is behind it as well.
        if (isPerspective && !((target - centre).Length < eyeDistanceMm - radiusMm))
            throw new ArgumentException($"Render: the camera's target {target} mm is {(target - centre).Length:G4} mm from the volume's centre; a perspective picture allows less than {eyeDistanceMm - radiusMm:G4} mm. Choose a nearer target.", nameof(settings));
        var right = pixelMm * camera.Right;
        var down = -pixelMm * camera.Up;
        var plane = geometry.PatientToVoxel(target - centreX * right - centreY * down);
        var eye = geometry.PatientToVoxel(target + eyeDistanceMm * camera.TowardsCamera);
        var inverse = geometry.Direction.Inverse();
        var toVoxel = new Matrix3D(Unscale(inverse.Column0, spacing), Unscale(inverse.Column1, spacing), Unscale(inverse.Column2, spacing));
        var rightVoxel = toVoxel * right;
        var downVoxel = toVoxel * down;
        var step = toVoxel * (-stepMm * camera.TowardsCamera);

        // Rows of patient-to-voxel: a gradient per voxel (gi, gj, gk) is gi·row0 + gj·row1 + gk·row2 per mm.
        var rows = toVoxel.Transposed();
        return new RaycastParameters
        {
            Width = settings.Width,
            SizeI = size.I,
            SizeJ = size.J,
            SizeK = size.K,
            PlaneI = (float)plane.X,
            PlaneJ = (float)plane.Y,
            PlaneK = (float)plane.Z,
            RightI = (float)rightVoxel.X,
            RightJ = (float)rightVoxel.Y,
            RightK = (float)rightVoxel.Z,
            DownI = (float)downVoxel.X,
            DownJ = (float)downVoxel.Y,
            DownK = (float)downVoxel.Z,
            StepI = (float)step.X,
            StepJ = (float)step.Y,
            StepK = (float)step.Z,
            IsPerspective = isPerspective ? 1 : 0,
            EyeI = (float)eye.X,
            EyeJ = (float)eye.Y,
            EyeK = (float)eye.Z,
            EyeDistanceMm = (float)eyeDistanceMm,
            PixelMm = (float)pixelMm,
            CentreX = (float)centreX,
            CentreY = (float)centreY,
            StepMm = (float)stepMm,
            ClipPlanes = settings.Clip?.HalfSpaces().Count() ?? 0,
            Missing = float.NaN,
            MetricII = (float)Vector3D.Dot(rows.Column0, rows.Column0),
            MetricJJ = (float)Vector3D.Dot(rows.Column1, rows.Column1),
            MetricKK = (float)Vector3D.Dot(rows.Column2, rows.Column2),
            MetricIJ = (float)(2 * Vector3D.Dot(rows.Column0, rows.Column1)),
            MetricIK = (float)(2 * Vector3D.Dot(rows.Column0, rows.Column2)),
            MetricJK = (float)(2 * Vector3D.Dot(rows.Column1, rows.Column2)),
        };
    }

    /// <summary>The step where none is given: half the smallest voxel spacing.</summary>
    public static double UsualStepMm(VolumeGeometry geometry) => 0.5 * Math.Min(geometry.SpacingMm.X, Math.Min(geometry.SpacingMm.Y, geometry.SpacingMm.Z));

    /// <summary>Side of a pixel at the camera's target, in a picture whose shorter side has so many.</summary>
    public static double PixelMm(double radiusMm, Camera camera, int shorterSide) =>
        2 * radiusMm / (camera.Projection == Projection.Perspective ? Math.Cos(HalfViewRadians) : 1) / (camera.Zoom * shorterSide);

    /// <summary>Clip planes in voxel indices: a, b, c, d of a·i + b·j + c·k + d ≥ 0, in mm. One at least, so that a buffer of them is not empty.</summary>
    public static float[] ClipPlanes(VolumeGeometry geometry, ClipRegion? clip)
    {
        var numbers = new List<float>();
        foreach (var (normal, offsetMm) in clip?.HalfSpaces() ?? [])
        {
            var spacing = geometry.SpacingMm;
            for (var axis = 0; axis < 3; axis++)
                numbers.Add((float)(spacing[axis] * Vector3D.Dot(normal, geometry.Direction.Column(axis))));
            numbers.Add((float)(Vector3D.Dot(normal, geometry.OriginMm) - offsetMm));
        }

        return numbers.Count > 0 ? [.. numbers] : new float[4];
    }

    /// <summary>The smallest sphere about the middle of the volume's box that holds all its corners.</summary>
    public static (Vector3D CentreMm, double RadiusMm) BoundingSphere(VolumeGeometry geometry)
    {
        var size = geometry.Size;
        var centre = geometry.VoxelToPatient(new Vector3D(0.5 * (size.I - 1), 0.5 * (size.J - 1), 0.5 * (size.K - 1)));
        var radius = 0.0;
        for (var corner = 0; corner < 4; corner++)
        {
            var point = geometry.VoxelToPatient(new Vector3D(
                (corner & 1) == 0 ? -0.5 : size.I - 0.5,
                (corner & 2) == 0 ? -0.5 : size.J - 0.5,
                -0.5));
            radius = Math.Max(radius, (point - centre).Length);
        }

        return (centre, radius);
    }

    private static Vector3D Unscale(Vector3D column, Vector3D spacing) => new(column.X / spacing.X, column.Y / spacing.Y, column.Z / spacing.Z);
}
