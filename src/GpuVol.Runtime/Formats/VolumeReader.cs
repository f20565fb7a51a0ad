using System.Diagnostics;

namespace GpuVol;

/// <summary>A volume whose slices arrive one after the other. The creator disposes it, and with it the volume.</summary>
public sealed class VolumeReader : IDisposable
{
    private readonly object _gate = new();
    private readonly CancellationTokenSource? _stop;
    private readonly Task? _reading;
    private readonly long _sliceBytes;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _doneBytes;
    private double _seconds;
    private bool _ended;
    private bool _disposed;

    internal VolumeReader(Volume complete) => Volume = complete;

    internal VolumeReader(Volume volume, Action<Action<long>, CancellationToken> read, CancellationToken cancellation)
    {
        Volume = volume;
        var size = volume.Geometry.Size;
        _sliceBytes = (long)size.I * size.J * volume.ElementType.SizeBytes();
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _reading = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    read(done => Advance(done), _stop.Token);
                }
                finally
                {
                    _seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
                    Advance(null);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    /// <summary>The volume; slices that have not arrived are undefined.</summary>
    public Volume Volume { get; }

    /// <summary>True where slices may still be missing when the reader is opened.</summary>
    public bool IsProgressive => _reading is not null;

    /// <summary>Seconds from opening to the last byte, once it has come; 0 for a volume that was complete.</summary>
    public double Seconds => _seconds;

    /// <summary>Waits until the first <paramref name="count"/> slices are there; for all of them, until the file is known to be sound.</summary>
    /// <exception cref="VolumeFormatException">The file is damaged or cut off.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public void WaitForSlices(int count)
    {
        if (_reading is null)
            return;
        if (count >= Volume.Geometry.Size.K)
        {
            _reading.GetAwaiter().GetResult();
            return;
        }

        lock (_gate)
        {
            while (_doneBytes < count * _sliceBytes && !_ended)
                Monitor.Wait(_gate);
            if (_doneBytes >= count * _sliceBytes)
                return;
        }

        _reading.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _stop?.Cancel();
        try
        {
            _reading?.Wait();
        }
        catch (AggregateException)
        {
            // Whoever waited for slices has heard of it; nobody else needs them.
        }

        _stop?.Dispose();
        Volume.Dispose();
    }

    // Null: the end, of whatever kind.
    private void Advance(long? doneBytes)
    {
        lock (_gate)
        {
            _ended |= doneBytes is null;
            _doneBytes = doneBytes ?? _doneBytes;
            Monitor.PulseAll(_gate);
        }
    }
}
