namespace GpuVol.Kernels;

/// <summary>Vector arithmetic of the iterative methods.</summary>
public static partial class VectorKernels
{
    /// <summary>Elements that one thread of <see cref="PartialDots"/> adds up.</summary>
    public const int Piece = 4096;

    /// <summary>target = x + f · y, with a factor for each plane of <paramref name="sizeI"/> x <paramref name="sizeJ"/> elements.</summary>
    [Kernel]
    public static void AddScaled(Index3D item, ArrayView<float> x, ArrayView<float> y, ArrayView<float> target, ArrayView<float> factors, int sizeI, int sizeJ)
    {
        var n = item.X + sizeI * (item.Y + (long)sizeJ * item.Z);
        target[n] = XMath.Fma(factors[item.Z], y[n], x[n]);
    }

    /// <summary>target = 0 where the mask is 0.</summary>
    [Kernel]
    public static void ClearWhereZero(LongIndex1D n, ArrayView<float> mask, ArrayView<float> target)
    {
        if (mask[n] == 0)
            target[n] = 0;
    }

    /// <summary>Every element the same.</summary>
    [Kernel]
    public static void Fill(LongIndex1D n, ArrayView<float> target, float value)
    {
        target[n] = value;
    }

    /// <summary>Every element cut to the bounds.</summary>
    [Kernel]
    public static void Clamp(LongIndex1D n, ArrayView<float> target, float least, float greatest)
    {
        target[n] = XMath.Min(XMath.Max(target[n], least), greatest);
    }

    /// <summary>Sum of the products of <see cref="Piece"/> elements of a plane, in float64; the host adds the pieces in order. y is the piece, so that threads share out those of one plane too, z the plane.</summary>
    [Kernel]
    public static void PartialDots(Index3D item, ArrayView<float> x, ArrayView<float> y, ArrayView<double> sums, int planeLength, int pieces)
    {
        var plane = (long)planeLength * item.Z;
        var last = plane + XMath.Min((long)Piece * (item.Y + 1), planeLength);
        var sum = 0.0;
        for (var n = plane + (long)Piece * item.Y; n < last; n++)
            sum += (double)x[n] * y[n];
        sums[item.Y + (long)pieces * item.Z] = sum;
    }

    /// <summary>
    /// What is measured and not explained in the views of a subset: difference = measured - projected, and the same over the length of the ray within the grid
    /// (0 where the ray misses it). x is the column, y the line (row, or slice), z the entry of the subset.
    /// </summary>
    [Kernel]
    public static void Residual(Index3D item, ArrayView<float> measured, ArrayView<float> projected, ArrayView<float> lengths, ArrayView<float> difference, ArrayView<float> perLength, ArrayView<int> subset, ProjectorParameters p, int isStack)
    {
        var index = item.X + (long)p.Columns * (item.Y + (long)p.Rows * subset[item.Z]);
        if (isStack != 0)
            index = item.X + (long)p.Columns * (subset[item.Z] + (long)p.Views * item.Y);
        var d = measured[index] - projected[index];
        difference[index] = d;
        var length = lengths[index];
        var ratio = 0f;
        if (length > 0)
            ratio = d / length;
        perLength[index] = ratio;
    }
}
