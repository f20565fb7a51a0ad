using System.Globalization;

namespace GpuVol;

/// <summary>
/// What makes a fan or cone scan count every ray once: the arc that each view stands for, Parker's weights for an arc of less than a turn, and those of a
/// displaced detector for a full one, chosen by the geometry.
/// </summary>
/// <remarks>
/// Parker 1982 (Medical Physics 9, 254), over the whole arc where it is longer than needed; Wang 2002 (Medical Physics 29, 1634) with a transition no wider than
/// the part of the detector that has no counterpart. A view at θ sees the ray at the fan angle γ again at θ + π - 2γ, from the other side.
/// </remarks>
public sealed class DivergentWeights
{
    // Columns by which the axis may lie off the detector's middle before it counts as displaced.
    private const double CenteredWithinColumns = 2;

    // Part of the detector by which it may be off in a short scan, where no view makes good for the missing side.
    private const double ShortScanDisplacement = 0.05;

    private DivergentWeights(double[] perView, float[] perRay, IReadOnlyList<string> notes)
    {
        PerView = perView;
        PerRay = perRay;
        Notes = notes;
    }

    /// <summary>Radians that each view stands for, halved where rays are measured from both sides.</summary>
    public IReadOnlyList<double> PerView { get; }

    /// <summary>Share of each ray, [view, column]: it and its counterpart sum to 1 in a short scan and to 2 in a full turn.</summary>
    public IReadOnlyList<float> PerRay { get; }

    /// <summary>Columns by which filtered rows must go on before the first column: a displaced detector is made symmetric, for the tails of the filter.</summary>
    public int ColumnsBefore { get; private init; }

    /// <summary>Columns by which filtered rows must go on behind the last column.</summary>
    public int ColumnsAfter { get; private init; }

    /// <summary>What was chosen, for people.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Chooses the weights of a scan.</summary>
    /// <param name="geometry">A <see cref="ProjectionKind.Fan"/> or <see cref="ProjectionKind.Cone"/> scan.</param>
    /// <param name="operation">Who asks, for messages.</param>
    /// <exception cref="ArgumentException">The arc is too short, the axis lies beside the detector, or the detector is displaced and the scan is no full turn.</exception>
    public static DivergentWeights Of(ProjectionGeometry geometry, string operation = "DivergentWeights")
    {
        ArgumentNullException.ThrowIfNull(geometry);
        if (geometry.Kind is not (ProjectionKind.Fan or ProjectionKind.Cone))
            throw new ArgumentException($"{operation}: a {geometry.Kind} scan; analytic weights need a source on a circle (fan or cone). Use SIRT, CGLS or another iterative method.", nameof(geometry));
        var fanAngles = FanAngles(geometry);
        double first = Math.Min(fanAngles[0], fanAngles[^1]), last = Math.Max(fanAngles[0], fanAngles[^1]);
        if (geometry.Columns > 1 && (first > 0 || last < 0))
            throw new ArgumentException($"{operation}: the axis of rotation projects to column {AxisColumn(geometry):0.##}, beside a detector of {geometry.Columns} columns. Check the centre and the offsets.", nameof(geometry));
        var covered = 0.0;
        var turn = ViewWeights.FullTurn(geometry.AnglesRadians, out covered);
        var overlap = Math.Min(-first, last);
        var missing = Math.Max(-first, last) - overlap;
        var columnAngle = geometry.Columns > 1 ? (last - first) / (geometry.Columns - 1) : 0;
        if (covered < 2 * Math.PI - 1e-9)
        {
            if (missing > ShortScanDisplacement * (last - first) + CenteredWithinColumns * columnAngle)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{operation}: the detector is displaced (the axis is at column {AxisColumn(geometry):0.##} of {geometry.Columns}) and the views cover {Degrees(covered):0.##} degrees; a displaced detector needs a full turn."), nameof(geometry));
            return ShortScan(geometry, fanAngles, Math.Max(-first, last), operation);
        }

        var perView = Array.ConvertAll(turn, w => w / 2);
        var perRay = new float[geometry.Views * geometry.Columns];
        Array.Fill(perRay, 1f);
        if (missing <= CenteredWithinColumns * columnAngle)
            return new(perView, perRay, ["full turn"]);
        var sign = last > -first ? 1 : -1;
        var transition = Math.Min(overlap, missing);
        for (var column = 0; column < geometry.Columns; column++)
        {
            // Counted towards the side that has no counterpart.
            var angle = sign * fanAngles[column];
            var beyond = transition > 0 ? Math.Clamp((Math.Abs(angle) - (overlap - transition)) / transition, 0, 1) : Math.Abs(angle) > overlap ? 1 : 0;
            var sine = Math.Sin(Math.PI / 2 * beyond);
            var share = 1 + Math.Sign(angle) * sine * sine;
            for (var view = 0; view < geometry.Views; view++)
                perRay[view * geometry.Columns + column] = (float)share;
        }

        return new(perView, perRay, [string.Create(CultureInfo.InvariantCulture, $"full turn, displaced detector (the axis is at column {AxisColumn(geometry):0.##} of {geometry.Columns}): rays without a counterpart count twice")])
        {
            ColumnsBefore = sign > 0 ? Missing(geometry) : 0,
            ColumnsAfter = sign > 0 ? 0 : Missing(geometry),
        };
    }

    /// <summary>Column (may be fractional) onto which the axis of rotation projects.</summary>
    private static double AxisColumn(ProjectionGeometry geometry) => geometry.ColumnCenter + geometry.AxisOffsetMm * geometry.Magnification / geometry.ColumnSpacingMm;

    private static int Missing(ProjectionGeometry geometry) => (int)Math.Ceiling(Math.Abs(geometry.Columns - 1 - 2 * AxisColumn(geometry)));

    // Angles of the columns' rays from the ray through the axis of rotation.
    private static double[] FanAngles(ProjectionGeometry geometry)
    {
        var axis = Math.Atan2(geometry.AxisOffsetMm, geometry.SourceMm);
        var distance = geometry.SourceMm + geometry.DetectorMm;
        return Table.Of(geometry.Columns, n => Math.Atan2((n - geometry.ColumnCenter) * geometry.ColumnSpacingMm, distance) - axis);
    }

    private static DivergentWeights ShortScan(ProjectionGeometry geometry, double[] fanAngles, double halfFan, string operation)
    {
        var angles = geometry.AnglesRadians;
        var order = Enumerable.Range(0, angles.Count).OrderBy(n => angles[n]).ToArray();
        var perView = new double[angles.Count];
        for (var n = 0; n < order.Length; n++)
        {
            var before = n > 0 ? angles[order[n]] - angles[order[n - 1]] : angles.Count > 1 ? angles[order[1]] - angles[order[0]] : 0;
            var after = n + 1 < order.Length ? angles[order[n + 1]] - angles[order[n]] : before;
            perView[order[n]] = (before + after) / 2;
        }

        var arc = perView.Sum();
        var needed = Math.PI + 2 * halfFan;
        if (arc < needed - 1e-6)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{operation}: the views cover {Degrees(arc):0.##} degrees, but a fan of {Degrees(2 * halfFan):0.##} degrees needs at least {Degrees(needed):0.##}. Scan a longer arc, or use SIRT, CGLS or another iterative method."), nameof(geometry));

        // Parker's formulas with the half fan that the arc would do for.
        var delta = (arc - Math.PI) / 2;
        var perRay = new float[geometry.Views * geometry.Columns];
        var at = 0.0;
        foreach (var view in order)
        {
            var beta = at + perView[view] / 2;
            at += perView[view];
            for (var column = 0; column < geometry.Columns; column++)
                perRay[view * geometry.Columns + column] = (float)Parker(beta, -fanAngles[column], delta);
        }

        return new(perView, perRay, [string.Create(CultureInfo.InvariantCulture, $"short scan of {Degrees(arc):0.##} degrees (at least {Degrees(needed):0.##} are needed): Parker's weights")]);
    }

    private static double Parker(double beta, double gamma, double delta)
    {
        double x;
        if (beta < 2 * (delta - gamma))
            x = beta / (delta - gamma);
        else if (beta <= Math.PI - 2 * gamma)
            return 1;
        else
            x = (Math.PI + 2 * delta - beta) / (delta + gamma);
        var sine = Math.Sin(Math.PI / 4 * Math.Clamp(x, 0, 2));
        return sine * sine;
    }

    private static double Degrees(double radians) => radians * 180 / Math.PI;
}
