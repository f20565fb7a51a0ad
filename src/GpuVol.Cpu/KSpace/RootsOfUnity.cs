namespace GpuVol.Cpu.KSpace;

/// <summary>Roots of unity in float64.</summary>
internal static class RootsOfUnity
{
    /// <summary>Cosine and sine of -2π k / n, exact to the last place or two for any k.</summary>
    public static (double Cos, double Sin) Of(long k, long n)
    {
        // Folded to an eighth of a turn, where the argument of sine and cosine is small and well rounded.
        var eighth = checked(8 * (k % n));
        var sin = -1.0;
        var cos = 1.0;
        if (eighth > 4 * n)
        {
            eighth = 8 * n - eighth;
            sin = 1;
        }

        if (eighth > 2 * n)
        {
            eighth = 4 * n - eighth;
            cos = -1;
        }

        if (eighth > n)
        {
            var (c, s) = Math.SinCos(Math.PI / 4 * (2 * n - eighth) / n);
            return (cos * c, sin * s);
        }
        else
        {
            var (s, c) = Math.SinCos(Math.PI / 4 * eighth / n);
            return (cos * c, sin * s);
        }
    }
}
