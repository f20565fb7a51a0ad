using System.Runtime.CompilerServices;

namespace GpuVol.Cpu.Morphology;

/// <summary>
/// The passes along one axis: for every voxel of a column the least of source(s) + weight (y - s)² over the column's voxels s.
/// Neighbouring columns lie side by side in a register.
/// </summary>
/// <remarks>
/// Each voxel is searched outwards until the penalty alone reaches what was found, in all lanes: that costs the distance,
/// which is short in most images, without a branch per lane. A block of columns that needs more than <see cref="StepsPerLane"/>
/// steps per lane and voxel is done by the lower envelope of parabolas instead (Felzenszwalb and Huttenlocher 2012, section 2, in
/// integers), which is linear in the length whatever the image; so the whole is linear.
/// </remarks>
internal static unsafe class DistanceColumns<TSet, TLanes, TStored>
    where TSet : struct, IDistanceLanes<TLanes, TStored>
    where TLanes : unmanaged
    where TStored : unmanaged
{
    // An envelope costs about as much as this many steps of the search, for each column of a register.
    private const int StepsPerLane = 4;

    private static int FewestSites => StepsPerLane * TSet.Count / 2;

    /// <summary>Fills the penalties weight · r² for r in [0, count), one register each.</summary>
    public static void FillPenalties(TLanes* penalties, int count, long weight)
    {
        for (var r = 0; r < count; r++)
            penalties[r] = TSet.Broadcast(weight * r * r);
    }

    /// <summary>Fills the two tables that runs are written from: weight (k + 1)² rising, and the same falling to its end at <paramref name="count"/>.</summary>
    public static void FillRamps(TStored* rising, TStored* falling, int count, long weight)
    {
        for (var k = 0; k < count; k++)
            rising[k] = falling[count - 1 - k] = TSet.FromExact(weight * (k + 1) * (k + 1));
        for (var k = 0; k < TSet.Count; k++)
            rising[count + k] = falling[count + k] = TSet.Infinite;
    }

    /// <summary>
    /// Writes the run [a, b) of a row: the squared distance to the nearer end that has a wall. Whole registers are stored,
    /// so up to a register behind b is overwritten; runs come in rising order.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteRun(TStored* row, int a, int b, bool wallBefore, bool wallBehind, TStored* rising, TStored* falling, int count)
    {
        var up = rising - a;
        var down = falling + count - b;
        if (wallBefore && wallBehind)
        {
            for (var i = a; i < b; i += TSet.Count)
                TSet.Store(TSet.Min(TSet.Load(up + i), TSet.Load(down + i)), row + i);
        }
        else if (wallBefore || wallBehind)
        {
            var ramp = wallBefore ? up : down;
            for (var i = a; i < b; i += TSet.Count)
                TSet.Store(TSet.Load(ramp + i), row + i);
        }
        else
        {
            Fill(row + a, b - a, TSet.Infinite);
        }
    }

    /// <summary>Fills a run with one value, in whole registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill(TStored* row, int length, TStored value)
    {
        TStored* block = stackalloc TStored[TSet.Count];
        for (var i = 0; i < TSet.Count; i++)
            block[i] = value;
        var lanes = TSet.Load(block);
        for (var i = 0; i < length; i += TSet.Count)
            TSet.Store(lanes, row + i);
    }

    /// <summary>One pass over <paramref name="length"/> rows of <paramref name="width"/> columns.</summary>
    /// <param name="source">Rows of squared distances, <paramref name="stride"/> elements apart.</param>
    /// <param name="labels">Rows of labels, as far apart, or null where everything that is not 0 is one object.</param>
    /// <param name="target">Rows to write; not the source.</param>
    /// <param name="width">Columns, rounded up to whole registers by the caller.</param>
    /// <param name="stride">Elements from row to row, of all three.</param>
    /// <param name="length">Rows.</param>
    /// <param name="weight">Penalty of one voxel.</param>
    /// <param name="wall">True where the outside of the volume counts as another label.</param>
    /// <param name="penalties">Made by <see cref="FillPenalties"/>, for r up to length + 1.</param>
    /// <param name="steps">Scratch, one per register of a row.</param>
    public static void Run(TStored* source, ushort* labels, TStored* target, int width, int stride, int length, long weight, bool wall, TLanes* penalties, long* steps)
    {
        var blocks = width / TSet.Count;
        var budget = ((long)StepsPerLane * TSet.Count * length) + 64;
        var glance = labels == null ? budget / 16 : long.MaxValue;
        new Span<long>(steps, blocks).Clear();
        var crowded = false;
        for (var y = 0; y < length; y++)
        {
            var row = source + ((long)y * stride);
            var label = labels == null ? null : labels + ((long)y * stride);
            for (var block = 0; block < blocks; block++)
            {
                var x = block * TSet.Count;
                var found = TSet.Load(row + x);
                if (TSet.AnyGreater(found, penalties[1]))
                {
                    if (wall)
                        found = TSet.Min(found, penalties[Math.Min(y + 1, length - y)]);
                    var before = steps[block];
                    if (before > budget)
                    {
                        crowded = true;
                        continue;
                    }

                    var spent = before;
                    found = label == null
                        ? Search(row + x, found, stride, y, length, penalties, ref spent)
                        : SearchLabels(row + x, label + x, found, stride, y, length, penalties, ref spent);

                    // Long searches through a block that is nearly empty: its few features are quicker tried one by one.
                    if (before <= glance && spent > glance && CountSites(source + x, stride, length) <= FewestSites)
                    {
                        crowded = true;
                        spent = budget + 1;
                    }

                    steps[block] = spent;
                }

                TSet.Store(found, target + ((long)y * stride) + x);
            }
        }

        if (!crowded)
            return;
        for (var block = 0; block < blocks; block++)
        {
            if (steps[block] > budget)
            {
                var x = block * TSet.Count;
                Envelopes(source + x, labels == null ? null : labels + x, target + x, stride, length, weight, wall, penalties);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Search(TStored* here, TLanes found, long stride, int y, int length, TLanes* penalties, ref long steps)
    {
        var before = here;
        var behind = here;
        var both = Math.Min(y, length - 1 - y);
        var r = 1;
        for (; r < both; r += 2)
        {
            before -= stride;
            behind += stride;
            var near = TSet.Add(TSet.Min(TSet.Load(before), TSet.Load(behind)), penalties[r]);
            before -= stride;
            behind += stride;
            var far = TSet.Add(TSet.Min(TSet.Load(before), TSet.Load(behind)), penalties[r + 1]);
            found = TSet.Min(found, TSet.Min(near, far));
            if (!TSet.AnyGreater(found, penalties[r + 2]))
            {
                steps += r;
                return found;
            }
        }

        var step = y > length - 1 - y ? -stride : stride;
        var last = Math.Max(y, length - 1 - y);
        if (r == both)
        {
            found = TSet.Min(found, TSet.Add(TSet.Min(TSet.Load(before - stride), TSet.Load(behind + stride)), penalties[r]));
            r++;
        }

        var one = here + (step * both);
        for (; r <= last; r++)
        {
            one += step;
            found = TSet.Min(found, TSet.Add(TSet.Load(one), penalties[r]));
            if (!TSet.AnyGreater(found, penalties[r + 1]))
                break;
        }

        steps += r;
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SearchLabels(TStored* here, ushort* label, TLanes found, long stride, int y, int length, TLanes* penalties, ref long steps)
    {
        var both = Math.Min(y, length - 1 - y);
        var last = Math.Max(y, length - 1 - y);
        var r = 1;
        for (; r <= last; r++)
        {
            var d = r * stride;
            if (r <= both || y > length - 1 - y)
                found = TSet.Min(found, TSet.Add(TSet.WhereSameLabel(label, label - d, TSet.Load(here - d)), penalties[r]));
            if (r <= both || y < length - 1 - y)
                found = TSet.Min(found, TSet.Add(TSet.WhereSameLabel(label, label + d, TSet.Load(here + d)), penalties[r]));
            if (!TSet.AnyGreater(found, penalties[r + 1]))
                break;
        }

        steps += r;
        return found;
    }

    /// <summary>The same along a row, whose voxels lie side by side.</summary>
    /// <param name="source">The row with <paramref name="length"/> + 2 infinite voxels (0 where there is a wall) on either side.</param>
    /// <param name="labels">Its labels with the first and the last repeated on either side as often, or null.</param>
    /// <param name="target">The row to write, in whole registers.</param>
    /// <param name="length">Voxels.</param>
    /// <param name="weight">Penalty of one voxel.</param>
    /// <param name="wall">True where the outside of the volume counts as another label.</param>
    /// <param name="penalties">Made by <see cref="FillPenalties"/>.</param>
    /// <param name="work">Scratch of <see cref="Envelope"/>.</param>
    public static void RunRow(TStored* source, ushort* labels, TStored* target, int length, long weight, bool wall, TLanes* penalties, EnvelopeScratch work)
    {
        var budget = (long)StepsPerLane * length;
        long spent = 0;
        for (var x = 0; x < length; x += TSet.Count)
        {
            var found = TSet.Load(source + x);
            if (TSet.AnyGreater(found, penalties[1]))
            {
                found = labels == null
                    ? SearchRow(source + x, found, length, penalties, ref spent)
                    : SearchRowLabels(source + x, labels + x, found, length, penalties, ref spent);
                if (spent > budget)
                {
                    Envelope(source, labels, target, 1, length, weight, wall, work);
                    return;
                }
            }

            TSet.Store(found, target + x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SearchRow(TStored* here, TLanes found, int length, TLanes* penalties, ref long steps)
    {
        // Two steps a test: a test that fails is predicted wrongly, once a search.
        var r = 1;
        var before = here;
        var behind = here;
        for (; r <= length; r += 2)
        {
            var near = TSet.Add(TSet.Min(TSet.Load(before - 1), TSet.Load(behind + 1)), penalties[r]);
            before -= 2;
            behind += 2;
            var far = TSet.Add(TSet.Min(TSet.Load(before), TSet.Load(behind)), penalties[r + 1]);
            found = TSet.Min(found, TSet.Min(near, far));
            if (!TSet.AnyGreater(found, penalties[r + 2]))
                break;
        }

        steps += r;
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes SearchRowLabels(TStored* here, ushort* label, TLanes found, int length, TLanes* penalties, ref long steps)
    {
        var r = 1;
        for (; r <= length; r++)
        {
            var before = TSet.WhereSameLabel(label, label - r, TSet.Load(here - r));
            var behind = TSet.WhereSameLabel(label, label + r, TSet.Load(here + r));
            found = TSet.Min(found, TSet.Add(TSet.Min(before, behind), penalties[r]));
            if (!TSet.AnyGreater(found, penalties[r + 1]))
                break;
        }

        steps += r;
        return found;
    }

    private static void Envelopes(TStored* source, ushort* labels, TStored* target, int stride, int length, long weight, bool wall, TLanes* penalties)
    {
        var work = new EnvelopeScratch(length);
        if (labels == null && FewSites(source, target, stride, length, wall, penalties, work.Sites))
            return;
        for (var lane = 0; lane < TSet.Count; lane++)
            Envelope(source + lane, labels == null ? null : labels + lane, target + lane, stride, length, weight, wall, work);
    }

    private static int CountSites(TStored* source, long stride, int length)
    {
        var count = 0;
        for (var y = 0; y < length && count <= FewestSites; y++)
            count += TSet.AnyFinite(TSet.Load(source + (y * stride))) ? 1 : 0;
        return count;
    }

    // A single plane of features, or none at all: every row against the few rows that hold any.
    private static bool FewSites(TStored* source, TStored* target, int stride, int length, bool wall, TLanes* penalties, int[] sites)
    {
        var count = 0;
        for (var y = 0; y < length; y++)
        {
            if (!TSet.AnyFinite(TSet.Load(source + ((long)y * stride))))
                continue;
            if (count == FewestSites)
                return false;
            sites[count++] = y;
        }

        for (var y = 0; y < length; y++)
        {
            var found = TSet.Load(source + ((long)y * stride));
            if (wall)
                found = TSet.Min(found, penalties[Math.Min(y + 1, length - y)]);
            for (var k = 0; k < count; k++)
                found = TSet.Min(found, TSet.Add(TSet.Load(source + ((long)sites[k] * stride)), penalties[Math.Abs(y - sites[k])]));
            TSet.Store(found, target + ((long)y * stride));
        }

        return true;
    }

    private static void Envelope(TStored* source, ushort* labels, TStored* target, long stride, int length, long weight, bool wall, EnvelopeScratch work)
    {
        var (sites, starts, values) = work;
        // starts[k] is the first voxel at which the parabola of sites[k] lies below all those before it.
        var top = -1;
        for (var y = 0; y < length; y++)
        {
            var stored = source[y * stride];
            if (!TSet.IsFinite(stored))
                continue;
            var value = TSet.ToExact(stored);
            var start = 0;
            while (top >= 0)
            {
                var site = sites[top];
                var numerator = value - values[top] + (weight * (y - site) * ((long)y + site));
                var denominator = 2 * weight * (y - site);
                // Above the quotient, so that of two equal features the first is kept.
                var quotient = numerator >= 0 ? numerator / denominator : -((denominator - 1 - numerator) / denominator);
                start = (int)Math.Clamp(quotient + 1, 0, length);
                if (start > starts[top])
                    break;
                top--;
                start = 0;
            }

            if (start >= length)
                continue;
            top++;
            sites[top] = y;
            starts[top] = start;
            values[top] = value;
        }

        var runStart = 0;
        var runEnd = 0;
        var k = 0;
        for (var y = 0; y < length; y++)
        {
            var found = long.MaxValue;
            if (top >= 0)
            {
                while (k < top && starts[k + 1] <= y)
                    k++;
                found = values[k] + (weight * (y - sites[k]) * (y - sites[k]));
            }

            if (wall)
            {
                long edge = Math.Min(y + 1, length - y);
                found = Math.Min(found, weight * edge * edge);
            }

            if (labels != null)
            {
                if (y == runEnd)
                {
                    runStart = y;
                    runEnd = y + 1;
                    while (runEnd < length && labels[runEnd * stride] == labels[y * stride])
                        runEnd++;
                }

                // A parabola from beyond the run never undercuts the run's own end.
                long before = y - runStart + 1;
                long behind = runEnd - y;
                if (runStart > 0)
                    found = Math.Min(found, weight * before * before);
                if (runEnd < length)
                    found = Math.Min(found, weight * behind * behind);
                if (TSet.IsFinite(source[y * stride]))
                    found = Math.Min(found, TSet.ToExact(source[y * stride]));
            }

            target[y * stride] = found == long.MaxValue ? TSet.Infinite : TSet.FromExact(found);
        }
    }
}
