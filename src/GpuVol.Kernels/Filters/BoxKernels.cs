namespace GpuVol.Kernels;

/// <summary>Minimum, maximum and mean of a box, one axis a pass over some slices. One thread per voxel; i varies fastest.</summary>
/// <remarks>Float32 is compared as in <see cref="RankKernels"/>: NaN is above all numbers. The mean adds from the window's first voxel to its last and multiplies once.</remarks>
public static partial class BoxKernels
{
    /// <summary>The least voxel along one axis (grey erosion by a line).</summary>
    [Kernel]
    public static void MinimumAlongAxis(Index3D voxel, ArrayView<float> source, ArrayView<float> target, AxisWindowParameters p)
    {
        var best = int.MaxValue;
        for (var w = 0; w < p.Window; w++)
            best = XMath.Min(best, RankKernels.Key(Sample(voxel, source, w, p)));
        target[Offset(voxel, p)] = RankKernels.FromKey(best);
    }

    /// <summary>The greatest voxel along one axis (grey dilation by a line).</summary>
    [Kernel]
    public static void MaximumAlongAxis(Index3D voxel, ArrayView<float> source, ArrayView<float> target, AxisWindowParameters p)
    {
        var best = int.MinValue;
        for (var w = 0; w < p.Window; w++)
            best = XMath.Max(best, RankKernels.Key(Sample(voxel, source, w, p)));
        target[Offset(voxel, p)] = RankKernels.FromKey(best);
    }

    /// <summary>The mean along one axis.</summary>
    [Kernel]
    public static void MeanAlongAxis(Index3D voxel, ArrayView<float> source, ArrayView<float> target, AxisWindowParameters p)
    {
        var sum = 0f;
        for (var w = 0; w < p.Window; w++)
            sum += Sample(voxel, source, w, p);
        target[Offset(voxel, p)] = sum * p.Scale;
    }

    private static long Offset(Index3D voxel, AxisWindowParameters p) => voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z);

    private static float Sample(Index3D voxel, ArrayView<float> source, int w, AxisWindowParameters p)
    {
        var i = voxel.X;
        var j = voxel.Y;
        var k = voxel.Z + p.FirstSlice;
        var step = w - p.Window / 2;
        if (p.Axis == 0)
            i = BorderModes.SampleIndex(i + step, p.SizeI, p.Border);
        else if (p.Axis == 1)
            j = BorderModes.SampleIndex(j + step, p.SizeJ, p.Border);
        else
            k = BorderModes.SampleIndex(k + step, p.SizeK, p.Border);
        if (i < 0 || j < 0 || k < 0)
            return p.BorderValue;
        return source[i + (long)p.SizeI * (j + (long)p.SizeJ * k)];
    }
}
