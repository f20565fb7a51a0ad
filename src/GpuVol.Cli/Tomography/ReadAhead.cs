namespace GpuVol.Cli;

/// <summary>Reads the parts of a file one after the other, each while the one before is at work.</summary>
internal sealed class ReadAhead : IDisposable
{
    private readonly VolumePartReader _reader;
    private readonly IReadOnlyList<SlabPart> _parts;
    private readonly CancellationToken _cancellation;
    private int _next;
    private Task<Volume>? _reading;

    /// <summary>Begins with the first part.</summary>
    public ReadAhead(VolumePartReader reader, IReadOnlyList<SlabPart> parts, CancellationToken cancellation)
    {
        _reader = reader;
        _parts = parts;
        _cancellation = cancellation;
        _reading = Start();
    }

    /// <summary>The part of them that was taken, 0 to 1.</summary>
    public double ShareTaken => (double)_next / _parts.Count;

    /// <summary>The next part and the volume of it, which the caller disposes.</summary>
    public (SlabPart Part, Volume Volume) Next()
    {
        var part = _parts[_next++];
        var volume = _reading!.GetAwaiter().GetResult();
        _reading = _next < _parts.Count ? Start() : null;
        return (part, volume);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _reading?.GetAwaiter().GetResult().Dispose();
        }
        catch (Exception e) when (e is OperationCanceledException or VolumeFormatException or IOException)
        {
            // Nobody needs the part any more.
        }
    }

    private Task<Volume> Start()
    {
        var part = _parts[_next];
        return Task.Run(() => _reader.Read(part.FirstPlane, part.Planes, part.FirstLine, part.Lines, _cancellation));
    }
}
