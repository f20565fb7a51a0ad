namespace GpuVol.Kernels;

/// <summary>The 3-D Sobel filter: [-1 0 1] along one axis, [1 2 1] along the two others, not normalised (a unit ramp gives 32).</summary>
/// <remarks>
/// Each row of three samples gives a difference and a weighted sum, and these are combined along j, then k, each step one addition and one
/// fused multiply-add in a fixed order, which the CPU's vector code follows: results are the same to the bit.
/// </remarks>
public static partial class SobelKernels
{
    /// <summary>One derivative, or the magnitude of the three.</summary>
    [Kernel]
    public static void Sobel(Index3D voxel, ArrayView<float> source, ArrayView<float> target, SobelParameters p)
    {
        float alongIBefore;
        float alongJBefore;
        float sumBefore;
        float alongIHere;
        float alongJHere;
        float sumHere;
        float alongIAfter;
        float alongJAfter;
        float sumAfter;
        if (IsInside(voxel.X, p.SizeI) && IsInside(voxel.Y, p.SizeJ) && IsInside(voxel.Z, p.SizeK))
        {
            var slice = (long)p.SizeI * p.SizeJ;
            var centre = voxel.X + (long)p.SizeI * voxel.Y + slice * voxel.Z;
            SliceSumsInside(source, centre - slice, p.SizeI, out alongIBefore, out alongJBefore, out sumBefore);
            SliceSumsInside(source, centre, p.SizeI, out alongIHere, out alongJHere, out sumHere);
            SliceSumsInside(source, centre + slice, p.SizeI, out alongIAfter, out alongJAfter, out sumAfter);
        }
        else
        {
            SliceSums(source, voxel.X, voxel.Y, voxel.Z - 1, p, out alongIBefore, out alongJBefore, out sumBefore);
            SliceSums(source, voxel.X, voxel.Y, voxel.Z, p, out alongIHere, out alongJHere, out sumHere);
            SliceSums(source, voxel.X, voxel.Y, voxel.Z + 1, p, out alongIAfter, out alongJAfter, out sumAfter);
        }

        var alongI = Smooth(alongIBefore, alongIHere, alongIAfter);
        var alongJ = Smooth(alongJBefore, alongJHere, alongJAfter);
        var alongK = sumAfter - sumBefore;
        if (p.Border == BorderModes.Constant && p.BorderValue != 0)
        {
            // SciPy filters axis by axis and puts the value beyond the edges of what it has filtered so far, where the true
            // continuation of a derivative is 0: its smoothing passes, first k, then j, then i, add the value once per side.
            var sidesI = Sides(voxel.X, p.SizeI);
            var sidesJ = Sides(voxel.Y, p.SizeJ);
            var sidesK = Sides(voxel.Z, p.SizeK);
            alongI += p.BorderValue * (sidesK * (4 - sidesJ) + sidesJ);
            alongJ += p.BorderValue * (sidesK * (4 - sidesI) + sidesI);
            alongK += p.BorderValue * (sidesJ * (4 - sidesI) + sidesI);
        }

        alongI = p.ScaleI * alongI;
        alongJ = p.ScaleJ * alongJ;
        alongK = p.ScaleK * alongK;
        float value;
        if (p.Axis == 0)
            value = alongI;
        else if (p.Axis == 1)
            value = alongJ;
        else if (p.Axis == 2)
            value = alongK;
        else
            value = XMath.Sqrt(XMath.Fma(alongI, alongI, XMath.Fma(alongJ, alongJ, alongK * alongK)));
        target[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = value;
    }

    // Of the nine samples in one slice: the derivatives along i and j, smoothed along the other, and the weighted sum.
    private static void SliceSums(ArrayView<float> source, int i, int j, int k, SobelParameters p, out float alongI, out float alongJ, out float sum)
    {
        RowSums(source, i, j - 1, k, p, out var differenceBefore, out var sumBefore);
        RowSums(source, i, j, k, p, out var differenceHere, out var sumHere);
        RowSums(source, i, j + 1, k, p, out var differenceAfter, out var sumAfter);
        alongI = Smooth(differenceBefore, differenceHere, differenceAfter);
        alongJ = sumAfter - sumBefore;
        sum = Smooth(sumBefore, sumHere, sumAfter);
    }

    private static void RowSums(ArrayView<float> source, int i, int j, int k, SobelParameters p, out float difference, out float sum)
    {
        var before = Sample(source, i - 1, j, k, p);
        var here = Sample(source, i, j, k, p);
        var after = Sample(source, i + 1, j, k, p);
        difference = after - before;
        sum = Smooth(before, here, after);
    }

    private static bool IsInside(int position, int count) => position > 0 && position < count - 1;

    private static void SliceSumsInside(ArrayView<float> source, long centre, int sizeI, out float alongI, out float alongJ, out float sum)
    {
        RowSumsInside(source, centre - sizeI, out var differenceBefore, out var sumBefore);
        RowSumsInside(source, centre, out var differenceHere, out var sumHere);
        RowSumsInside(source, centre + sizeI, out var differenceAfter, out var sumAfter);
        alongI = Smooth(differenceBefore, differenceHere, differenceAfter);
        alongJ = sumAfter - sumBefore;
        sum = Smooth(sumBefore, sumHere, sumAfter);
    }

    private static void RowSumsInside(ArrayView<float> source, long centre, out float difference, out float sum)
    {
        difference = source[centre + 1] - source[centre - 1];
        sum = Smooth(source[centre - 1], source[centre], source[centre + 1]);
    }

    // How many neighbours along an axis lie outside.
    private static int Sides(int position, int count)
    {
        var sides = 0;
        if (position == 0)
            sides++;
        if (position == count - 1)
            sides++;
        return sides;
    }

    private static float Smooth(float before, float here, float after) => XMath.Fma(2f, here, before + after);

    private static float Sample(ArrayView<float> source, int i, int j, int k, SobelParameters p)
    {
        var si = BorderModes.SampleIndex(i, p.SizeI, p.Border);
        var sj = BorderModes.SampleIndex(j, p.SizeJ, p.Border);
        var sk = BorderModes.SampleIndex(k, p.SizeK, p.Border);
        var value = p.BorderValue;
        if (si >= 0 && sj >= 0 && sk >= 0)
            value = source[si + (long)p.SizeI * (sj + (long)p.SizeJ * sk)];
        return value;
    }
}
