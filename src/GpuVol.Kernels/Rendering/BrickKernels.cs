using System.Numerics;

namespace GpuVol.Kernels;

/// <summary>Ranges of intensity over bricks of 8 x 8 x 8 interpolation cells, by which rays skip what cannot be seen.</summary>
public static partial class BrickKernels
{
    /// <summary>Cells along the edge of a brick.</summary>
    public const int Edge = 8;

    private const float LargestFinite = 3.4028235e38f;

    /// <summary>
    /// The least and greatest finite voxel that any interpolation inside a brick touches (9 x 9 x 9 voxels), and how many of them
    /// are not finite. One thread per brick.
    /// </summary>
    /// <remarks>A brick without any finite voxel gets a minimum above its maximum.</remarks>
    [Kernel]
    public static void Range(Index3D brick, ArrayView<float> minimum, ArrayView<float> maximum, ArrayView<int> notFinite, ArrayView<float> source, int bricksI, int bricksJ, int sizeI, int sizeJ, int sizeK) => RangeOf(brick, minimum, maximum, notFinite, source, bricksI, bricksJ, sizeI, sizeJ, sizeK);

    /// <inheritdoc cref="Range"/>
    [Kernel]
    public static void RangeInt16(Index3D brick, ArrayView<float> minimum, ArrayView<float> maximum, ArrayView<int> notFinite, ArrayView<short> source, int bricksI, int bricksJ, int sizeI, int sizeJ, int sizeK) => RangeOf(brick, minimum, maximum, notFinite, source, bricksI, bricksJ, sizeI, sizeJ, sizeK);

    /// <inheritdoc cref="Range"/>
    [Kernel]
    public static void RangeUInt16(Index3D brick, ArrayView<float> minimum, ArrayView<float> maximum, ArrayView<int> notFinite, ArrayView<ushort> source, int bricksI, int bricksJ, int sizeI, int sizeJ, int sizeK) => RangeOf(brick, minimum, maximum, notFinite, source, bricksI, bricksJ, sizeI, sizeJ, sizeK);

    /// <summary>Copies intensities; NaN and -∞ become <paramref name="low"/>, +∞ becomes <paramref name="high"/>. One thread per voxel.</summary>
    [Kernel]
    public static void ReplaceNotFinite(LongIndex1D voxel, ArrayView<float> target, ArrayView<float> source, float low, float high)
    {
        float value = source[voxel.X];
        if (value > LargestFinite)
            value = high;
        else if (!(value >= -LargestFinite))
            value = low;
        target[voxel.X] = value;
    }

    /// <summary>Every <paramref name="stride"/>-th voxel. One thread per voxel taken.</summary>
    [Kernel]
    public static void TakeEvery(LongIndex1D sample, ArrayView<float> target, ArrayView<float> source, long stride) => target[sample.X] = source[sample.X * stride];

    /// <inheritdoc cref="TakeEvery"/>
    [Kernel]
    public static void TakeEveryInt16(LongIndex1D sample, ArrayView<float> target, ArrayView<short> source, long stride) => target[sample.X] = source[sample.X * stride];

    /// <inheritdoc cref="TakeEvery"/>
    [Kernel]
    public static void TakeEveryUInt16(LongIndex1D sample, ArrayView<float> target, ArrayView<ushort> source, long stride) => target[sample.X] = source[sample.X * stride];

    internal static void RangeOf<T>(Index3D brick, ArrayView<float> minimum, ArrayView<float> maximum, ArrayView<int> notFinite, ArrayView<T> source, int bricksI, int bricksJ, int sizeI, int sizeJ, int sizeK)
        where T : unmanaged, INumberBase<T>
    {
        int i0 = brick.X * Edge;
        int j0 = brick.Y * Edge;
        int k0 = brick.Z * Edge;
        int i1 = XMath.Min(i0 + Edge, sizeI - 1);
        int j1 = XMath.Min(j0 + Edge, sizeJ - 1);
        int k1 = XMath.Min(k0 + Edge, sizeK - 1);
        float low = LargestFinite;
        float high = -LargestFinite;
        int bad = 0;
        for (int k = k0; k <= k1; k++)
        {
            for (int j = j0; j <= j1; j++)
            {
                long row = ((long)k * sizeJ + j) * sizeI;
                for (int i = i0; i <= i1; i++)
                {
                    float value = float.CreateTruncating(source[row + i]);
                    if (XMath.Abs(value) <= LargestFinite)
                    {
                        low = XMath.Min(low, value);
                        high = XMath.Max(high, value);
                    }
                    else
                    {
                        bad++;
                    }
                }
            }
        }

        long index = ((long)brick.Z * bricksJ + brick.Y) * bricksI + brick.X;
        minimum[index] = low;
        maximum[index] = high;
        notFinite[index] = bad;
    }
}
