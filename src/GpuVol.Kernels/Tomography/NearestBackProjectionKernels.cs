namespace GpuVol.Kernels;

/// <summary>Backprojection of parallel rays as scikit-image's <c>iradon(interpolation="nearest")</c>.</summary>
/// <remarks>
/// At 30, 45 and 60 degrees many pixels fall half way between two columns, and the last digit decides which is taken. So positions are float64,
/// counted from the axis and summed in scikit-image's order. One thread per voxel; sums run over the views in their order in float32.
/// </remarks>
public static partial class NearestBackProjectionKernels
{
    /// <summary><c>steps</c> holds two numbers a view: the change of the column per i and per j. <c>weights</c> holds one factor a view. Nothing is added beyond the centres of the outer columns.</summary>
    [Kernel]
    public static void Parallel(Index3D voxel, ArrayView<float> sinogram, ArrayView<float> image, ArrayView<double> steps, ArrayView<float> weights, NearestBackProjectionParameters p)
    {
        var x = voxel.X - p.AxisI;
        var y = voxel.Y - p.AxisJ;
        var sum = 0f;
        for (var view = 0; view < p.Views; view++)
        {
            var column = steps[2 * view] * x + steps[2 * view + 1] * y;
            if (column >= -p.AxisColumn && column <= p.Columns - 1 - p.AxisColumn)
            {
                // The difference may be rounded down to a whole number.
                var nearest = XMath.Ceiling(column - 0.5);
                if (column > nearest + 0.5)
                    nearest += 1;
                sum = XMath.Fma(weights[view], sinogram[p.AxisColumn + (int)nearest + (long)p.Columns * (view + (long)p.Views * voxel.Z)], sum);
            }
        }

        image[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = sum;
    }
}
