namespace GpuVol.Cli;

/// <summary>Bytes that items reserve before they are read, first come first served; whoever does not fit waits.</summary>
internal sealed class MemoryBudget(long totalBytes)
{
    private readonly object _gate = new();
    private long _usedBytes;
    private long _next;
    private long _turn;

    /// <summary>All bytes there are.</summary>
    public long TotalBytes => totalBytes;

    /// <summary>Waits until <paramref name="bytes"/> are free and takes them.</summary>
    /// <exception cref="WorkFailedException">They are more than there can ever be.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public void Reserve(long bytes, CancellationToken cancellation)
    {
        if (bytes > totalBytes)
            throw new WorkFailedException($"needs about {bytes >> 20} MB of memory, but {totalBytes >> 20} MB are allowed; give --memory-mb {(bytes >> 20) + 1}.");
        lock (_gate)
        {
            var ticket = _next++;
            try
            {
                while (ticket != _turn || _usedBytes + bytes > totalBytes)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Monitor.Wait(_gate, 100);
                }

                _usedBytes += bytes;
            }
            finally
            {
                // Out of turn only where the work was stopped, and then the order of the rest does not matter.
                _turn++;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Release(long bytes)
    {
        lock (_gate)
        {
            _usedBytes -= bytes;
            Monitor.PulseAll(_gate);
        }
    }
}
