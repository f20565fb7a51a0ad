namespace GpuVol.Viewer;

/// <summary>The intensities that a grey picture shows from black to white.</summary>
internal readonly record struct IntensityWindow(double Center, double Width)
{
    // A drag of so many pixels doubles the width.
    private const double PixelsPerDoubling = 120;

    // A drag of so many pixels moves the centre by one width.
    private const double PixelsPerWidth = 400;

    public double Low => Center - 0.5 * Width;

    public double High => Center + 0.5 * Width;

    /// <summary>The window from <paramref name="low"/> to <paramref name="high"/>; as narrow as 1 where they are equal.</summary>
    public static IntensityWindow Between(double low, double high) => new(0.5 * (low + high), high > low ? high - low : 1);

    /// <summary>Widened by a drag to the right, its centre raised (a darker picture) by one downwards, as viewers of medical images do.</summary>
    /// <param name="right">Pixels.</param>
    /// <param name="down">Pixels.</param>
    /// <param name="range">Intensities of the volume from end to end: the width stays between a 10 000th of it and twice it.</param>
    public IntensityWindow Drag(double right, double down, double range)
    {
        var width = Math.Clamp(Width * Math.Pow(2, right / PixelsPerDoubling), 1e-4 * range, Math.Max(2 * range, Width));
        return new IntensityWindow(Center + down / PixelsPerWidth * Width, width);
    }
}
