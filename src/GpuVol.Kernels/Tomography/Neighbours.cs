namespace GpuVol.Kernels;

/// <summary>Linear interpolation where the data end.</summary>
public static class Neighbours
{
    /// <summary>Between the element <paramref name="at"/>, number <paramref name="index"/> of <paramref name="size"/> along its line, and the next one; what lies beyond the line is 0.</summary>
    public static float Mix(ArrayView<float> values, long at, long stride, int index, float fraction, int size)
    {
        var before = 0f;
        var after = 0f;
        if (index >= 0)
            before = values[at];
        if (index + 1 < size)
            after = values[at + stride];
        return XMath.Fma(fraction, after - before, before);
    }
}
