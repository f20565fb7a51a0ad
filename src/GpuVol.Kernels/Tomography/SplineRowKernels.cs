namespace GpuVol.Kernels;

/// <summary>Cubic splines through the samples of rows, with not-a-knot ends, as SciPy's <c>interp1d(kind="cubic")</c> makes them.</summary>
public static partial class SplineRowKernels
{
    /// <summary>
    /// Coefficients of one row: n + 2 B-spline coefficients for n samples (n at least 4). <c>elimination</c> holds the n multipliers of the
    /// elimination of (c[i-1] + 4 c[i] + c[i+1]) / 6 = y[i], the same for every row.
    /// </summary>
    /// <remarks>
    /// Where the third derivative does not jump at the second sample, c[1] is y[1], and so at the other end: the equations between are
    /// diagonally dominant, and the two outer coefficients follow from a fourth difference of 0 and the outer samples.
    /// </remarks>
    [Kernel]
    public static void NotAKnot(Index1D row, ArrayView<float> samples, ArrayView<float> coefficients, ArrayView<float> elimination, int count)
    {
        var from = (long)row * count;
        var to = (long)row * (count + 2) + 1;

        // coefficients[to + i] belongs to sample i. At the ends of the inner system the coefficients are known.
        coefficients[to + 1] = NotAKnotEnd(samples[from], samples[from + 1], samples[from + 2]);
        coefficients[to + count - 2] = NotAKnotEnd(samples[from + count - 1], samples[from + count - 2], samples[from + count - 3]);
        var last = coefficients[to + count - 2];
        var previous = coefficients[to + 1];
        for (var i = 2; i < count - 2; i++)
        {
            previous = (6 * samples[from + i] - previous) * elimination[i];
            coefficients[to + i] = previous;
        }

        for (var i = count - 3; i >= 2; i--)
        {
            last = coefficients[to + i] - elimination[i] * last;
            coefficients[to + i] = last;
        }

        // The samples at both ends of the inner system and the ends give the two outer coefficients on each side.
        coefficients[to] = 6 * samples[from + 1] - 4 * coefficients[to + 1] - coefficients[to + 2];
        coefficients[to - 1] = 6 * samples[from] - 4 * coefficients[to] - coefficients[to + 1];
        coefficients[to + count - 1] = 6 * samples[from + count - 2] - 4 * coefficients[to + count - 2] - coefficients[to + count - 3];
        coefficients[to + count] = 6 * samples[from + count - 1] - 4 * coefficients[to + count - 1] - coefficients[to + count - 2];
    }

    // c[-1] - 4 c[0] + 6 c[1] - 4 c[2] + c[3] = 0 with the equations of samples 0, 1, 2: (y0 + y2 - 8 y1 ...) leaves c[1] alone.
    private static float NotAKnotEnd(float outer, float middle, float inner) => (8 * middle - outer - inner) / 6;
}
