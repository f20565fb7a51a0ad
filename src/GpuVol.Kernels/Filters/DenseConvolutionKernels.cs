namespace GpuVol.Kernels;

/// <summary>Correlation with any small 3-D kernel. One thread per voxel; i varies fastest.</summary>
/// <remarks>Adds weight by weight in the kernel's own order (i fastest), each step one fused multiply-add, on every device and in the CPU's vector code.</remarks>
public static partial class DenseConvolutionKernels
{
    /// <summary><c>target(x) = Σ weights(d) · source(x + d - before)</c>; weights in C order [k, j, i].</summary>
    [Kernel]
    public static void Correlate(Index3D voxel, ArrayView<float> source, ArrayView<float> target, ArrayView<float> weights, DenseConvolutionParameters p)
    {
        var sum = 0f;
        var weight = 0;
        for (var dk = 0; dk < p.KernelK; dk++)
        {
            var k = BorderModes.SampleIndex(voxel.Z + dk - p.BeforeK, p.SizeK, p.Border);
            for (var dj = 0; dj < p.KernelJ; dj++)
            {
                var j = BorderModes.SampleIndex(voxel.Y + dj - p.BeforeJ, p.SizeJ, p.Border);
                var row = (long)p.SizeI * (j + (long)p.SizeJ * k);
                for (var di = 0; di < p.KernelI; di++)
                {
                    var i = BorderModes.SampleIndex(voxel.X + di - p.BeforeI, p.SizeI, p.Border);
                    var value = p.BorderValue;
                    if (i >= 0 && j >= 0 && k >= 0)
                        value = source[row + i];
                    sum = XMath.Fma(weights[weight], value, sum);
                    weight++;
                }
            }
        }

        target[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = sum;
    }
}
