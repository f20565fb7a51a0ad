namespace GpuVol.Viewer;

/// <summary>
/// Moves, adds and removes the points of a transfer function. Places are parts of a panel: x from the lowest to the highest intensity, y from 0 (clear) to 1
/// (opaque within a millimetre), by the square root of the opacity so that faint tissue has room.
/// </summary>
internal sealed class TransferFunctionEditor
{
    // Neighbours stay this part of the range apart.
    private const double LeastGap = 1e-3;

    private readonly double _low;
    private readonly double _high;
    private readonly (double Low, double High) _robustRange;
    private int? _held;

    /// <param name="low">Intensity at the panel's left side.</param>
    /// <param name="high">Intensity at its right side.</param>
    /// <param name="robustRange">What 0 and 1 of a relative function are.</param>
    /// <param name="function">What is edited.</param>
    public TransferFunctionEditor(double low, double high, (double Low, double High) robustRange, TransferFunction function)
    {
        (_low, _high, _robustRange) = (low, high > low ? high : low + 1, robustRange);
        Function = Absolute = null!;
        Load(function);
    }

    /// <summary>The function as a scene holds it: as it was loaded (a preset by its name) until it is edited, then in absolute intensities.</summary>
    public TransferFunction Function { get; private set; }

    /// <summary>True once a point was changed.</summary>
    public bool IsEdited { get; private set; }

    /// <summary>The function in intensities of this volume.</summary>
    public TransferFunction Absolute { get; private set; }

    /// <summary>Takes another function.</summary>
    public void Load(TransferFunction function)
    {
        Function = function;
        Absolute = function.ToAbsolute(_robustRange.Low, _robustRange.High);
        IsEdited = false;
        _held = null;
    }

    /// <summary>Where a point is.</summary>
    public (double X, double Y) Place(TransferPoint point) => ((point.Intensity - _low) / (_high - _low), Math.Sqrt(point.OpacityPerMm));

    /// <summary>The intensity at x.</summary>
    public double Intensity(double x) => _low + x * (_high - _low);

    /// <summary>Takes hold of the point within reach, or of a new one there with the colour that the function has.</summary>
    public void Press(double x, double y, double reachX, double reachY)
    {
        _held = Find(x, y, reachX, reachY);
        if (_held is not null)
            return;
        var points = Absolute.Points.ToList();
        var intensity = Intensity(Math.Clamp(x, 0, 1));
        if (points.Any(point => Math.Abs(point.Intensity - intensity) < Gap))
            return;
        var added = Absolute.At(intensity) with { OpacityPerMm = Opacity(y) };
        var index = points.Count(point => point.Intensity < intensity);
        points.Insert(index, added);
        Replace(points);
        _held = index;
    }

    /// <summary>Moves the point that is held; it stays between its neighbours.</summary>
    public void Drag(double x, double y)
    {
        if (_held is not { } index)
            return;
        var points = Absolute.Points.ToList();
        var least = index > 0 ? points[index - 1].Intensity + Gap : _low;
        var greatest = index < points.Count - 1 ? points[index + 1].Intensity - Gap : _high;
        var intensity = least < greatest ? Math.Clamp(Intensity(x), least, greatest) : points[index].Intensity;
        points[index] = points[index] with { Intensity = intensity, OpacityPerMm = Opacity(y) };
        Replace(points);
    }

    /// <summary>Lets go.</summary>
    public void Release() => _held = null;

    /// <summary>Removes the point within reach; one always stays.</summary>
    public void Remove(double x, double y, double reachX, double reachY)
    {
        if (Absolute.Points.Count < 2 || Find(x, y, reachX, reachY) is not { } index)
            return;
        var points = Absolute.Points.ToList();
        points.RemoveAt(index);
        Replace(points);
    }

    /// <summary>Turns the hue of the point within reach.</summary>
    public void TurnHue(double x, double y, double reachX, double reachY, double degrees)
    {
        if (Find(x, y, reachX, reachY) is not { } index)
            return;
        var points = Absolute.Points.ToList();
        var point = points[index];
        var (red, green, blue) = TurnHue(point.Red, point.Green, point.Blue, degrees);
        points[index] = point with { Red = red, Green = green, Blue = blue };
        Replace(points);
    }

    /// <summary>Moves all points by a part of the range.</summary>
    public void Shift(double x) =>
        Replace([.. Absolute.Points.Select(point => point with { Intensity = point.Intensity + x * (_high - _low) })]);

    private double Gap => LeastGap * (_high - _low);

    private static double Opacity(double y) => Math.Clamp(y, 0, 1) * Math.Clamp(y, 0, 1);

    // About the grey diagonal; a grey has no hue and first becomes a little red.
    private static (double Red, double Green, double Blue) TurnHue(double red, double green, double blue, double degrees)
    {
        if (Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue)) < 0.05)
            (green, blue) = (0.6 * green, 0.6 * blue);
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var along = (1 - cos) / 3;
        var across = sin / Math.Sqrt(3);
        return (
            Part((cos + along) * red + (along - across) * green + (along + across) * blue),
            Part((along + across) * red + (cos + along) * green + (along - across) * blue),
            Part((along - across) * red + (along + across) * green + (cos + along) * blue));
    }

    private static double Part(double value) => Math.Clamp(value, 0, 1);

    private int? Find(double x, double y, double reachX, double reachY)
    {
        int? nearest = null;
        var best = 1.0;
        for (var n = 0; n < Absolute.Points.Count; n++)
        {
            var (px, py) = Place(Absolute.Points[n]);
            var (dx, dy) = ((px - x) / reachX, (py - y) / reachY);
            if (dx * dx + dy * dy <= best)
                (nearest, best) = (n, dx * dx + dy * dy);
        }

        return nearest;
    }

    private void Replace(IEnumerable<TransferPoint> points)
    {
        Absolute = new TransferFunction(Absolute.Name, points)
        {
            Ambient = Absolute.Ambient,
            Diffuse = Absolute.Diffuse,
            Specular = Absolute.Specular,
            HalfLightGradient = Absolute.HalfLightGradient,
        };
        Function = Absolute;
        IsEdited = true;
    }
}
