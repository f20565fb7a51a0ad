namespace GpuVol;

/// <summary>Times a stretch of an OpenCL queue by the end stamps of two markers.</summary>
internal sealed unsafe class OpenClTimer(OpenClDevice device, OpenClApi api, nint queue) : DeviceTimer
{
    private nint _start;
    private nint _stop;

    public override TimeSpan Elapsed
    {
        get
        {
            if (_start == 0 || _stop == 0)
                throw new InvalidOperationException("DeviceTimer: Start and Stop must be called before Elapsed is read.");
            var stop = _stop;
            OpenClApi.Check(api.WaitForEvents(1, &stop), "clWaitForEvents");
            return TimeSpan.FromTicks((EndNanoseconds(_stop) - EndNanoseconds(_start)) / 100);
        }
    }

    public override void Start() => Mark(ref _start);

    public override void Stop() => Mark(ref _stop);

    public override void Dispose()
    {
        Forget(ref _start);
        Forget(ref _stop);
    }

    private long EndNanoseconds(nint marker)
    {
        ulong stamp = 0;
        OpenClApi.Check(api.GetEventProfilingInfo(marker, OpenClCodes.ProfilingCommandEnd, sizeof(ulong), &stamp, null), "clGetEventProfilingInfo");
        return (long)stamp;
    }

    private void Mark(ref nint marker)
    {
        device.ThrowIfDisposed();
        Forget(ref marker);
        nint created;
        OpenClApi.Check(api.EnqueueMarkerWithWaitList(queue, 0, null, &created), "clEnqueueMarkerWithWaitList");
        marker = created;
        OpenClApi.Check(api.Flush(queue), "clFlush");
    }

    private void Forget(ref nint marker)
    {
        if (marker != 0)
            _ = api.ReleaseEvent(marker);
        marker = 0;
    }
}
