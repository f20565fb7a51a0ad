namespace GpuVol;

/// <summary>How much of the circle each view stands for.</summary>
public static class ViewWeights
{
    // A gap this many times the mean is an arc that was not scanned, not a view that stands for much.
    private const double GreatestGap = 3;

    /// <summary>
    /// Radians that each view of a parallel scan stands for: half the way to its neighbours on both sides, modulo pi, where a view and its opposite
    /// are the same. They sum to pi over a full half turn; equal steps give pi / n, and a view taken twice counts half each time.
    /// </summary>
    /// <param name="anglesRadians">The angles, in any order.</param>
    /// <param name="coveredRadians">What they cover of the half turn; less than pi where a wide gap was not scanned.</param>
    public static double[] Parallel(IReadOnlyList<double> anglesRadians, out double coveredRadians) => OnCircle(anglesRadians, Math.PI, out coveredRadians);

    /// <summary>The same modulo a full turn, for divergent rays.</summary>
    /// <param name="anglesRadians">The angles, in any order.</param>
    /// <param name="coveredRadians">What they cover of the turn.</param>
    public static double[] FullTurn(IReadOnlyList<double> anglesRadians, out double coveredRadians) => OnCircle(anglesRadians, 2 * Math.PI, out coveredRadians);

    private static double[] OnCircle(IReadOnlyList<double> angles, double period, out double covered)
    {
        var count = angles.Count;
        var weights = new double[count];
        covered = period;
        if (count == 1)
        {
            weights[0] = period;
            return weights;
        }

        // Folding rounds: an angle a hair below the period is the same as 0.
        var folded = angles.Select(a => a - period * Math.Floor(a / period + 1e-9)).ToArray();
        var order = Ascending(folded);
        var gaps = new double[count];
        for (var n = 0; n < count; n++)
            gaps[n] = n + 1 < count ? folded[order[n + 1]] - folded[order[n]] : folded[order[0]] + period - folded[order[n]];
        var widest = 0;
        for (var n = 1; n < count; n++)
            widest = gaps[n] > gaps[widest] ? n : widest;
        var mean = (period - gaps[widest]) / (count - 1);
        var missing = gaps[widest] > GreatestGap * mean && mean > 0;
        if (missing)
        {
            covered = period - gaps[widest] + mean;
            gaps[widest] = mean;
        }

        for (var n = 0; n < count; n++)
            weights[order[n]] = (gaps[n] + gaps[(n + count - 1) % count]) / 2;
        return weights;
    }

    // Most scans turn one way; to sort costs a call some milliseconds, of the just-in-time compiler's.
    private static int[] Ascending(double[] values)
    {
        var order = new int[values.Length];
        var sorted = true;
        for (var n = 0; n < order.Length; n++)
        {
            order[n] = n;
            sorted &= n == 0 || values[n] >= values[n - 1];
        }

        return sorted ? order : [.. order.OrderBy(n => values[n])];
    }
}
