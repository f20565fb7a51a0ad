namespace GpuVol;

public sealed partial class ResamplingPlan
{
    /// <summary>
    /// A voxel spacing over the same extent: size = max(1, round(extent / spacing)), the grid centred on the input's centre, so every new
    /// voxel centre lies inside the input.
    /// </summary>
    /// <param name="source">Grid of the volume.</param>
    /// <param name="spacingMm">New distance of voxel centres along the volume's i, j, k axes in mm.</param>
    /// <param name="options">How values are found; linear by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A spacing is not finite and above 0, or makes an axis longer than 2^31 voxels.</exception>
    public static ResamplingPlan ToSpacing(VolumeGeometry source, Vector3D spacingMm, ResamplingOptions? options = null)
    {
        options = Checked(source, options, nameof(ToSpacing));
        var size = new int[3];
        var axes = new Func<int, double>[3];
        var step = new double[3];
        var first = new double[3];
        for (var axis = 0; axis < 3; axis++)
        {
            if (!double.IsFinite(spacingMm[axis]) || spacingMm[axis] <= 0)
                throw new ArgumentOutOfRangeException(nameof(spacingMm), $"ToSpacing: spacingMm[{axis}] is {spacingMm[axis]}; every component must be finite and above 0.");
            var count = Math.Max(1, Math.Round(source.ExtentMm[axis] / spacingMm[axis], MidpointRounding.AwayFromZero));
            if (count > int.MaxValue)
                throw new ArgumentOutOfRangeException(nameof(spacingMm), $"ToSpacing: spacingMm[{axis}] = {spacingMm[axis]} makes {count} voxels of an extent of {source.ExtentMm[axis]} mm. Use a larger spacing.");
            size[axis] = (int)count;
            var stride = spacingMm[axis] / source.SpacingMm[axis];
            var middle = (source.Size[axis] - 1) / 2.0;
            var targetMiddle = (size[axis] - 1) / 2.0;
            axes[axis] = t => middle + (t - targetMiddle) * stride;
            (step[axis], first[axis]) = (stride, axes[axis](0));
        }

        return new ResamplingPlan(source, Centred(source, new Size3D(size[0], size[1], size[2]), spacingMm), Diagonal(step, first), axes, options);
    }

    /// <summary>A size over the same extent: spacing = extent / size.</summary>
    /// <param name="source">Grid of the volume.</param>
    /// <param name="size">New numbers of voxels.</param>
    /// <param name="options">How values are found; linear by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An axis of <paramref name="size"/> is below 1.</exception>
    public static ResamplingPlan ToSize(VolumeGeometry source, Size3D size, ResamplingOptions? options = null)
    {
        options = Checked(source, options, nameof(ToSize));
        var axes = new Func<int, double>[3];
        var step = new double[3];
        var first = new double[3];
        for (var axis = 0; axis < 3; axis++)
        {
            if (size[axis] < 1)
                throw new ArgumentOutOfRangeException(nameof(size), $"ToSize: size[{axis}] is {size[axis]}; every axis needs at least one voxel.");
            var (n, m) = (source.Size[axis], size[axis]);
            axes[axis] = t => (t + 0.5) * n / m - 0.5;
            (step[axis], first[axis]) = ((double)n / m, axes[axis](0));
        }

        var extent = source.ExtentMm;
        return new ResamplingPlan(source, Centred(source, size, new Vector3D(extent.X / size.I, extent.Y / size.J, extent.Z / size.K)), Diagonal(step, first), axes, options);
    }

    /// <summary>
    /// <c>scipy.ndimage.zoom</c>: output size round-half-even(n · zoom); corners map to corners, or, with <paramref name="gridMode"/>,
    /// (i + 0.5) n / m - 0.5.
    /// </summary>
    /// <param name="source">Grid of the volume.</param>
    /// <param name="zoom">Factor along i, j, k.</param>
    /// <param name="gridMode">Voxels fill the extent, instead of standing on a grid from corner to corner.</param>
    /// <param name="options">How values are found; linear by default, and <see cref="Border.Constant"/> where no border is named.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is not finite and above 0, or leaves no voxel, or makes an axis longer than 2^31 voxels.</exception>
    public static ResamplingPlan Zoom(VolumeGeometry source, Vector3D zoom, bool gridMode = false, ResamplingOptions? options = null)
    {
        options = Checked(source, options, nameof(Zoom));
        options = options with { Border = options.Border ?? GpuVol.Border.Constant };
        var size = new int[3];
        var spacing = new double[3];
        var axes = new Func<int, double>[3];
        var step = new double[3];
        var first = new double[3];
        for (var axis = 0; axis < 3; axis++)
        {
            if (!double.IsFinite(zoom[axis]) || zoom[axis] <= 0)
                throw new ArgumentOutOfRangeException(nameof(zoom), $"Zoom: zoom[{axis}] is {zoom[axis]}; every component must be finite and above 0.");
            var n = source.Size[axis];
            var count = Math.Round(n * zoom[axis], MidpointRounding.ToEven);
            if (count < 1 || count > int.MaxValue)
                throw new ArgumentOutOfRangeException(nameof(zoom), $"Zoom: zoom[{axis}] = {zoom[axis]} makes {count} voxels of {n}; 1 to {int.MaxValue} are possible.");
            var m = size[axis] = (int)count;
            if (gridMode)
            {
                axes[axis] = t => (t + 0.5) * n / m - 0.5;
                step[axis] = (double)n / m;
            }
            else if (m == 1 || n == 1)
            {
                axes[axis] = _ => 0;
                step[axis] = (double)n / m;
            }
            else
            {
                axes[axis] = t => (double)t * (n - 1) / (m - 1);
                step[axis] = (double)(n - 1) / (m - 1);
            }

            spacing[axis] = gridMode || m == 1 || n == 1 ? source.SpacingMm[axis] * n / m : source.SpacingMm[axis] * (n - 1) / (m - 1);
            first[axis] = axes[axis](0);
        }

        var target = new VolumeGeometry(
            new Size3D(size[0], size[1], size[2]),
            new Vector3D(spacing[0], spacing[1], spacing[2]),
            source.VoxelToPatient(new Vector3D(first[0], first[1], first[2])),
            source.Direction);
        return new ResamplingPlan(source, target, Diagonal(step, first), axes, options);
    }

    /// <summary><c>scipy.ndimage.shift</c>: target voxel t takes the value at t - shift; the grid stays, the content moves.</summary>
    /// <param name="source">Grid of the volume.</param>
    /// <param name="shiftVoxels">Shift along i, j, k in voxels.</param>
    /// <param name="options">How values are found; <see cref="Border.Constant"/> where no border is named.</param>
    /// <exception cref="ArgumentOutOfRangeException">A shift is not finite.</exception>
    /// <exception cref="ResamplingOverlapException">Everything would be shifted out.</exception>
    public static ResamplingPlan Shift(VolumeGeometry source, Vector3D shiftVoxels, ResamplingOptions? options = null)
    {
        if (!shiftVoxels.IsFinite)
            throw new ArgumentOutOfRangeException(nameof(shiftVoxels), $"Shift: the shift {shiftVoxels} must be finite on every axis.");
        return Affine(source, new IndexMap(Matrix3D.Identity, -1 * shiftVoxels), source.Size, options);
    }

    /// <summary>
    /// <c>scipy.ndimage.rotate</c>: turns the content in the plane of two axes about the centre of the grid. With <paramref name="reshape"/>
    /// the grid grows to hold all of it. The spacing is not looked at: voxels of a plane that are not square come out sheared, as in SciPy.
    /// </summary>
    /// <param name="source">Grid of the volume.</param>
    /// <param name="angleDegrees">Angle, from <paramref name="firstAxis"/> towards <paramref name="secondAxis"/> as SciPy counts it.</param>
    /// <param name="firstAxis">0 (i), 1 (j) or 2 (k); SciPy's default plane is (k, j) = 1, 2.</param>
    /// <param name="secondAxis">The other axis of the plane.</param>
    /// <param name="reshape">Grow the grid.</param>
    /// <param name="options">How values are found; <see cref="Border.Constant"/> where no border is named.</param>
    /// <exception cref="ArgumentException">The angle is not finite, or the axes are not two of 0, 1, 2.</exception>
    public static ResamplingPlan Rotate(VolumeGeometry source, double angleDegrees, int firstAxis = 1, int secondAxis = 2, bool reshape = true, ResamplingOptions? options = null)
    {
        if (!double.IsFinite(angleDegrees))
            throw new ArgumentOutOfRangeException(nameof(angleDegrees), $"Rotate: the angle {angleDegrees} must be finite.");
        if (firstAxis is < 0 or > 2 || secondAxis is < 0 or > 2 || firstAxis == secondAxis)
            throw new ArgumentException($"Rotate: the axes {firstAxis} and {secondAxis} make no plane. Give two of 0 (i), 1 (j), 2 (k).");

        // SciPy sorts the plane's axes in its own order, slowest first: a is the slower one.
        var (a, b) = (Math.Max(firstAxis, secondAxis), Math.Min(firstAxis, secondAxis));
        var (sin, cos) = SinCosDegrees(angleDegrees);
        var (na, nb) = (source.Size[a], source.Size[b]);
        var size = new[] { source.Size.I, source.Size.J, source.Size.K };
        if (reshape)
        {
            double[] atA = [0, sin * nb, cos * na, cos * na + sin * nb];
            double[] atB = [0, cos * nb, -sin * na, cos * nb - sin * na];
            size[a] = (int)(atA.Max() - atA.Min() + 0.5);
            size[b] = (int)(atB.Max() - atB.Min() + 0.5);
        }

        var rows = new double[3, 3];
        for (var axis = 0; axis < 3; axis++)
            rows[axis, axis] = 1;
        (rows[a, a], rows[a, b], rows[b, a], rows[b, b]) = (cos, sin, -sin, cos);
        var matrix = FromRows(rows);
        var target = new Size3D(size[0], size[1], size[2]);
        var centre = Centre(source.Size);
        return Affine(source, new IndexMap(matrix, centre - matrix * Centre(target)), target, options);
    }

    /// <summary>
    /// <c>scipy.ndimage.affine_transform</c>: target voxel t takes the value at <paramref name="map"/>(t). The target keeps the spacing and
    /// direction of the source and is centred on it; with the same size it is the same grid.
    /// </summary>
    /// <param name="source">Grid of the volume.</param>
    /// <param name="map">Target index to source index.</param>
    /// <param name="size">Numbers of target voxels.</param>
    /// <param name="options">How values are found; <see cref="Border.Constant"/> where no border is named.</param>
    /// <exception cref="ArgumentException">The map is singular or not finite, or an axis of <paramref name="size"/> is below 1.</exception>
    /// <exception cref="ResamplingOverlapException">No target voxel lies inside the source, and outside is a constant.</exception>
    public static ResamplingPlan Affine(VolumeGeometry source, IndexMap map, Size3D size, ResamplingOptions? options = null)
    {
        options = Checked(source, options, nameof(Affine));
        options = options with { Border = options.Border ?? GpuVol.Border.Constant };
        CheckSize(size, nameof(Affine));
        CheckMap(map, nameof(Affine));
        return CheckOverlap(new ResamplingPlan(source, Centred(source, size, source.SpacingMm), map, axes: null, options));
    }

    /// <summary>Onto the grid of another volume in patient space, through a transform (LPS mm) where one is given: SimpleITK's <c>Resample</c>.</summary>
    /// <param name="source">Grid of the volume.</param>
    /// <param name="target">Grid to make.</param>
    /// <param name="transform">From positions of <paramref name="target"/> to positions of <paramref name="source"/>; identity by default.</param>
    /// <param name="options">How values are found; linear and ITK's inside test by default.</param>
    /// <exception cref="ArgumentException">The transform is singular.</exception>
    /// <exception cref="ResamplingOverlapException">No target voxel lies inside the source.</exception>
    public static ResamplingPlan Like(VolumeGeometry source, VolumeGeometry target, AffineTransform? transform = null, ResamplingOptions? options = null)
    {
        options = Checked(source, options, nameof(Like));
        ArgumentNullException.ThrowIfNull(target);
        CheckSize(target.Size, nameof(Like));
        var t = transform ?? AffineTransform.Identity;
        var toSource = source.Direction.Inverse();
        var columns = new Vector3D[3];
        for (var axis = 0; axis < 3; axis++)
            columns[axis] = Unscale(toSource * (t.Matrix * (target.SpacingMm[axis] * target.Direction.Column(axis))), source.SpacingMm);
        var map = Snap(new IndexMap(new Matrix3D(columns[0], columns[1], columns[2]), source.PatientToVoxel(t.Map(target.OriginMm))), target.Size);
        CheckMap(map, nameof(Like));
        return CheckOverlap(new ResamplingPlan(source, target, map, axes: null, options));
    }

    /// <summary>Standard deviation of the antialiasing blur along the source's axes, in voxels.</summary>
    internal Vector3D AntialiasSigmaVoxels()
    {
        double Sigma(int axis)
        {
            var m = Map.Matrix;
            var step = Math.Sqrt(m[axis, 0] * m[axis, 0] + m[axis, 1] * m[axis, 1] + m[axis, 2] * m[axis, 2]);
            return Math.Max(0, (step - 1) / 2);
        }

        return new Vector3D(Sigma(0), Sigma(1), Sigma(2));
    }

    private static ResamplingOptions Checked(VolumeGeometry source, ResamplingOptions? options, string operation)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new ResamplingOptions();
        options.Check(operation);
        return options;
    }

    private static void CheckSize(Size3D size, string operation)
    {
        for (var axis = 0; axis < 3; axis++)
        {
            if (size[axis] < 1)
                throw new ArgumentOutOfRangeException(nameof(size), $"{operation}: size[{axis}] is {size[axis]}; every axis needs at least one voxel.");
        }
    }

    private static void CheckMap(IndexMap map, string operation)
    {
        if (!map.IsFinite)
            throw new ArgumentException($"{operation}: the map has the columns {map.Matrix.Column0}, {map.Matrix.Column1}, {map.Matrix.Column2} and the offset {map.Offset}; every number must be finite.", nameof(map));

        // Relative to the steps: a fine grid is no singular one.
        var volume = map.Matrix.Column0.Length * map.Matrix.Column1.Length * map.Matrix.Column2.Length;
        if (!(Math.Abs(map.Matrix.Determinant) > 1e-9 * volume))
            throw new ArgumentException($"{operation}: the map with the columns {map.Matrix.Column0}, {map.Matrix.Column1}, {map.Matrix.Column2} is singular (determinant {map.Matrix.Determinant:G3}): it folds the volume flat. Check the matrix.", nameof(map));
    }

    private static ResamplingPlan CheckOverlap(ResamplingPlan plan)
    {
        if (plan.Options.Border is null or GpuVol.Border.Constant or GpuVol.Border.GridConstant && !plan.Overlaps)
            throw new ResamplingOverlapException(plan);
        return plan;
    }

    // Rounding in the product of directions and inverses must not turn two grids with the same axes into a general map, nor move a sample
    // on the edge out of the volume: steps and positions within 1e-9 of a voxel over the whole target count as whole.
    private static IndexMap Snap(IndexMap map, Size3D size)
    {
        double SnapStep(double value, int steps)
        {
            var whole = Math.Round(value);
            return Math.Abs(value - whole) * Math.Max(1, steps) < 1e-9 ? whole : value;
        }

        var rows = new double[3, 3];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
                rows[row, column] = SnapStep(map.Matrix[row, column], size[column]);
        }

        return new IndexMap(FromRows(rows), new Vector3D(SnapStep(map.Offset.X, 1), SnapStep(map.Offset.Y, 1), SnapStep(map.Offset.Z, 1)));
    }

    private static Matrix3D FromRows(double[,] r) =>
        new(new Vector3D(r[0, 0], r[1, 0], r[2, 0]), new Vector3D(r[0, 1], r[1, 1], r[2, 1]), new Vector3D(r[0, 2], r[1, 2], r[2, 2]));

    private static Vector3D Unscale(Vector3D v, Vector3D by) => new(v.X / by.X, v.Y / by.Y, v.Z / by.Z);

    private static Vector3D Centre(Size3D size) => new((size.I - 1) / 2.0, (size.J - 1) / 2.0, (size.K - 1) / 2.0);

    // Right angles exactly, as SciPy has them (cosdg, sindg).
    private static (double Sin, double Cos) SinCosDegrees(double degrees) => Math.IEEERemainder(degrees, 360) switch
    {
        0 => (0, 1),
        90 => (1, 0),
        -90 => (-1, 0),
        180 or -180 => (0, -1),
        var d => Math.SinCos(d * Math.PI / 180),
    };

    private static IndexMap Diagonal(double[] step, double[] first) =>
        new(new Matrix3D(new Vector3D(step[0], 0, 0), new Vector3D(0, step[1], 0), new Vector3D(0, 0, step[2])), new Vector3D(first[0], first[1], first[2]));

    private static VolumeGeometry Centred(VolumeGeometry source, Size3D size, Vector3D spacingMm)
    {
        if (size == source.Size && spacingMm == source.SpacingMm)
            return source;
        return VolumeGeometry.Centred(size, spacingMm, source.VoxelToPatient(Centre(source.Size)), source.Direction);
    }
}
