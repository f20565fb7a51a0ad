using System.Runtime.CompilerServices;

namespace GpuVol.Cpu.KSpace;

/// <summary>Runs a <see cref="LinePlan{TReal}"/> on lines side by side.</summary>
internal static unsafe class LineTransform<TLanes, TReal>
    where TLanes : struct, IFourierLanes<TLanes, TReal>
    where TReal : unmanaged
{
    // Blocks up to this size run through all their passes before the next block is touched.
    private const int BlockBytes = 32 << 10;

    /// <summary>Reals of an element of the lines.</summary>
    public static int ElementReals
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * TLanes.Width;
    }

    /// <summary>Transforms in place; element k of the result lies at place Order[k].</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="data">Length elements.</param>
    /// <param name="scratch">The plan's ScratchElements.</param>
    public static void Run(LinePlan<TReal> plan, TReal* data, TReal* scratch) => Run(plan, 0, data, scratch);

    private static void Run(LinePlan<TReal> plan, int first, TReal* data, TReal* scratch)
    {
        var passes = plan.Passes;
        if (first >= passes.Length)
            return;
        var length = passes[first].BlockLength;
        if (length * ElementReals * sizeof(TReal) <= BlockBytes || first == passes.Length - 1)
        {
            for (var p = first; p < passes.Length; p++)
                Apply(passes[p], data, length / passes[p].BlockLength, scratch);
            return;
        }

        var pass = passes[first];
        Apply(pass, data, 1, scratch);
        for (var q = 0; q < pass.Radix; q++)
            Run(plan, first + 1, data + (nint)q * pass.M * ElementReals, scratch);
    }

    private static void Apply(LinePass<TReal> pass, TReal* data, int blocks, TReal* scratch)
    {
        if (pass.M > 1)
            Apply<Yes>(pass, data, blocks, scratch);
        else
            Apply<No>(pass, data, blocks, scratch);
    }

    private static void Apply<TTwiddled>(LinePass<TReal> pass, TReal* data, int blocks, TReal* scratch)
        where TTwiddled : struct, IFlag
    {
        var t = pass.Twiddles.Pointer;
        switch (pass.Radix)
        {
            case 2:
                RadixPasses<TLanes, TReal>.Two<TTwiddled>(data, t, blocks, pass.M);
                break;
            case 3:
                RadixPasses<TLanes, TReal>.Three<TTwiddled>(data, t, blocks, pass.M);
                break;
            case 4:
                RadixPasses<TLanes, TReal>.Four<TTwiddled>(data, t, blocks, pass.M);
                break;
            case 5:
                RadixPasses<TLanes, TReal>.Five<TTwiddled>(data, t, blocks, pass.M);
                break;
            case 7:
                RadixPasses<TLanes, TReal>.Seven<TTwiddled>(data, t, blocks, pass.M);
                break;
            case 8:
                RadixPasses<TLanes, TReal>.Eight<TTwiddled>(data, t, blocks, pass.M);
                break;
            default:
                if (pass.Prime is { } prime)
                    Prime<TTwiddled>(prime, data, t, blocks, pass.M, scratch);
                else
                    RadixPasses<TLanes, TReal>.Odd<TTwiddled>(data, t, blocks, pass.M, pass.Radix, pass.Roots!.Pointer, scratch);
                break;
        }
    }

    private static void Prime<TTwiddled>(PrimePlan<TReal> prime, TReal* data, TReal* twiddles, int blocks, int m, TReal* scratch)
        where TTwiddled : struct, IFlag
    {
        var step = (nint)m * ElementReals;
        for (var block = 0; block < blocks; block++)
        {
            for (var j = 0; j < m; j++)
            {
                var d = data + block * prime.Length * step + (nint)j * ElementReals;
                var t = twiddles + (nint)j * 2 * (prime.Length - 1);
                if (prime.Chirp is null)
                    Rader<TTwiddled>(prime, d, step, t, scratch);
                else
                    Bluestein<TTwiddled>(prime, d, step, t, scratch);
            }
        }
    }

    private static void Rader<TTwiddled>(PrimePlan<TReal> prime, TReal* d, nint step, TReal* t, TReal* scratch)
        where TTwiddled : struct, IFlag
    {
        var width = TLanes.Width;
        var inner = prime.Inner;
        var n = inner.Length;
        var first = scratch + (LinePlan<TReal>.GreatestSummedPrime + 1) * ElementReals;
        var second = first + (nint)n * ElementReals;
        var powers = prime.Powers;
        for (var q = 0; q < n; q++)
        {
            var from = d + powers[q] * step;
            TLanes.Store(first + (nint)q * ElementReals, TLanes.Load(from));
            TLanes.Store(first + (nint)q * ElementReals + width, TLanes.Load(from + width));
        }

        Run(inner, first, scratch);
        var x0r = TLanes.Load(d);
        var x0i = TLanes.Load(d + width);
        TLanes.Store(d, x0r + TLanes.Load(first));
        TLanes.Store(d + width, x0i + TLanes.Load(first + width));
        Multiply(inner, prime.Spectrum, first, second);

        // A constant added to all results is one added to frequency 0; the parts are swapped.
        TLanes.Store(second, TLanes.Load(second) + x0i);
        TLanes.Store(second + width, TLanes.Load(second + width) + x0r);
        Run(inner, second, scratch);
        var inverse = prime.InversePowers;
        var order = inner.Order;
        for (var q = 0; q < n; q++)
        {
            var from = second + (nint)order[q] * ElementReals;
            var k = inverse[q];
            RadixPasses<TLanes, TReal>.Put<TTwiddled>(d + k * step, t + 2 * (k - 1), TLanes.Load(from + width), TLanes.Load(from));
        }
    }

    private static void Bluestein<TTwiddled>(PrimePlan<TReal> prime, TReal* d, nint step, TReal* t, TReal* scratch)
        where TTwiddled : struct, IFlag
    {
        var width = TLanes.Width;
        var inner = prime.Inner;
        var n = inner.Length;
        var first = scratch + (LinePlan<TReal>.GreatestSummedPrime + 1) * ElementReals;
        var second = first + (nint)n * ElementReals;
        var chirp = prime.Chirp;
        for (var j = 0; j < prime.Length; j++)
            RadixPasses<TLanes, TReal>.Put<Yes>(first + (nint)j * ElementReals, chirp + 2 * j, TLanes.Load(d + j * step), TLanes.Load(d + j * step + width));
        var zero = TLanes.Constant(0);
        for (var j = prime.Length; j < n; j++)
        {
            TLanes.Store(first + (nint)j * ElementReals, zero);
            TLanes.Store(first + (nint)j * ElementReals + width, zero);
        }

        Run(inner, first, scratch);
        Multiply(inner, prime.Spectrum, first, second);
        Run(inner, second, scratch);
        var order = inner.Order;
        for (var k = 0; k < prime.Length; k++)
        {
            var from = second + (nint)order[k] * ElementReals;
            var c = TLanes.Broadcast(chirp[2 * k]);
            var s = TLanes.Broadcast(chirp[2 * k + 1]);
            var re = TLanes.Load(from + width);
            var im = TLanes.Load(from);
            var xr = TLanes.MultiplySubtract(re, c, im * s);
            var xi = TLanes.MultiplyAdd(re, s, im * c);
            if (k == 0)
                RadixPasses<TLanes, TReal>.Put<No>(d, t, xr, xi);
            else
                RadixPasses<TLanes, TReal>.Put<TTwiddled>(d + k * step, t + 2 * (k - 1), xr, xi);
        }
    }

    // To natural order, with real and imaginary parts swapped: the next forward transform is then the inverse one.
    private static void Multiply(LinePlan<TReal> plan, TReal* spectrum, TReal* values, TReal* target)
    {
        var width = TLanes.Width;
        var order = plan.Order;
        for (var k = 0; k < plan.Length; k++)
        {
            var from = values + (nint)order[k] * ElementReals;
            var re = TLanes.Load(from);
            var im = TLanes.Load(from + width);
            var c = TLanes.Broadcast(spectrum[2 * k]);
            var s = TLanes.Broadcast(spectrum[2 * k + 1]);
            TLanes.Store(target + (nint)k * ElementReals + width, TLanes.MultiplySubtract(re, c, im * s));
            TLanes.Store(target + (nint)k * ElementReals, TLanes.MultiplyAdd(re, s, im * c));
        }
    }
}
