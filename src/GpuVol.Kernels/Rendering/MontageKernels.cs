namespace GpuVol.Kernels;

/// <summary>Slices of a volume as panels.</summary>
public static partial class MontageKernels
{
    /// <summary>One pixel of a panel: bilinear inside the slice, edges continued.</summary>
    [Kernel]
    public static void Panel(Index2D pixel, ArrayView<float> target, ArrayView<float> source, MontageParameters p)
    {
        float right = XMath.Min(XMath.Max(p.StartRight + pixel.X * p.PixelRight, 0f), p.SizeRight - 1f);
        float down = XMath.Min(XMath.Max(p.StartDown + pixel.Y * p.PixelDown, 0f), p.SizeDown - 1f);
        int r0 = XMath.Min((int)right, XMath.Max(p.SizeRight - 2, 0));
        int d0 = XMath.Min((int)down, XMath.Max(p.SizeDown - 2, 0));
        float fr = right - r0;
        float fd = down - d0;
        long toRight = XMath.Min(p.SizeRight - 1, 1) * p.StrideRight;
        long toDown = XMath.Min(p.SizeDown - 1, 1) * p.StrideDown;
        long a = p.First + r0 * p.StrideRight + d0 * p.StrideDown;
        long b = a + toDown;

        // A weight of 0 must not bring in a neighbour that is not finite: 0 times infinity is NaN.
        float upper = source[a];
        if (fr > 0f)
            upper += fr * (source[a + toRight] - upper);
        float value = upper;
        if (fd > 0f)
        {
            float lower = source[b];
            if (fr > 0f)
                lower += fr * (source[b + toRight] - lower);
            value += fd * (lower - upper);
        }

        target[(long)pixel.Y * p.PanelWidth + pixel.X] = value;
    }
}
