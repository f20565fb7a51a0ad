namespace GpuVol.Kernels;

/// <summary>B-spline interpolation of order 2 to 5: the recursive prefilter, and resampling onto an axis-aligned grid by tables per axis.</summary>
/// <remarks>Unser, Aldroubi and Eden 1993; Thévenaz, Blu and Unser 2000. Everything in float32 with explicit fused multiply-adds.</remarks>
public static partial class SplineKernels
{
    /// <summary>Copies a volume into one with a margin. One thread per voxel of the target.</summary>
    [Kernel]
    public static void Pad(Index3D voxel, ArrayView<float> source, ArrayView<float> target, SplinePadParameters p)
    {
        var width = p.SourceI + 2 * p.Pad;
        var height = p.SourceJ + 2 * p.Pad;
        var offset = voxel.X + (long)width * (voxel.Y + (long)height * voxel.Z);
        var i = XMath.Clamp(voxel.X - p.Pad, 0, p.SourceI - 1);
        var j = XMath.Clamp(voxel.Y - p.Pad, 0, p.SourceJ - 1);
        var k = XMath.Clamp(voxel.Z - p.Pad, 0, p.SourceK - 1);
        var inside = i == voxel.X - p.Pad && j == voxel.Y - p.Pad && k == voxel.Z - p.Pad;
        if (inside || p.IsConstant == 0)
            target[offset] = source[i + (long)p.SourceI * (j + (long)p.SourceJ * k)];
        else
            target[offset] = p.Value;
    }

    /// <summary>One pass of the prefilter (<see cref="SplinePass"/>) in place. One thread per line.</summary>
    /// <remarks><c>indices</c> and <c>weights</c> hold the causal terms, then the anticausal ones.</remarks>
    [Kernel]
    public static void FilterLines(Index1D line, ArrayView<float> volume, ArrayView<int> indices, ArrayView<float> weights, SplineLineParameters p)
    {
        var first = line % p.InnerLines * p.InnerStride + line / p.InnerLines * p.OuterStride;
        var value = 0f;
        for (var t = 0; t < p.CausalTerms; t++)
            value = XMath.Fma(weights[t], volume[first + indices[t] * p.Stride], value);
        volume[first] = value;
        var at = first;
        for (var n = 1; n < p.Count; n++)
        {
            at += p.Stride;
            value = XMath.Fma(p.Pole, value, p.Gain * volume[at]);
            volume[at] = value;
        }

        value = 0f;
        for (var t = p.CausalTerms; t < p.CausalTerms + p.AnticausalTerms; t++)
            value = XMath.Fma(weights[t], volume[first + indices[t] * p.Stride], value);
        volume[at] = value;
        for (var n = p.Count - 2; n >= 0; n--)
        {
            at -= p.Stride;
            value = XMath.Fma(p.Pole, value, -p.Pole * volume[at]);
            volume[at] = value;
        }
    }

    /// <summary>
    /// Weighted sums of <c>taps</c>³ coefficients. One thread per target voxel. Tables per axis, i first, then j, then k: along an axis of
    /// m target voxels <c>indices</c> has tap t at [t · m, (t + 1) · m), always inside the source, <c>weights</c> the same and then the
    /// coverage [m] (<see cref="ResamplingKernels"/>).
    /// </summary>
    [Kernel]
    public static void ResampleSeparable(Index3D voxel, ArrayView<float> coefficients, ArrayView<float> target, ArrayView<int> indices, ArrayView<float> weights, ResamplingParameters p, SpecializedValue<int> taps)
    {
        var offset = voxel.X + (long)p.TargetI * (voxel.Y + (long)p.TargetJ * voxel.Z);
        int count = taps;
        var jIndices = count * p.TargetI;
        var kIndices = jIndices + count * p.TargetJ;
        var jWeights = jIndices + p.TargetI;
        var kWeights = kIndices + p.TargetI + p.TargetJ;
        var coverage = weights[jIndices + voxel.X] * weights[jWeights + count * p.TargetJ + voxel.Y] * weights[kWeights + count * p.TargetK + voxel.Z];
        if (coverage == 0)
        {
            target[offset] = p.OutsideValue;
            return;
        }

        var value = 0f;
        for (var a = 0; a < count; a++)
        {
            var i = indices[a * p.TargetI + voxel.X];
            var alongJ = 0f;
            for (var b = 0; b < count; b++)
            {
                var j = indices[jIndices + b * p.TargetJ + voxel.Y];
                var alongK = 0f;
                for (var c = 0; c < count; c++)
                {
                    var k = indices[kIndices + c * p.TargetK + voxel.Z];
                    var sample = coefficients[i + p.SourceI * (j + (long)p.SourceJ * k)];
                    alongK = Accumulate(alongK, sample, weights[kWeights + c * p.TargetK + voxel.Z], c);
                }

                alongJ = Accumulate(alongJ, alongK, weights[jWeights + b * p.TargetJ + voxel.Y], b);
            }

            value = Accumulate(value, alongJ, weights[a * p.TargetI + voxel.X], a);
        }

        if (coverage != 1)
            value = XMath.Fma(p.OutsideValue, 1 - coverage, value);
        target[offset] = value;
    }

    private static float Accumulate(float sum, float sample, float weight, int tap) =>
        tap == 0 ? sample * weight : XMath.Fma(sample, weight, sum);
}
