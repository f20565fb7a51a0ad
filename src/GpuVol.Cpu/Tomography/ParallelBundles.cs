using System.Runtime.CompilerServices;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// The rays of a parallel view in bundles of neighbours on their way over <see cref="ZeroFramed"/> rows: two loads and two permutations fetch the samples of all rays of a bundle. With AVX-512 it is as wide as a
/// vector, and its window twice as wide; with AVX2, where picking from such a window takes four operations, as many rays make a bundle as find their samples in a window of one vector, mostly 7 or 6.
/// </summary>
internal sealed unsafe class ParallelBundles<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    // Samples between neighbouring rays.
    private const double GreatestPerColumn = 2;

    // Samples from the first ray of a bundle to the last; less than a vector's with the start's fraction and rounding.
    private static readonly double GreatestSpan = TLanes.Width - 1.02;

    private readonly int _columns;
    private readonly int[] _firsts;
    private readonly int[] _ends;
    private readonly long[] _starts;
    private TVector _offsets;
    private long _slope;
    private int _rays;

    public ParallelBundles(int columns)
    {
        _columns = columns;
        var most = (columns + RaysAt(GreatestPerColumn) - 1) / RaysAt(GreatestPerColumn);
        _firsts = new int[most];
        _ends = new int[most];
        _starts = new long[most];
    }

    // Whether a pick from a window of two vectors is one operation.
    private static bool HasWideWindow => TLanes.Width == 16;

    /// <summary>Sums that <see cref="Walk(float*, long, int, int, float*)"/> may touch.</summary>
    public static int SumsOf(int columns) => (columns / TLanes.Width + 2) * TLanes.Width;

    /// <summary>True where windows are wide enough for the rays of a view.</summary>
    public static bool Fit(in ParallelView view) => Math.Abs(view.PerColumn) <= GreatestPerColumn && Math.Abs(view.Slope) <= 1;

    /// <summary>Takes a view, over <paramref name="steps"/> rows of <paramref name="samples"/> from <paramref name="first"/> on.</summary>
    public void Take(in ParallelView view, int first, int samples, int steps)
    {
        _rays = RaysAt(view.PerColumn);
        var span = (_rays - 1) * Math.Abs(view.PerColumn);
        _slope = FixedPoint.Of(view.Slope);
        _offsets = RaySamples<TLanes, TVector>.Offsets(view.PerColumn, _rays);
        var inverse = 1 / view.Slope;
        for (var bundle = 0; bundle * _rays < _columns; bundle++)
        {
            var start = view.Start - first + bundle * _rays * view.PerColumn;
            var least = view.PerColumn >= 0 ? start : start - span;
            _starts[bundle] = FixedPoint.Of(least);

            // Steps at which a ray may meet the row; with a slope of 0, all or none.
            var a = (-1 - span - least) * inverse;
            var b = (samples - least) * inverse;
            if (view.Slope == 0)
                (a, b) = least > -1 - span && least < samples ? (0, steps) : (0, -1);
            _firsts[bundle] = (int)Math.Clamp(Math.Ceiling(Math.Min(a, b)), 0, steps);
            _ends[bundle] = (int)Math.Clamp(Math.Floor(Math.Max(a, b)) + 1, 0, steps);
        }
    }

    /// <summary>Adds what steps [<paramref name="from"/>, <paramref name="to"/>) of every ray meet to <paramref name="sums"/>; <paramref name="rows"/> is sample 0 at step <paramref name="from"/>.</summary>
    public void Walk(float* rows, long stride, int from, int to, float* sums)
    {
        for (var bundle = 0; bundle * _rays < _columns; bundle++, sums += _rays)
        {
            var first = Math.Max(from, _firsts[bundle]);
            var steps = Math.Min(to, _ends[bundle]) - first;
            if (steps <= 0)
                continue;
            var row = rows + (first - from) * stride;
            var position = _starts[bundle] + first * _slope;
            if (HasWideWindow)
                Walk(row, stride, steps, position, _slope, _offsets, sums);
            else
                WalkNear(row, stride, steps, position, _slope, _offsets, _rays, sums);
        }
    }

    private static int RaysAt(double perColumn) => HasWideWindow ? TLanes.Width : (int)Math.Min(TLanes.Width, GreatestSpan / Math.Abs(perColumn) + 1);

    // Even and odd steps have sums of their own: one chain of additions would be longer than the work.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk(float* row, long stride, int steps, long position, long slope, TVector offsets, float* sums)
    {
        var sum0 = TLanes.Load(sums);
        var sum1 = TLanes.Broadcast(0);
        var lean0 = TLanes.Broadcast(0);
        var lean1 = TLanes.Broadcast(0);
        for (; steps >= 2; steps -= 2)
        {
            RaySamples<TLanes, TVector>.Add(row, position, offsets, ref sum0, ref lean0);
            RaySamples<TLanes, TVector>.Add(row + stride, position + slope, offsets, ref sum1, ref lean1);
            row += 2 * stride;
            position += 2 * slope;
        }

        if (steps > 0)
            RaySamples<TLanes, TVector>.Add(row, position, offsets, ref sum0, ref lean0);
        TLanes.Store(sums, TLanes.Add(TLanes.Add(sum0, sum1), TLanes.Add(lean0, lean1)));
    }

    // With the rise times the distance from the window's middle taken off its samples beforehand, a ray's place is its fraction.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WalkNear(float* row, long stride, int steps, long position, long slope, TVector offsets, int rays, float* sums)
    {
        var middle = TLanes.Width / 2;
        var toPlace = TLanes.Broadcast(WindowPlace.Magic + middle);
        var toMiddle = TLanes.Subtract(TLanes.Broadcast(middle + 0.5f), TLanes.Indices);
        offsets = TLanes.Subtract(offsets, TLanes.Broadcast(middle + 0.5f));
        var before = TLanes.Load(sums);
        var sum = TLanes.Broadcast(0);
        var lean0 = TLanes.Broadcast(0);
        var lean1 = TLanes.Broadcast(0);
        for (; steps >= 2; steps -= 2)
        {
            AddNear(row, position, offsets, toPlace, toMiddle, ref sum, ref lean0);
            AddNear(row + stride, position + slope, offsets, toPlace, toMiddle, ref sum, ref lean1);
            row += 2 * stride;
            position += 2 * slope;
        }

        if (steps > 0)
            AddNear(row, position, offsets, toPlace, toMiddle, ref sum, ref lean0);
        sum = TLanes.Add(before, TLanes.Add(sum, TLanes.Add(lean0, lean1)));

        // What lies behind is the next bundle's.
        TLanes.Store(sums, TLanes.WherePositive(TLanes.Subtract(TLanes.Broadcast(rays), TLanes.Indices), sum, before));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddNear(float* row, long position, TVector offsets, TVector toPlace, TVector toMiddle, ref TVector sum, ref TVector lean)
    {
        var window = row + FixedPoint.Whole(position);
        var column = TLanes.Add(offsets, TLanes.Broadcast(FixedPoint.OneAndFraction(position)));
        var place = TLanes.Add(column, toPlace);
        var samples = TLanes.Load(window);
        var rises = TLanes.Subtract(TLanes.Load(window + 1), samples);
        sum = TLanes.Add(sum, TLanes.Pick(TLanes.Fma(rises, toMiddle, samples), place));
        lean = TLanes.Fma(column, TLanes.Pick(rises, place), lean);
    }
}
