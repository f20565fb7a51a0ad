namespace GpuVol.Kernels;

/// <summary>Correlation with any small 3-D kernel. One thread per four voxels along j; i varies fastest.</summary>
/// <remarks>
/// Adds weight by weight in the kernel's own order (i fastest), each step one fused multiply-add, on every device and in the CPU's vector code. Four sums
/// do not wait for each other, and where all their samples lie inside no border is asked for.
/// </remarks>
public static partial class DenseConvolutionKernels
{
    /// <summary>Voxels along j of one thread.</summary>
    public const int Rows = 4;

    /// <summary><c>target(x) = Σ weights(d) · source(x + d - before)</c>; weights in C order [k, j, i].</summary>
    [Kernel]
    public static void Correlate(Index3D block, ArrayView<float> source, ArrayView<float> target, ArrayView<float> weights, DenseConvolutionParameters p)
    {
        var firstJ = Rows * block.Y;
        var offset = block.X + (long)p.SizeI * (firstJ + (long)p.SizeJ * block.Z);
        if (IsInside(block.X - p.BeforeI, p.KernelI, p.SizeI) && IsInside(firstJ - p.BeforeJ, p.KernelJ + Rows - 1, p.SizeJ) && IsInside(block.Z - p.BeforeK, p.KernelK, p.SizeK)
            && firstJ + Rows <= p.SizeJ)
        {
            var first = offset - p.BeforeI - (long)p.SizeI * (p.BeforeJ + (long)p.SizeJ * p.BeforeK);
            var sum0 = 0f;
            var sum1 = 0f;
            var sum2 = 0f;
            var sum3 = 0f;
            var weight = 0;
            for (var dk = 0; dk < p.KernelK; dk++)
            {
                for (var dj = 0; dj < p.KernelJ; dj++)
                {
                    var row0 = first + (long)p.SizeI * (dj + (long)p.SizeJ * dk);
                    var row1 = row0 + p.SizeI;
                    var row2 = row1 + p.SizeI;
                    var row3 = row2 + p.SizeI;
                    for (var di = 0; di < p.KernelI; di++)
                    {
                        var w = weights[weight];
                        sum0 = XMath.Fma(w, source[row0 + di], sum0);
                        sum1 = XMath.Fma(w, source[row1 + di], sum1);
                        sum2 = XMath.Fma(w, source[row2 + di], sum2);
                        sum3 = XMath.Fma(w, source[row3 + di], sum3);
                        weight++;
                    }
                }
            }

            target[offset] = sum0;
            target[offset + p.SizeI] = sum1;
            target[offset + 2L * p.SizeI] = sum2;
            target[offset + 3L * p.SizeI] = sum3;
            return;
        }

        for (var row = 0; row < Rows && firstJ + row < p.SizeJ; row++)
            target[offset + (long)row * p.SizeI] = SumWithBorder(source, weights, block.X, firstJ + row, block.Z, p);
    }

    private static float SumWithBorder(ArrayView<float> source, ArrayView<float> weights, int x, int y, int z, DenseConvolutionParameters p)
    {
        var sum = 0f;
        var weight = 0;
        for (var dk = 0; dk < p.KernelK; dk++)
        {
            var k = BorderModes.SampleIndex(z + dk - p.BeforeK, p.SizeK, p.Border);
            for (var dj = 0; dj < p.KernelJ; dj++)
            {
                var j = BorderModes.SampleIndex(y + dj - p.BeforeJ, p.SizeJ, p.Border);
                var row = (long)p.SizeI * (j + (long)p.SizeJ * k);
                for (var di = 0; di < p.KernelI; di++)
                {
                    var i = BorderModes.SampleIndex(x + di - p.BeforeI, p.SizeI, p.Border);
                    var value = p.BorderValue;
                    if (i >= 0 && j >= 0 && k >= 0)
                        value = source[row + i];
                    sum = XMath.Fma(weights[weight], value, sum);
                    weight++;
                }
            }
        }

        return sum;
    }

    private static bool IsInside(int first, int length, int size) => first >= 0 && first + length <= size;
}
