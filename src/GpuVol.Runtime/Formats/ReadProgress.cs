namespace GpuVol;

/// <summary>Adds up what several threads have done and reports the share, never backwards and at most a few hundred times; <c>done</c> hears of every step.</summary>
internal sealed class ReadProgress(IProgress<double>? target, long total, Action<long>? done = null)
{
    private readonly Lock _gate = new();
    private long _done;
    private double _reported;

    public void Add(long amount)
    {
        if (target is null && done is null)
            return;
        lock (_gate)
        {
            _done += amount;
            done?.Invoke(_done);
            if (target is null)
                return;
            var share = total > 0 ? Math.Min(1, (double)_done / total) : 1;
            if (share < 1 && share - _reported < 0.005)
                return;
            if (share <= _reported)
                return;
            _reported = share;
            target.Report(share);
        }
    }
}
