namespace GpuVol.Cli;

/// <summary>How a batch is worked through.</summary>
internal sealed record BatchSettings
{
    /// <summary>Share of the items that is this process's, from 0.</summary>
    public int Shard { get; init; }

    /// <summary>Number of shares.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>How often an item is tried again after a failure that may pass.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>True to compare the outputs that are there with their checksums.</summary>
    public bool Verify { get; init; }

    /// <summary>Bytes of volumes that may be in memory at a time.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Threads that read and decode.</summary>
    public required int Readers { get; init; }

    /// <summary>Threads that encode and write.</summary>
    public required int Writers { get; init; }
}
