namespace GpuVol.Cli;

/// <summary>An item on its way through the pipeline, and what came of it so far. Disposed, it gives back its memory.</summary>
internal sealed class BatchWork(BatchItem item, int attempt, MemoryBudget budget) : IDisposable
{
    private long _reservedBytes;
    private Volume? _volume;

    /// <summary>The item.</summary>
    public BatchItem Item => item;

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt => attempt;

    /// <summary>The input's files.</summary>
    public InputStamp Stamp { get; set; }

    /// <summary>SHA-256 of the input.</summary>
    public string Sha256 { get; set; } = string.Empty;

    /// <summary>Voxels of the input.</summary>
    public long Voxels { get; set; }

    /// <summary>The device that computed.</summary>
    public DeviceInfo? Device { get; set; }

    /// <summary>What was noticed.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Seconds of reading and decoding.</summary>
    public double ReadSeconds { get; set; }

    /// <summary>Seconds of computing.</summary>
    public double ComputeSeconds { get; set; }

    /// <summary>Seconds of encoding and writing.</summary>
    public double WriteSeconds { get; set; }

    /// <summary>The volume: as read, then the result. What it replaces is disposed.</summary>
    public Volume Volume
    {
        get => _volume!;
        set
        {
            _volume?.Dispose();
            _volume = value;
        }
    }

    /// <summary>Takes memory for the whole way.</summary>
    /// <exception cref="WorkFailedException">It is more than is allowed.</exception>
    public void Reserve(long bytes, CancellationToken cancellation)
    {
        budget.Reserve(bytes, cancellation);
        _reservedBytes = bytes;
    }

    /// <summary>Gives back what is not needed any more.</summary>
    public void ReserveOnly(long bytes)
    {
        if (bytes >= _reservedBytes)
            return;
        budget.Release(_reservedBytes - bytes);
        _reservedBytes = bytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _volume?.Dispose();
        _volume = null;
        ReserveOnly(0);
    }
}
