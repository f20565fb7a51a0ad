using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// Where the target voxels of one axis take their coefficients from: indices and weights with the border folded in, as
/// <see cref="SplineKernels.ResampleSeparable"/> reads them.
/// </summary>
internal sealed class SplineAxisTable
{
    /// <summary>Tables of an axis of <paramref name="count"/> source voxels (margin included), one position a target voxel; a null border is ITK's rule.</summary>
    public SplineAxisTable(int count, ReadOnlySpan<double> positions, Interpolation interpolation, Border? border)
    {
        var taps = (int)interpolation + 1;
        var targets = positions.Length;
        var mode = Mode(border);
        Indices = new int[taps * targets];
        Weights = new float[(taps + 1) * targets];
        Span<double> weights = stackalloc double[taps];
        for (var n = 0; n < targets; n++)
        {
            if (InterpolationBorders.IsOutside(positions[n], count, mode))
                continue;
            var position = InterpolationBorders.Fold(positions[n], count, mode, (int)interpolation);
            BSpline.Weights(position, interpolation, weights);
            var first = (int)Math.Clamp(BSpline.First(position, interpolation), -1e9, 1e9);
            var (inside, coverage) = (0, 0.0);
            for (var t = 0; t < taps; t++)
            {
                var index = InterpolationBorders.SampleIndex(first + t, count, mode, (int)interpolation);
                if (index < 0)
                    continue;
                inside++;
                coverage += weights[t];
                Indices[t * targets + n] = index;
                Weights[t * targets + n] = (float)weights[t];
            }

            // Taps in the constant surroundings keep the index 0 and the weight 0; the coverage brings the border's value in.
            Weights[taps * targets + n] = inside == taps ? 1 : (float)coverage;
        }
    }

    /// <summary>Index of tap t for target n at [t · targets + n].</summary>
    public int[] Indices { get; }

    /// <summary>Weight of tap t for target n at [t · targets + n], then the coverages.</summary>
    public float[] Weights { get; }

    /// <summary>The number of <see cref="InterpolationBorders"/>.</summary>
    public static int Mode(Border? border) => border switch
    {
        null => InterpolationBorders.HalfVoxel,
        Border.Reflect => InterpolationBorders.Reflect,
        Border.Mirror => InterpolationBorders.Mirror,
        Border.Nearest => InterpolationBorders.Nearest,
        Border.Constant => InterpolationBorders.Constant,
        Border.Wrap => InterpolationBorders.Wrap,
        Border.GridConstant => InterpolationBorders.GridConstant,
        _ => InterpolationBorders.GridWrap,
    };
}
