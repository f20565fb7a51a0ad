namespace GpuVol.Tests.Batch;

/// <summary>Watches how much resident memory any one process of a kind takes at most.</summary>
internal sealed class PeakMemory : IDisposable
{
    private const int LookMs = 50;

    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _watch;
    private long _kilobytes;

    /// <summary>Watches the processes with a variable in their environment (<c>NAME=VALUE</c>) and a program among their arguments.</summary>
    public PeakMemory(string variable, string program)
    {
        _watch = new Thread(() =>
        {
            do
                _kilobytes = ProcessList.With(variable, program).Select(ProcessList.PeakKilobytes).Append(_kilobytes).Max();
            while (!_stop.Wait(LookMs));
        });
        _watch.Start();
    }

    /// <summary>The most so far; 0 where no such process was seen.</summary>
    public long Bytes => Volatile.Read(ref _kilobytes) << 10;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _watch.Join();
        _stop.Dispose();
    }
}
