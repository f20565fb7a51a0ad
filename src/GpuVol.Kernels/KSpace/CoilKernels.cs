namespace GpuVol.Kernels;

/// <summary>Images of several receiver coils, [coil, voxel] complex64: combined into one, and made from one. One item per voxel.</summary>
/// <remarks>Sums run over the coils in order, in float32, without fused operations, so that devices agree to the bit but for roots and angles.</remarks>
public static partial class CoilKernels
{
    /// <summary>More coils than this have no room in the private memory of an item.</summary>
    public const int MostCoils = 128;

    /// <summary>Root of the sum of the squared magnitudes.</summary>
    [Kernel]
    public static void RootSumOfSquares(LongIndex1D voxel, ArrayView<Float2> coils, ArrayView<float> target, long voxels, int coilCount)
    {
        var sum = 0f;
        for (var c = 0; c < coilCount; c++)
            sum += coils[c * voxels + voxel].LengthSquared;
        target[voxel] = XMath.Sqrt(sum);
    }

    /// <summary>Σ conj(s) x over the coils, divided by Σ |s|² where <paramref name="normalize"/> is 1; 0 where every s is 0.</summary>
    [Kernel]
    public static void Combine(LongIndex1D voxel, ArrayView<Float2> coils, ArrayView<Float2> sensitivities, ArrayView<Float2> target, long voxels, int coilCount, int normalize)
    {
        var sum = new Float2(0f, 0f);
        var weight = 0f;
        for (var c = 0; c < coilCount; c++)
        {
            var s = sensitivities[c * voxels + voxel];
            sum = sum + Float2.ComplexMultiply(s.Conjugate, coils[c * voxels + voxel]);
            weight += s.LengthSquared;
        }

        if (normalize == 1)
        {
            if (weight > 0f)
                sum = new Float2(sum.X / weight, sum.Y / weight);
            else
                sum = new Float2(0f, 0f);
        }

        target[voxel] = sum;
    }

    /// <summary>The image as each coil sees it: s · image.</summary>
    [Kernel]
    public static void Expand(LongIndex1D voxel, ArrayView<Float2> image, ArrayView<Float2> sensitivities, ArrayView<Float2> target, long voxels, int coilCount)
    {
        var value = image[voxel];
        for (var c = 0; c < coilCount; c++)
            target[c * voxels + voxel] = Float2.ComplexMultiply(sensitivities[c * voxels + voxel], value);
    }

    /// <summary>Mixes the coils of each sample by a complex matrix [row, column], which is 0 right of its diagonal: prewhitening.</summary>
    [Kernel]
    public static void Mix(LongIndex1D sample, ArrayView<Float2> source, ArrayView<Float2> target, ArrayView<Float2> matrix, long samples, int coilCount)
    {
        for (var row = 0; row < coilCount; row++)
        {
            var sum = new Float2(0f, 0f);
            for (var column = 0; column <= row; column++)
                sum = sum + Float2.ComplexMultiply(matrix[row * coilCount + column], source[column * samples + sample]);
            target[row * samples + sample] = sum;
        }
    }

    /// <summary>
    /// The coil weights of the best signal-to-noise ratio (Walsh, Gmitro and Marcellin 2000): the dominant eigenvector of the coils' correlation
    /// matrix over a box about the voxel, by power iteration from <paramref name="reference"/> without forming the matrix; unit length, and its
    /// phase such that its product with the reference is real. All 0 where the box holds nothing.
    /// </summary>
    [Kernel]
    public static void AdaptiveWeights(Index3D voxel, ArrayView<Float2> coils, ArrayView<Float2> reference, ArrayView<Float2> weights, AdaptiveParameters p)
    {
        var current = LocalMemory.Allocate<Float2>(MostCoils);
        var next = LocalMemory.Allocate<Float2>(MostCoils);
        var voxels = (long)p.SizeI * p.SizeJ * p.SizeK;
        var here = voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z);
        for (var c = 0; c < p.Coils; c++)
            current[c] = reference[c];
        var found = true;
        for (var iteration = 0; iteration < p.Iterations && found; iteration++)
        {
            for (var c = 0; c < p.Coils; c++)
                next[c] = new Float2(0f, 0f);
            for (var k = XMath.Max(0, voxel.Z - p.RadiusK); k <= XMath.Min(p.SizeK - 1, voxel.Z + p.RadiusK); k++)
            {
                for (var j = XMath.Max(0, voxel.Y - p.RadiusJ); j <= XMath.Min(p.SizeJ - 1, voxel.Y + p.RadiusJ); j++)
                {
                    for (var i = XMath.Max(0, voxel.X - p.RadiusI); i <= XMath.Min(p.SizeI - 1, voxel.X + p.RadiusI); i++)
                    {
                        var at = i + (long)p.SizeI * (j + (long)p.SizeJ * k);
                        var product = new Float2(0f, 0f);
                        for (var c = 0; c < p.Coils; c++)
                            product = product + Float2.ComplexMultiply(coils[c * voxels + at].Conjugate, current[c]);
                        product = product * p.Scale;
                        for (var c = 0; c < p.Coils; c++)
                            next[c] = next[c] + Float2.ComplexMultiply(coils[c * voxels + at], product);
                    }
                }
            }

            var length = 0f;
            for (var c = 0; c < p.Coils; c++)
                length += next[c].LengthSquared;
            found = length > 0f;
            var scale = 0f;
            if (found)
                scale = 1f / XMath.Sqrt(length);
            for (var c = 0; c < p.Coils; c++)
                current[c] = next[c] * scale;
        }

        var turn = new Float2(0f, 0f);
        for (var c = 0; c < p.Coils; c++)
            turn = turn + Float2.ComplexMultiply(current[c].Conjugate, reference[c]);
        var magnitude = turn.Length;
        if (magnitude > 0f)
            turn = turn * (1f / magnitude);
        else
            turn = new Float2(1f, 0f);
        for (var c = 0; c < p.Coils; c++)
            weights[c * voxels + here] = Float2.ComplexMultiply(current[c], turn);
    }
}
