namespace GpuVol.Kernels;

/// <summary>Label maps: of the eight neighbours, the label with the greatest sum of trilinear weights. One thread per target voxel.</summary>
/// <remarks>
/// The argmax over labels of each label's linearly interpolated mask, without those masks. Weights are float64; sums within 1e-9 of each
/// other count as equal, and then the least label wins, as in an argmax over ascending labels. The value outside is a label like the others.
/// </remarks>
public static partial class LabelKernels
{
    private const double Tie = 1e-9;

    /// <summary>Onto an axis-aligned grid: <c>positions</c> has those along i, then j, then k, in source voxels.</summary>
    [Kernel]
    public static void ResampleSeparable(Index3D voxel, ArrayView<float> source, ArrayView<float> target, ArrayView<double> positions, AffineParameters p)
    {
        var offset = voxel.X + (long)p.TargetI * (voxel.Y + (long)p.TargetJ * voxel.Z);
        target[offset] = Label(source, positions[voxel.X], positions[p.TargetI + voxel.Y], positions[p.TargetI + p.TargetJ + voxel.Z], p);
    }

    /// <summary>Through any affine map.</summary>
    [Kernel]
    public static void ResampleAffine(Index3D voxel, ArrayView<float> source, ArrayView<float> target, AffineParameters p)
    {
        var offset = voxel.X + (long)p.TargetI * (voxel.Y + (long)p.TargetJ * voxel.Z);
        double k = voxel.Z + p.FirstK;
        target[offset] = Label(source, p.AlongI(voxel.X, voxel.Y, k), p.AlongJ(voxel.X, voxel.Y, k), p.AlongK(voxel.X, voxel.Y, k), p);
    }

    private static float Label(ArrayView<float> source, double x, double y, double z, in AffineParameters p)
    {
        if (InterpolationBorders.IsOutside(x, p.SourceI, p.Border) || InterpolationBorders.IsOutside(y, p.SourceJ, p.Border) || InterpolationBorders.IsOutside(z, p.SourceK, p.Border))
            return p.OutsideValue;
        x = InterpolationBorders.Fold(x, p.SourceI, p.Border, 1);
        y = InterpolationBorders.Fold(y, p.SourceJ, p.Border, 1);
        z = InterpolationBorders.Fold(z, p.SourceK, p.Border, 1);
        var i = XMath.Floor(XMath.Min(XMath.Max(x, -1e9), 1e9));
        var j = XMath.Floor(XMath.Min(XMath.Max(y, -1e9), 1e9));
        var k = XMath.Floor(XMath.Min(XMath.Max(z, -1e9), 1e9));
        var labels = LocalMemory.Allocate<float>(8);
        var weights = LocalMemory.Allocate<double>(8);
        for (var corner = 0; corner < 8; corner++)
        {
            var di = corner & 1;
            var dj = (corner >> 1) & 1;
            var dk = corner >> 2;
            var a = InterpolationBorders.SampleIndex((int)i + di, p.SourceI, p.Border, 1);
            var b = InterpolationBorders.SampleIndex((int)j + dj, p.SourceJ, p.Border, 1);
            var c = InterpolationBorders.SampleIndex((int)k + dk, p.SourceK, p.Border, 1);
            var label = p.OutsideValue;
            if (a >= 0 && b >= 0 && c >= 0)
                label = source[a + p.SourceI * (b + (long)p.SourceJ * c)];
            labels[corner] = label;
            weights[corner] = (di == 1 ? x - i : 1 - (x - i)) * (dj == 1 ? y - j : 1 - (y - j)) * (dk == 1 ? z - k : 1 - (z - k));
        }

        var best = labels[0];
        var bestSum = -1.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var sum = 0.0;
            for (var other = 0; other < 8; other++)
            {
                if (labels[other] == labels[corner])
                    sum += weights[other];
            }

            if (sum > bestSum + Tie || (sum > bestSum - Tie && labels[corner] < best))
            {
                best = labels[corner];
                bestSum = sum;
            }
        }

        return best;
    }
}
