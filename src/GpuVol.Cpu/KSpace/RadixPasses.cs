using System.Runtime.CompilerServices;

namespace GpuVol.Cpu.KSpace;

/// <summary>
/// One decimation-in-frequency pass over lines side by side, in place: every block of radix · m elements becomes radix blocks of m, each
/// of which is then transformed by itself. Forward exponent.
/// </summary>
/// <remarks>
/// <c>twiddles</c> holds cosine and sine of -2π j q / (radix · m) for q of 1 to radix - 1, j by j. Passes with m = 1 have none to apply.
/// </remarks>
internal static unsafe class RadixPasses<TLanes, TReal>
    where TLanes : struct, IFourierLanes<TLanes, TReal>
    where TReal : unmanaged
{
    public static void Two<TTwiddled>(TReal* data, TReal* twiddles, int blocks, int m)
        where TTwiddled : struct, IFlag
    {
        var width = TLanes.Width;
        var step = (nint)m * 2 * width;
        for (var block = 0; block < blocks; block++)
        {
            var d = data + block * 2 * step;
            var t = twiddles;
            for (var j = 0; j < m; j++)
            {
                var ar = TLanes.Load(d);
                var ai = TLanes.Load(d + width);
                var br = TLanes.Load(d + step);
                var bi = TLanes.Load(d + step + width);
                TLanes.Store(d, ar + br);
                TLanes.Store(d + width, ai + bi);
                Put<TTwiddled>(d + step, t, ar - br, ai - bi);
                d += 2 * width;
                t += 2;
            }
        }
    }

    public static void Three<TTwiddled>(TReal* data, TReal* twiddles, int blocks, int m)
        where TTwiddled : struct, IFlag
    {
        var width = TLanes.Width;
        var step = (nint)m * 2 * width;
        var sin60 = TLanes.Constant(0.866025403784438646763723170752936183);
        var half = TLanes.Constant(0.5);
        for (var block = 0; block < blocks; block++)
        {
            var d = data + block * 3 * step;
            var t = twiddles;
            for (var j = 0; j < m; j++)
            {
                var ar = TLanes.Load(d);
                var ai = TLanes.Load(d + width);
                var br = TLanes.Load(d + step);
                var bi = TLanes.Load(d + step + width);
                var cr = TLanes.Load(d + 2 * step);
                var ci = TLanes.Load(d + 2 * step + width);
                var sr = br + cr;
                var si = bi + ci;
                var dr = (br - cr) * sin60;
                var di = (bi - ci) * sin60;
                var mr = TLanes.SubtractProduct(sr, half, ar);
                var mi = TLanes.SubtractProduct(si, half, ai);
                TLanes.Store(d, ar + sr);
                TLanes.Store(d + width, ai + si);
                Put<TTwiddled>(d + step, t, mr + di, mi - dr);
                Put<TTwiddled>(d + 2 * step, t + 2, mr - di, mi + dr);
                d += 2 * width;
                t += 4;
            }
        }
    }

    public static void Four<TTwiddled>(TReal* data, TReal* twiddles, int blocks, int m)
        where TTwiddled : struct, IFlag
    {
        var width = TLanes.Width;
        var step = (nint)m * 2 * width;
        for (var block = 0; block < blocks; block++)
        {
            var d = data + block * 4 * step;
            var t = twiddles;
            for (var j = 0; j < m; j++)
            {
                FourPoint(
                    TLanes.Load(d), TLanes.Load(d + width),
                    TLanes.Load(d + step), TLanes.Load(d + step + width),
                    TLanes.Load(d + 2 * step), TLanes.Load(d + 2 * step + width),
                    TLanes.Load(d + 3 * step), TLanes.Load(d + 3 * step + width),
                    out var r0, out var i0, out var r1, out var i1, out var r2, out var i2, out var r3, out var i3);
                TLanes.Store(d, r0);
                TLanes.Store(d + width, i0);
                Put<TTwiddled>(d + step, t, r1, i1);
                Put<TTwiddled>(d + 2 * step, t + 2, r2, i2);
                Put<TTwiddled>(d + 3 * step, t + 4, r3, i3);
                d += 2 * width;
                t += 6;
            }
        }
    }

    public static void Five<TTwiddled>(TReal* data, TReal* twiddles, int blocks, int m)
        where TTwiddled : struct, IFlag
    {
        var width = TLanes.Width;
        var step = (nint)m * 2 * width;
        for (var block = 0; block < blocks; block++)
        {
            var d = data + block * 5 * step;
            var t = twiddles;
            for (var j = 0; j < m; j++)
            {
                FivePoint(
                    TLanes.Load(d), TLanes.Load(d + width),
                    TLanes.Load(d + step), TLanes.Load(d + step + width),
                    TLanes.Load(d + 2 * step), TLanes.Load(d + 2 * step + width),
                    TLanes.Load(d + 3 * step), TLanes.Load(d + 3 * step + width),
                    TLanes.Load(d + 4 * step), TLanes.Load(d + 4 * step + width),
                    out var r0, out var i0, out var r1, out var i1, out var r2, out var i2, out var r3, out var i3, out var r4, out var i4);
                TLanes.Store(d, r0);
                TLanes.Store(d + width, i0);
                Put<TTwiddled>(d + step, t, r1, i1);
                Put<TTwiddled>(d + 2 * step, t + 2, r2, i2);
                Put<TTwiddled>(d + 3 * step, t + 4, r3, i3);
                Put<TTwiddled>(d + 4 * step, t + 6, r4, i4);
                d += 2 * width;
                t += 8;
            }
        }
    }

    public static void Seven<TTwiddled>(TReal* data, TReal* twiddles, int blocks, int m)
        where TTwiddled : struct, IFlag
    {
        var width = TLanes.Width;
        var step = (nint)m * 2 * width;
        var c1 = TLanes.Constant(0.623489801858733530525004884004239811);
        var c2 = TLanes.Constant(-0.222520933956314404288902564496794759);
        var c3 = TLanes.Constant(-0.900968867902419126236102319507445051);
        var s1 = TLanes.Constant(0.781831482468029808708444526674057750);
        var s2 = TLanes.Constant(0.974927912181823607018131682993931217);
        var s3 = TLanes.Constant(0.433883739117558120475768332848358754);
        for (var block = 0; block < blocks; block++)
        {
            var d = data + block * 7 * step;
            var t = twiddles;
            for (var j = 0; j < m; j++)
            {
                var ar = TLanes.Load(d);
                var ai = TLanes.Load(d + width);
                Pair(d + step, d + 6 * step, out var p1r, out var p1i, out var q1r, out var q1i);
                Pair(d + 2 * step, d + 5 * step, out var p2r, out var p2i, out var q2r, out var q2i);
                Pair(d + 3 * step, d + 4 * step, out var p3r, out var p3i, out var q3r, out var q3i);
                TLanes.Store(d, ar + p1r + (p2r + p3r));
                TLanes.Store(d + width, ai + p1i + (p2i + p3i));

                var m1r = TLanes.MultiplyAdd(p1r, c1, TLanes.MultiplyAdd(p2r, c2, TLanes.MultiplyAdd(p3r, c3, ar)));
                var m1i = TLanes.MultiplyAdd(p1i, c1, TLanes.MultiplyAdd(p2i, c2, TLanes.MultiplyAdd(p3i, c3, ai)));
                var n1r = TLanes.MultiplyAdd(q1r, s1, TLanes.MultiplyAdd(q2r, s2, q3r * s3));
                var n1i = TLanes.MultiplyAdd(q1i, s1, TLanes.MultiplyAdd(q2i, s2, q3i * s3));
                Put<TTwiddled>(d + step, t, m1r + n1i, m1i - n1r);
                Put<TTwiddled>(d + 6 * step, t + 10, m1r - n1i, m1i + n1r);

                var m2r = TLanes.MultiplyAdd(p1r, c2, TLanes.MultiplyAdd(p2r, c3, TLanes.MultiplyAdd(p3r, c1, ar)));
                var m2i = TLanes.MultiplyAdd(p1i, c2, TLanes.MultiplyAdd(p2i, c3, TLanes.MultiplyAdd(p3i, c1, ai)));
                var n2r = TLanes.MultiplySubtract(q1r, s2, TLanes.MultiplyAdd(q2r, s3, q3r * s1));
                var n2i = TLanes.MultiplySubtract(q1i, s2, TLanes.MultiplyAdd(q2i, s3, q3i * s1));
                Put<TTwiddled>(d + 2 * step, t + 2, m2r + n2i, m2i - n2r);
                Put<TTwiddled>(d + 5 * step, t + 8, m2r - n2i, m2i + n2r);

                var m3r = TLanes.MultiplyAdd(p1r, c3, TLanes.MultiplyAdd(p2r, c1, TLanes.MultiplyAdd(p3r, c2, ar)));
                var m3i = TLanes.MultiplyAdd(p1i, c3, TLanes.MultiplyAdd(p2i, c1, TLanes.MultiplyAdd(p3i, c2, ai)));
                var n3r = TLanes.MultiplyAdd(q1r, s3, TLanes.SubtractProduct(q2r, s1, q3r * s2));
                var n3i = TLanes.MultiplyAdd(q1i, s3, TLanes.SubtractProduct(q2i, s1, q3i * s2));
                Put<TTwiddled>(d + 3 * step, t + 4, m3r + n3i, m3i - n3r);
                Put<TTwiddled>(d + 4 * step, t + 6, m3r - n3i, m3i + n3r);
                d += 2 * width;
                t += 12;
            }
        }
    }

    public static void Eight<TTwiddled>(TReal* data, TReal* twiddles, int blocks, int m)
        where TTwiddled : struct, IFlag
    {
        var width = TLanes.Width;
        var step = (nint)m * 2 * width;
        var root = TLanes.Constant(0.707106781186547524400844362104849039);
        for (var block = 0; block < blocks; block++)
        {
            var d = data + block * 8 * step;
            var t = twiddles;
            for (var j = 0; j < m; j++)
            {
                FourPoint(
                    TLanes.Load(d + step), TLanes.Load(d + step + width),
                    TLanes.Load(d + 3 * step), TLanes.Load(d + 3 * step + width),
                    TLanes.Load(d + 5 * step), TLanes.Load(d + 5 * step + width),
                    TLanes.Load(d + 7 * step), TLanes.Load(d + 7 * step + width),
                    out var o0r, out var o0i, out var o1r, out var o1i, out var o2r, out var o2i, out var o3r, out var o3i);
                FourPoint(
                    TLanes.Load(d), TLanes.Load(d + width),
                    TLanes.Load(d + 2 * step), TLanes.Load(d + 2 * step + width),
                    TLanes.Load(d + 4 * step), TLanes.Load(d + 4 * step + width),
                    TLanes.Load(d + 6 * step), TLanes.Load(d + 6 * step + width),
                    out var e0r, out var e0i, out var e1r, out var e1i, out var e2r, out var e2i, out var e3r, out var e3i);
                TLanes.Store(d, e0r + o0r);
                TLanes.Store(d + width, e0i + o0i);
                Put<TTwiddled>(d + 4 * step, t + 6, e0r - o0r, e0i - o0i);

                // Times exp(-πi / 4), the root taken out: (a + b, b - a) and (b - a, -(a + b)) over √2.
                var ur = o1r + o1i;
                var ui = o1i - o1r;
                Put<TTwiddled>(d + step, t, TLanes.MultiplyAdd(ur, root, e1r), TLanes.MultiplyAdd(ui, root, e1i));
                Put<TTwiddled>(d + 5 * step, t + 8, TLanes.SubtractProduct(ur, root, e1r), TLanes.SubtractProduct(ui, root, e1i));

                Put<TTwiddled>(d + 2 * step, t + 2, e2r + o2i, e2i - o2r);
                Put<TTwiddled>(d + 6 * step, t + 10, e2r - o2i, e2i + o2r);

                var vr = o3i - o3r;
                var vi = o3r + o3i;
                Put<TTwiddled>(d + 3 * step, t + 4, TLanes.MultiplyAdd(vr, root, e3r), TLanes.SubtractProduct(vi, root, e3i));
                Put<TTwiddled>(d + 7 * step, t + 12, TLanes.SubtractProduct(vr, root, e3r), TLanes.MultiplyAdd(vi, root, e3i));
                d += 2 * width;
                t += 14;
            }
        }
    }

    /// <summary>Any odd radix of 11 or more by its sum, terms k and radix - k together.</summary>
    /// <param name="data">As for the others.</param>
    /// <param name="twiddles">As for the others.</param>
    /// <param name="blocks">As for the others.</param>
    /// <param name="m">As for the others.</param>
    /// <param name="radix">The radix.</param>
    /// <param name="roots">Cosine and sine of 2π j k / radix for j of 1 to (radix - 1) / 2, k by k.</param>
    /// <param name="pairs">Room for 4 · Width · (radix - 1) / 2.</param>
    public static void Odd<TTwiddled>(TReal* data, TReal* twiddles, int blocks, int m, int radix, TReal* roots, TReal* pairs)
        where TTwiddled : struct, IFlag
    {
        var width = TLanes.Width;
        var step = (nint)m * 2 * width;
        var half = (radix - 1) / 2;
        for (var block = 0; block < blocks; block++)
        {
            for (var j = 0; j < m; j++)
            {
                var d = data + block * radix * step + (nint)j * 2 * width;
                var t = twiddles + (nint)j * 2 * (radix - 1);
                var ar = TLanes.Load(d);
                var ai = TLanes.Load(d + width);
                var sr = ar;
                var si = ai;
                for (var k = 1; k <= half; k++)
                {
                    Pair(d + k * step, d + (radix - k) * step, out var pr, out var pi, out var qr, out var qi);
                    var place = pairs + (k - 1) * 4 * width;
                    TLanes.Store(place, pr);
                    TLanes.Store(place + width, pi);
                    TLanes.Store(place + 2 * width, qr);
                    TLanes.Store(place + 3 * width, qi);
                    sr += pr;
                    si += pi;
                }

                TLanes.Store(d, sr);
                TLanes.Store(d + width, si);
                if (TLanes.HasManyRegisters)
                {
                    // The last group overlaps the one before where half is no multiple of its size.
                    for (var k = 1; k <= half; k += 4)
                        OddFour<TTwiddled>(d, step, t, Math.Min(k, half - 3), radix, half, roots, pairs, ar, ai);
                }
                else
                {
                    for (var k = 1; k <= half; k += 2)
                        OddTwo<TTwiddled>(d, step, t, Math.Min(k, half - 1), radix, half, roots, pairs, ar, ai);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OddFour<TTwiddled>(TReal* d, nint step, TReal* t, int k, int radix, int half, TReal* roots, TReal* pairs, TLanes ar, TLanes ai)
        where TTwiddled : struct, IFlag
    {
        var width = TLanes.Width;
        var zero = TLanes.Constant(0);
        TLanes m0r = ar, m0i = ai, m1r = ar, m1i = ai, m2r = ar, m2i = ai, m3r = ar, m3i = ai;
        TLanes n0r = zero, n0i = zero, n1r = zero, n1i = zero, n2r = zero, n2i = zero, n3r = zero, n3i = zero;
        var w0 = roots + (nint)(k - 1) * 2 * half;
        var rowStep = 2 * half;
        var place = pairs;
        for (var j = 0; j < half; j++)
        {
            var pr = TLanes.Load(place);
            var pi = TLanes.Load(place + width);
            var qr = TLanes.Load(place + 2 * width);
            var qi = TLanes.Load(place + 3 * width);
            var c = TLanes.Broadcast(w0[0]);
            var s = TLanes.Broadcast(w0[1]);
            m0r = TLanes.MultiplyAdd(pr, c, m0r);
            m0i = TLanes.MultiplyAdd(pi, c, m0i);
            n0r = TLanes.MultiplyAdd(qr, s, n0r);
            n0i = TLanes.MultiplyAdd(qi, s, n0i);
            c = TLanes.Broadcast(w0[rowStep]);
            s = TLanes.Broadcast(w0[rowStep + 1]);
            m1r = TLanes.MultiplyAdd(pr, c, m1r);
            m1i = TLanes.MultiplyAdd(pi, c, m1i);
            n1r = TLanes.MultiplyAdd(qr, s, n1r);
            n1i = TLanes.MultiplyAdd(qi, s, n1i);
            c = TLanes.Broadcast(w0[2 * rowStep]);
            s = TLanes.Broadcast(w0[2 * rowStep + 1]);
            m2r = TLanes.MultiplyAdd(pr, c, m2r);
            m2i = TLanes.MultiplyAdd(pi, c, m2i);
            n2r = TLanes.MultiplyAdd(qr, s, n2r);
            n2i = TLanes.MultiplyAdd(qi, s, n2i);
            c = TLanes.Broadcast(w0[3 * rowStep]);
            s = TLanes.Broadcast(w0[3 * rowStep + 1]);
            m3r = TLanes.MultiplyAdd(pr, c, m3r);
            m3i = TLanes.MultiplyAdd(pi, c, m3i);
            n3r = TLanes.MultiplyAdd(qr, s, n3r);
            n3i = TLanes.MultiplyAdd(qi, s, n3i);
            place += 4 * width;
            w0 += 2;
        }

        PutPair<TTwiddled>(d, step, t, k, radix, m0r, m0i, n0r, n0i);
        PutPair<TTwiddled>(d, step, t, k + 1, radix, m1r, m1i, n1r, n1i);
        PutPair<TTwiddled>(d, step, t, k + 2, radix, m2r, m2i, n2r, n2i);
        PutPair<TTwiddled>(d, step, t, k + 3, radix, m3r, m3i, n3r, n3i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OddTwo<TTwiddled>(TReal* d, nint step, TReal* t, int k, int radix, int half, TReal* roots, TReal* pairs, TLanes ar, TLanes ai)
        where TTwiddled : struct, IFlag
    {
        var width = TLanes.Width;
        var zero = TLanes.Constant(0);
        TLanes m0r = ar, m0i = ai, m1r = ar, m1i = ai;
        TLanes n0r = zero, n0i = zero, n1r = zero, n1i = zero;
        var w = roots + (nint)(k - 1) * 2 * half;
        var place = pairs;
        for (var j = 0; j < half; j++)
        {
            var pr = TLanes.Load(place);
            var pi = TLanes.Load(place + width);
            var qr = TLanes.Load(place + 2 * width);
            var qi = TLanes.Load(place + 3 * width);
            var c = TLanes.Broadcast(w[0]);
            var s = TLanes.Broadcast(w[1]);
            m0r = TLanes.MultiplyAdd(pr, c, m0r);
            m0i = TLanes.MultiplyAdd(pi, c, m0i);
            n0r = TLanes.MultiplyAdd(qr, s, n0r);
            n0i = TLanes.MultiplyAdd(qi, s, n0i);
            c = TLanes.Broadcast(w[2 * half]);
            s = TLanes.Broadcast(w[2 * half + 1]);
            m1r = TLanes.MultiplyAdd(pr, c, m1r);
            m1i = TLanes.MultiplyAdd(pi, c, m1i);
            n1r = TLanes.MultiplyAdd(qr, s, n1r);
            n1i = TLanes.MultiplyAdd(qi, s, n1i);
            place += 4 * width;
            w += 2;
        }

        PutPair<TTwiddled>(d, step, t, k, radix, m0r, m0i, n0r, n0i);
        PutPair<TTwiddled>(d, step, t, k + 1, radix, m1r, m1i, n1r, n1i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutPair<TTwiddled>(TReal* d, nint step, TReal* t, int k, int radix, TLanes mr, TLanes mi, TLanes nr, TLanes ni)
        where TTwiddled : struct, IFlag
    {
        Put<TTwiddled>(d + k * step, t + 2 * (k - 1), mr + ni, mi - nr);
        Put<TTwiddled>(d + (radix - k) * step, t + 2 * (radix - k - 1), mr - ni, mi + nr);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(TReal* a, TReal* b, out TLanes sumR, out TLanes sumI, out TLanes differenceR, out TLanes differenceI)
    {
        var ar = TLanes.Load(a);
        var ai = TLanes.Load(a + TLanes.Width);
        var br = TLanes.Load(b);
        var bi = TLanes.Load(b + TLanes.Width);
        sumR = ar + br;
        sumI = ai + bi;
        differenceR = ar - br;
        differenceI = ai - bi;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put<TTwiddled>(TReal* target, TReal* twiddle, TLanes re, TLanes im)
        where TTwiddled : struct, IFlag
    {
        if (TTwiddled.Value)
        {
            var c = TLanes.Broadcast(twiddle[0]);
            var s = TLanes.Broadcast(twiddle[1]);
            TLanes.Store(target, TLanes.MultiplySubtract(re, c, im * s));
            TLanes.Store(target + TLanes.Width, TLanes.MultiplyAdd(re, s, im * c));
        }
        else
        {
            TLanes.Store(target, re);
            TLanes.Store(target + TLanes.Width, im);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourPoint(
        TLanes ar, TLanes ai, TLanes br, TLanes bi, TLanes cr, TLanes ci, TLanes dr, TLanes di,
        out TLanes r0, out TLanes i0, out TLanes r1, out TLanes i1, out TLanes r2, out TLanes i2, out TLanes r3, out TLanes i3)
    {
        var pr = ar + cr;
        var pi = ai + ci;
        var qr = ar - cr;
        var qi = ai - ci;
        var ur = br + dr;
        var ui = bi + di;
        var vr = br - dr;
        var vi = bi - di;
        r0 = pr + ur;
        i0 = pi + ui;
        r1 = qr + vi;
        i1 = qi - vr;
        r2 = pr - ur;
        i2 = pi - ui;
        r3 = qr - vi;
        i3 = qi + vr;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FivePoint(
        TLanes ar, TLanes ai, TLanes br, TLanes bi, TLanes cr, TLanes ci, TLanes dr, TLanes di, TLanes er, TLanes ei,
        out TLanes r0, out TLanes i0, out TLanes r1, out TLanes i1, out TLanes r2, out TLanes i2, out TLanes r3, out TLanes i3, out TLanes r4, out TLanes i4)
    {
        var c1 = TLanes.Constant(0.309016994374947424102293417182819059);
        var c2 = TLanes.Constant(-0.809016994374947424102293417182819059);
        var s1 = TLanes.Constant(0.951056516295153572116439333379382143);
        var s2 = TLanes.Constant(0.587785252292473129168705954639072769);
        var p1r = br + er;
        var p1i = bi + ei;
        var q1r = br - er;
        var q1i = bi - ei;
        var p2r = cr + dr;
        var p2i = ci + di;
        var q2r = cr - dr;
        var q2i = ci - di;
        r0 = ar + p1r + p2r;
        i0 = ai + p1i + p2i;
        var m1r = TLanes.MultiplyAdd(p1r, c1, TLanes.MultiplyAdd(p2r, c2, ar));
        var m1i = TLanes.MultiplyAdd(p1i, c1, TLanes.MultiplyAdd(p2i, c2, ai));
        var m2r = TLanes.MultiplyAdd(p1r, c2, TLanes.MultiplyAdd(p2r, c1, ar));
        var m2i = TLanes.MultiplyAdd(p1i, c2, TLanes.MultiplyAdd(p2i, c1, ai));
        var n1r = TLanes.MultiplyAdd(q1r, s1, q2r * s2);
        var n1i = TLanes.MultiplyAdd(q1i, s1, q2i * s2);
        var n2r = TLanes.MultiplySubtract(q1r, s2, q2r * s1);
        var n2i = TLanes.MultiplySubtract(q1i, s2, q2i * s1);
        r1 = m1r + n1i;
        i1 = m1i - n1r;
        r4 = m1r - n1i;
        i4 = m1i + n1r;
        r2 = m2r + n2i;
        i2 = m2i - n2r;
        r3 = m2r - n2i;
        i3 = m2i + n2r;
    }
}
