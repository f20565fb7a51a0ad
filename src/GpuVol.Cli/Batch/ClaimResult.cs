namespace GpuVol.Cli;

/// <summary>What came of trying to take an item.</summary>
internal enum ClaimResult
{
    /// <summary>It is this process's now.</summary>
    Taken,

    /// <summary>It is this process's now; a process that is lost had it before and may have left a temporary file.</summary>
    TakenOver,

    /// <summary>Another process has it.</summary>
    Busy,

    /// <summary>The processes of this run that had it were lost, one after the other: the item itself is suspected.</summary>
    Deadly,
}
