namespace GpuVol;

/// <summary>
/// Writes a volume slab by slab, in order along k, to <c>.nii</c>, <c>.nii.gz</c> or <c>.npy</c>: for results larger than memory, and so that
/// writing and compression run beside the computation. The file has its name only after <see cref="Complete"/>.
/// </summary>
public sealed unsafe class VolumeWriter : IDisposable
{
    private readonly string _path;
    private readonly VolumeGeometry _geometry;
    private readonly ElementType _elementType;
    private readonly CancellationTokenSource _stop;
    private readonly List<string> _warnings = [];
    private readonly AtomicFile _file;
    private readonly SlabQueue? _queue;
    private readonly Task? _compression;
    private Task _writing = Task.CompletedTask;
    private long _offset;
    private int _slices;

    /// <summary>Opens the file, under a temporary name.</summary>
    /// <param name="path">Where to; the extension tells the format.</param>
    /// <param name="geometry">Of the whole volume.</param>
    /// <param name="elementType">Type of its voxels, which are intensities.</param>
    /// <param name="metadata">Whether it is an image; default not.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="VolumeFormatException">The format cannot hold the volume, or the file cannot be written.</exception>
    public VolumeWriter(string path, VolumeGeometry geometry, ElementType elementType, VolumeMetadata? metadata = null, CancellationToken cancellation = default)
    {
        VolumeFile.CheckWritable(path);
        _path = path;
        _geometry = geometry;
        _elementType = elementType;
        var isNpy = path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);
        var size = geometry.Size;
        var head = isNpy
            ? NpyHeader.Write(elementType.ToNumericType(), NpyVolumes.Shape(size, metadata ?? VolumeMetadata.Empty))
            : NiftiHeaderWriter.Write(geometry, elementType, IntensityRescale.Identity, path, _warnings);
        _file = new AtomicFile(path);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var file = _file.Stream.SafeFileHandle;
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            Guard(() => RandomAccess.Write(file, head, 0));
            _offset = head.Length;
            return;
        }

        _queue = new SlabQueue();
        _compression = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    ParallelGzip.Write(file, head, _queue.Take, size.Voxels * elementType.SizeBytes(), _stop.Token);
                }
                catch (Exception e)
                {
                    _queue.Fail(e);
                    throw;
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    /// <summary>Adds the next slices. The slab may be disposed at once, but must not be changed.</summary>
    /// <exception cref="ArgumentException">The slab has another width, height or type, a rescale, or too many slices.</exception>
    /// <exception cref="VolumeFormatException">The file cannot be written.</exception>
    public void Append(Volume slab)
    {
        ArgumentNullException.ThrowIfNull(slab);
        var size = slab.Geometry.Size;
        if (size.I != _geometry.Size.I || size.J != _geometry.Size.J || slab.ElementType != _elementType || !slab.Rescale.IsIdentity || _slices + size.K > _geometry.Size.K)
            throw new ArgumentException($"VolumeWriter: a slab of {size} {slab.ElementType.ShortName()} after {_slices} slices does not fit a volume of {_geometry.Size} {_elementType.ShortName()}.", nameof(slab));
        _slices += size.K;
        if (_queue is not null)
        {
            _queue.Append(slab.Memory, slab.LengthBytes);
            if (_compression!.IsFaulted)
                Guard(() => _compression.GetAwaiter().GetResult());
            return;
        }

        Guard(() => _writing.GetAwaiter().GetResult());
        var (memory, start, length) = (slab.Memory.AddReference(), _offset, slab.LengthBytes);
        _offset += length;
        _writing = Task.Run(() =>
        {
            try
            {
                BlockIO.Write(_file.Stream.SafeFileHandle, start, (byte*)memory.Address, length, _stop.Token);
            }
            finally
            {
                memory.Release();
            }
        });
    }

    /// <summary>Waits for the last byte and gives the file its name.</summary>
    /// <returns>What the format could not keep; empty as a rule.</returns>
    /// <exception cref="InvalidOperationException">Slices are missing.</exception>
    /// <exception cref="VolumeFormatException">The file cannot be written.</exception>
    public IReadOnlyList<string> Complete()
    {
        if (_slices != _geometry.Size.K)
            throw new InvalidOperationException($"VolumeWriter: {_slices} of {_geometry.Size.K} slices were given.");
        Guard(() =>
        {
            _compression?.GetAwaiter().GetResult();
            _writing.GetAwaiter().GetResult();
            _file.Commit();
        });
        return _warnings;
    }

    /// <summary>Ends the writing; without <see cref="Complete"/> nothing is left behind.</summary>
    public void Dispose()
    {
        _queue?.Fail(new OperationCanceledException());
        _stop.Cancel();
        try
        {
            _compression?.Wait();
            _writing.Wait();
        }
        catch (AggregateException)
        {
            // Whoever waited for the file has heard of it.
        }

        _queue?.Dispose();
        _file.Dispose();
        _stop.Dispose();
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VolumeFormatException(_path, $"cannot be written: {AtomicFile.OneLine(e)} Check the free space and the permissions.", e);
        }
    }
}
