namespace GpuVol.Kernels;

/// <summary>
/// The steps of a ray at which one of its coordinates enters, crosses, or leaves the grid. In a row of ones linear interpolation gives 1 between the outer samples and falls to 0 within one step
/// of the grid beyond them, so over each of the three stretches it is a straight line, whose sum needs no walking.
/// </summary>
public struct GridCrossing
{
    /// <summary>Stretches of a ray.</summary>
    public const int Count = 3;

    /// <summary>A ray that grazes the grid over less than this part of a step has a length of rounding errors, which counts as 0.</summary>
    public const float LeastSteps = 1e-3f;

    private float _atZero;
    private float _slope;

    /// <summary>First step.</summary>
    public int First;

    /// <summary>The step behind the last.</summary>
    public int End;

    /// <summary>Stretch <paramref name="n"/> of a ray at <c>start + slope · step</c> in a row of <paramref name="size"/> samples.</summary>
    public static GridCrossing Of(int n, float start, float slope, int size, int steps)
    {
        var crossing = default(GridCrossing);
        var low = -1;
        var high = 0;
        crossing._atZero = start + 1;
        crossing._slope = slope;
        if (n == 1)
        {
            low = 0;
            high = size - 1;
            crossing._atZero = 1;
            crossing._slope = 0;
        }
        else if (n == 2)
        {
            low = size - 1;
            high = size;
            crossing._atZero = size - start;
            crossing._slope = -slope;
        }

        // With a slope of 0 these are infinite, or 0 / 0 on the limit between two stretches, which then belongs to one of them.
        var atLow = StepAt(low, start, slope, steps);
        var atHigh = StepAt(high, start, slope, steps);
        crossing.First = XMath.Min(atLow, atHigh);
        crossing.End = XMath.Max(atLow, atHigh);
        return crossing;
    }

    /// <summary>Change of the interpolated one per step.</summary>
    public float Slope => _slope;

    /// <summary>The interpolated one at a step.</summary>
    public float At(float step) => XMath.Fma(_slope, step, _atZero);

    /// <summary>Sum over the steps that both stretches have of the products of the two.</summary>
    public float SumOfProducts(GridCrossing other)
    {
        var first = XMath.Max(First, other.First);
        var end = XMath.Min(End, other.End);
        if (first >= end)
            return 0;

        // About the middle the linear terms cancel, and the squares sum up to n (n² - 1) / 12.
        float count = end - first;
        var middle = 0.5f * (first + end - 1);
        return XMath.Fma(count * At(middle), other.At(middle), _slope * other._slope * count * (XMath.Fma(count, count, -1) / 12));
    }

    /// <summary>A sum of steps in mm; 0 where a ray only grazes the grid.</summary>
    public static float Length(float steps, float stepMm)
    {
        if (steps < LeastSteps)
            return 0;
        return steps * stepMm;
    }

    private static int StepAt(int position, float start, float slope, int steps) => XMath.Clamp((int)XMath.Ceiling((position - start) / slope), 0, steps);
}
