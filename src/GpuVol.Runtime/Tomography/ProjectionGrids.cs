namespace GpuVol;

/// <summary>Where the voxels of a grid project to: tables for the kernels, in float64 until they are stored.</summary>
internal static class ProjectionGrids
{
    /// <summary>Throws where a grid does not fit a scan.</summary>
    public static void Check(string operation, ProjectionGeometry geometry, VolumeGeometry grid)
    {
        if (!geometry.IsStack)
            return;
        if (grid.Size.K != geometry.Rows)
            throw new ArgumentException($"{operation}: the grid has {grid.Size.K} slices but the scan has {geometry.Rows}; in a {geometry.Kind} scan each row is a slice.");
        if (grid.Direction != Matrix3D.Identity)
            throw new ArgumentException($"{operation}: the grid is turned (direction {grid.Direction.Column0}, {grid.Direction.Column1}, {grid.Direction.Column2}); a {geometry.Kind} scan needs x, y, z along its axes.");
        if (!geometry.IsDivergent)
            return;
        var radius = Radius(grid);
        if (radius >= geometry.SourceMm)
            throw new ArgumentException($"{operation}: the grid reaches {radius:0.###} mm from the axis but the source stands at {geometry.SourceMm:0.###} mm. Make the grid smaller.");
    }

    /// <summary>How far the outermost voxel centre lies from the axis of rotation.</summary>
    public static double Radius(VolumeGeometry grid)
    {
        var radius = 0.0;
        foreach (var i in new[] { 0, grid.Size.I - 1 })
        {
            foreach (var j in new[] { 0, grid.Size.J - 1 })
            {
                foreach (var k in new[] { 0, grid.Size.K - 1 })
                {
                    var p = grid.VoxelToPatient(new(i, j, k));
                    radius = Math.Max(radius, Math.Sqrt(p.X * p.X + p.Y * p.Y));
                }
            }
        }

        return radius;
    }

    /// <summary>Per view of a stack: the column of pixel (0, 0) and its change per i and j; for fans the numerator and the denominator of it.</summary>
    public static float[] Lines(ProjectionGeometry geometry, VolumeGeometry grid)
    {
        var origin = grid.OriginMm;
        var stepI = new Vector3D(grid.SpacingMm.X, 0, 0);
        var stepJ = new Vector3D(0, grid.SpacingMm.Y, 0);
        var flat = new Vector3D(origin.X, origin.Y, 0);
        var perView = geometry.IsDivergent ? 6 : 3;
        var lines = new float[perView * geometry.Views];
        for (var view = 0; view < geometry.Views; view++)
        {
            var v = geometry.View(view);
            var middle = (geometry.Columns - 1) / 2.0;
            if (!geometry.IsDivergent)
            {
                var along = 1 / Vector3D.Dot(v.U, v.U) * v.U;
                Put(lines, 3 * view, middle + Vector3D.Dot(flat - v.DetectorCenter, along), Vector3D.Dot(stepI, along), Vector3D.Dot(stepJ, along));
                continue;
            }

            var projection = ColumnAndDepth(v with { V = new Vector3D(0, 0, 1) }, middle, geometry.SourceMm);
            Put(lines, 6 * view, projection.Column.At(flat), projection.Column.Along(stepI), projection.Column.Along(stepJ));
            Put(lines, 6 * view + 3, projection.Depth.At(flat), projection.Depth.Along(stepI), projection.Depth.Along(stepJ));
        }

        return lines;
    }

    /// <summary>Per view: numerators of column and row and their denominator, each at voxel (0, 0, 0) and its change per i, j, k.</summary>
    public static float[] Planes(ProjectionGeometry geometry, VolumeGeometry grid)
    {
        var planes = new float[12 * geometry.Views];
        for (var view = 0; view < geometry.Views; view++)
        {
            var forms = Forms(geometry, view);
            for (var form = 0; form < 3; form++)
            {
                planes[12 * view + 4 * form] = (float)forms[form].At(grid.OriginMm);
                for (var axis = 0; axis < 3; axis++)
                {
                    var column = axis == 0 ? grid.Direction.Column0 : axis == 1 ? grid.Direction.Column1 : grid.Direction.Column2;
                    planes[12 * view + 4 * form + 1 + axis] = (float)forms[form].Along(grid.SpacingMm[axis] * column);
                }
            }
        }

        return planes;
    }

    /// <summary>
    /// Per view, in voxel indices: source or direction, pixel (0, 0), the step to the next column and, but for stacks, to the next row. The detector is moved along the rays into
    /// the middle of the grid, so that float32 coordinates are small; stacks leave k out.
    /// </summary>
    public static float[] Rays(ProjectionGeometry geometry, VolumeGeometry grid)
    {
        var perView = geometry.IsStack ? 6 : 12;
        var perVector = geometry.IsStack ? 2 : 3;
        var rays = new float[perView * geometry.Views];
        var middle = grid.VoxelToPatient(new((grid.Size.I - 1) / 2.0, (grid.Size.J - 1) / 2.0, (grid.Size.K - 1) / 2.0));
        if (geometry.IsStack)
            middle = middle with { Z = 0 };
        var inverse = grid.Direction.Inverse();
        for (var view = 0; view < geometry.Views; view++)
        {
            var v = geometry.View(view);
            if (geometry.IsStack)
                v = v with { DetectorCenter = v.DetectorCenter with { Z = 0 } };
            var normal = Vector3D.Cross(v.U, v.V);
            if (geometry.IsDivergent)
            {
                var scale = Vector3D.Dot(middle - v.Source, normal) / Vector3D.Dot(v.DetectorCenter - v.Source, normal);
                v = new(v.Source, v.Source + scale * (v.DetectorCenter - v.Source), scale * v.U, scale * v.V);
            }
            else
            {
                v = v with { DetectorCenter = v.DetectorCenter + Vector3D.Dot(middle - v.DetectorCenter, normal) / Vector3D.Dot(v.Source, normal) * v.Source };
            }

            var first = v.Pixel(0, geometry.IsStack ? (geometry.Rows - 1) / 2.0 : 0, geometry.Columns, geometry.Rows);
            Vector3D[] vectors = [geometry.IsDivergent ? grid.PatientToVoxel(v.Source) : InVoxels(v.Source), grid.PatientToVoxel(first), InVoxels(v.U), InVoxels(v.V)];
            for (var n = 0; n < perView; n++)
                rays[perView * view + n] = (float)vectors[n / perVector][n % perVector];
        }

        return rays;

        Vector3D InVoxels(Vector3D v)
        {
            var along = inverse * v;
            return new(along.X / grid.SpacingMm.X, along.Y / grid.SpacingMm.Y, along.Z / grid.SpacingMm.Z);
        }
    }

    /// <summary>Throws where a source stands within the grid, or the middle of the grid behind it.</summary>
    public static void CheckSources(string operation, ProjectionGeometry geometry, VolumeGeometry grid)
    {
        if (geometry.Kind != ProjectionKind.Cone && geometry.Kind != ProjectionKind.ConeVectors)
            return;
        var size = grid.Size;
        for (var view = 0; view < geometry.Views; view++)
        {
            var depth = Forms(geometry, view)[2];
            for (var corner = 0; corner < 8; corner++)
            {
                var voxel = new Vector3D((corner & 1) * (size.I - 1), (corner >> 1 & 1) * (size.J - 1), (corner >> 2) * (size.K - 1));
                if (!(depth.At(grid.VoxelToPatient(voxel)) > 0))
                    throw new ArgumentException($"{operation}: in view {view} the grid's corner at {grid.VoxelToPatient(voxel)} mm lies beside or behind the source at {geometry.View(view).Source} mm. Make the grid smaller, or check the geometry.");
            }
        }
    }

    /// <summary>Column, row and depth of a point in a view: (numerator of the column, numerator of the row, denominator).</summary>
    public static AffineForm[] Forms(ProjectionGeometry geometry, int view)
    {
        var v = geometry.View(view);
        var middleU = (geometry.Columns - 1) / 2.0;
        var middleV = (geometry.Rows - 1) / 2.0;
        if (geometry.IsDivergent)
        {
            // Depth 1 is that of the axis of rotation, in the units of which the distance weight counts.
            var normal = Vector3D.Cross(v.U, v.V).Normalized();
            var axisDepth = geometry.SourceMm > 0 ? geometry.SourceMm : Math.Abs(Vector3D.Dot(v.Source, normal));
            var (column, depth) = ColumnAndDepth(v, middleU, axisDepth);
            var (row, _) = ColumnAndDepth(v with { U = v.V, V = v.U }, middleV, axisDepth);
            return [column, row, depth];
        }

        // p + t ray = centre + a U + b V: a and b by the vectors that are perpendicular to the ray and to the other axis.
        var acrossU = Vector3D.Cross(v.V, v.Source);
        var acrossV = Vector3D.Cross(v.Source, v.U);
        var u = 1 / Vector3D.Dot(v.U, acrossU) * acrossU;
        var w = 1 / Vector3D.Dot(v.V, acrossV) * acrossV;
        return
        [
            new(middleU - Vector3D.Dot(v.DetectorCenter, u), u),
            new(middleV - Vector3D.Dot(v.DetectorCenter, w), w),
            new(1, Vector3D.Zero),
        ];
    }

    // The ray source + t (p - source) meets the detector where t (p - source) · n = (centre - source) · n.
    private static (AffineForm Column, AffineForm Depth) ColumnAndDepth(ProjectionView v, double middle, double axisDepth)
    {
        var normal = Vector3D.Cross(v.U, v.V).Normalized();
        var distance = Vector3D.Dot(v.DetectorCenter - v.Source, normal);
        if (distance < 0)
        {
            normal = -1 * normal;
            distance = -distance;
        }

        var depth = 1 / axisDepth * normal;
        var depthOffset = -Vector3D.Dot(v.Source, depth);

        // Coordinate a of U within the plane: perpendicular to V and to the normal.
        var across = Vector3D.Cross(v.V, normal);
        across = 1 / Vector3D.Dot(v.U, across) * across;
        var scale = distance / axisDepth;
        var atSource = middle + Vector3D.Dot(v.Source - v.DetectorCenter, across);
        var numerator = atSource * depth + scale * across;
        return (new AffineForm(atSource * depthOffset - scale * Vector3D.Dot(v.Source, across), numerator), new AffineForm(depthOffset, depth));
    }

    private static void Put(float[] target, int at, double a, double b, double c)
    {
        target[at] = (float)a;
        target[at + 1] = (float)b;
        target[at + 2] = (float)c;
    }
}
