namespace GpuVol;

/// <summary>Colour and opacity of one label.</summary>
/// <param name="Label">The value of its voxels, 1 or above.</param>
/// <param name="Red">Red, 0 to 1.</param>
/// <param name="Green">Green, 0 to 1.</param>
/// <param name="Blue">Blue, 0 to 1.</param>
/// <param name="Opacity">0 to 1; null: that of the palette.</param>
public readonly record struct LabelColor(int Label, double Red, double Green, double Blue, double? Opacity = null);

/// <summary>How labels are laid over a picture. Immutable; two with the same values are equal.</summary>
public sealed record LabelPalette
{
    // Steps of the golden section around the colour circle: neighbouring labels differ, however many there are.
    private const double HueStep = 0.6180339887;

    /// <summary>Opacity of labels without one of their own, 0 to 1: how much of the picture a label in a slice, or each surface of a label that a ray enters, hides.</summary>
    public double Opacity { get; init; } = 0.5;

    /// <summary>Labels with colours of their own; the others have one by their value.</summary>
    public IReadOnlyList<LabelColor> Colors { get; init; } = [];

    /// <summary>The colour of <paramref name="label"/>, with its opacity.</summary>
    public LabelColor Of(int label)
    {
        foreach (var color in Colors)
        {
            if (color.Label == label)
                return color with { Opacity = color.Opacity ?? Opacity };
        }

        var hue = 6 * (label * HueStep % 1);
        double Part(double turn) => 0.2 + 0.8 * Math.Clamp(Math.Abs((hue + turn) % 6 - 3) - 1, 0, 1);
        return new LabelColor(label, Part(0), Part(4), Part(2), Opacity);
    }

    /// <inheritdoc/>
    public bool Equals(LabelPalette? other) => other is not null && Opacity == other.Opacity && Colors.SequenceEqual(other.Colors);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Opacity, Colors.Count);

    /// <summary>Refuses parts that are not from 0 to 1, and a label named twice.</summary>
    /// <exception cref="ArgumentException">The message says which.</exception>
    public void Check()
    {
        if (Opacity is not (>= 0 and <= 1))
            throw new ArgumentException($"LabelPalette: the opacity is {Opacity}; it must be from 0 to 1.");
        foreach (var color in Colors)
        {
            if (color.Label < 1)
                throw new ArgumentException($"LabelPalette: label {color.Label} has a colour; labels are 1 or above (0 is no label).");
            if (color is not { Red: >= 0 and <= 1, Green: >= 0 and <= 1, Blue: >= 0 and <= 1, Opacity: null or (>= 0 and <= 1) })
                throw new ArgumentException($"LabelPalette: label {color.Label} has red {color.Red}, green {color.Green}, blue {color.Blue}, opacity {color.Opacity ?? Opacity}; each must be from 0 to 1.");
            if (Colors.Count(other => other.Label == color.Label) > 1)
                throw new ArgumentException($"LabelPalette: label {color.Label} has two colours; give one.");
        }
    }
}
