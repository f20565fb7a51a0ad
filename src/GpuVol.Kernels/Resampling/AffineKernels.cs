namespace GpuVol.Kernels;

/// <summary>Resampling through any affine map. One thread per target voxel; i varies fastest.</summary>
/// <remarks>
/// Positions are float64 (in float32 those beyond index 256 would be off by 1.5e-5 voxels) and summed in SciPy's order: at an edge, or between two voxels,
/// the last digit decides. Weights and sums are float32, along k, then j, then i.
/// </remarks>
public static partial class AffineKernels
{
    /// <summary>Order 0 and 1 take samples, 2 to 5 B-spline coefficients.</summary>
    [Kernel]
    public static void Resample(Index3D voxel, ArrayView<float> source, ArrayView<float> target, AffineParameters p, SpecializedValue<int> order)
    {
        var offset = voxel.X + (long)p.TargetI * (voxel.Y + (long)p.TargetJ * voxel.Z);
        double k = voxel.Z + p.FirstK;
        var x = p.AlongI(voxel.X, voxel.Y, k);
        var y = p.AlongJ(voxel.X, voxel.Y, k);
        var z = p.AlongK(voxel.X, voxel.Y, k);
        if (InterpolationBorders.IsOutside(x, p.SourceI, p.Border) || InterpolationBorders.IsOutside(y, p.SourceJ, p.Border) || InterpolationBorders.IsOutside(z, p.SourceK, p.Border))
        {
            target[offset] = p.OutsideValue;
            return;
        }

        int taps = order + 1;
        var weights = LocalMemory.Allocate<float>(3 * SplineWeights.MostTaps);
        var indices = LocalMemory.Allocate<int>(3 * SplineWeights.MostTaps);
        Neighbours(indices, weights, 0, x, p.SourceI, p.Border, order);
        Neighbours(indices, weights, SplineWeights.MostTaps, y, p.SourceJ, p.Border, order);
        Neighbours(indices, weights, 2 * SplineWeights.MostTaps, z, p.SourceK, p.Border, order);

        var value = 0f;
        for (var a = 0; a < taps; a++)
        {
            var i = indices[a];
            var alongJ = 0f;
            for (var b = 0; b < taps; b++)
            {
                var j = indices[SplineWeights.MostTaps + b];
                var alongK = 0f;
                for (var c = 0; c < taps; c++)
                {
                    var n = indices[2 * SplineWeights.MostTaps + c];
                    var sample = p.OutsideValue;
                    if (i >= 0 && j >= 0 && n >= 0)
                        sample = source[i + p.SourceI * (j + (long)p.SourceJ * n)];
                    alongK = Accumulate(alongK, sample, weights[2 * SplineWeights.MostTaps + c], c);
                }

                alongJ = Accumulate(alongJ, alongK, weights[SplineWeights.MostTaps + b], b);
            }

            value = Accumulate(value, alongJ, weights[a], a);
        }

        target[offset] = value;
    }

    /// <summary>
    /// The samples around <paramref name="position"/> on an axis of <paramref name="count"/>, from <paramref name="first"/> on in both views:
    /// indices (-1 for the outside value) and weights.
    /// </summary>
    public static void Neighbours(ArrayView<int> indices, ArrayView<float> weights, int first, double position, int count, int border, int order)
    {
        var folded = InterpolationBorders.Fold(position, count, border, order);
        var isOdd = order % 2 == 1;
        var nearest = XMath.Floor(isOdd ? folded : folded + 0.5);
        // Beyond a billion voxels every border but a periodic one has settled, and an int holds the index.
        var centre = (int)XMath.Min(XMath.Max(nearest, -1e9), 1e9);
        SplineWeights.Fill(weights, first, order == 0 ? 0f : (float)(folded - nearest), order);
        for (var t = 0; t <= order; t++)
        {
            indices[first + t] = InterpolationBorders.SampleIndex(centre - order / 2 + t, count, border, order);
            // A neighbour without weight must not spread its NaN or infinity.
            if (order == 1 && weights[first + t] == 0)
                indices[first + t] = InterpolationBorders.SampleIndex(centre + 1 - t, count, border, order);
        }
    }

    private static float Accumulate(float sum, float sample, float weight, int tap) =>
        tap == 0 ? sample * weight : XMath.Fma(sample, weight, sum);
}
