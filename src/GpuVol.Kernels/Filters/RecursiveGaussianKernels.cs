namespace GpuVol.Kernels;

/// <summary>
/// A Gaussian as three pairs of damped oscillations (Deriche, INRIA report 1893, 1993), each a second-order recursion forwards and one backwards:
/// the cost does not depend on sigma. One thread per line.
/// </summary>
/// <remarks>
/// The state is float64: for a sigma of 100 voxels it is 10⁴ times the samples. Each mode keeps u(n) = x(n) + a₁ u(n-1) + a₂ u(n-2), of which the forward sum
/// Σ Re(α pᵐ) x(n-m), m ≥ 0, and the backward one, m ≥ 1, are combinations. Beyond the ends lies a constant, whose state is known in
/// closed form, or the reflected or repeated line, which the recursion runs over first: for as long as it remembers, or, where that
/// is longer than the period of the extension, for one period, from which the endless repetition follows in closed form.
/// </remarks>
public static partial class RecursiveGaussianKernels
{
    /// <summary>Oscillations in the sum.</summary>
    public const int Modes = 3;

    /// <summary>Numbers per mode: <see cref="A1"/> to <see cref="Steady"/>.</summary>
    public const int Stride = 11;

    /// <summary>2 Re p.</summary>
    public const int A1 = 0;

    /// <summary>-|p|².</summary>
    public const int A2 = 1;

    /// <summary>Weight of u(n) in the forward sum.</summary>
    public const int Forward0 = 2;

    /// <summary>Weight of u(n-1) in the forward sum.</summary>
    public const int Forward1 = 3;

    /// <summary>Weight of u(n) in the backward sum.</summary>
    public const int Backward0 = 4;

    /// <summary>Weight of u(n+1) in the backward sum.</summary>
    public const int Backward1 = 5;

    /// <summary>The endless repetition's u(-1) from the lead's u(-1).</summary>
    public const int Closure11 = 6;

    /// <summary>The endless repetition's u(-1) from the lead's u(-2).</summary>
    public const int Closure12 = 7;

    /// <summary>The endless repetition's u(-2) from the lead's u(-1).</summary>
    public const int Closure21 = 8;

    /// <summary>The endless repetition's u(-2) from the lead's u(-2).</summary>
    public const int Closure22 = 9;

    /// <summary>u of an endless line of ones.</summary>
    public const int Steady = 10;

    /// <summary>Filters lines. <paramref name="target"/> may be <paramref name="source"/>; <paramref name="forward"/> holds a float per voxel of the launch.</summary>
    [Kernel]
    public static void FilterLines(Index2D line, ArrayView<float> source, ArrayView<float> target, ArrayView<float> forward, ArrayView<double> modes, RecursiveGaussianParameters p)
    {
        var first = line.X * p.StrideX + (line.Y + p.FirstY) * p.StrideY;
        var scratch = line.X + (long)p.LinesX * line.Y;
        var scratchStride = (long)p.LinesX * p.LinesY;
        var u1 = LocalMemory.Allocate<double>(Modes);
        var u2 = LocalMemory.Allocate<double>(Modes);

        Start(source, modes, u1, u2, first, -1, p);
        for (var n = 0; n < p.Count; n++)
        {
            var x = (double)source[first + n * p.Stride];
            var sum = 0.0;
            for (var m = 0; m < Modes; m++)
            {
                var u0 = Advance(modes, m, x, u1[m], u2[m]);
                sum = XMath.Fma(modes[m * Stride + Forward0], u0, XMath.Fma(modes[m * Stride + Forward1], u1[m], sum));
                u2[m] = u1[m];
                u1[m] = u0;
            }

            forward[scratch + n * scratchStride] = (float)sum;
        }

        // The last sample's neighbour has taken part before the last sample does.
        Start(source, modes, u1, u2, first, p.Count, p);
        for (var n = p.Count - 1; n >= 0; n--)
        {
            var offset = first + n * p.Stride;
            var x = (double)source[offset];
            var sum = (double)forward[scratch + n * scratchStride];
            for (var m = 0; m < Modes; m++)
            {
                sum = XMath.Fma(modes[m * Stride + Backward0], u1[m], XMath.Fma(modes[m * Stride + Backward1], u2[m], sum));
                var u0 = Advance(modes, m, x, u1[m], u2[m]);
                u2[m] = u1[m];
                u1[m] = u0;
            }

            target[offset] = (float)sum;
        }
    }

    // The state at an end of the line, edge being -1 or Count: what the samples from there outwards leave.
    private static void Start(ArrayView<float> source, ArrayView<double> modes, ArrayView<double> u1, ArrayView<double> u2, long first, int edge, RecursiveGaussianParameters p)
    {
        if (p.Lead == 0)
        {
            var outside = p.BorderValue;
            if (p.Border != BorderModes.Constant)
                outside = source[first + (edge < 0 ? 0 : p.Count - 1) * p.Stride];
            for (var m = 0; m < Modes; m++)
            {
                u1[m] = modes[m * Stride + Steady] * outside;
                u2[m] = u1[m];
            }

            return;
        }

        var inwards = edge < 0 ? 1 : -1;
        for (var m = 0; m < Modes; m++)
        {
            u1[m] = 0;
            u2[m] = 0;
        }

        for (var n = p.Lead - 1; n >= 0; n--)
        {
            var x = (double)source[first + BorderModes.SampleIndex(edge - inwards * n, p.Count, p.Border) * p.Stride];
            for (var m = 0; m < Modes; m++)
            {
                var u0 = Advance(modes, m, x, u1[m], u2[m]);
                u2[m] = u1[m];
                u1[m] = u0;
            }
        }

        for (var m = 0; m < Modes; m++)
        {
            var c = m * Stride;
            var closed1 = XMath.Fma(modes[c + Closure11], u1[m], modes[c + Closure12] * u2[m]);
            u2[m] = XMath.Fma(modes[c + Closure21], u1[m], modes[c + Closure22] * u2[m]);
            u1[m] = closed1;
        }
    }

    private static double Advance(ArrayView<double> modes, int m, double x, double u1, double u2) =>
        XMath.Fma(modes[m * Stride + A1], u1, XMath.Fma(modes[m * Stride + A2], u2, x));
}
