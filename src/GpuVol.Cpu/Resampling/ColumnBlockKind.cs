namespace GpuVol.Cpu;

/// <summary>How the samples of a block of columns are fetched.</summary>
internal enum ColumnBlockKind
{
    /// <summary>Column by column: some lie outside, or the processor can do no better.</summary>
    Single,

    /// <summary>By gathers.</summary>
    Gather,

    /// <summary>By permutations of one vector.</summary>
    NarrowWindow,

    /// <summary>By permutations of two vectors.</summary>
    Window,
}
