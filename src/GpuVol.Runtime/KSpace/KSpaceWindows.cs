namespace GpuVol;

/// <summary>Values of the windows; d is the distance from the centre, 1 half a matrix away.</summary>
internal static class KSpaceWindows
{
    /// <summary>The window over <paramref name="count"/> samples with the centre at count / 2.</summary>
    public static float[] Over(KSpaceWindow window, int count)
    {
        var weights = new float[count];
        for (var n = 0; n < count; n++)
            weights[n] = (float)At(window, Math.Abs(n - count / 2) / (0.5 * count));
        return weights;
    }

    /// <summary>A raised cosine over [<paramref name="first"/>, <paramref name="last"/>], 0 just beyond it and everywhere else.</summary>
    public static float[] Taper(int count, int first, int last)
    {
        var weights = new float[count];
        var half = (last - first) / 2.0 + 1;
        for (var n = first; n <= last; n++)
            weights[n] = (float)(0.5 + 0.5 * Math.Cos(Math.PI * (n - (first + last) / 2.0) / half));
        return weights;
    }

    /// <summary>1 over the inner half of [<paramref name="first"/>, <paramref name="last"/>], then half a cosine down to 0 just beyond it, 0 everywhere else.</summary>
    public static float[] FlatTaper(int count, int first, int last)
    {
        var weights = new float[count];
        var half = (last - first) / 2.0 + 1;
        for (var n = first; n <= last; n++)
            weights[n] = (float)At(KSpaceWindow.Tukey, Math.Abs(n - (first + last) / 2.0) / half);
        return weights;
    }

    /// <summary>Ones.</summary>
    public static float[] Ones(int count)
    {
        var weights = new float[count];
        Array.Fill(weights, 1f);
        return weights;
    }

    private static double At(KSpaceWindow window, double d) => window switch
    {
        KSpaceWindow.None => 1,
        KSpaceWindow.Hann => 0.5 + 0.5 * Math.Cos(Math.PI * d),
        KSpaceWindow.Hamming => 0.54 + 0.46 * Math.Cos(Math.PI * d),
        KSpaceWindow.Tukey => d <= 0.5 ? 1 : 0.5 + 0.5 * Math.Cos(Math.PI * (2 * d - 1)),
        _ => throw new ArgumentOutOfRangeException(nameof(window), window, "KSpaceWindow: no such window. Use None, Hann, Hamming or Tukey."),
    };
}
