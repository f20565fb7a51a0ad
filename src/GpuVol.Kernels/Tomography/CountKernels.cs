namespace GpuVol.Kernels;

/// <summary>From detector counts to line integrals.</summary>
public static partial class CountKernels
{
    /// <summary>-ln of (count - dark) / (flat - dark), which is raised to the least transmission where it is below (or where flat is no more than dark).</summary>
    [Kernel]
    public static void LineIntegral(Index3D pixel, ArrayView<float> counts, ArrayView<float> flat, ArrayView<float> dark, ArrayView<float> target, RowWeightParameters p, float leastTransmission)
    {
        var index = pixel.X + (long)p.Columns * (pixel.Y + (long)p.Lines * pixel.Z);
        var row = pixel.Y;
        if (p.IsStack != 0)
            row = pixel.Z;
        var field = pixel.X + p.Columns * row;
        var light = flat[field] - dark[field];
        var transmission = leastTransmission;
        if (light > 0)
            transmission = XMath.Max(leastTransmission, (counts[index] - dark[field]) / light);
        target[index] = -XMath.Log(transmission);
    }

    /// <summary>Of every line of the data: how many counts do not exceed the dark field, and how many transmissions <see cref="LineIntegral"/> raises; pixels without light left out.</summary>
    [Kernel]
    public static void CountRaised(Index2D line, ArrayView<float> counts, ArrayView<float> flat, ArrayView<float> dark, ArrayView<int> tally, RowWeightParameters p, float leastTransmission)
    {
        var index = line.X + (long)p.Lines * line.Y;
        var row = line.X;
        if (p.IsStack != 0)
            row = line.Y;
        var notPositive = 0;
        var raised = 0;
        for (var column = 0; column < p.Columns; column++)
        {
            var field = column + p.Columns * row;
            var light = flat[field] - dark[field];
            var count = counts[index * p.Columns + column] - dark[field];
            if (light > 0)
            {
                if (count <= 0)
                    notPositive++;
                if (count / light < leastTransmission)
                    raised++;
            }
        }

        tally[2 * index] = notPositive;
        tally[2 * index + 1] = raised;
    }

    /// <summary>A value that is further from the median of its neighbours than the threshold becomes that median.</summary>
    [Kernel]
    public static void ReplaceOutliers(LongIndex1D n, ArrayView<float> values, ArrayView<float> medians, float threshold)
    {
        if (XMath.Abs(values[n] - medians[n]) > threshold)
            values[n] = medians[n];
    }

    /// <summary>Mean over the views of every column of every slice (or row).</summary>
    [Kernel]
    public static void MeanOverViews(Index2D item, ArrayView<float> data, ArrayView<float> means, RowWeightParameters p, int views)
    {
        var sum = 0.0;
        for (var view = 0; view < views; view++)
            sum += data[item.X + (long)p.Columns * DataLine(p, view, item.Y, views)];
        means[item.X + p.Columns * item.Y] = (float)(sum / views);
    }

    /// <summary>data -= means - smoothed, in every view.</summary>
    [Kernel]
    public static void SubtractRings(Index3D item, ArrayView<float> data, ArrayView<float> means, ArrayView<float> smoothed, RowWeightParameters p, int views)
    {
        var index = item.X + (long)p.Columns * DataLine(p, item.Y, item.Z, views);
        var field = item.X + p.Columns * item.Z;
        data[index] -= means[field] - smoothed[field];
    }

    /// <summary>target = a x + b.</summary>
    [Kernel]
    public static void Scale(LongIndex1D n, ArrayView<float> x, ArrayView<float> target, float a, float b)
    {
        target[n] = XMath.Fma(a, x[n], b);
    }

    private static long DataLine(RowWeightParameters p, int view, int row, int views)
    {
        if (p.IsStack != 0)
            return view + (long)views * row;
        return row + (long)p.Lines * view;
    }
}
