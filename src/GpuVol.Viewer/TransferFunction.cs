namespace GpuVol.Viewer;

/// <summary>Colour and opacity by intensity, and how it is lit. Immutable; two with the same values are equal.</summary>
public sealed partial record TransferFunction
{
    /// <summary>Creates a transfer function and checks it.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="points">One point at least, intensities ascending.</param>
    /// <param name="isRelative">See <see cref="IsRelative"/>.</param>
    /// <exception cref="ArgumentException">A point is out of range or out of order; the message says which.</exception>
    public TransferFunction(string name, IEnumerable<TransferPoint> points, bool isRelative = false)
    {
        Name = name;
        Points = Array.AsReadOnly(points.ToArray());
        IsRelative = isRelative;
        if (Points.Count == 0)
            throw new ArgumentException($"TransferFunction '{name}': there are no points; give one at least.", nameof(points));
        for (var n = 0; n < Points.Count; n++)
        {
            var point = Points[n];
            if (!double.IsFinite(point.Intensity))
                throw new ArgumentException($"TransferFunction '{name}': the intensity of point {n} is {point.Intensity}; it must be finite.", nameof(points));
            if (n > 0 && !(point.Intensity > Points[n - 1].Intensity))
                throw new ArgumentException($"TransferFunction '{name}': the intensity of point {n} ({point.Intensity}) is not above that of point {n - 1} ({Points[n - 1].Intensity}); order the points.", nameof(points));
            if (!IsPart(point.Red) || !IsPart(point.Green) || !IsPart(point.Blue) || !IsPart(point.OpacityPerMm))
                throw new ArgumentException($"TransferFunction '{name}': point {n} has red {point.Red}, green {point.Green}, blue {point.Blue}, opacity {point.OpacityPerMm} per mm; each must be from 0 to 1.", nameof(points));
        }
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The control points, intensities ascending.</summary>
    public IReadOnlyList<TransferPoint> Points { get; }

    /// <summary>
    /// True where intensities are parts of the volume's robust range: 0 is its 1st, 1 its 99.5th percentile (MR has no fixed unit). False
    /// for intensities as they are (CT in HU).
    /// </summary>
    public bool IsRelative { get; }

    /// <summary>Weight of light from everywhere, 0 or above.</summary>
    public double Ambient { get; init; } = 0.25;

    /// <summary>Weight of the light at the camera that a matt surface returns, 0 or above.</summary>
    public double Diffuse { get; init; } = 0.75;

    /// <summary>Weight of the highlight, 0 or above.</summary>
    public double Specular { get; init; } = 0.2;

    /// <summary>
    /// Gradient, in intensity per mm (or parts of the range per mm), at which lighting has half its strength: weaker ones are mostly
    /// noise, and a uniform region has no surface to light. 0 lights everything.
    /// </summary>
    public double HalfLightGradient { get; init; }

    /// <summary>The built-in one called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static TransferFunction Preset(string name) =>
        Presets.TryGetValue(name, out var preset)
            ? preset
            : throw new ArgumentException($"TransferFunction: no preset is called '{name}'. Available: {string.Join(", ", Presets.Keys)}.", nameof(name));

    /// <summary>The same function in intensities, where 0 and 1 of a relative one are <paramref name="low"/> and <paramref name="high"/>; an absolute one as it is.</summary>
    public TransferFunction ToAbsolute(double low, double high)
    {
        if (!IsRelative)
            return this;
        var range = high > low ? high - low : 1;
        return new TransferFunction(Name, Points.Select(point => point with { Intensity = low + point.Intensity * range }))
        {
            Ambient = Ambient,
            Diffuse = Diffuse,
            Specular = Specular,
            HalfLightGradient = HalfLightGradient * range,
        };
    }

    /// <summary>Colour and opacity at <paramref name="intensity"/>.</summary>
    public TransferPoint At(double intensity)
    {
        if (!(intensity > Points[0].Intensity))
            return Points[0] with { Intensity = intensity };
        for (var n = 1; n < Points.Count; n++)
        {
            var (a, b) = (Points[n - 1], Points[n]);
            if (intensity > b.Intensity)
                continue;
            var f = (intensity - a.Intensity) / (b.Intensity - a.Intensity);
            return new TransferPoint(
                intensity,
                a.Red + f * (b.Red - a.Red),
                a.Green + f * (b.Green - a.Green),
                a.Blue + f * (b.Blue - a.Blue),
                a.OpacityPerMm + f * (b.OpacityPerMm - a.OpacityPerMm));
        }

        return Points[^1] with { Intensity = intensity };
    }

    /// <inheritdoc/>
    public bool Equals(TransferFunction? other) =>
        other is not null && Name == other.Name && IsRelative == other.IsRelative && Ambient == other.Ambient && Diffuse == other.Diffuse
        && Specular == other.Specular && HalfLightGradient == other.HalfLightGradient && Points.SequenceEqual(other.Points);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, IsRelative, Points.Count, Points[0], Points[^1], Ambient, Diffuse, Specular);

    /// <summary>Refuses weights that light nothing sensibly; initialisers cannot.</summary>
    internal void Check()
    {
        foreach (var (what, value) in new[] { ("ambient", Ambient), ("diffuse", Diffuse), ("specular", Specular), ("half-light gradient", HalfLightGradient) })
        {
            if (!double.IsFinite(value) || value < 0)
                throw new ArgumentException($"TransferFunction '{Name}': {what} is {value}; it must be finite and 0 or above.");
        }
    }

    private static bool IsPart(double value) => value is >= 0 and <= 1;
}
