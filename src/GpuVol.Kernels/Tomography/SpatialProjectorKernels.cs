namespace GpuVol.Kernels;

/// <summary>A matched pair of projectors for volumes, a flat detector in any place (<see cref="SpatialRay"/>). Data are [view, row, column].</summary>
public static partial class SpatialProjectorKernels
{
    /// <summary>Line integrals. One thread a ray; x is the column, y the row, z the entry of the subset.</summary>
    [Kernel]
    public static void Forward(Index3D item, ArrayView<float> volume, ArrayView<float> data, ArrayView<float> views, ArrayView<int> subset, ProjectorParameters p)
    {
        var ray = SpatialRay.Of(views, item.Z, item.X, item.Y, p);
        var strideJ = (long)p.SizeI;
        var strideK = (long)p.SizeI * p.SizeJ;
        var steps = p.SizeI;
        var stepStride = 1L;
        var sizeA = p.SizeJ;
        var strideA = strideJ;
        var sizeB = p.SizeK;
        var strideB = strideK;
        if (ray.Axis == 1)
        {
            steps = p.SizeJ;
            stepStride = strideJ;
            sizeA = p.SizeI;
            strideA = 1;
        }
        else if (ray.Axis == 2)
        {
            steps = p.SizeK;
            stepStride = strideK;
            sizeA = p.SizeI;
            strideA = 1;
            sizeB = p.SizeJ;
            strideB = strideJ;
        }

        var sum = 0f;
        for (var step = 0; step < steps; step++)
        {
            var a = XMath.Fma(ray.SlopeA, step, ray.StartA);
            var b = XMath.Fma(ray.SlopeB, step, ray.StartB);
            if (a > -1 && a < sizeA && b > -1 && b < sizeB)
            {
                var ia = (int)XMath.Floor(a);
                var ib = (int)XMath.Floor(b);
                var fa = a - ia;
                var fb = b - ib;
                var at = step * stepStride + ia * strideA + ib * strideB;
                var near = 0f;
                var far = 0f;
                if (ib >= 0)
                    near = Neighbours.Mix(volume, at, strideA, ia, fa, sizeA);
                if (ib + 1 < sizeB)
                    far = Neighbours.Mix(volume, at + strideB, strideA, ia, fa, sizeA);
                sum += XMath.Fma(fb, far - near, near);
            }
        }

        data[item.X + (long)p.Columns * (item.Y + (long)p.Rows * subset[item.Z])] = sum * ray.Length;
    }

    /// <summary>Lengths of the rays within the grid: <see cref="Forward"/> of a volume of ones, without walking. Indexed as there.</summary>
    [Kernel]
    public static void Lengths(Index3D item, ArrayView<float> lengths, ArrayView<float> views, ArrayView<int> subset, ProjectorParameters p)
    {
        var ray = SpatialRay.Of(views, item.Z, item.X, item.Y, p);
        var steps = p.SizeI;
        var sizeA = p.SizeJ;
        var sizeB = p.SizeK;
        if (ray.Axis == 1)
        {
            steps = p.SizeJ;
            sizeA = p.SizeI;
        }
        else if (ray.Axis == 2)
        {
            steps = p.SizeK;
            sizeA = p.SizeI;
            sizeB = p.SizeJ;
        }

        var sum = 0f;
        for (var n = 0; n < GridCrossing.Count; n++)
        {
            var a = GridCrossing.Of(n, ray.StartA, ray.SlopeA, sizeA, steps);
            for (var m = 0; m < GridCrossing.Count && a.First < a.End; m++)
                sum += a.SumOfProducts(GridCrossing.Of(m, ray.StartB, ray.SlopeB, sizeB, steps));
        }

        lengths[item.X + (long)p.Columns * (item.Y + (long)p.Rows * subset[item.Z])] = GridCrossing.Length(sum, ray.Length);
    }

    /// <summary>The adjoint of <see cref="Forward"/>. <c>planes</c> are those of <see cref="BackProjectionKernels.Cone"/>: where a voxel projects to.</summary>
    [Kernel]
    public static void Adjoint(Index3D voxel, ArrayView<float> data, ArrayView<float> volume, ArrayView<float> views, ArrayView<float> planes, ArrayView<int> subset, ProjectorParameters p)
    {
        Gather(data, views, planes, subset, voxel.X, voxel.Y, voxel.Z, p, out var sum, out _);
        volume[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = sum;
    }

    /// <summary>One step of SART, or SIRT, as <see cref="PlanarProjectorKernels.Update"/>.</summary>
    [Kernel]
    public static void Update(Index3D voxel, ArrayView<float> data, ArrayView<float> volume, ArrayView<float> views, ArrayView<float> planes, ArrayView<int> subset, ArrayView<float> mask, ProjectorParameters p)
    {
        var index = voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z);
        if (mask.Length > 0 && mask[index] == 0)
            return;
        Gather(data, views, planes, subset, voxel.X, voxel.Y, voxel.Z, p, out var sum, out var weights);
        volume[index] = p.Corrected(volume[index], sum, weights);
    }

    private static void Gather(ArrayView<float> data, ArrayView<float> views, ArrayView<float> planes, ArrayView<int> subset, int i, int j, int k, ProjectorParameters p, out float sum, out float weights)
    {
        sum = 0;
        weights = 0;
        for (var view = 0; view < p.SubsetViews; view++)
            Collect(data, views, planes, view, subset[view], i, j, k, p, ref sum, ref weights);
    }

    private static void Collect(ArrayView<float> data, ArrayView<float> views, ArrayView<float> planes, int view, int dataView, int i, int j, int k, ProjectorParameters p, ref float sum, ref float weights)
    {
        var at = 12 * view;
        var inverse = 1f;
        var slack = 1f;
        if (p.Divergent != 0)
        {
            var depth = Form(planes, at + 8, i, j, k);
            if (!(depth > 0))
                return;
            inverse = 1 / depth;

            // The magnification at the near corner of the voxels around, against that of the voxel.
            var nearer = depth - XMath.Abs(planes[at + 9]) - XMath.Abs(planes[at + 10]) - XMath.Abs(planes[at + 11]);
            if (!(nearer > 0))
                return;
            slack = depth / nearer;
        }

        var u = Form(planes, at, i, j, k) * inverse;
        var v = Form(planes, at + 4, i, j, k) * inverse;
        var reachU = (XMath.Abs(planes[at + 1] - u * planes[at + 9]) + XMath.Abs(planes[at + 2] - u * planes[at + 10]) + XMath.Abs(planes[at + 3] - u * planes[at + 11])) * inverse * slack + 0.001f;
        var reachV = (XMath.Abs(planes[at + 5] - v * planes[at + 9]) + XMath.Abs(planes[at + 6] - v * planes[at + 10]) + XMath.Abs(planes[at + 7] - v * planes[at + 11])) * inverse * slack + 0.001f;
        if (!(u - reachU < p.Columns && u + reachU > -1 && v - reachV < p.Rows && v + reachV > -1))
            return;
        var firstColumn = XMath.Max(0, (int)XMath.Ceiling(u - reachU));
        var lastColumn = XMath.Min(p.Columns - 1, (int)XMath.Floor(u + reachU));
        var firstRow = XMath.Max(0, (int)XMath.Ceiling(v - reachV));
        var lastRow = XMath.Min(p.Rows - 1, (int)XMath.Floor(v + reachV));
        for (var row = firstRow; row <= lastRow; row++)
        {
            var start = (long)p.Columns * (row + (long)p.Rows * dataView);
            for (var column = firstColumn; column <= lastColumn; column++)
            {
                var ray = SpatialRay.Of(views, view, column, row, p);
                var step = i;
                var a = j;
                var b = k;
                if (ray.Axis == 1)
                {
                    step = j;
                    a = i;
                }
                else if (ray.Axis == 2)
                {
                    step = k;
                    a = i;
                    b = j;
                }

                var weightA = 1 - XMath.Abs(XMath.Fma(ray.SlopeA, step, ray.StartA) - a);
                var weightB = 1 - XMath.Abs(XMath.Fma(ray.SlopeB, step, ray.StartB) - b);
                if (weightA > 0 && weightB > 0)
                {
                    var weight = weightA * weightB * ray.Length;
                    sum = XMath.Fma(weight, data[start + column], sum);
                    weights += weight;
                }
            }
        }
    }

    private static float Form(ArrayView<float> planes, int at, int i, int j, int k) =>
        XMath.Fma(planes[at + 1], i, XMath.Fma(planes[at + 2], j, XMath.Fma(planes[at + 3], k, planes[at])));
}
