namespace GpuVol.Kernels;

/// <summary>A matched pair of projectors for stacks of slices, parallel and fan rays (<see cref="PlanarRay"/>). Data are [slice, view, column].</summary>
/// <remarks>
/// The adjoint asks every voxel which rays come within one voxel of it and weights them as the forward projection does: no atomics, the same sum on every run.
/// <c>subset</c> tells which views of the data the entries of the tables are.
/// </remarks>
public static partial class PlanarProjectorKernels
{
    /// <summary>Line integrals. One thread a ray; x is the column, y the entry of the subset, z the slice.</summary>
    [Kernel]
    public static void Forward(Index3D item, ArrayView<float> volume, ArrayView<float> data, ArrayView<float> views, ArrayView<int> subset, ProjectorParameters p)
    {
        var ray = PlanarRay.Of(views, item.Y, item.X, p);
        var slice = (long)p.SizeI * p.SizeJ * item.Z;
        var steps = p.SizeJ;
        var across = p.SizeI;
        var stepStride = p.SizeI;
        var acrossStride = 1;
        if (ray.AlongI != 0)
        {
            steps = p.SizeI;
            across = p.SizeJ;
            stepStride = 1;
            acrossStride = p.SizeI;
        }

        var sum = 0f;
        for (var step = 0; step < steps; step++)
        {
            var position = XMath.Fma(ray.Slope, step, ray.Start);
            if (position > -1 && position < across)
            {
                var index = (int)XMath.Floor(position);
                var fraction = position - index;
                var at = slice + (long)step * stepStride + index * acrossStride;
                if (index >= 0)
                    sum = XMath.Fma(1 - fraction, volume[at], sum);
                if (index + 1 < across)
                    sum = XMath.Fma(fraction, volume[at + acrossStride], sum);
            }
        }

        data[item.X + (long)p.Columns * (subset[item.Y] + (long)p.Views * item.Z)] = sum * ray.Length;
    }

    /// <summary>Lengths of the rays within the grid: <see cref="Forward"/> of a volume of ones, without walking. Indexed as there.</summary>
    [Kernel]
    public static void Lengths(Index3D item, ArrayView<float> lengths, ArrayView<float> views, ArrayView<int> subset, ProjectorParameters p)
    {
        var ray = PlanarRay.Of(views, item.Y, item.X, p);
        var steps = p.SizeJ;
        var across = p.SizeI;
        if (ray.AlongI != 0)
        {
            steps = p.SizeI;
            across = p.SizeJ;
        }

        var sum = 0f;
        for (var n = 0; n < GridCrossing.Count; n++)
        {
            var crossing = GridCrossing.Of(n, ray.Start, ray.Slope, across, steps);
            sum += (crossing.End - crossing.First) * crossing.At(0.5f * (crossing.First + crossing.End - 1));
        }

        lengths[item.X + (long)p.Columns * (subset[item.Y] + (long)p.Views * item.Z)] = GridCrossing.Length(sum, ray.Length);
    }

    /// <summary>The adjoint of <see cref="Forward"/>. <c>lines</c> are those of <see cref="BackProjectionKernels"/>: where a pixel projects to.</summary>
    [Kernel]
    public static void Adjoint(Index3D voxel, ArrayView<float> data, ArrayView<float> volume, ArrayView<float> views, ArrayView<float> lines, ArrayView<int> subset, ProjectorParameters p)
    {
        Gather(data, views, lines, subset, voxel.X, voxel.Y, voxel.Z, p, out var sum, out _);
        volume[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = sum;
    }

    /// <summary>
    /// One step of SART, or SIRT: volume += relaxation · (A' data) / (A' 1) over the views of the subset, then cut to the bounds. Voxels that no ray meets, and those where the mask is 0
    /// (a mask without elements is 1 everywhere), stay.
    /// </summary>
    [Kernel]
    public static void Update(Index3D voxel, ArrayView<float> data, ArrayView<float> volume, ArrayView<float> views, ArrayView<float> lines, ArrayView<int> subset, ArrayView<float> mask, ProjectorParameters p)
    {
        var index = voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z);
        if (mask.Length > 0 && mask[index] == 0)
            return;
        Gather(data, views, lines, subset, voxel.X, voxel.Y, voxel.Z, p, out var sum, out var weights);
        volume[index] = p.Corrected(volume[index], sum, weights);
    }

    // What the rays of the subset bring to a voxel, and their weights.
    private static void Gather(ArrayView<float> data, ArrayView<float> views, ArrayView<float> lines, ArrayView<int> subset, int i, int j, int slice, ProjectorParameters p, out float sum, out float weights)
    {
        sum = 0;
        weights = 0;
        for (var view = 0; view < p.SubsetViews; view++)
        {
            // A ray that steps along j counts where it passes within one voxel along i, and the other way round: columns between those of the four neighbours.
            var left = ColumnOf(lines, view, i - 1, j, p);
            var right = ColumnOf(lines, view, i + 1, j, p);
            var above = ColumnOf(lines, view, i, j - 1, p);
            var below = ColumnOf(lines, view, i, j + 1, p);
            var least = XMath.Min(XMath.Min(left, right), XMath.Min(above, below));
            var greatest = XMath.Max(XMath.Max(left, right), XMath.Max(above, below));
            if (!(least < p.Columns && greatest > -1))
                continue;
            var first = XMath.Max(0, (int)XMath.Ceiling(least));
            var last = XMath.Min(p.Columns - 1, (int)XMath.Floor(greatest));
            var row = (long)p.Columns * (subset[view] + (long)p.Views * slice);
            for (var column = first; column <= last; column++)
            {
                var ray = PlanarRay.Of(views, view, column, p);
                var step = j;
                var position = i;
                if (ray.AlongI != 0)
                {
                    step = i;
                    position = j;
                }

                var weight = 1 - XMath.Abs(XMath.Fma(ray.Slope, step, ray.Start) - position);
                if (weight > 0)
                {
                    weight *= ray.Length;
                    sum = XMath.Fma(weight, data[row + column], sum);
                    weights += weight;
                }
            }
        }
    }

    private static float ColumnOf(ArrayView<float> lines, int view, int i, int j, ProjectorParameters p)
    {
        if (p.Divergent == 0)
            return XMath.Fma(lines[3 * view + 1], i, XMath.Fma(lines[3 * view + 2], j, lines[3 * view]));
        var numerator = XMath.Fma(lines[6 * view + 1], i, XMath.Fma(lines[6 * view + 2], j, lines[6 * view]));
        return numerator / XMath.Fma(lines[6 * view + 4], i, XMath.Fma(lines[6 * view + 5], j, lines[6 * view + 3]));
    }
}
