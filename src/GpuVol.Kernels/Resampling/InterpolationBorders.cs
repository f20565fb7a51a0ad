namespace GpuVol.Kernels;

/// <summary>What interpolation finds beyond the edge; the first seven numbers are those of the public <c>Border</c>.</summary>
public static class InterpolationBorders
{
    /// <summary><c>d c b a | a b c d | d c b a</c>.</summary>
    public const int Reflect = 0;

    /// <summary><c>d c b | a b c d | c b a</c>.</summary>
    public const int Mirror = 1;

    /// <summary>The edge.</summary>
    public const int Nearest = 2;

    /// <summary>The outside value at once beyond [0, n - 1].</summary>
    public const int Constant = 3;

    /// <summary>Period n - 1.</summary>
    public const int Wrap = 4;

    /// <summary>Blends with the outside value.</summary>
    public const int GridConstant = 5;

    /// <summary>Period n.</summary>
    public const int GridWrap = 6;

    /// <summary>ITK: inside is [-0.5, n - 0.5); there nearest and linear take the edge, splines the mirror.</summary>
    public const int HalfVoxel = 7;

    /// <summary>True where <paramref name="position"/> takes the outside value at once.</summary>
    public static bool IsOutside(double position, int count, int border)
    {
        if (border == Constant)
            return !(position >= 0 && position <= count - 1);
        if (border == HalfVoxel)
            return !(position >= -0.5 && position < count - 0.5);
        return false;
    }

    /// <summary>Brings a position into the axis where the border does that by positions.</summary>
    public static double Fold(double position, int count, int border, int order)
    {
        var last = count - 1;
        if (border == Nearest || (border == HalfVoxel && order <= 1))
            return XMath.Min(XMath.Max(position, 0.0), (double)last);
        if (border == Wrap)
            return Turned(position, last, last);

        // What turns a position back may change how a half is rounded: it has to come first.
        if (order > 0)
            return position;
        if (border == GridWrap)
            return Turned(position, last, count);
        if (border == Reflect || border == Mirror)
            return Reflected(position, count, border);
        return position;
    }

    // As SciPy's map_coordinate, into one period from 0 on where a position is below 0 or above the last sample.
    private static double Turned(double position, int last, int period)
    {
        if (period == 0)
            return 0;
        if (position < 0)
            return position + period * (XMath.Floor(-position / period) + 1);
        if (position > last)
            return position - period * XMath.Floor(position / period);
        return position;
    }

    // As there.
    private static double Reflected(double position, int count, int border)
    {
        var beyond = 0.0;
        if (border == Reflect)
            beyond = 1.0;
        var period = 2.0 * (count - 1 + beyond);
        if (period == 0)
            return 0;
        if (position < 0)
        {
            var distance = -position - period * XMath.Floor(-position / period);
            if (distance >= count - 1 + beyond)
                return period - distance;
            return distance - beyond;
        }

        if (position > count - 1)
        {
            var within = position - period * XMath.Floor(position / period);
            if (within >= count)
                return period - within - beyond;
            return within;
        }

        return position;
    }

    /// <summary>The sample that stands for <paramref name="index"/>; -1 for the outside value.</summary>
    public static int SampleIndex(int index, int count, int border, int order)
    {
        if (index >= 0 && index < count)
            return index;
        var mode = BorderModes.Nearest;
        if (border == Reflect)
            mode = BorderModes.Reflect;
        else if (border == GridWrap)
            mode = BorderModes.Wrap;
        else if (border == GridConstant)
            mode = BorderModes.Constant;
        else if (border == Mirror || (border != Nearest && order > 1))
            mode = BorderModes.Mirror;
        return BorderModes.SampleIndex(index, count, mode);
    }
}
