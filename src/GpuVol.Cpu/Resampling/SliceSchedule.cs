using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>
/// In which order a spline resampling takes source slices in and target slices out, so that few slices of coefficients need to be kept.
/// </summary>
internal sealed class SliceSchedule
{
    public SliceSchedule(SplineResamplingOperation operation, int blockSlices)
    {
        var depth = operation.Prefilter.Depth;
        var p = operation.Parameters;
        var taps = operation.Taps;
        var kTable = taps * (p.TargetI + p.TargetJ);
        var least = new int[p.TargetK];
        var greatest = new int[p.TargetK];
        for (var k = 0; k < p.TargetK; k++)
        {
            least[k] = int.MaxValue;
            for (var t = 0; t < taps; t++)
            {
                least[k] = Math.Min(least[k], operation.Indices[kTable + t * p.TargetK + k]);
                greatest[k] = Math.Max(greatest[k], operation.Indices[kTable + t * p.TargetK + k]);
            }
        }

        Targets = [.. Enumerable.Range(0, p.TargetK).OrderBy(k => greatest[k])];

        // What the targets after this one still need.
        var needed = new int[p.TargetK + 1];
        needed[p.TargetK] = int.MaxValue;
        for (var n = p.TargetK - 1; n >= 0; n--)
            needed[n] = Math.Min(needed[n + 1], least[Targets[n]]);
        var passes = operation.Prefilter.Passes[2];
        if (CoefficientRing.CanStream(passes))
        {
            First = CoefficientRing.FirstSlice(passes, needed[0]);
            Blocks = Stream(depth, blockSlices, CoefficientRing.Lookahead(passes), greatest, needed);
            if (Capacity < depth)
                return;
        }

        // As much as the whole line: then in one go.
        First = 0;
        Capacity = depth;
        Blocks = [new SliceBlock(depth, 0, p.TargetK)];
    }

    /// <summary>First slice that is looked at.</summary>
    public int First { get; }

    /// <summary>Slices to hold.</summary>
    public int Capacity { get; private set; }

    /// <summary>Target slices in the order in which they can be made.</summary>
    public int[] Targets { get; }

    /// <summary>The steps.</summary>
    public List<SliceBlock> Blocks { get; }

    private List<SliceBlock> Stream(int depth, int blockSlices, int lookahead, int[] greatest, int[] needed)
    {
        var blocks = new List<SliceBlock>();
        var final = First;
        var next = 0;
        var last = greatest[Targets[^1]];
        while (next < Targets.Length)
        {
            var kept = Math.Min(final, needed[next]);
            final = Math.Min(final + blockSlices, last + 1);
            var loaded = Math.Min(depth, final + lookahead);
            if (loaded == depth)
                final = depth;
            var firstTarget = next;
            while (next < Targets.Length && greatest[Targets[next]] < final)
                next++;
            Capacity = Math.Max(Capacity, loaded - kept);
            blocks.Add(new SliceBlock(final, firstTarget, next - firstTarget));
        }

        return blocks;
    }
}
