using System.Runtime.CompilerServices;

namespace GpuVol.Cpu.KSpace;

/// <summary>Between the spectra of even real lines and those of the complex lines of half the length that they are packed into.</summary>
internal static unsafe class RealLines<TLanes, TReal>
    where TLanes : struct, IFourierLanes<TLanes, TReal>
    where TReal : unmanaged
{
    /// <summary>Half spectrum (h + 1 elements, natural order, twice its size) of the packed spectrum (h elements in the plan's order).</summary>
    public static void Unpack(RealPlan<TReal> plan, TReal* packed, TReal* half)
    {
        var width = TLanes.Width;
        var h = plan.Complex.Length;
        var order = plan.Complex.Order;
        var twiddles = plan.Twiddles;
        for (var k = 0; k <= h - k; k++)
        {
            var a = packed + (nint)order[k] * 2 * width;
            var b = packed + (nint)order[k == 0 ? 0 : h - k] * 2 * width;
            var ar = TLanes.Load(a);
            var ai = TLanes.Load(a + width);
            var br = TLanes.Load(b);
            var bi = TLanes.Load(b + width);

            // Twice the even and the odd part: e = a + b*, o = -i (a - b*); X[k] = e + w o, X[h - k] = (e - w o)*.
            var er = ar + br;
            var ei = ai - bi;
            var or = ai + bi;
            var oi = br - ar;
            var c = TLanes.Broadcast(twiddles[2 * k]);
            var s = TLanes.Broadcast(twiddles[2 * k + 1]);
            var tr = TLanes.MultiplySubtract(or, c, oi * s);
            var ti = TLanes.MultiplyAdd(or, s, oi * c);
            var low = half + (nint)k * 2 * width;
            var high = half + (nint)(h - k) * 2 * width;
            TLanes.Store(low, er + tr);
            TLanes.Store(low + width, ei + ti);
            if (k == h - k)
                continue;
            TLanes.Store(high, er - tr);
            TLanes.Store(high + width, ti - ei);
        }
    }

    /// <summary>The packed spectrum (h elements, natural order, parts swapped) of a half spectrum (h + 1 elements), whose first and last are taken as real.</summary>
    public static void Pack(RealPlan<TReal> plan, TReal* half, TReal* packed)
    {
        var width = TLanes.Width;
        var h = plan.Complex.Length;
        var twiddles = plan.Twiddles;
        var first = TLanes.Load(half);
        var last = TLanes.Load(half + (nint)h * 2 * width);
        TLanes.Store(packed + width, first + last);
        TLanes.Store(packed, first - last);
        for (var k = 1; k <= h - k; k++)
        {
            var a = half + (nint)k * 2 * width;
            var b = half + (nint)(h - k) * 2 * width;
            var ar = TLanes.Load(a);
            var ai = TLanes.Load(a + width);
            var br = TLanes.Load(b);
            var bi = TLanes.Load(b + width);

            // e = a + b*, o = (a - b*) w*; Z[k] = e + i o, Z[h - k] = (e - i o)*.
            var er = ar + br;
            var ei = ai - bi;
            var dr = ar - br;
            var di = ai + bi;
            var c = TLanes.Broadcast(twiddles[2 * k]);
            var s = TLanes.Broadcast(twiddles[2 * k + 1]);
            var or = TLanes.MultiplyAdd(dr, c, di * s);
            var oi = TLanes.MultiplySubtract(di, c, dr * s);
            var low = packed + (nint)k * 2 * width;
            var high = packed + (nint)(h - k) * 2 * width;
            TLanes.Store(low + width, er - oi);
            TLanes.Store(low, ei + or);
            TLanes.Store(high + width, er + oi);
            TLanes.Store(high, or - ei);
        }
    }
}
