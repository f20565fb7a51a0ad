namespace GpuVol.Kernels;

/// <summary>Arithmetic on complex64 arrays that reconstructions are made of. One item per number unless said otherwise.</summary>
public static partial class ComplexKernels
{
    /// <summary>
    /// Cuts or pads with zeros, and multiplies with a separable window over the source. Items are the
    /// target's (i, j, k + nk · array) for a batch of arrays.
    /// </summary>
    [Kernel]
    public static void Resize(Index3D place, ArrayView<Float2> source, ArrayView<Float2> target, ArrayView<float> windowI, ArrayView<float> windowJ, ArrayView<float> windowK, ResizeParameters p)
    {
        var k = place.Z % p.TargetK;
        var array = place.Z / p.TargetK;
        var si = place.X + p.FirstI;
        var sj = place.Y + p.FirstJ;
        var sk = k + p.FirstK;
        var value = new Float2(0f, 0f);
        if (si >= 0 && si < p.SourceI && sj >= 0 && sj < p.SourceJ && sk >= 0 && sk < p.SourceK)
            value = source[si + (long)p.SourceI * (sj + (long)p.SourceJ * (sk + (long)p.SourceK * array))] * (windowI[si] * windowJ[sj] * windowK[sk]);
        target[place.X + (long)p.TargetI * (place.Y + (long)p.TargetJ * place.Z)] = value;
    }

    /// <summary>A real part of each number, by <see cref="ComplexPart"/>.</summary>
    [Kernel]
    public static void Part(LongIndex1D index, ArrayView<Float2> source, ArrayView<float> target, int part)
    {
        var value = source[index];
        var result = value.X;
        if (part == ComplexPart.Magnitude)
            result = value.Length;
        else if (part == ComplexPart.Phase)
            result = XMath.Atan2(value.Y, value.X);
        else if (part == ComplexPart.Imaginary)
            result = value.Y;
        target[index] = result;
    }

    /// <summary>Multiplies every array of a batch with the same real weights.</summary>
    [Kernel]
    public static void Weight(LongIndex1D index, ArrayView<Float2> data, ArrayView<float> weights, long count)
    {
        data[index] = data[index] * weights[index % count];
    }

    /// <summary>Turns lines 1, 3, … of every array [j, i] round; an item exchanges two samples: (i, line / 2, array).</summary>
    [Kernel]
    public static void ReverseOddLines(Index3D place, ArrayView<Float2> data, int sizeI, int sizeJ)
    {
        var row = (2 * place.Y + 1 + (long)sizeJ * place.Z) * sizeI;
        var left = row + place.X;
        var right = row + sizeI - 1 - place.X;
        var value = data[left];
        data[left] = data[right];
        data[right] = value;
    }

    /// <summary>The complex conjugate, in place.</summary>
    [Kernel]
    public static void Conjugate(LongIndex1D index, ArrayView<Float2> data)
    {
        data[index] = data[index].Conjugate;
    }

    /// <summary>Takes the measured sample where the mask is not 0, and keeps the other ones: the projection on the data.</summary>
    [Kernel]
    public static void Restore(LongIndex1D index, ArrayView<Float2> data, ArrayView<Float2> measured, ArrayView<float> mask, long count)
    {
        if (mask[index % count] != 0f)
            data[index] = measured[index];
    }

    /// <summary>The magnitude of each number with the phase of another: the projection on images of a known phase.</summary>
    [Kernel]
    public static void ImposePhase(LongIndex1D index, ArrayView<Float2> data, ArrayView<Float2> phase)
    {
        var direction = phase[index];
        var length = direction.Length;
        var magnitude = data[index].Length;
        if (length > 0f)
            data[index] = new Float2(direction.X / length * magnitude, direction.Y / length * magnitude);
    }

    /// <summary>The part of each number that has the phase of another, as a complex number: Re(x e^-iφ) e^iφ.</summary>
    [Kernel]
    public static void ProjectOnPhase(LongIndex1D index, ArrayView<Float2> data, ArrayView<Float2> phase)
    {
        var direction = phase[index];
        var length = direction.Length;
        if (length > 0f)
        {
            var unit = new Float2(direction.X / length, direction.Y / length);
            data[index] = unit * Float2.Dot(data[index], unit);
        }
    }

    /// <summary>Zeros, whatever was there.</summary>
    [Kernel]
    public static void Clear(LongIndex1D index, ArrayView<Float2> data)
    {
        data[index] = new Float2(0f, 0f);
    }

    /// <summary>y = x · <paramref name="scaleX"/> + y · <paramref name="scaleY"/>.</summary>
    [Kernel]
    public static void AddScaled(LongIndex1D index, ArrayView<Float2> x, ArrayView<Float2> y, float scaleX, float scaleY)
    {
        y[index] = x[index] * scaleX + y[index] * scaleY;
    }

    /// <summary>
    /// The real part of Σ conj(a) b, one partial sum per item over every <paramref name="parts"/>-th number, in float64: the order, and so the
    /// sum, is the same on every device.
    /// </summary>
    [Kernel]
    public static void PartialDot(Index1D part, ArrayView<Float2> a, ArrayView<Float2> b, ArrayView<double> partial, long count, int parts)
    {
        var sum = 0.0;
        for (long n = part; n < count; n += parts)
        {
            var x = a[n];
            var y = b[n];
            sum += (double)x.X * y.X + (double)x.Y * y.Y;
        }

        partial[part] = sum;
    }
}
