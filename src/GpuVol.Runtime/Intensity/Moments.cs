namespace GpuVol;

/// <summary>Count, mean and sum of squared deviations of numbers, and their extremes; NaN apart.</summary>
internal readonly record struct Moments(long Count, double Mean, double SquaredDeviations, double Min, double Max, long NaNCount)
{
    public static Moments None => new(0, 0, 0, double.PositiveInfinity, double.NegativeInfinity, 0);

    /// <summary>The moments of both sets together (Chan, Golub and LeVeque 1983, eq. 2.1).</summary>
    public static Moments Merge(Moments a, Moments b)
    {
        var count = a.Count + b.Count;
        if (b.Count == 0)
            return a with { NaNCount = a.NaNCount + b.NaNCount };
        if (a.Count == 0)
            return b with { NaNCount = a.NaNCount + b.NaNCount };
        var difference = b.Mean - a.Mean;
        return new Moments(
            count,
            a.Mean + difference * b.Count / count,
            a.SquaredDeviations + b.SquaredDeviations + difference * difference * a.Count / count * b.Count,
            Math.Min(a.Min, b.Min),
            Math.Max(a.Max, b.Max),
            a.NaNCount + b.NaNCount);
    }

    /// <summary>The moments of <c>slope · x + intercept</c>.</summary>
    public Moments Rescaled(double slope, double intercept)
    {
        if (Count == 0)
            return this;
        var (atMin, atMax) = (slope * Min + intercept, slope * Max + intercept);
        return this with
        {
            Mean = slope * Mean + intercept,
            SquaredDeviations = slope * slope * SquaredDeviations,
            Min = Math.Min(atMin, atMax),
            Max = Math.Max(atMin, atMax),
        };
    }
}
