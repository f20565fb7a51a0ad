namespace GpuVol;

/// <summary>Times a stretch of a CUDA stream by two events.</summary>
internal sealed unsafe class CudaTimer : DeviceTimer
{
    private readonly CudaDevice _device;
    private nint _start;
    private nint _stop;
    private bool _started;
    private bool _stopped;

    public CudaTimer(CudaDevice device)
    {
        _device = device;
        _start = device.CreateEvent(CudaCodes.EventDefault);
        try
        {
            _stop = device.CreateEvent(CudaCodes.EventDefault);
        }
        catch
        {
            device.DestroyEvent(_start);
            throw;
        }
    }

    public override TimeSpan Elapsed => _started && _stopped
        ? _device.Between(_start, _stop)
        : throw new InvalidOperationException("DeviceTimer: Start and Stop must be called before Elapsed is read.");

    public override void Start()
    {
        _device.Record(_start);
        _started = true;
    }

    public override void Stop()
    {
        _device.Record(_stop);
        _stopped = true;
    }

    public override void Dispose()
    {
        _device.DestroyEvent(_start);
        _device.DestroyEvent(_stop);
        (_start, _stop) = (0, 0);
        (_started, _stopped) = (false, false);
    }
}
