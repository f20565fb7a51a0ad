namespace GpuVol.Kernels;

/// <summary>
/// Fourier transforms along one axis of an array [outer, length, inner], pass by pass through device memory: Stockham's self-sorting
/// decomposition (Cochran et al. 1967), and Bluestein's (1970) convolution for lengths with great prime factors.
/// </summary>
public static partial class FourierKernels
{
    /// <summary>One radix-r butterfly of every line, r = 2, 3, 4, 5, 7 or 8. One item per butterfly; the inner axis varies fastest.</summary>
    /// <param name="item">Butterfly: inner + Inner · (j + (Length / r) · outer).</param>
    /// <param name="source">Lines after the passes before.</param>
    /// <param name="target">Another array.</param>
    /// <param name="roots">exp(-2πi k / Length), Length of them.</param>
    /// <param name="p">The lines and the pass.</param>
    /// <param name="radix">r.</param>
    [Kernel]
    public static void Pass(LongIndex1D item, ArrayView<Float2> source, ArrayView<Float2> target, ArrayView<Float2> roots, FourierLineParameters p, SpecializedValue<int> radix)
    {
        long linear = item;
        var step = p.Length / radix;
        var line = linear / p.Inner;
        var j = (int)(line % step);
        var first = line / step * p.Length * p.Inner + linear % p.Inner;
        var k = j % p.Span;
        var rootStep = step / p.Span;
        var v = LocalMemory.Allocate<Float2>(8);
        for (var q = 0; q < radix; q++)
        {
            var value = source[first + (long)Wrap(j + q * step + p.InputShift, p.Length) * p.Inner];
            value = p.Inverse != 0 ? value.Conjugate : value;
            v[q] = q == 0 ? value : Float2.ComplexMultiply(value, roots[k * q * rootStep]);
        }

        FourierButterflies.Transform(v, radix);
        var to = (j - k) * radix + k;
        for (var q = 0; q < radix; q++)
            target[first + (long)Wrap(to + q * p.Span + p.OutputShift, p.Length) * p.Inner] = (p.Inverse != 0 ? v[q].Conjugate : v[q]) * p.Scale;
    }

    /// <summary>The same for any radix, by the sum. One item per result.</summary>
    /// <param name="item">Result: inner + Inner · (j + (Length / r) · t + Length · outer).</param>
    /// <param name="source">Lines after the passes before.</param>
    /// <param name="target">Another array.</param>
    /// <param name="roots">exp(-2πi k / Length), Length of them.</param>
    /// <param name="p">The lines and the pass.</param>
    /// <param name="radix">r.</param>
    [Kernel]
    public static void PassBySum(LongIndex1D item, ArrayView<Float2> source, ArrayView<Float2> target, ArrayView<Float2> roots, FourierLineParameters p, int radix)
    {
        long linear = item;
        var step = p.Length / radix;
        var line = linear / p.Inner;
        var place = (int)(line % p.Length);
        var j = place % step;
        var t = place / step;
        var first = line / p.Length * p.Length * p.Inner + linear % p.Inner;
        var k = j % p.Span;

        // Twiddle factor and transform are one power of the root: q (k / (r · span) + t / r).
        var turn = (int)(((long)k * (step / p.Span) + (long)t * step) % p.Length);
        var sum = source[first + (long)Wrap(j + p.InputShift, p.Length) * p.Inner];
        sum = p.Inverse != 0 ? sum.Conjugate : sum;
        var root = 0;
        for (var q = 1; q < radix; q++)
        {
            root = Wrap(root + turn, p.Length);
            var value = source[first + (long)Wrap(j + q * step + p.InputShift, p.Length) * p.Inner];
            sum = sum + Float2.ComplexMultiply(p.Inverse != 0 ? value.Conjugate : value, roots[root]);
        }

        var to = (j - k) * radix + k + t * p.Span;
        target[first + (long)Wrap(to + p.OutputShift, p.Length) * p.Inner] = (p.Inverse != 0 ? sum.Conjugate : sum) * p.Scale;
    }

    /// <summary>Bluestein's first step: lines of Length times a chirp, padded with zeros to OtherLength. One item per padded element.</summary>
    /// <param name="item">Element of the target: inner + Inner · (j + OtherLength · outer).</param>
    /// <param name="source">Lines of Length.</param>
    /// <param name="target">Lines of OtherLength.</param>
    /// <param name="chirp">exp(-πi j² / Length), Length of them; conjugated where Inverse is set.</param>
    /// <param name="p">The lines.</param>
    [Kernel]
    public static void ChirpAndPad(LongIndex1D item, ArrayView<Float2> source, ArrayView<Float2> target, ArrayView<Float2> chirp, FourierLineParameters p)
    {
        long linear = item;
        var line = linear / p.Inner;
        var j = (int)(line % p.OtherLength);
        var value = new Float2(0f, 0f);
        if (j < p.Length)
        {
            var from = (line / p.OtherLength * p.Length + Wrap(j + p.InputShift, p.Length)) * p.Inner + linear % p.Inner;
            value = Float2.ComplexMultiply(source[from], p.Inverse != 0 ? chirp[j].Conjugate : chirp[j]);
        }

        target[linear] = value;
    }

    /// <summary>Bluestein's second step: every line times the chirp's spectrum. One item per element.</summary>
    /// <param name="item">Element: inner + Inner · (j + Length · outer).</param>
    /// <param name="values">Lines of Length, changed in place.</param>
    /// <param name="spectrum">Length factors, symmetric; conjugated where Inverse is set.</param>
    /// <param name="p">The lines.</param>
    [Kernel]
    public static void MultiplyLines(LongIndex1D item, ArrayView<Float2> values, ArrayView<Float2> spectrum, FourierLineParameters p)
    {
        long linear = item;
        var factor = spectrum[linear / p.Inner % p.Length];
        values[linear] = Float2.ComplexMultiply(values[linear], p.Inverse != 0 ? factor.Conjugate : factor) * p.Scale;
    }

    /// <summary>Bluestein's last step: lines of OtherLength cut to Length, times the chirp. One item per result.</summary>
    /// <param name="item">Result: inner + Inner · (j + Length · outer).</param>
    /// <param name="source">Lines of OtherLength.</param>
    /// <param name="target">Lines of Length.</param>
    /// <param name="chirp">As for <see cref="ChirpAndPad"/>.</param>
    /// <param name="p">The lines.</param>
    [Kernel]
    public static void CropAndChirp(LongIndex1D item, ArrayView<Float2> source, ArrayView<Float2> target, ArrayView<Float2> chirp, FourierLineParameters p)
    {
        long linear = item;
        var inner = linear % p.Inner;
        var line = linear / p.Inner;
        var j = (int)(line % p.Length);
        var outer = line / p.Length;
        var value = Float2.ComplexMultiply(source[(outer * p.OtherLength + j) * p.Inner + inner], p.Inverse != 0 ? chirp[j].Conjugate : chirp[j]);
        target[(outer * p.Length + Wrap(j + p.OutputShift, p.Length)) * p.Inner + inner] = value * p.Scale;
    }

    /// <summary>Real numbers as complex ones. One item per number.</summary>
    [Kernel]
    public static void RealToComplex(LongIndex1D item, ArrayView<float> source, ArrayView<Float2> target)
    {
        target[item] = new Float2(source[item], 0f);
    }

    /// <summary>The real parts. One item per number.</summary>
    [Kernel]
    public static void ComplexToReal(LongIndex1D item, ArrayView<Float2> source, ArrayView<float> target)
    {
        target[item] = source[item].X;
    }

    /// <summary>Keeps the first OtherLength elements of every line of Length; Inner is 1. One item per kept element.</summary>
    [Kernel]
    public static void TakeHalf(LongIndex1D item, ArrayView<Float2> source, ArrayView<Float2> target, FourierLineParameters p)
    {
        long linear = item;
        target[linear] = source[linear / p.OtherLength * p.Length + linear % p.OtherLength];
    }

    /// <summary>Completes the spectra of real lines from their first OtherLength elements, the rest being conjugates; Inner is 1. One item per element.</summary>
    [Kernel]
    public static void CompleteHalf(LongIndex1D item, ArrayView<Float2> source, ArrayView<Float2> target, FourierLineParameters p)
    {
        long linear = item;
        var j = (int)(linear % p.Length);
        var line = linear / p.Length * p.OtherLength;
        target[linear] = j < p.OtherLength ? source[line + j] : source[line + p.Length - j].Conjugate;
    }

    private static int Wrap(int place, int length) => place >= length ? place - length : place;
}
