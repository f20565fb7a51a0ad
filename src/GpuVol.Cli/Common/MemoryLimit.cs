using System.CommandLine;
using System.Globalization;

namespace GpuVol.Cli;

/// <summary>The memory that a call keeps to: what cannot be made as a whole within it is made slab by slab.</summary>
internal sealed class MemoryLimit
{
    /// <summary>Only plan.</summary>
    public static readonly Option<bool> PlanOnly = Opt.Flag("--plan", "Say what memory, time and disk the call needs, and do nothing.");

    /// <summary>The limit.</summary>
    public static readonly Option<int?> MemoryMb = Opt.Integer("--memory-mb", "N", "Memory to keep to (default: four fifths of what is free); larger results are made in slabs.", Opt.AtLeastOne);

    private MemoryLimit(long bytes) => Bytes = bytes;

    /// <summary>Bytes.</summary>
    public long Bytes { get; }

    /// <summary>The limit of a call.</summary>
    public static MemoryLimit Of(VerbRun run) => new(run.Value(MemoryMb) is { } mb ? (long)mb << 20 : (long)(0.8 * SystemMemory.FreeBytes()));

    /// <summary>The most slices, a multiple of <paramref name="step"/> or all, whose need fits, as it grows with their number; 0 where not even one step does.</summary>
    public int MostThatFit(int all, int step, Func<int, long> bytes)
    {
        if (bytes(all) <= Bytes)
            return all;
        var (fits, tooMany) = (0, (all + step - 1) / step);
        while (tooMany - fits > 1)
        {
            var middle = (fits + tooMany) / 2;
            (fits, tooMany) = bytes(middle * step) <= Bytes ? (middle, tooMany) : (fits, middle);
        }

        return fits * step;
    }

    /// <summary>Bytes as people read them.</summary>
    public static string Mb(long bytes) => ((bytes + (1 << 20) - 1) >> 20).ToString(CultureInfo.InvariantCulture);
}
