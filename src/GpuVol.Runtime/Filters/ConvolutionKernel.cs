namespace GpuVol;

/// <summary>The weights of a convolution: 1-D to 3-D, any odd or even size, in C order (i fastest).</summary>
public sealed class ConvolutionKernel
{
    /// <summary>Takes weights of the shape [ni], [nj, ni] or [nk, nj, ni]; a kernel with fewer axes than the volume acts on the last ones.</summary>
    /// <exception cref="ArgumentException">The rank is not 1 to 3, an axis is empty, the count is not that of the shape, or a weight is not finite.</exception>
    public ConvolutionKernel(ReadOnlySpan<float> weights, params ReadOnlySpan<int> shape)
    {
        if (shape.Length is < 1 or > 3)
            throw new ArgumentException($"ConvolutionKernel: the kernel has {shape.Length} axes; 1 to 3 are possible.", nameof(shape));
        Size = new Size3D(shape[^1], shape.Length > 1 ? shape[^2] : 1, shape.Length > 2 ? shape[0] : 1);
        if (Size.I < 1 || Size.J < 1 || Size.K < 1)
            throw new ArgumentException($"ConvolutionKernel: the size {Size} has an axis below 1.", nameof(shape));
        if (weights.Length != Size.Voxels)
            throw new ArgumentException($"ConvolutionKernel: {weights.Length} weights for a size of {Size} = {Size.Voxels}.", nameof(weights));
        for (var w = 0; w < weights.Length; w++)
        {
            if (!float.IsFinite(weights[w]))
                throw new ArgumentException($"ConvolutionKernel: weight {w} is {weights[w]}; every weight must be finite.", nameof(weights));
        }

        Weights = weights.ToArray();
    }

    /// <summary>Weights along i, j, k.</summary>
    public Size3D Size { get; }

    /// <summary>The weights, [k, j, i].</summary>
    public IReadOnlyList<float> Weights { get; }

    /// <summary>The same with every axis reversed.</summary>
    public ConvolutionKernel Flipped() => new([.. Weights.Reverse()], Size.K, Size.J, Size.I);

    /// <summary>
    /// Three 1-D kernels (along i, j, k) whose product these weights are, to within float32 rounding; null where there are none.
    /// </summary>
    public IReadOnlyList<float[]>? Separate()
    {
        // A product is proportional along every line: the lines through the largest weight, once scaled, must give all the others.
        var peak = 0;
        for (var w = 1; w < Weights.Count; w++)
        {
            if (Math.Abs(Weights[w]) > Math.Abs(Weights[peak]))
                peak = w;
        }

        double largest = Weights[peak];
        if (largest == 0)
            return null;
        var (i0, j0, k0) = (peak % Size.I, peak / Size.I % Size.J, peak / Size.I / Size.J);
        var alongI = Enumerable.Range(0, Size.I).Select(i => At(i, j0, k0)).ToArray();
        var alongJ = Enumerable.Range(0, Size.J).Select(j => At(i0, j, k0) / largest).ToArray();
        var alongK = Enumerable.Range(0, Size.K).Select(k => At(i0, j0, k) / largest).ToArray();
        for (var w = 0; w < Weights.Count; w++)
        {
            var product = alongI[w % Size.I] * alongJ[w / Size.I % Size.J] * alongK[w / Size.I / Size.J];
            if (!(Math.Abs(product - Weights[w]) <= 2e-7 * Math.Abs(largest)))
                return null;
        }

        return [Table.Single(alongI), Table.Single(alongJ), Table.Single(alongK)];

        double At(int i, int j, int k) => Weights[i + Size.I * (j + Size.J * k)];
    }
}
