using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Poles, starts and weights of interpolating B-splines in float64 (Unser, Aldroubi and Eden 1993; Thévenaz, Blu and Unser 2000).</summary>
internal static class BSpline
{
    // A start's term below this part of the sum changes no bit of a float32 result.
    private const double Negligible = 1e-9;

    /// <summary>Voxels of margin that SciPy gives borders whose spline has no exact start.</summary>
    public const int Margin = 12;

    /// <summary>The margin for a border; null is ITK's rule.</summary>
    public static int Pad(Border? border, Interpolation interpolation) =>
        interpolation >= Interpolation.Quadratic && border is (Border.Nearest or Border.GridConstant) ? Margin : 0;

    /// <summary>
    /// The passes of the prefilter over a line of <paramref name="count"/> samples (margin included); none where there is nothing to filter.
    /// </summary>
    public static SplinePass[] Passes(int count, Interpolation interpolation, Border? border)
    {
        var poles = Poles(interpolation);
        if (count == 1 || poles.Length == 0)
            return [];
        var passes = new SplinePass[poles.Length];
        for (var p = 0; p < poles.Length; p++)
        {
            var (causal, anticausal) = Starts(count, poles[p], border);
            var (causalIndices, causalWeights) = Terms(causal);
            var (anticausalIndices, anticausalWeights) = Terms(anticausal);
            passes[p] = new SplinePass((float)poles[p], 1, causalIndices, causalWeights, anticausalIndices, anticausalWeights);
        }

        return passes;
    }

    /// <summary>Puts the gains of all axes into the first pass of all.</summary>
    public static void ApplyGain(SplinePass[][] axes, Interpolation interpolation)
    {
        var lineGain = Poles(interpolation).Aggregate(1.0, (gain, z) => gain * (1 - z) * (1 - 1 / z));
        var gain = axes.Where(a => a.Length > 0).Aggregate(1.0, (product, _) => product * lineGain);
        if (axes.FirstOrDefault(a => a.Length > 0) is not { } first)
            return;
        first[0] = first[0] with { Gain = (float)gain, CausalWeights = Array.ConvertAll(first[0].CausalWeights, w => (float)(w * gain)) };
    }

    /// <summary>First neighbour of a position.</summary>
    public static double First(double position, Interpolation interpolation) =>
        Math.Floor(((int)interpolation & 1) == 1 ? position : position + 0.5) - (int)interpolation / 2;

    /// <summary>Weights of the order + 1 neighbours from <see cref="First"/> on, by the recursion of Cox and de Boor.</summary>
    public static void Weights(double position, Interpolation interpolation, Span<double> weights)
    {
        var order = (int)interpolation;

        // Distance of the position from the knot before it; the neighbours' splines are the pieces between.
        var shifted = position + (order % 2 == 1 ? 0 : 0.5);
        var t = shifted - Math.Floor(shifted);
        weights[0] = 1;
        for (var degree = 1; degree <= order; degree++)
        {
            var carried = 0.0;
            for (var n = 0; n < degree; n++)
            {
                var left = t + degree - 1 - n;
                var right = n + 1 - t;
                var value = weights[n] / degree;
                weights[n] = carried + right * value;
                carried = left * value;
            }

            weights[degree] = carried;
        }
    }

    private static double[] Poles(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Quadratic => [Math.Sqrt(8) - 3],
        Interpolation.Cubic => [Math.Sqrt(3) - 2],
        Interpolation.Quartic =>
        [
            Math.Sqrt(664 - Math.Sqrt(438976)) + Math.Sqrt(304) - 19,
            Math.Sqrt(664 + Math.Sqrt(438976)) - Math.Sqrt(304) - 19,
        ],
        Interpolation.Quintic =>
        [
            Math.Sqrt(67.5 - Math.Sqrt(4436.25)) + Math.Sqrt(26.25) - 6.5,
            Math.Sqrt(67.5 + Math.Sqrt(4436.25)) - Math.Sqrt(26.25) - 6.5,
        ],
        _ => [],
    };

    // The first values of both directions as weighted sums over the whole line. Reflect and Nearest continue the line by its mirror image
    // about the outer face, GridWrap by itself, the others by the mirror image about the last sample.
    private static (double[] Causal, double[] Anticausal) Starts(int n, double z, Border? border)
    {
        var causal = new double[n];
        var anticausal = new double[n];
        double Power(double exponent) => Math.Pow(z, exponent);
        switch (border)
        {
            case Border.Reflect or Border.Nearest:
                var reflected = z / (1 - Power(2.0 * n));
                for (var k = 0; k < n; k++)
                    causal[k] = reflected * (Power(k) + Power(2.0 * n - 1 - k));
                causal[0] += 1;
                anticausal[n - 1] = z / (z - 1);
                break;
            case Border.GridWrap:
                for (var k = 0; k < n; k++)
                {
                    causal[k] = (k == 0 ? 1 : Power(n - k)) / (1 - Power(n));
                    anticausal[k] = (k == n - 1 ? 1 : Power(k + 1)) * z / (Power(n) - 1);
                }

                break;
            default:
                var mirrored = 1 / (1 - Power(2.0 * n - 2));
                for (var k = 0; k < n; k++)
                    causal[k] = mirrored * (k == 0 || k == n - 1 ? Power(k) : Power(k) + Power(2.0 * n - 2 - k));
                anticausal[n - 1] = z / (z * z - 1);
                anticausal[n - 2] = z * z / (z * z - 1);
                break;
        }

        return (causal, anticausal);
    }

    private static (int[] Indices, float[] Weights) Terms(double[] weights)
    {
        var indices = Enumerable.Range(0, weights.Length).Where(k => Math.Abs(weights[k]) > Negligible).ToArray();
        return (indices, Array.ConvertAll(indices, k => (float)weights[k]));
    }
}
