namespace GpuVol;

/// <summary>Weights of a sampled Gaussian, as <c>scipy.ndimage</c> makes them.</summary>
internal static class GaussianKernel
{
    // Far beyond any use; keeps the arithmetic in range.
    private const int LargestRadius = 1 << 20;

    /// <summary>Radius in samples: <c>int(truncate · sigma + 0.5)</c>.</summary>
    public static int Radius(string name, double sigmaVoxels, double truncate, string axis)
    {
        var radius = Math.Floor(truncate * sigmaVoxels + 0.5);
        if (!(radius <= LargestRadius))
            throw new ArgumentOutOfRangeException(nameof(sigmaVoxels), $"{name}: sigma {sigmaVoxels} voxels along {axis} with truncate {truncate} reaches {radius} voxels; at most {LargestRadius} are possible. Use a smaller sigma.");
        return (int)radius;
    }

    /// <summary>
    /// The weights at distance 0 to <paramref name="radius"/> of the derivative of <paramref name="order"/>, in float64: all 2 · radius + 1 samples of the
    /// Gaussian sum to 1 before they are multiplied by the polynomial of the derivative. Odd orders are positive ahead of the centre (as a correlation).
    /// </summary>
    public static double[] HalfWeights(double sigmaVoxels, int radius, int order)
    {
        var weights = new double[radius + 1];
        var sum = 0.0;
        for (var d = radius; d >= 0; d--)
        {
            weights[d] = Math.Exp(-0.5 / (sigmaVoxels * sigmaVoxels) * d * d);
            sum += d == 0 ? weights[d] : 2 * weights[d];
        }

        for (var d = 0; d <= radius; d++)
            weights[d] = Polynomial(d / sigmaVoxels, order) / Math.Pow(sigmaVoxels, order) * weights[d] / sum;
        return weights;
    }

    // Hermite's, of the probabilists: (-1)^n times the n-th derivative of the Gaussian over the Gaussian; what a correlation wants, turned round.
    private static double Polynomial(double x, int order) => order switch
    {
        0 => 1,
        1 => x,
        2 => x * x - 1,
        _ => x * (x * x - 3),
    };
}
