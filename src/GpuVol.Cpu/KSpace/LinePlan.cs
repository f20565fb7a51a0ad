using System.Collections.Concurrent;
using GpuVol.Kernels;

namespace GpuVol.Cpu.KSpace;

/// <summary>How lines of one length are transformed in place: passes with their tables, and where each result lies afterwards.</summary>
/// <remarks>
/// Decimation in frequency (Gentleman and Sande 1966), so that the passes before the last leave ever smaller blocks that are transformed by
/// themselves; results come out in digit-reversed order, which costs nothing as they are picked up by <see cref="Order"/>.
/// </remarks>
internal sealed unsafe class LinePlan<TReal>
    where TReal : unmanaged
{
    /// <summary>Greatest prime radix that is summed directly; greater ones are convolved (Rader, Bluestein).</summary>
    public const int GreatestSummedPrime = 61;

    private const int MaxCached = 512;
    private const int Padding = 32;
    private static readonly ConcurrentDictionary<int, LinePlan<TReal>> Cache = new();

    private readonly PinnedTable<int> _places;
    private readonly PinnedTable<int> _centeredPlaces;
    private readonly PinnedTable<int> _order;
    private readonly PinnedTable<int> _centeredOrder;

    private LinePlan(int length)
    {
        Length = length;
        var radices = Radices(length);
        Passes = new LinePass<TReal>[radices.Count];
        var rest = length;
        for (var p = 0; p < radices.Count; p++)
        {
            Passes[p] = MakePass(radices[p], rest / radices[p]);
            rest /= radices[p];
        }

        // Padded by repetition, so that groups of columns may run over the end.
        _order = new PinnedTable<int>(length + Padding);
        _centeredOrder = new PinnedTable<int>(length + Padding);
        _places = new PinnedTable<int>(length);
        _centeredPlaces = new PinnedTable<int>(length);
        for (var k = 0; k < length; k++)
        {
            var digits = k;
            var place = 0;
            foreach (var pass in Passes)
            {
                place += digits % pass.Radix * pass.M;
                digits /= pass.Radix;
            }

            _order.Pointer[k] = place;
            _centeredOrder.Pointer[(k + length / 2) % length] = place;
            _places.Pointer[k] = k;
            _centeredPlaces.Pointer[(k + length / 2) % length] = k;
        }

        for (var k = length; k < length + Padding; k++)
        {
            _order.Pointer[k] = _order.Pointer[length - 1];
            _centeredOrder.Pointer[k] = _centeredOrder.Pointer[length - 1];
        }

        // Pairs of a summed radix lie before the two buffers of a convolution.
        var convolution = 0;
        foreach (var pass in Passes)
        {
            convolution = Math.Max(convolution, pass.Prime?.ScratchElements ?? 0);
            Cost += CostOf(pass.Radix, pass.Prime) * length;
        }

        ScratchElements = GreatestSummedPrime + 1 + convolution;
    }

    public int Length { get; }

    public LinePass<TReal>[] Passes { get; }

    /// <summary>Element k of the result lies at place Order[k].</summary>
    public int* Order => _order.Pointer;

    /// <summary>At which place number j of a line belongs; centred, number n / 2 belongs at place 0.</summary>
    public int* PlacesOf(bool centered) => centered ? _centeredPlaces.Pointer : _places.Pointer;

    /// <summary>At which place number k of the result lies; centred, frequency 0 is number n / 2.</summary>
    public int* OrderOf(bool centered) => centered ? _centeredOrder.Pointer : _order.Pointer;

    /// <summary>Elements of scratch that a run needs.</summary>
    public int ScratchElements { get; }

    /// <summary>About the cycles of a line.</summary>
    public double Cost { get; }

    public static LinePlan<TReal> Get(int length)
    {
        if (Cache.TryGetValue(length, out var plan))
            return plan;
        if (Cache.Count >= MaxCached)
            Cache.Clear();
        return Cache.GetOrAdd(length, static n => new LinePlan<TReal>(n));
    }

    private static List<int> Radices(int length)
    {
        List<int> radices = [.. FourierLengths.Radices(length)];

        // Eights with a single two left over: two fours are one pass and as many operations less.
        if (radices.Contains(8) && radices.Contains(2))
        {
            radices.Remove(8);
            radices.Remove(2);
            radices.InsertRange(radices.LastIndexOf(8) + 1, [4, 4]);
        }

        return radices;
    }

    private static LinePass<TReal> MakePass(int radix, int m)
    {
        var twiddles = new PinnedTable<TReal>(m == 1 ? 0 : 2 * (radix - 1) * m);
        if (m > 1)
        {
            var t = twiddles.Pointer;
            for (var j = 0; j < m; j++)
            {
                for (var q = 1; q < radix; q++)
                {
                    var (cos, sin) = RootsOfUnity.Of((long)j * q, (long)radix * m);
                    *t++ = Real.Of<TReal>(cos);
                    *t++ = Real.Of<TReal>(sin);
                }
            }
        }

        return new LinePass<TReal>
        {
            Radix = radix,
            M = m,
            Twiddles = twiddles,
            Roots = radix > 8 && radix <= GreatestSummedPrime ? Roots(radix) : null,
            Prime = radix > GreatestSummedPrime ? PrimePlan<TReal>.Best(radix) : null,
        };
    }

    private static PinnedTable<TReal> Roots(int radix)
    {
        var half = (radix - 1) / 2;
        var roots = new PinnedTable<TReal>(2 * half * half);
        var t = roots.Pointer;
        for (var k = 1; k <= half; k++)
        {
            for (var j = 1; j <= half; j++)
            {
                var (cos, sin) = RootsOfUnity.Of((long)j * k, radix);
                *t++ = Real.Of<TReal>(cos);
                *t++ = Real.Of<TReal>(-sin);
            }
        }

        return roots;
    }

    private static double CostOf(int radix, PrimePlan<TReal>? prime) => radix switch
    {
        2 => 3,
        3 or 4 => 4,
        5 => 5,
        7 => 7,
        8 => 5.5,
        _ => prime is null ? radix / 2.0 + 5 : prime.Cost / radix,
    };
}
