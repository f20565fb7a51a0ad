namespace GpuVol;

/// <summary>
/// Where source and detector stand in every view of a scan. Frame: x = column, y = row (downwards), z = slice of the image, the axis of rotation is
/// z through 0. At the angle θ detector columns run along (cos θ, -sin θ), detector rows along +z, and the source stands at
/// SOD · (sin θ, cos θ): parallel rays meet the column coordinate <c>s = x cos θ - y sin θ</c>, as in ASTRA and scikit-image.
/// </summary>
public sealed record ProjectionGeometry
{
    // Beyond this many turns the numbers are degrees that somebody passed as radians.
    private const double GreatestTurn = 20 * Math.PI;

    private ProjectionGeometry(ProjectionKind kind, IReadOnlyList<double> angles, IReadOnlyList<ProjectionView> views)
    {
        Kind = kind;
        AnglesRadians = angles;
        AllViews = views;
    }

    /// <summary>How rays run and data lie.</summary>
    public ProjectionKind Kind { get; }

    /// <summary>The angle of each view; empty where views are given as vectors.</summary>
    public IReadOnlyList<double> AnglesRadians { get; private init; }

    /// <summary>Detector pixels along a row.</summary>
    public int Columns { get; private init; }

    /// <summary>Detector rows; in parallel and fan scans each is a slice.</summary>
    public int Rows { get; private init; } = 1;

    /// <summary>Distance of neighbouring columns on the detector.</summary>
    public double ColumnSpacingMm { get; private init; } = 1;

    /// <summary>Distance of neighbouring rows on the detector; of slices in parallel and fan scans.</summary>
    public double RowSpacingMm { get; private init; } = 1;

    /// <summary>Column (index, may be fractional) that the ray through the axis, perpendicular to the detector, meets; (columns - 1) / 2 where the detector is centred.</summary>
    public double ColumnCenter { get; private init; }

    /// <summary>Row that the same ray meets.</summary>
    public double RowCenter { get; private init; }

    /// <summary>From the source to the axis of rotation; 0 for parallel rays.</summary>
    public double SourceMm { get; private init; }

    /// <summary>From the axis of rotation to the detector; 0 for parallel rays.</summary>
    public double DetectorMm { get; private init; }

    /// <summary>How far the axis lies beside the ray that is perpendicular to the detector, along its columns.</summary>
    public double AxisOffsetMm { get; private init; }

    /// <summary>Number of views.</summary>
    public int Views => AllViews.Count;

    /// <summary>True where rays start in a point.</summary>
    public bool IsDivergent => Kind is ProjectionKind.Fan or ProjectionKind.Cone or ProjectionKind.ConeVectors;

    /// <summary>True where every row is a slice by itself, and data are [slice, view, column].</summary>
    public bool IsStack => Kind is ProjectionKind.Parallel or ProjectionKind.Fan;

    /// <summary>How much larger the axis appears on the detector: (SOD + ODD) / SOD; 1 for parallel rays.</summary>
    public double Magnification => SourceMm > 0 ? (SourceMm + DetectorMm) / SourceMm : 1;

    /// <summary>Size of the data: columns x views x slices in parallel and fan scans, else columns x rows x views.</summary>
    public Size3D DataSize => IsStack ? new(Columns, Views, Rows) : new(Columns, Rows, Views);

    private IReadOnlyList<ProjectionView> AllViews { get; init; }

    /// <summary>Parallel rays.</summary>
    /// <param name="anglesRadians">One angle a view.</param>
    /// <param name="columns">Detector pixels.</param>
    /// <param name="columnSpacingMm">Their distance.</param>
    /// <param name="columnCenter">Column that the axis projects onto; default (columns - 1) / 2.</param>
    /// <param name="slices">Rows of the detector, each a slice.</param>
    /// <param name="sliceSpacingMm">Their distance.</param>
    /// <exception cref="ArgumentException">A number is out of its range; angles beyond ten turns are degrees passed as radians.</exception>
    public static ProjectionGeometry Parallel(IReadOnlyList<double> anglesRadians, int columns, double columnSpacingMm = 1, double? columnCenter = null, int slices = 1, double sliceSpacingMm = 1) =>
        Circular(ProjectionKind.Parallel, anglesRadians, columns, slices, columnSpacingMm, sliceSpacingMm, 0, 0, columnCenter, null, 0);

    /// <summary>A fan of rays to a flat detector row.</summary>
    /// <param name="anglesRadians">One angle a view.</param>
    /// <param name="columns">Detector pixels.</param>
    /// <param name="columnSpacingMm">Their distance on the detector.</param>
    /// <param name="sourceMm">From the source to the axis.</param>
    /// <param name="detectorMm">From the axis to the detector.</param>
    /// <param name="columnCenter">Column that the ray perpendicular to the detector meets; default (columns - 1) / 2.</param>
    /// <param name="axisOffsetMm">How far the axis lies beside that ray, along the columns.</param>
    /// <param name="slices">Rows of the detector, each a slice.</param>
    /// <param name="sliceSpacingMm">Their distance.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public static ProjectionGeometry Fan(IReadOnlyList<double> anglesRadians, int columns, double columnSpacingMm, double sourceMm, double detectorMm, double? columnCenter = null, double axisOffsetMm = 0, int slices = 1, double sliceSpacingMm = 1) =>
        Circular(ProjectionKind.Fan, anglesRadians, columns, slices, columnSpacingMm, sliceSpacingMm, sourceMm, detectorMm, columnCenter, null, axisOffsetMm);

    /// <summary>A cone of rays from a source on a circle to a flat detector.</summary>
    /// <param name="anglesRadians">One angle a view.</param>
    /// <param name="columns">Detector pixels along a row.</param>
    /// <param name="rows">Detector rows.</param>
    /// <param name="columnSpacingMm">Distance of columns on the detector.</param>
    /// <param name="rowSpacingMm">Distance of rows on the detector.</param>
    /// <param name="sourceMm">From the source to the axis.</param>
    /// <param name="detectorMm">From the axis to the detector.</param>
    /// <param name="columnCenter">Column that the ray perpendicular to the detector meets; default (columns - 1) / 2.</param>
    /// <param name="rowCenter">Row that it meets; default (rows - 1) / 2.</param>
    /// <param name="axisOffsetMm">How far the axis lies beside that ray, along the columns.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public static ProjectionGeometry Cone(IReadOnlyList<double> anglesRadians, int columns, int rows, double columnSpacingMm, double rowSpacingMm, double sourceMm, double detectorMm, double? columnCenter = null, double? rowCenter = null, double axisOffsetMm = 0) =>
        Circular(ProjectionKind.Cone, anglesRadians, columns, rows, columnSpacingMm, rowSpacingMm, sourceMm, detectorMm, columnCenter, rowCenter, axisOffsetMm);

    /// <summary>Any view by twelve numbers.</summary>
    /// <param name="views">The views.</param>
    /// <param name="columns">Detector pixels along a row.</param>
    /// <param name="rows">Detector rows.</param>
    /// <param name="divergent">True where <see cref="ProjectionView.Source"/> is a point, false where it is a direction.</param>
    /// <exception cref="ArgumentException">A view has no detector plane, a source in it, or rays along it.</exception>
    public static ProjectionGeometry FromVectors(IReadOnlyList<ProjectionView> views, int columns, int rows, bool divergent)
    {
        CheckDetector(columns, rows, 1, 1);
        if (views.Count == 0)
            throw new ArgumentException("ProjectionGeometry: there is no view; give twelve numbers for each.", nameof(views));
        for (var n = 0; n < views.Count; n++)
        {
            var view = views[n];
            if (!view.Source.IsFinite || !view.DetectorCenter.IsFinite || !view.U.IsFinite || !view.V.IsFinite)
                throw new ArgumentException($"ProjectionGeometry: view {n} has a number that is not finite: {view}.", nameof(views));
            var normal = Vector3D.Cross(view.U, view.V);
            if (!(normal.Length > 1e-12 * view.U.Length * view.V.Length))
                throw new ArgumentException($"ProjectionGeometry: in view {n} the columns {view.U} and rows {view.V} span no plane.", nameof(views));
            var ray = divergent ? view.DetectorCenter - view.Source : view.Source;
            if (!(Math.Abs(Vector3D.Dot(ray, normal)) > 1e-9 * ray.Length * normal.Length))
                throw new ArgumentException(divergent ? $"ProjectionGeometry: in view {n} the source {view.Source} lies in the plane of the detector." : $"ProjectionGeometry: in view {n} the rays {view.Source} run along the detector.", nameof(views));
        }

        return new(divergent ? ProjectionKind.ConeVectors : ProjectionKind.ParallelVectors, [], views.ToArray())
        {
            Columns = columns,
            Rows = rows,
            ColumnSpacingMm = views[0].U.Length,
            RowSpacingMm = views[0].V.Length,
            ColumnCenter = (columns - 1) / 2.0,
            RowCenter = (rows - 1) / 2.0,
        };
    }

    /// <summary>Twelve numbers of a view; in parallel and fan scans those of the middle slice, at z = 0.</summary>
    public ProjectionView View(int index) => AllViews[index];

    /// <summary>The same scan with only the views at <paramref name="indices"/>, in that order.</summary>
    public ProjectionGeometry Subset(IReadOnlyList<int> indices) =>
        this with { AnglesRadians = AnglesRadians.Count == 0 ? [] : indices.Select(n => AnglesRadians[n]).ToArray(), AllViews = indices.Select(n => AllViews[n]).ToArray() };

    /// <summary>The same parallel or fan scan with another number of slices.</summary>
    /// <exception cref="InvalidOperationException">Rows are no slices in this kind of scan.</exception>
    public ProjectionGeometry WithSlices(int slices) =>
        !IsStack ? throw new InvalidOperationException($"ProjectionGeometry: the rows of a {Kind} scan are no slices.")
        : slices < 1 ? throw new ArgumentOutOfRangeException(nameof(slices), $"ProjectionGeometry: {slices} slices; at least one is needed.")
        : this with { Rows = slices, RowCenter = (slices - 1) / 2.0 };

    /// <summary>The same scan with a detector that goes on by some columns before the first and behind the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public ProjectionGeometry WithColumns(int before, int after)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(before);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        var views = Table.Of(Views, n => AllViews[n] with { DetectorCenter = AllViews[n].DetectorCenter + (after - before) / 2.0 * AllViews[n].U });
        return this with { AllViews = views, Columns = Columns + before + after, ColumnCenter = ColumnCenter + before };
    }

    /// <summary>Angles from start to stop in equal steps, the stop left out, from degrees to radians.</summary>
    public static double[] AnglesFromDegrees(double startDegrees, double stopDegrees, int count) =>
        Table.Of(count, n => (startDegrees + (stopDegrees - startDegrees) * n / count) * Math.PI / 180);

    /// <summary>Throws where data of <paramref name="size"/> do not fit this scan.</summary>
    /// <exception cref="ArgumentException">They do not; the message tells which axis.</exception>
    public void CheckData(string operation, Size3D size)
    {
        var expected = DataSize;
        if (size == expected)
            return;
        var (views, rows) = IsStack ? (size.J, size.K) : (size.K, size.J);
        if (views != Views)
            throw new ArgumentException($"{operation}: the data have {views} views but the geometry has {Views} angles or vectors. Give one per view.");
        if (size.I != Columns)
            throw new ArgumentException($"{operation}: the data have {size.I} detector columns but the geometry has {Columns}.");
        throw new ArgumentException($"{operation}: the data have {rows} {(IsStack ? "slices" : "detector rows")} but the geometry has {Rows}.");
    }

    // Source and detector turn about the axis; parallel rays have no distances.
    private static ProjectionGeometry Circular(ProjectionKind kind, IReadOnlyList<double> anglesRadians, int columns, int rows, double columnSpacingMm, double rowSpacingMm, double sourceMm, double detectorMm, double? columnCenter, double? rowCenter, double axisOffsetMm)
    {
        CheckDetector(columns, rows, columnSpacingMm, rowSpacingMm);
        if (kind != ProjectionKind.Parallel)
            CheckDistances(sourceMm, detectorMm);
        var angles = CheckAngles(anglesRadians);
        var middleColumn = CheckFinite(columnCenter ?? (columns - 1) / 2.0, nameof(columnCenter));
        var middleRow = CheckFinite(rowCenter ?? (rows - 1) / 2.0, nameof(rowCenter));
        CheckFinite(axisOffsetMm, nameof(axisOffsetMm));
        var columnShiftMm = ((columns - 1) / 2.0 - middleColumn) * columnSpacingMm;
        var rowShiftMm = ((rows - 1) / 2.0 - middleRow) * rowSpacingMm;
        var views = Table.Of(angles.Length, n => At(angles[n], sourceMm, detectorMm, columnShiftMm, rowShiftMm, axisOffsetMm, columnSpacingMm, rowSpacingMm));
        return new(kind, angles, views)
        {
            Columns = columns,
            Rows = rows,
            ColumnSpacingMm = columnSpacingMm,
            RowSpacingMm = rowSpacingMm,
            ColumnCenter = middleColumn,
            RowCenter = middleRow,
            SourceMm = sourceMm,
            DetectorMm = detectorMm,
            AxisOffsetMm = axisOffsetMm,
        };
    }

    private static ProjectionView At(double angle, double sourceMm, double detectorMm, double columnShiftMm, double rowShiftMm, double axisOffsetMm, double columnSpacingMm, double rowSpacingMm)
    {
        var (sin, cos) = Math.SinCos(angle);
        var along = new Vector3D(cos, -sin, 0);
        var towardsSource = new Vector3D(sin, cos, 0);
        var source = sourceMm > 0 ? sourceMm * towardsSource - axisOffsetMm * along : towardsSource;
        var middle = -detectorMm * towardsSource + (columnShiftMm - axisOffsetMm) * along + new Vector3D(0, 0, rowShiftMm);
        return new ProjectionView(source, middle, columnSpacingMm * along, new Vector3D(0, 0, rowSpacingMm));
    }

    private static double[] CheckAngles(IReadOnlyList<double> angles)
    {
        if (angles.Count == 0)
            throw new ArgumentException("ProjectionGeometry: there is no angle; give one (radians) per view.", nameof(angles));
        for (var n = 0; n < angles.Count; n++)
        {
            if (!double.IsFinite(angles[n]))
                throw new ArgumentException($"ProjectionGeometry: angle {n} is {angles[n]}; every angle must be finite.", nameof(angles));
            if (Math.Abs(angles[n]) > GreatestTurn)
                throw new ArgumentException($"ProjectionGeometry: angle {n} is {angles[n]} radians, more than ten turns: these are degrees. Multiply them by pi / 180.", nameof(angles));
        }

        // A scan in whole degrees, passed as radians, steps by a good part of a radian from view to view.
        if (angles.Count >= 16 && Math.Abs(angles[^1] - angles[0]) > 4.5 * Math.PI && MedianStep(angles) is > 0.2 and var step)
            throw new ArgumentException($"ProjectionGeometry: the {angles.Count} angles run from {angles[0]} to {angles[^1]} radians in steps of {step}: these look like degrees. Multiply them by pi / 180.", nameof(angles));
        return angles.ToArray();
    }

    private static double MedianStep(IReadOnlyList<double> angles)
    {
        var steps = angles.Zip(angles.Skip(1), (a, b) => Math.Abs(b - a)).Order().ToArray();
        return steps[steps.Length / 2];
    }

    private static void CheckDetector(int columns, int rows, double columnSpacingMm, double rowSpacingMm)
    {
        if (columns < 1 || rows < 1)
            throw new ArgumentException($"ProjectionGeometry: a detector of {columns} columns and {rows} rows; both must be at least 1.");
        if (!(columnSpacingMm > 0) || !(rowSpacingMm > 0) || !double.IsFinite(columnSpacingMm) || !double.IsFinite(rowSpacingMm))
            throw new ArgumentException($"ProjectionGeometry: detector spacing {columnSpacingMm} x {rowSpacingMm} mm; both must be finite and above 0.");
    }

    private static void CheckDistances(double sourceMm, double detectorMm)
    {
        if (!(sourceMm > 0) || !double.IsFinite(sourceMm))
            throw new ArgumentException($"ProjectionGeometry: the source stands {sourceMm} mm from the axis; it must be finite and above 0.", nameof(sourceMm));
        if (!(detectorMm >= 0) || !double.IsFinite(detectorMm))
            throw new ArgumentException($"ProjectionGeometry: the detector stands {detectorMm} mm from the axis; it must be finite and at least 0.", nameof(detectorMm));
    }

    private static double CheckFinite(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentException($"ProjectionGeometry: {name} is {value}; it must be finite.", name);
}
