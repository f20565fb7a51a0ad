using System.Globalization;

namespace GpuVol;

/// <summary>The part of space that every view of a scan sees: a cylinder about the axis of rotation.</summary>
public static class FieldOfView
{
    /// <summary>Radius of the cylinder in mm: rays of the outer columns graze it. With a displaced detector and a full turn the farther side counts.</summary>
    /// <exception cref="ArgumentException">The scan has no axis of rotation.</exception>
    public static double RadiusMm(ProjectionGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        if (geometry.Kind is ProjectionKind.ConeVectors or ProjectionKind.ParallelVectors)
            throw new ArgumentException($"FieldOfView: a {geometry.Kind} scan has no axis of rotation.", nameof(geometry));
        return Math.Max(GrazedMm(geometry, 0), GrazedMm(geometry, geometry.Columns - 1));
    }

    /// <summary>Half the height, in mm, of what every view of a cone scan sees at the axis of rotation and at the distance <paramref name="radiusMm"/> from it, measured from the plane of the source.</summary>
    public static double HalfHeightMm(ProjectionGeometry geometry, double radiusMm = 0)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        var rows = Math.Min(geometry.RowCenter, geometry.Rows - 1 - geometry.RowCenter) * geometry.RowSpacingMm;
        return geometry.Kind == ProjectionKind.Cone ? rows * (geometry.SourceMm - radiusMm) / (geometry.SourceMm + geometry.DetectorMm) : double.PositiveInfinity;
    }

    /// <summary>The part of a grid's voxels that lies in the field of view, 0 to 1; null where the scan has no axis of rotation or the grid is turned.</summary>
    public static double? PartOf(ProjectionGeometry geometry, VolumeGeometry grid)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(grid);
        if (geometry.Kind is ProjectionKind.ConeVectors or ProjectionKind.ParallelVectors || grid.Direction != Matrix3D.Identity)
            return null;
        var radius = RadiusMm(geometry);
        var inside = 0L;
        for (var j = 0; j < grid.Size.J; j++)
        {
            for (var i = 0; i < grid.Size.I; i++)
            {
                var p = grid.VoxelToPatient(new(i, j, 0));
                var distance = Math.Sqrt(p.X * p.X + p.Y * p.Y);
                if (distance <= radius)
                    inside += SlicesWithin(grid, HalfHeightMm(geometry, distance));
            }
        }

        return (double)inside / grid.Size.Voxels;
    }

    /// <summary>Throws where no voxel of the grid lies in the field of view.</summary>
    /// <exception cref="ArgumentException">It does not; or a source stands in the grid.</exception>
    public static void Check(string operation, ProjectionGeometry geometry, VolumeGeometry grid)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(grid);
        if (geometry.Kind is ProjectionKind.ConeVectors or ProjectionKind.ParallelVectors)
            return;
        var outermost = ProjectionGrids.Radius(grid);
        if (geometry.IsDivergent && outermost >= geometry.SourceMm)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{operation}: the grid reaches {outermost:0.###} mm from the axis but the source stands at {geometry.SourceMm:0.###} mm. Make the grid smaller."), nameof(grid));
        var nearest = Nearest(grid);
        var radius = RadiusMm(geometry);
        if (nearest > radius)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{operation}: the grid begins {nearest:0.###} mm from the axis, outside the field of view of {radius:0.###} mm. Move the grid, or check spacings and the centre."), nameof(grid));
    }

    private static double GrazedMm(ProjectionGeometry geometry, double column)
    {
        var u = (column - geometry.ColumnCenter) * geometry.ColumnSpacingMm;
        if (!geometry.IsDivergent)
            return Math.Abs(u);
        var distance = geometry.SourceMm + geometry.DetectorMm;
        var s = u / geometry.Magnification;
        return Math.Abs(s - geometry.AxisOffsetMm) * distance / Math.Sqrt(distance * distance + u * u);
    }

    private static long SlicesWithin(VolumeGeometry grid, double halfHeightMm)
    {
        if (double.IsInfinity(halfHeightMm))
            return grid.Size.K;
        var first = Math.Max(0, Math.Ceiling((-halfHeightMm - grid.OriginMm.Z) / grid.SpacingMm.Z));
        var last = Math.Min(grid.Size.K - 1, Math.Floor((halfHeightMm - grid.OriginMm.Z) / grid.SpacingMm.Z));
        return (long)Math.Max(0, last - first + 1);
    }

    private static double Nearest(VolumeGeometry grid)
    {
        var a = grid.VoxelToPatient(Vector3D.Zero);
        var b = grid.VoxelToPatient(new(grid.Size.I - 1, grid.Size.J - 1, grid.Size.K - 1));
        if (grid.Direction != Matrix3D.Identity)
            return 0;
        var x = a.X <= 0 && b.X >= 0 ? 0 : Math.Min(Math.Abs(a.X), Math.Abs(b.X));
        var y = a.Y <= 0 && b.Y >= 0 ? 0 : Math.Min(Math.Abs(a.Y), Math.Abs(b.Y));
        return Math.Sqrt(x * x + y * y);
    }
}
