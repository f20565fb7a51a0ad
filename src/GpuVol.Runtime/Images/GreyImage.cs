namespace GpuVol;

/// <summary>Intensities as grey pictures.</summary>
internal static class GreyImage
{
    /// <summary>The grey level 0 to 255 of an intensity in the window from <paramref name="low"/> to <paramref name="high"/>; rounds half to even; NaN, and a window without width, are black.</summary>
    public static byte Level(float intensity, double low, double high)
    {
        if (!(high > low) || !(intensity > low))
            return 0;
        return intensity >= high ? (byte)255 : (byte)Math.Round((intensity - low) / (high - low) * 255);
    }

    /// <summary>A picture of float32 intensities, row by row from the top.</summary>
    public static RgbImage FromIntensities(ReadOnlySpan<float> intensities, int width, int height, double low, double high)
    {
        var pixels = new byte[checked(intensities.Length * 3)];
        for (var n = 0; n < intensities.Length; n++)
            pixels.AsSpan(3 * n, 3).Fill(Level(intensities[n], low, high));
        return new RgbImage(width, height, pixels);
    }

    /// <summary>Refuses half a window, and one that is no range.</summary>
    /// <exception cref="ArgumentException">Only one of the two is given, one is not finite, or the width is not above 0.</exception>
    public static void CheckWindow(string what, double? centre, double? width)
    {
        if (centre.HasValue != width.HasValue)
            throw new ArgumentException($"{what}: the window has {(centre.HasValue ? "a centre but no width" : "a width but no centre")}; give both or none.");
        if (centre is { } c && !double.IsFinite(c))
            throw new ArgumentException($"{what}: the window centre is {c}; give a finite intensity.");
        if (width is { } w && !(double.IsFinite(w) && w > 0))
            throw new ArgumentException($"{what}: the window width is {w}; give a finite width above 0.");
    }
}
