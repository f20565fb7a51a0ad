namespace GpuVol.Kernels;

/// <summary>Where a position beyond the edge of an axis takes its value from; the numbers are those of the public <c>Border</c>.</summary>
public static class BorderModes
{
    /// <summary><c>d c b a | a b c d | d c b a</c>.</summary>
    public const int Reflect = 0;

    /// <summary><c>d c b | a b c d | c b a</c>.</summary>
    public const int Mirror = 1;

    /// <summary><c>a a a a | a b c d | d d d d</c>.</summary>
    public const int Nearest = 2;

    /// <summary><c>v v v v | a b c d | v v v v</c>.</summary>
    public const int Constant = 3;

    /// <summary><c>a b c d | a b c d | a b c d</c>.</summary>
    public const int Wrap = 4;

    /// <summary>The sample that stands for <paramref name="position"/>, which may be any number of axes away; -1 for the border value.</summary>
    public static int SampleIndex(int position, int count, int border)
    {
        if (position >= 0 && position < count)
            return position;
        if (border == Nearest)
            return position < 0 ? 0 : count - 1;
        if (border == Wrap)
            return Modulo(position, count);
        if (border == Reflect)
        {
            var folded = Modulo(position, 2 * count);
            return folded < count ? folded : 2 * count - 1 - folded;
        }

        if (border == Mirror)
        {
            if (count == 1)
                return 0;
            var folded = Modulo(position, 2 * count - 2);
            return folded < count ? folded : 2 * count - 2 - folded;
        }

        return -1;
    }

    private static int Modulo(int value, int period)
    {
        var remainder = value % period;
        return remainder < 0 ? remainder + period : remainder;
    }
}
