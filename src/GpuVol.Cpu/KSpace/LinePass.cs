
namespace GpuVol.Cpu.KSpace;

/// <summary>One pass of a <see cref="LinePlan{TReal}"/>: blocks of Radix · M elements become Radix blocks of M.</summary>
internal sealed unsafe class LinePass<TReal>
    where TReal : unmanaged
{
    public required int Radix { get; init; }

    public required int M { get; init; }

    /// <summary>As <see cref="RadixPasses{TLanes, TReal}"/> takes them.</summary>
    public required PinnedTable<TReal> Twiddles { get; init; }

    /// <summary>Cosines and sines of a radix that is summed directly; null for others.</summary>
    public PinnedTable<TReal>? Roots { get; init; }

    /// <summary>How a great prime radix is convolved; null for others.</summary>
    public PrimePlan<TReal>? Prime { get; init; }

    public int BlockLength => Radix * M;
}
