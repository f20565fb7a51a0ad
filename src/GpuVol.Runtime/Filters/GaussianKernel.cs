namespace GpuVol;

/// <summary>Weights of a sampled Gaussian, as <c>scipy.ndimage</c> makes them.</summary>
internal static class GaussianKernel
{
    // Far beyond any use; keeps the arithmetic in range.
    private const int LargestRadius = 1 << 20;

    /// <summary>Radius in samples: <c>int(truncate · sigma + 0.5)</c>.</summary>
    public static int Radius(double sigmaVoxels, double truncate, string axis)
    {
        var radius = Math.Floor(truncate * sigmaVoxels + 0.5);
        if (!(radius <= LargestRadius))
            throw new ArgumentOutOfRangeException(nameof(sigmaVoxels), $"GaussianBlur: sigma {sigmaVoxels} voxels along {axis} with truncate {truncate} reaches {radius} voxels; at most {LargestRadius} are possible. Use a smaller sigma.");
        return (int)radius;
    }

    /// <summary>The weights at distance 0 to <paramref name="radius"/>; all 2 · radius + 1 sum to 1 in float64 before they are rounded.</summary>
    public static float[] HalfWeights(double sigmaVoxels, int radius)
    {
        var weights = new double[radius + 1];
        var sum = 0.0;
        for (var d = radius; d >= 0; d--)
        {
            weights[d] = Math.Exp(-0.5 / (sigmaVoxels * sigmaVoxels) * d * d);
            sum += d == 0 ? weights[d] : 2 * weights[d];
        }

        return Array.ConvertAll(weights, w => (float)(w / sum));
    }
}
