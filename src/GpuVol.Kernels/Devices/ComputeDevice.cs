using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// A device that holds buffers and runs kernels, in the order in which they were queued. The only door to the hardware:
/// operations know no other. One device may be used from several threads, one call at a time each.
/// </summary>
public abstract class ComputeDevice : IDisposable
{
    private long _buffersInUse;
    private long _bytesInUse;

    /// <summary>What the device says of itself.</summary>
    public abstract DeviceInfo Info { get; }

    /// <summary>Buffers not yet disposed; tests compare it to find leaks.</summary>
    public long BuffersInUse => Interlocked.Read(ref _buffersInUse);

    /// <summary>Bytes of the buffers not yet disposed.</summary>
    public long BytesInUse => Interlocked.Read(ref _bytesInUse);

    /// <summary>True where the device works in host memory, so that <see cref="Share{T}"/> copies nothing.</summary>
    public virtual bool SharesHostMemory => false;

    /// <summary>Allocates a buffer; its contents are undefined.</summary>
    /// <exception cref="DeviceMemoryException">The device has not that much memory; the message states the amounts.</exception>
    public unsafe DeviceBuffer<T> Allocate<T>(long length)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return Own<T>(AllocateCore(checked(length * sizeof(T))), length);
    }

    /// <summary>Allocates a buffer with the values of <paramref name="values"/>.</summary>
    public DeviceBuffer<T> Allocate<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var buffer = Allocate<T>(values.Length);
        try
        {
            buffer.Upload(values);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>A buffer over host memory: the same bytes where the device works in host memory, else a copy.</summary>
    /// <remarks>Where <see cref="SharesHostMemory"/> holds, the buffer keeps <paramref name="host"/> alive and its owner must not write to it meanwhile.</remarks>
    public unsafe DeviceBuffer<T> Share<T>(HostMemory host, long length)
        where T : unmanaged
    {
        var bytes = checked(length * sizeof(T));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, host.LengthBytes, nameof(length));
        if (SharesHostMemory)
            return Own<T>(ShareCore(host), length);
        var buffer = Allocate<T>(length);
        try
        {
            Upload(host.Address, buffer.Memory, 0, bytes);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>Queues a kernel. Hop 2 of three: compiles once, caches, checks errors, names the kernel in them.</summary>
    /// <exception cref="KernelLaunchException">It does not compile or does not run.</exception>
    public abstract void Launch(KernelDefinition kernel, KernelExtent extent, ReadOnlySpan<KernelArgument> arguments);

    /// <summary>
    /// True where the device runs this kernel by a hand-made version of its own. Operations with a choice of one fused kernel or
    /// several plain ones ask: a fused kernel's plain method is a definition, not a fast way.
    /// </summary>
    public virtual bool HasFusedKernel(KernelDefinition kernel) => false;

    /// <summary>
    /// Runs a whole operation of several passes at once where the device has a version of its own that keeps the values between the passes
    /// close; false, before anything is written, where it has none: the operation then launches its passes one by one.
    /// </summary>
    /// <remarks>The answer must be that of the passes within the operation's stated bound.</remarks>
    public virtual bool TryRunWhole<TOperation>(in TOperation operation)
        where TOperation : struct => false;

    /// <summary>Waits until everything queued is done.</summary>
    public abstract void Synchronize();

    /// <summary>Waits until the host block behind <paramref name="memory"/> holds what the work queued so far writes; needed before the host reads a block that it shares.</summary>
    public virtual void MakeVisibleToHost(DeviceMemory memory) => Synchronize();

    /// <summary>A timer on the device's own clock.</summary>
    public abstract DeviceTimer CreateTimer();

    /// <summary>Gives pooled memory that is not in use back to the driver.</summary>
    public abstract void TrimPool();

    /// <summary>
    /// Waits for queued work and closes the device. Buffers that are still alive keep their memory until they are disposed
    /// themselves; every other use of them, of timers and of the device throws <see cref="ObjectDisposedException"/>.
    /// </summary>
    /// <remarks>Call it once no other thread uses the device. A second call does nothing.</remarks>
    public abstract void Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{Info.Id} ({Info.Name})";

    /// <summary>Copies host bytes to the device; returns when the source may be reused.</summary>
    public abstract unsafe void Upload(void* source, DeviceMemory target, long targetOffsetBytes, long lengthBytes);

    /// <summary>Copies device bytes to the host, after all work queued before.</summary>
    public abstract unsafe void Download(DeviceMemory source, long sourceOffsetBytes, void* target, long lengthBytes);

    /// <summary>Copies between two buffers of this device, or two ranges of one that do not overlap, in queue order.</summary>
    public abstract void Copy(DeviceMemory source, long sourceOffsetBytes, DeviceMemory target, long targetOffsetBytes, long lengthBytes);

    /// <summary>Registers a buffer object of the OpenGL context that is current on this thread, so that device memory gets there without the host in between.</summary>
    /// <param name="buffer">Its name; it has its storage already.</param>
    /// <param name="reason">Why not, where null is returned: the device has no such way, or OpenGL draws elsewhere.</param>
    public virtual GraphicsBuffer? TryRegisterOpenGlBuffer(uint buffer, out string reason)
    {
        reason = $"{Info.Id} shares no memory with OpenGL";
        return null;
    }

    /// <summary>Takes memory from the pool or the driver.</summary>
    protected abstract DeviceMemory AllocateCore(long lengthBytes);

    /// <summary>Wraps host memory; called only where <see cref="SharesHostMemory"/> holds.</summary>
    protected virtual DeviceMemory ShareCore(HostMemory host) => throw new NotSupportedException();

    /// <summary>Gives memory back to the pool, or unwraps it.</summary>
    protected abstract void ReleaseCore(DeviceMemory memory);

    /// <summary>Checks a launch against the kernel's parameters: number, sizes, owner and range of every argument.</summary>
    /// <exception cref="ArgumentException">An argument lies on another device, is disposed, or leaves its buffer.</exception>
    protected unsafe void CheckLaunch(KernelDefinition kernel, KernelExtent extent, ReadOnlySpan<KernelArgument> arguments)
    {
        if (arguments.Length != kernel.Parameters.Count)
            throw new ArgumentException($"{kernel.Name}: {kernel.Parameters.Count} arguments are wanted but {arguments.Length} were given.", nameof(arguments));
        if (extent.IsGrouped != (kernel.Shape == KernelShape.Grouped))
            throw new ArgumentException($"{kernel.Name}: the kernel is {kernel.Shape} but the extent is {(extent.IsGrouped ? "grouped" : "flat")}.", nameof(extent));
        for (var i = 0; i < arguments.Length; i++)
        {
            var parameter = kernel.Parameters[i];
            ref readonly var argument = ref arguments[i];
            if (parameter.Kind == KernelParameterKind.View)
                CheckView(kernel, parameter, argument);
            else if (argument.Value == null || argument.ValueBytes != parameter.SizeBytes)
                throw new ArgumentException($"{kernel.Name}: '{parameter.Name}' is a {parameter.TypeName} of {parameter.SizeBytes} bytes but {argument.ValueBytes} were given.", nameof(arguments));
        }
    }

    /// <summary>Checks one end of a transfer.</summary>
    /// <exception cref="ArgumentException">The memory lies on another device or is disposed, or the range leaves it.</exception>
    protected void CheckTransfer(DeviceMemory memory, long offsetBytes, long lengthBytes)
    {
        if (memory.Device != this)
            throw new ArgumentException($"The memory lies on {memory.Device.Info.Id} but the transfer was asked of {Info.Id}.", nameof(memory));
        ObjectDisposedException.ThrowIf(memory.IsReleased, memory);
        if (offsetBytes < 0 || lengthBytes < 0 || offsetBytes > memory.LengthBytes - lengthBytes)
            throw new ArgumentOutOfRangeException(nameof(offsetBytes), $"The bytes [{offsetBytes}, {offsetBytes + lengthBytes}) leave a buffer of {memory.LengthBytes} bytes on {Info.Id}.");
    }

    /// <summary>Checks both ends of a copy.</summary>
    /// <exception cref="ArgumentException">As for a transfer, or the ranges overlap.</exception>
    protected void CheckCopy(DeviceMemory source, long sourceOffsetBytes, DeviceMemory target, long targetOffsetBytes, long lengthBytes)
    {
        CheckTransfer(source, sourceOffsetBytes, lengthBytes);
        CheckTransfer(target, targetOffsetBytes, lengthBytes);
        if (source == target && Math.Abs(sourceOffsetBytes - targetOffsetBytes) < lengthBytes)
            throw new ArgumentException($"Copy: the ranges of {lengthBytes} bytes at {sourceOffsetBytes} and {targetOffsetBytes} of one buffer overlap. Copy through another buffer.", nameof(targetOffsetBytes));
    }

    internal void Release(DeviceMemory memory)
    {
        memory.IsReleased = true;
        Interlocked.Decrement(ref _buffersInUse);
        Interlocked.Add(ref _bytesInUse, -memory.CapacityBytes);
        ReleaseCore(memory);
    }

    private void CheckView(KernelDefinition kernel, KernelParameter parameter, in KernelArgument argument)
    {
        if (argument.Memory is not { } memory)
        {
            if (argument.Length != 0)
                throw new ArgumentException($"{kernel.Name}: '{parameter.Name}' is a view without memory.", parameter.Name);
            return;
        }

        if (memory.Device != this)
            throw new ArgumentException($"{kernel.Name}: '{parameter.Name}' lies on {memory.Device.Info.Id} but the launch runs on {Info.Id}. Upload it there first.", parameter.Name);
        if (memory.IsReleased)
            throw new ObjectDisposedException(parameter.Name, $"{kernel.Name}: the buffer behind '{parameter.Name}' was disposed.");
        var elements = memory.LengthBytes / parameter.SizeBytes;
        if (argument.Offset < 0 || argument.Length < 0 || argument.Offset > elements - argument.Length)
            throw new ArgumentException($"{kernel.Name}: '{parameter.Name}' covers [{argument.Offset}, {argument.Offset + argument.Length}) of a buffer of {elements} elements.", parameter.Name);
    }

    private DeviceBuffer<T> Own<T>(DeviceMemory memory, long length)
        where T : unmanaged
    {
        Interlocked.Increment(ref _buffersInUse);
        Interlocked.Add(ref _bytesInUse, memory.CapacityBytes);
        return new DeviceBuffer<T>(memory, length);
    }
}
