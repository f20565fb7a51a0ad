using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// The rays of a view in bundles of neighbours, as wide as a vector, on their way over <see cref="ZeroFramed"/> rows: two loads and two permutations fetch the samples of all rays of a bundle. Rays of a fan come
/// closer or part by the same amount from step to step. Where rays of both axes meet in a bundle, there is one for each.
/// </summary>
internal sealed unsafe class RayBundles<TLanes, TVector> : IDisposable
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    // Columns between the outer rays of a window of two vectors: less one for the neighbour, one for rounding, and the start's fraction.
    private static readonly float GreatestSpan = 2 * TLanes.Width - 2.5f;

    private readonly ProjectorParameters _p;
    private readonly HostMemory _memory;
    private readonly Bundle[] _bundles;

    public RayBundles(ProjectorParameters p)
    {
        _p = p;
        Count = (p.Columns + TLanes.Width - 1) / TLanes.Width;
        _bundles = new Bundle[2 * Count];
        _memory = HostMemory.Rent(2L * Count * 2 * TLanes.Width * sizeof(float));
    }

    /// <summary>How many for each axis.</summary>
    public int Count { get; }

    /// <summary>Takes a view, on its way over the whole slice.</summary>
    public void Take(ArrayView<float> views, int view)
    {
        var along = stackalloc float[TLanes.Width];
        for (var n = 0; n < Count; n++)
        {
            var rays = new RayLanes<TLanes, TVector>(views, view, n * TLanes.Width, _p);
            TLanes.Store(along, rays.AlongI);
            var alongI = 0;
            for (var lane = 0; lane < TLanes.Width; lane++)
                alongI += along[lane] > 0 ? 1 : 0;
            Take(rays, n, false, along, TLanes.Width - alongI);
            Take(rays, n, true, along, alongI);
        }
    }

    /// <summary>Adds what steps [<paramref name="from"/>, <paramref name="to"/>) of every ray meet to <paramref name="sums"/>, which are those of one axis; <paramref name="rows"/> is sample 0 at step <paramref name="from"/>.</summary>
    public void Walk(bool alongI, float* rows, long stride, int from, int to, float* sums)
    {
        for (var n = 0; n < Count; n++, sums += TLanes.Width)
        {
            ref readonly var bundle = ref _bundles[Index(n, alongI)];
            var first = Math.Max(from, bundle.First);
            var steps = Math.Min(to, bundle.End) - first;
            if (steps <= 0)
                continue;
            var at = rows + (first - from) * stride;
            var vectors = Vectors(n, alongI);
            if (bundle.IsWide)
                WalkWide(at, stride, first, steps, vectors, alongI ? _p.SizeJ : _p.SizeI, sums);
            else
                WalkNarrow(at, stride, first, steps, bundle.Position + first * bundle.Slope, bundle.Slope, vectors, sums);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Release();

    private int Index(int n, bool alongI) => alongI ? Count + n : n;

    private float* Vectors(int n, bool alongI) => (float*)_memory.Address + Index(n, alongI) * 2 * TLanes.Width;

    private void Take(in RayLanes<TLanes, TVector> rays, int n, bool alongI, float* along, int count)
    {
        ref var bundle = ref _bundles[Index(n, alongI)];
        bundle = default;
        if (count == 0)
            return;
        var starts = Vectors(n, alongI);
        var slopes = starts + TLanes.Width;
        var slope = rays.Slope(alongI);
        TLanes.Store(slopes, slope);
        TLanes.Store(starts, rays.Start(alongI, slope));
        if (count < TLanes.Width)
            LeaveOut(starts, slopes, along, alongI);
        var (samples, steps) = alongI ? (_p.SizeJ, _p.SizeI) : (_p.SizeI, _p.SizeJ);

        // The line between the least coordinates at both ends lies before all rays, that between the greatest behind.
        var (least0, greatest0) = Extremes(starts, slopes, 0);
        var (least1, greatest1) = Extremes(starts, slopes, steps - 1);
        var perStep = 1.0 / Math.Max(1, steps - 1);
        var slopeOfLeast = (float)((least1 - (double)least0) * perStep);
        var slopeOfGreatest = (greatest1 - (double)greatest0) * perStep;
        var (first, end) = (0.0, (double)steps);
        Narrow(ref first, ref end, samples - (double)least0, -slopeOfLeast);
        Narrow(ref first, ref end, greatest0 + 1.0, slopeOfGreatest);
        bundle.First = (int)first;
        bundle.End = (int)end;
        var spanAtFirst = greatest0 - least0 + first * (slopeOfGreatest - slopeOfLeast);
        var spanAtEnd = greatest0 - least0 + (end - 1) * (slopeOfGreatest - slopeOfLeast);
        bundle.IsWide = !(Math.Max(spanAtFirst, spanAtEnd) <= GreatestSpan);
        if (bundle.IsWide)
            return;
        bundle.Position = FixedPoint.Of(least0);
        bundle.Slope = FixedPoint.Of(slopeOfLeast);

        // From the least on; less the one that comes with the fraction.
        TLanes.Store(starts, TLanes.Subtract(TLanes.Subtract(TLanes.Load(starts), TLanes.Broadcast(least0)), TLanes.Broadcast(1)));
        TLanes.Store(slopes, TLanes.Subtract(TLanes.Load(slopes), TLanes.Broadcast(slopeOfLeast)));
    }

    // Rays of the other axis go the way of one of this.
    private static void LeaveOut(float* starts, float* slopes, float* along, bool alongI)
    {
        var kept = 0;
        while (along[kept] > 0 != alongI)
            kept++;
        for (var lane = 0; lane < TLanes.Width; lane++)
        {
            if (along[lane] > 0 != alongI)
                (starts[lane], slopes[lane]) = (starts[kept], slopes[kept]);
        }
    }

    private static (float Least, float Greatest) Extremes(float* starts, float* slopes, int step)
    {
        var (least, greatest) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var lane = 0; lane < TLanes.Width; lane++)
        {
            var at = MathF.FusedMultiplyAdd(slopes[lane], step, starts[lane]);
            least = Math.Min(least, at);
            greatest = Math.Max(greatest, at);
        }

        return (least, greatest);
    }

    // Whole steps at which atZero + slope · step may be above 0; one more on each side is no harm, they meet zeros.
    private static void Narrow(ref double first, ref double end, double atZero, double slope)
    {
        if (slope > 0)
            first = Math.Max(first, Math.Min(end, Math.Floor(-atZero / slope)));
        else if (slope < 0)
            end = Math.Min(end, Math.Max(first, Math.Ceiling(-atZero / slope) + 1));
        else if (atZero <= 0)
            end = first;
    }

    // Even and odd steps have sums of their own: one chain of additions would be longer than the work.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WalkNarrow(float* row, long stride, int first, int steps, long position, long slope, float* vectors, float* sums)
    {
        var perStep = TLanes.Load(vectors + TLanes.Width);
        var offsets0 = TLanes.Fma(perStep, TLanes.Broadcast(first), TLanes.Load(vectors));
        var offsets1 = TLanes.Add(offsets0, perStep);
        var perTwo = TLanes.Add(perStep, perStep);
        var sum0 = TLanes.Load(sums);
        var sum1 = TLanes.Broadcast(0);
        var lean0 = TLanes.Broadcast(0);
        var lean1 = TLanes.Broadcast(0);
        for (; steps >= 2; steps -= 2)
        {
            RaySamples<TLanes, TVector>.Add(row, position, offsets0, ref sum0, ref lean0);
            RaySamples<TLanes, TVector>.Add(row + stride, position + slope, offsets1, ref sum1, ref lean1);
            offsets0 = TLanes.Add(offsets0, perTwo);
            offsets1 = TLanes.Add(offsets1, perTwo);
            row += 2 * stride;
            position += 2 * slope;
        }

        if (steps > 0)
            RaySamples<TLanes, TVector>.Add(row, position, offsets0, ref sum0, ref lean0);
        TLanes.Store(sums, TLanes.Add(TLanes.Add(sum0, sum1), TLanes.Add(lean0, lean1)));
    }

    // Rays too far apart for a window.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WalkWide(float* row, long stride, int first, int steps, float* vectors, int samples, float* sums)
    {
        var start = TLanes.Load(vectors);
        var slope = TLanes.Load(vectors + TLanes.Width);
        var least = TLanes.Broadcast(-1);
        var greatest = TLanes.Broadcast(samples);
        var one = TLanes.Broadcast(1);
        var sum = TLanes.Load(sums);
        for (var step = first; step < first + steps; step++, row += stride)
        {
            var position = TLanes.Max(TLanes.Min(TLanes.Fma(slope, TLanes.Broadcast(step), start), greatest), least);
            var index = TLanes.Floor(position);
            var place = TLanes.Add(index, TLanes.Broadcast(WindowPlace.Magic));
            var before = TLanes.Gather(row, place);
            var after = TLanes.Gather(row, TLanes.Add(place, one));
            sum = TLanes.Add(sum, TLanes.Fma(TLanes.Subtract(position, index), TLanes.Subtract(after, before), before));
        }

        TLanes.Store(sums, sum);
    }

    /// <summary>Where the window of a bundle begins at step 0, its change per step, and the steps at which the bundle may meet the slice.</summary>
    private struct Bundle
    {
        public long Position;
        public long Slope;
        public int First;
        public int End;

        /// <summary>True where a window does not hold all rays: they start and lean as they are, and need none.</summary>
        public bool IsWide;
    }
}
