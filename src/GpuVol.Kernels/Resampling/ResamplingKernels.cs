namespace GpuVol.Kernels;

/// <summary>Resampling onto an axis-aligned grid by tables per axis. One thread per target voxel; i varies fastest.</summary>
/// <remarks>
/// The host folds coordinates and borders into the tables, so that neither costs anything here. Tables of one kind stand in one view,
/// axis i first, then j, then k. Along an axis of m target voxels, linear has <c>indices</c> first[m], second[m] (always inside the
/// source) and <c>weights</c> first[m], second[m], coverage[m]: coverage is 1 where both samples count, 0 where the target lies
/// outside, and between where a border value has the rest of the weight. Interpolates along i, then j, then k, each step
/// one product and one fused multiply-add, in the order of the CPU's vector code: results are the same to the bit.
/// </remarks>
public static partial class ResamplingKernels
{
    /// <summary>Trilinear.</summary>
    [Kernel]
    public static void ResampleLinear(Index3D voxel, ArrayView<float> source, ArrayView<float> target, ArrayView<int> indices, ArrayView<float> weights, ResamplingParameters p)
    {
        var offset = voxel.X + (long)p.TargetI * (voxel.Y + (long)p.TargetJ * voxel.Z);
        var atJ = p.TargetI;
        var atK = p.TargetI + p.TargetJ;
        var coverage = weights[2 * p.TargetI + voxel.X] * weights[3 * atJ + 2 * p.TargetJ + voxel.Y] * weights[3 * atK + 2 * p.TargetK + voxel.Z];
        if (coverage == 0)
        {
            target[offset] = p.OutsideValue;
            return;
        }

        var i0 = indices[voxel.X];
        var i1 = indices[p.TargetI + voxel.X];
        var j0 = indices[2 * atJ + voxel.Y];
        var j1 = indices[2 * atJ + p.TargetJ + voxel.Y];
        var k0 = indices[2 * atK + voxel.Z];
        var k1 = indices[2 * atK + p.TargetK + voxel.Z];
        var j0Weight = weights[3 * atJ + voxel.Y];
        var j1Weight = weights[3 * atJ + p.TargetJ + voxel.Y];
        var k0Weight = weights[3 * atK + voxel.Z];
        var k1Weight = weights[3 * atK + p.TargetK + voxel.Z];

        var row00 = p.SourceI * (j0 + (long)p.SourceJ * k0);
        var row01 = p.SourceI * (j0 + (long)p.SourceJ * k1);
        var row10 = p.SourceI * (j1 + (long)p.SourceJ * k0);
        var row11 = p.SourceI * (j1 + (long)p.SourceJ * k1);
        var i0Weight = weights[voxel.X];
        var i1Weight = weights[p.TargetI + voxel.X];
        var first = Lerp(
            Lerp(source[row00 + i0], source[row00 + i1], i0Weight, i1Weight),
            Lerp(source[row10 + i0], source[row10 + i1], i0Weight, i1Weight),
            j0Weight,
            j1Weight);
        var second = Lerp(
            Lerp(source[row01 + i0], source[row01 + i1], i0Weight, i1Weight),
            Lerp(source[row11 + i0], source[row11 + i1], i0Weight, i1Weight),
            j0Weight,
            j1Weight);
        var value = Lerp(first, second, k0Weight, k1Weight);
        if (coverage != 1)
            value = XMath.Fma(p.OutsideValue, 1 - coverage, value);
        target[offset] = value;
    }

    /// <summary>Nearest neighbour; <c>indices</c> has one number per target voxel and axis, -1 outside.</summary>
    [Kernel]
    public static void ResampleNearest(Index3D voxel, ArrayView<float> source, ArrayView<float> target, ArrayView<int> indices, ResamplingParameters p)
    {
        var offset = voxel.X + (long)p.TargetI * (voxel.Y + (long)p.TargetJ * voxel.Z);
        var i = indices[voxel.X];
        var j = indices[p.TargetI + voxel.Y];
        var k = indices[p.TargetI + p.TargetJ + voxel.Z];
        if (i < 0 || j < 0 || k < 0)
            target[offset] = p.OutsideValue;
        else
            target[offset] = source[i + (long)p.SourceI * (j + (long)p.SourceJ * k)];
    }

    private static float Lerp(float first, float second, float firstWeight, float secondWeight) =>
        XMath.Fma(second, secondWeight, first * firstWeight);
}
