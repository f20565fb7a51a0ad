namespace GpuVol;

/// <summary>A typed buffer on a device. The creator disposes it; disposal gives the memory back to the device's pool.</summary>
public sealed unsafe class DeviceBuffer<T> : IDisposable
    where T : unmanaged
{
    private DeviceMemory? _memory;

    internal DeviceBuffer(DeviceMemory memory, long length)
    {
        _memory = memory;
        Length = length;
    }

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>The memory behind it.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public DeviceMemory Memory => _memory ?? throw new ObjectDisposedException($"DeviceBuffer<{typeof(T).Name}>");

    /// <summary>The device it lies on.</summary>
    public ComputeDevice Device => Memory.Device;

    /// <summary>The whole buffer as a kernel argument.</summary>
    public DeviceView<T> View => new(Memory, 0, Length);

    /// <summary>Copies from host memory; returns when <paramref name="source"/> may be reused.</summary>
    public void Upload(ReadOnlySpan<T> source)
    {
        CheckLength(source.Length, nameof(source));
        fixed (T* pointer = source)
            Device.Upload(pointer, Memory, 0, (long)source.Length * sizeof(T));
    }

    /// <summary>Copies to host memory, after all work queued before.</summary>
    public void Download(Span<T> target)
    {
        CheckLength(target.Length, nameof(target));
        fixed (T* pointer = target)
            Device.Download(Memory, 0, pointer, (long)target.Length * sizeof(T));
    }

    /// <summary>The contents as a new managed array.</summary>
    public T[] ToArray()
    {
        var result = new T[Length];
        Download(result);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var memory = Interlocked.Exchange(ref _memory, null);
        memory?.Device.Release(memory);
    }

    private void CheckLength(long length, string name)
    {
        if (length > Length)
            throw new ArgumentException($"{name} has {length} elements but the buffer on {Device.Info.Id} holds {Length}.", name);
    }
}
