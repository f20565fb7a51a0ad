using System.Runtime.CompilerServices;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// The rays of a parallel view in bundles of neighbours, as wide as a vector, on their way over <see cref="ZeroFramed"/> rows: two loads and two permutations fetch the samples of all rays of a bundle.
/// </summary>
internal sealed unsafe class ParallelBundles<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    private readonly int[] _firsts;
    private readonly int[] _ends;
    private readonly long[] _starts;
    private TVector _offsets;
    private long _slope;

    public ParallelBundles(int columns)
    {
        Count = (columns + TLanes.Width - 1) / TLanes.Width;
        _firsts = new int[Count];
        _ends = new int[Count];
        _starts = new long[Count];
    }

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>True where windows of two vectors are wide enough for the rays of a view.</summary>
    public static bool Fit(in ParallelView view) => Math.Abs(view.PerColumn) <= 2 && Math.Abs(view.Slope) <= 1;

    /// <summary>Takes a view, over <paramref name="steps"/> rows of <paramref name="samples"/> from <paramref name="first"/> on.</summary>
    public void Take(in ParallelView view, int first, int samples, int steps)
    {
        var span = (TLanes.Width - 1) * Math.Abs(view.PerColumn);
        _slope = FixedPoint.Of(view.Slope);
        _offsets = RaySamples<TLanes, TVector>.Offsets(view.PerColumn);
        var inverse = 1 / view.Slope;
        for (var bundle = 0; bundle < Count; bundle++)
        {
            var start = view.Start - first + bundle * TLanes.Width * view.PerColumn;
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
        for (var bundle = 0; bundle < Count; bundle++)
        {
            var first = Math.Max(from, _firsts[bundle]);
            var end = Math.Min(to, _ends[bundle]);
            if (first < end)
                Walk(rows + (first - from) * stride, stride, end - first, _starts[bundle] + first * _slope, _slope, _offsets, sums + bundle * TLanes.Width);
        }
    }

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
}
