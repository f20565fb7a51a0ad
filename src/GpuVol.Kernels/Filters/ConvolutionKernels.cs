namespace GpuVol.Kernels;

/// <summary>Separable convolution with even or odd kernels. One thread per voxel; i varies fastest.</summary>
/// <remarks>
/// <c>weights</c> holds the centre and one side, radius + 1 numbers. The two samples at one distance are added (even) or subtracted
/// (odd) first and weighted once, from the centre outwards, each step one fused multiply-add: every device, and the vector
/// code of the CPU, adds in this order, so their results are the same to the bit.
/// </remarks>
public static partial class ConvolutionKernels
{
    /// <summary>One pass along one axis.</summary>
    [Kernel]
    public static void ConvolveAlongAxis(Index3D voxel, ArrayView<float> source, ArrayView<float> target, ArrayView<float> weights, ConvolutionParameters p)
    {
        var offset = voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z);
        var position = voxel.X;
        var count = p.SizeI;
        long stride = 1;
        if (p.Axis == 1)
        {
            position = voxel.Y;
            count = p.SizeJ;
            stride = p.SizeI;
        }
        else if (p.Axis == 2)
        {
            position = voxel.Z;
            count = p.SizeK;
            stride = (long)p.SizeI * p.SizeJ;
        }

        var sum = weights[0] * source[offset];
        if (position >= p.Radius && position + p.Radius < count)
        {
            for (var d = 1; d <= p.Radius; d++)
                sum = XMath.Fma(weights[d], Pair(source[offset - d * stride], source[offset + d * stride], p.Parity), sum);
        }
        else
        {
            var line = offset - position * stride;
            for (var d = 1; d <= p.Radius; d++)
            {
                var before = Sample(source, line, stride, position - d, count, p.Border, p.BorderValue);
                var after = Sample(source, line, stride, position + d, count, p.Border, p.BorderValue);
                sum = XMath.Fma(weights[d], Pair(before, after, p.Parity), sum);
            }
        }

        target[offset] = sum;
    }

    /// <summary>
    /// All axes in one launch, along j, then i, then k: the definition that the CPU's fused version is checked against. The plain method
    /// costs (2 r + 1)³ samples a voxel; devices without a fused version run <see cref="ConvolveAlongAxis"/> three times instead.
    /// </summary>
    [Kernel]
    public static void ConvolveSeparable(Index3D voxel, ArrayView<float> source, ArrayView<float> target, ArrayView<float> weightsI, ArrayView<float> weightsJ, ArrayView<float> weightsK, SeparableConvolutionParameters p)
    {
        target[Offset(voxel.X, voxel.Y, voxel.Z, p)] = SumAlongK(source, weightsI, weightsJ, weightsK, voxel.X, voxel.Y, voxel.Z, p);
    }

    private static float SumAlongK(ArrayView<float> source, ArrayView<float> weightsI, ArrayView<float> weightsJ, ArrayView<float> weightsK, int i, int j, int k, SeparableConvolutionParameters p)
    {
        var sum = SumAlongI(source, weightsI, weightsJ, i, j, k, p);
        if (p.RadiusK < 0)
            return sum;
        sum = weightsK[0] * sum;
        for (var d = 1; d <= p.RadiusK; d++)
        {
            var k0 = BorderModes.SampleIndex(k - d, p.SizeK, p.Border);
            var k1 = BorderModes.SampleIndex(k + d, p.SizeK, p.Border);
            var before = p.BorderValue;
            var after = p.BorderValue;
            if (k0 >= 0)
                before = SumAlongI(source, weightsI, weightsJ, i, j, k0, p);
            if (k1 >= 0)
                after = SumAlongI(source, weightsI, weightsJ, i, j, k1, p);
            sum = XMath.Fma(weightsK[d], Pair(before, after, p.ParityK), sum);
        }

        return sum;
    }

    private static float SumAlongI(ArrayView<float> source, ArrayView<float> weightsI, ArrayView<float> weightsJ, int i, int j, int k, SeparableConvolutionParameters p)
    {
        var sum = SumAlongJ(source, weightsJ, i, j, k, p);
        if (p.RadiusI < 0)
            return sum;
        sum = weightsI[0] * sum;
        for (var d = 1; d <= p.RadiusI; d++)
        {
            var i0 = BorderModes.SampleIndex(i - d, p.SizeI, p.Border);
            var i1 = BorderModes.SampleIndex(i + d, p.SizeI, p.Border);
            var before = p.BorderValue;
            var after = p.BorderValue;
            if (i0 >= 0)
                before = SumAlongJ(source, weightsJ, i0, j, k, p);
            if (i1 >= 0)
                after = SumAlongJ(source, weightsJ, i1, j, k, p);
            sum = XMath.Fma(weightsI[d], Pair(before, after, p.ParityI), sum);
        }

        return sum;
    }

    private static float SumAlongJ(ArrayView<float> source, ArrayView<float> weightsJ, int i, int j, int k, SeparableConvolutionParameters p)
    {
        var line = Offset(i, 0, k, p);
        var sum = source[line + (long)j * p.SizeI];
        if (p.RadiusJ < 0)
            return sum;
        sum = weightsJ[0] * sum;
        for (var d = 1; d <= p.RadiusJ; d++)
        {
            var before = Sample(source, line, p.SizeI, j - d, p.SizeJ, p.Border, p.BorderValue);
            var after = Sample(source, line, p.SizeI, j + d, p.SizeJ, p.Border, p.BorderValue);
            sum = XMath.Fma(weightsJ[d], Pair(before, after, p.ParityJ), sum);
        }

        return sum;
    }

    private static long Offset(int i, int j, int k, SeparableConvolutionParameters p) => i + (long)p.SizeI * (j + (long)p.SizeJ * k);

    private static float Pair(float before, float after, int parity) => parity < 0 ? after - before : after + before;

    private static float Sample(ArrayView<float> source, long line, long stride, int position, int count, int border, float borderValue)
    {
        var index = BorderModes.SampleIndex(position, count, border);
        return index < 0 ? borderValue : source[line + index * stride];
    }
}
