namespace GpuVol.Kernels;

/// <summary>Whole lines in the memory that a group shares: every number is read from device memory once and written once, whatever the length.</summary>
public static partial class FourierGroupKernels
{
    /// <summary>Complex numbers that a group holds, twice over for Stockham's exchange of buffers: 32 KiB.</summary>
    public const int Capacity = 2048;

    /// <summary>Transforms lines of up to <see cref="Capacity"/> numbers. One group takes some neighbouring lines.</summary>
    /// <param name="source">Array [outer, length, inner].</param>
    /// <param name="target">The result; may be the source.</param>
    /// <param name="roots">exp(-2πi k / Length), Length of them.</param>
    /// <param name="radices">2, 3, 4, 5, 7, 8 or other primes, whose product is Length.</param>
    /// <param name="p">The lines.</param>
    /// <param name="g">How groups share them.</param>
    /// <remarks>Neighbours in the shared memory are the same element of neighbouring lines, so that both ways along strided axes are coalesced.</remarks>
    [Kernel]
    public static void Lines(ArrayView<Float2> source, ArrayView<Float2> target, ArrayView<Float2> roots, ArrayView<int> radices, FourierLineParameters p, FourierGroupParameters g)
    {
        var shared = SharedMemory.Allocate<Float2>(2 * Capacity);
        var lines = g.LinesPerGroup;
        var numbers = lines * p.Length;
        var firstLine = (long)Grid.IdxX * lines;
        for (var i = Group.IdxX; i < numbers; i += Group.DimX)
        {
            var line = p.Inner == 1 ? i / p.Length : i % lines;
            var element = p.Inner == 1 ? i % p.Length : i / lines;
            var value = new Float2(0f, 0f);
            if (firstLine + line < g.Lines)
                value = source[Place(firstLine + line, Wrap(element + p.InputShift, p.Length), p)];
            shared[element * lines + line] = p.Inverse != 0 ? value.Conjugate : value;
        }

        Group.Barrier();
        var from = 0;
        var span = 1;
        for (var pass = 0; pass < g.Passes; pass++)
        {
            var radix = radices[pass];
            var step = p.Length / radix;
            var rootStep = step / span;
            var to = Capacity - from;
            if (radix <= 8)
                ByRadix(shared, roots, p.Length, lines, span, from, to, radix);
            else
            {
                for (var i = Group.IdxX; i < numbers; i += Group.DimX)
                {
                    var line = i % lines;
                    var place = i / lines;
                    var j = place % step;
                    var t = place / step;
                    var k = j % span;

                    // Twiddle factor and transform are one power of the root.
                    var turn = (int)(((long)k * rootStep + (long)t * step) % p.Length);
                    var sum = shared[from + j * lines + line];
                    var root = 0;
                    for (var q = 1; q < radix; q++)
                    {
                        root = Wrap(root + turn, p.Length);
                        sum = sum + Float2.ComplexMultiply(shared[from + (j + q * step) * lines + line], roots[root]);
                    }

                    shared[to + ((j - k) * radix + k + t * span) * lines + line] = sum;
                }
            }

            Group.Barrier();
            from = to;
            span = span * radix;
        }

        for (var i = Group.IdxX; i < numbers; i += Group.DimX)
        {
            var line = p.Inner == 1 ? i / p.Length : i % lines;
            var element = p.Inner == 1 ? i % p.Length : i / lines;
            var value = shared[from + element * lines + line];
            if (firstLine + line < g.Lines)
                target[Place(firstLine + line, Wrap(element + p.OutputShift, p.Length), p)] = (p.Inverse != 0 ? value.Conjugate : value) * p.Scale;
        }
    }

    // Constants of the radix let compilers unroll the loops and keep the values in registers.
    private static void ByRadix(ArrayView<Float2> shared, ArrayView<Float2> roots, int length, int lines, int span, int from, int to, int radix)
    {
        switch (radix)
        {
            case 2:
                Butterflies(shared, roots, length, lines, span, from, to, 2);
                break;
            case 3:
                Butterflies(shared, roots, length, lines, span, from, to, 3);
                break;
            case 4:
                Butterflies(shared, roots, length, lines, span, from, to, 4);
                break;
            case 5:
                Butterflies(shared, roots, length, lines, span, from, to, 5);
                break;
            case 7:
                Butterflies(shared, roots, length, lines, span, from, to, 7);
                break;
            default:
                Butterflies(shared, roots, length, lines, span, from, to, 8);
                break;
        }
    }

    private static void Butterflies(ArrayView<Float2> shared, ArrayView<Float2> roots, int length, int lines, int span, int from, int to, int radix)
    {
        var step = length / radix;
        var rootStep = step / span;
        var v = LocalMemory.Allocate<Float2>(8);
        for (var i = Group.IdxX; i < step * lines; i += Group.DimX)
        {
            var line = i % lines;
            var j = i / lines;
            var k = j % span;
            for (var q = 0; q < radix; q++)
            {
                var value = shared[from + (j + q * step) * lines + line];
                v[q] = q == 0 ? value : Float2.ComplexMultiply(value, roots[k * q * rootStep]);
            }

            FourierButterflies.Transform(v, radix);
            for (var q = 0; q < radix; q++)
                shared[to + ((j - k) * radix + k + q * span) * lines + line] = v[q];
        }
    }

    private static long Place(long line, int element, FourierLineParameters p) => (line / p.Inner * p.Length + element) * p.Inner + line % p.Inner;

    private static int Wrap(int place, int length) => place >= length ? place - length : place;
}
