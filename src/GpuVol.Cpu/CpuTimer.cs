using System.Diagnostics;

namespace GpuVol.Cpu;

/// <summary>The clock: launches on the CPU return when they are done.</summary>
internal sealed class CpuTimer : DeviceTimer
{
    private long? _start;
    private long? _stop;

    public override TimeSpan Elapsed => _start is { } start && _stop is { } stop
        ? Stopwatch.GetElapsedTime(start, stop)
        : throw new InvalidOperationException("DeviceTimer: Start and Stop must be called before Elapsed is read.");

    public override void Start() => _start = Stopwatch.GetTimestamp();

    public override void Stop() => _stop = Stopwatch.GetTimestamp();

    public override void Dispose()
    {
    }
}
