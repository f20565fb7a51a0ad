namespace GpuVol.Kernels;

/// <summary>Voxel-driven backprojection: every voxel looks up where it projects to in each view.</summary>
/// <remarks>
/// One thread per voxel; sums run over the views in their order in float32. The CPU's vector code computes the same positions from nearer
/// origins and therefore differs in the last digits: relative L2 1e-5 and less.
/// </remarks>
public static partial class BackProjectionKernels
{
    /// <summary>
    /// Parallel rays. <c>lines</c> holds three numbers a view: the column of pixel (0, 0), and its change per i and per j.
    /// <c>weights</c> holds one factor a view.
    /// </summary>
    [Kernel]
    public static void Parallel(Index3D voxel, ArrayView<float> sinogram, ArrayView<float> image, ArrayView<float> lines, ArrayView<float> weights, PlanarBackProjectionParameters p)
    {
        var rowLength = p.Columns;
        if (p.Interpolation == 2)
            rowLength += 2;
        var sum = 0f;
        for (var view = 0; view < p.Views; view++)
        {
            var column = XMath.Fma(lines[3 * view + 1], voxel.X, XMath.Fma(lines[3 * view + 2], voxel.Y, lines[3 * view]));
            var row = (long)rowLength * (view + (long)p.Views * voxel.Z);
            sum = XMath.Fma(weights[view], SampleRow(sinogram, row, column, p.Columns, p.Interpolation, p.HardEdge), sum);
        }

        image[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = sum * p.Scale;
    }

    /// <summary>
    /// A fan of rays to a flat detector. <c>lines</c> holds six numbers a view: a numerator and a denominator, each at pixel (0, 0) and its change
    /// per i and j; the column is numerator / denominator, and what is found there is divided by the denominator's square (Kak and Slaney 1988,
    /// eq. 3.104: the denominator is U, the distance from the source along the central ray in units of that of the axis).
    /// </summary>
    [Kernel]
    public static void Fan(Index3D voxel, ArrayView<float> sinogram, ArrayView<float> image, ArrayView<float> lines, ArrayView<float> weights, PlanarBackProjectionParameters p)
    {
        var rowLength = p.Columns;
        if (p.Interpolation == 2)
            rowLength += 2;
        var sum = 0f;
        for (var view = 0; view < p.Views; view++)
        {
            var numerator = XMath.Fma(lines[6 * view + 1], voxel.X, XMath.Fma(lines[6 * view + 2], voxel.Y, lines[6 * view]));
            var denominator = XMath.Fma(lines[6 * view + 4], voxel.X, XMath.Fma(lines[6 * view + 5], voxel.Y, lines[6 * view + 3]));
            if (denominator > 0)
            {
                var inverse = 1 / denominator;
                var row = (long)rowLength * (view + (long)p.Views * voxel.Z);
                sum = XMath.Fma(weights[view] * inverse * inverse, SampleRow(sinogram, row, numerator * inverse, p.Columns, p.Interpolation, p.HardEdge), sum);
            }
        }

        image[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = sum * p.Scale;
    }

    /// <summary>
    /// A flat detector in any place, with the distance weight of Feldkamp, Davis and Kress 1984 (eq. 28): the denominator is the distance from
    /// the source along the detector's normal in units of that of the axis. <c>projections</c> is [view, row, column]; <c>planes</c> holds twelve
    /// numbers a view: the numerators of column and row and the denominator, each at voxel (0, 0, 0) and its change per i, j, k.
    /// Bilinear; beyond the detector the data go on as zeros. Volume and detector may be parts of larger ones; coordinates are those of the whole, so that parts
    /// give the same numbers.
    /// </summary>
    [Kernel]
    public static void Cone(Index3D voxel, ArrayView<float> projections, ArrayView<float> volume, ArrayView<float> planes, ArrayView<float> weights, ConeBackProjectionParameters p)
    {
        var index = voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z);
        var k = voxel.Z + p.FirstK;
        var sum = 0f;
        if (p.Adds != 0)
            sum = volume[index];
        for (var view = 0; view < p.Views; view++)
        {
            var at = 12 * view;
            var columnNumerator = XMath.Fma(planes[at + 1], voxel.X, XMath.Fma(planes[at + 2], voxel.Y, XMath.Fma(planes[at + 3], k, planes[at])));
            var rowNumerator = XMath.Fma(planes[at + 5], voxel.X, XMath.Fma(planes[at + 6], voxel.Y, XMath.Fma(planes[at + 7], k, planes[at + 4])));
            var denominator = XMath.Fma(planes[at + 9], voxel.X, XMath.Fma(planes[at + 10], voxel.Y, XMath.Fma(planes[at + 11], k, planes[at + 8])));
            if (denominator > 0)
            {
                var inverse = 1 / denominator;
                var sample = SampleDetector(projections, (long)view * p.Columns * p.Rows, columnNumerator * inverse, rowNumerator * inverse, p);
                sum = XMath.Fma(weights[view] * inverse * inverse, sample, sum);
            }
        }

        volume[index] = sum;
    }

    private static float SampleDetector(ArrayView<float> projections, long start, float column, float row, ConeBackProjectionParameters p)
    {
        if (!(column > -1 && column < p.Columns && row > p.FirstRow - 1 && row < p.FirstRow + p.Rows))
            return 0;
        var u = (int)XMath.Floor(column);
        var floor = XMath.Floor(row);
        var v = (int)floor - p.FirstRow;
        var fu = column - u;
        var fv = row - floor;
        var above = 0f;
        var below = 0f;
        if (v >= 0)
            above = Neighbours.Mix(projections, start + (long)v * p.Columns + u, 1, u, fu, p.Columns);
        if (v + 1 < p.Rows)
            below = Neighbours.Mix(projections, start + (long)(v + 1) * p.Columns + u, 1, u, fu, p.Columns);
        return XMath.Fma(fv, below - above, above);
    }

    private static float SampleRow(ArrayView<float> sinogram, long start, float column, int columns, int interpolation, int hardEdge)
    {
        if (hardEdge != 0 && !(column >= 0 && column <= columns - 1))
            return 0;
        if (interpolation == 0)
        {
            var nearest = (int)XMath.Ceiling(column - 0.5f);
            if (column > -0.5f && nearest >= 0 && nearest < columns)
                return sinogram[start + nearest];
            return 0;
        }

        if (!(column > -1 && column < columns))
            return 0;
        var index = (int)XMath.Floor(column);
        if (interpolation == 1)
            return Neighbours.Mix(sinogram, start + index, 1, index, column - index, columns);
        if (index < 0 || column > columns - 1)
            return 0;
        if (index > columns - 2)
            index = columns - 2;
        return Cubic(sinogram, start + index, column - index);
    }

    // The uniform cubic B-spline of four coefficients.
    private static float Cubic(ArrayView<float> coefficients, long first, float f)
    {
        var g = 1 - f;
        var f2 = f * f;
        var g2 = g * g;
        var w0 = g2 * g;
        var w1 = XMath.Fma(3 * f2, f - 2, 4f);
        var w2 = XMath.Fma(3 * g2, g - 2, 4f);
        var w3 = f2 * f;
        var sum = w0 * coefficients[first];
        sum = XMath.Fma(w1, coefficients[first + 1], sum);
        sum = XMath.Fma(w2, coefficients[first + 2], sum);
        sum = XMath.Fma(w3, coefficients[first + 3], sum);
        return sum * (1f / 6);
    }
}
