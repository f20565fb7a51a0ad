using System.Diagnostics;

namespace GpuVol.Cpu;

/// <summary>The clock: launches on the CPU return when they are done.</summary>
internal sealed class CpuTimer : DeviceTimer
{
    private long _start;
    private long _stop;

    public override TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start, _stop);

    public override void Start() => _start = Stopwatch.GetTimestamp();

    public override void Stop() => _stop = Stopwatch.GetTimestamp();

    public override void Dispose()
    {
    }
}
