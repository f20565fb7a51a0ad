using System.Collections.Concurrent;

namespace GpuVol;

/// <summary>
/// An OpenCL 1.2 device: one context, one in-order queue that takes time stamps. Kernels are compiled on first use.
/// </summary>
/// <remarks>
/// A device of type CPU works in host memory: its buffers are pooled host blocks that OpenCL wraps
/// (<c>CL_MEM_USE_HOST_PTR</c>), <see cref="ComputeDevice.Share{T}"/> copies nothing, and the host touches a block only
/// between a map and an unmap. Other devices keep a pool of their own memory. OpenCL may put off an allocation until first
/// use; here it happens in <c>Allocate</c>, so that a shortage is told there and not by some later launch. Any
/// thread may use the device. Disposal waits for queued work; buffers keep their memory until they are disposed themselves,
/// every other use of them throws <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed unsafe class OpenClDevice : ComputeDevice
{
    // A map and an unmap are two commands; below this size one command and a single-threaded copy are faster.
    private const long SmallTransferBytes = 1 << 20;

    private readonly OpenClApi _api;
    private readonly nint _device;
    private readonly nint _context;
    private readonly nint _queue;
    private readonly string _buildOptions;
    private readonly bool _isCpu;
    private readonly long _maxGroupSize;
    private readonly DeviceMemoryPool _pool;
    private readonly ConcurrentDictionary<SpecializationKey, OpenClKernel> _kernels = new();
    private readonly Lock _compiling = new();
    private long _queued;
    private long _finished;
    private volatile bool _disposed;

    /// <summary>Opens a device that <see cref="OpenClPlatforms"/> lists; <paramref name="shareHostMemory"/> false makes a CPU behave as a device with memory of its own.</summary>
    internal OpenClDevice(OpenClEntry entry, bool shareHostMemory = true)
    {
        _api = OpenClApi.TryGet(out var reason) ?? throw new DeviceUnavailableException(entry.Info.Id, $"No OpenCL device: {reason}.");
        Info = entry.Info;
        _device = entry.Device;
        _isCpu = (_api.DeviceValue<ulong>(_device, OpenClCodes.DeviceType) & OpenClCodes.DeviceTypeCpu) != 0;
        SharesHostMemory = shareHostMemory && _isCpu && _api.DeviceValue<uint>(_device, OpenClCodes.DeviceHostUnifiedMemory) != 0;
        _maxGroupSize = (long)_api.DeviceValue<nuint>(_device, OpenClCodes.DeviceMaxWorkGroupSize);
        var roundsCorrectly = (_api.DeviceValue<ulong>(_device, OpenClCodes.DeviceSingleFpConfig) & OpenClCodes.FpCorrectlyRoundedDivideSqrt) != 0;
        _buildOptions = KernelSource.OpenClOptions + (roundsCorrectly ? " -cl-fp32-correctly-rounded-divide-sqrt" : string.Empty);
        _pool = new DeviceMemoryPool(handle => _ = _api.ReleaseMemObject(handle));
        int code;
        var device = _device;
        _context = _api.CreateContext(null, 1, &device, null, null, &code);
        OpenClApi.Check(code, "clCreateContext");
        _queue = _api.CreateCommandQueue(_context, _device, OpenClCodes.QueueProfilingEnable, &code);
        if (code == OpenClCodes.Success)
            return;
        _ = _api.ReleaseContext(_context);
        throw new OpenClException(code, "clCreateCommandQueue");
    }

    /// <inheritdoc/>
    public override DeviceInfo Info { get; }

    /// <inheritdoc/>
    public override bool SharesHostMemory { get; }

    /// <inheritdoc/>
    public override void Launch(KernelDefinition kernel, KernelExtent extent, ReadOnlySpan<KernelArgument> arguments)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckLaunch(kernel, extent, arguments);
        if (extent.IsEmpty)
            return;
        if (kernel.UsesFloat64 && !Info.SupportsFloat64)
            throw new KernelLaunchException(kernel.Name, Info.Id, $"{kernel.Name} needs float64, which {this} has not. Use another device.");
        try
        {
            var compiled = Compiled(kernel, arguments);
            lock (compiled.Gate)
            {
                SetArguments(compiled, kernel, extent, arguments);
                Enqueue(compiled, kernel, extent);
            }

            Queued();
        }
        catch (OpenClException exception)
        {
            throw new KernelLaunchException(kernel.Name, Info.Id,
                $"{kernel.Name} failed on {this}: {exception.Function} gave {OpenClCodes.Name(exception.Code)} ({exception.Code}).", exception);
        }
    }

    /// <inheritdoc/>
    public override void Synchronize()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Finish();
        HostSignals.Restore(); // PoCL compiles a kernel's last part when it first runs
    }

    /// <inheritdoc/>
    public override DeviceTimer CreateTimer()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new OpenClTimer(this, _api, _queue);
    }

    /// <inheritdoc/>
    public override void TrimPool()
    {
        _pool.Trim();
        if (SharesHostMemory)
            HostMemoryPool.Trim();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        lock (_compiling)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        _ = _api.Finish(_queue);
        foreach (var kernel in _kernels.Values)
            kernel.Dispose();
        _kernels.Clear();
        _pool.Close();
        _ = _api.ReleaseCommandQueue(_queue);
        _ = _api.ReleaseContext(_context);
    }

    /// <inheritdoc/>
    public override void Upload(void* source, DeviceMemory target, long targetOffsetBytes, long lengthBytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckTransfer(target, targetOffsetBytes, lengthBytes);
        if (lengthBytes == 0)
            return;
        if (!SharesHostMemory || lengthBytes < SmallTransferBytes)
        {
            OpenClApi.Check(_api.EnqueueWriteBuffer(_queue, target.Handle, 1, (nuint)targetOffsetBytes, (nuint)lengthBytes, source, 0, null, null), "clEnqueueWriteBuffer");
            return;
        }

        var mapped = Map(target, OpenClCodes.MapWriteInvalidateRegion, targetOffsetBytes, lengthBytes);
        HostCopy.Copy(source, mapped, lengthBytes);
        Unmap(target, mapped);
    }

    /// <inheritdoc/>
    public override void Download(DeviceMemory source, long sourceOffsetBytes, void* target, long lengthBytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckTransfer(source, sourceOffsetBytes, lengthBytes);
        if (lengthBytes == 0)
            return;
        if (!SharesHostMemory || lengthBytes < SmallTransferBytes)
        {
            OpenClApi.Check(_api.EnqueueReadBuffer(_queue, source.Handle, 1, (nuint)sourceOffsetBytes, (nuint)lengthBytes, target, 0, null, null), "clEnqueueReadBuffer");
            return;
        }

        var mapped = Map(source, OpenClCodes.MapRead, sourceOffsetBytes, lengthBytes);
        HostCopy.Copy(mapped, target, lengthBytes);
        Unmap(source, mapped);
    }

    /// <inheritdoc/>
    public override void Copy(DeviceMemory source, long sourceOffsetBytes, DeviceMemory target, long targetOffsetBytes, long lengthBytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckCopy(source, sourceOffsetBytes, target, targetOffsetBytes, lengthBytes);
        if (lengthBytes == 0)
            return;
        OpenClApi.Check(_api.EnqueueCopyBuffer(_queue, source.Handle, target.Handle, (nuint)sourceOffsetBytes, (nuint)targetOffsetBytes, (nuint)lengthBytes, 0, null, null), "clEnqueueCopyBuffer");
        Queued();
    }

    /// <inheritdoc/>
    public override void MakeVisibleToHost(DeviceMemory memory)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckTransfer(memory, 0, memory.LengthBytes);
        if (memory.Host is not null && memory.LengthBytes > 0)
            Unmap(memory, Map(memory, OpenClCodes.MapRead, 0, memory.LengthBytes));
        Finish();
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    /// <inheritdoc/>
    protected override DeviceMemory AllocateCore(long lengthBytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (lengthBytes > Info.MaxAllocationBytes)
            throw OutOfMemory(lengthBytes, Info.MaxAllocationBytes, $"its limit for one allocation is {Info.MaxAllocationBytes}");
        return SharesHostMemory ? AllocateShared(lengthBytes) : AllocateOwn(lengthBytes);
    }

    /// <inheritdoc/>
    protected override DeviceMemory ShareCore(HostMemory host)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (host.LengthBytes > Info.MaxAllocationBytes)
            throw OutOfMemory(host.LengthBytes, Info.MaxAllocationBytes, $"its limit for one allocation is {Info.MaxAllocationBytes}");
        host.AddReference();
        return Wrap(host);
    }

    /// <inheritdoc/>
    protected override void ReleaseCore(DeviceMemory memory)
    {
        if (memory.Host is not { } host)
        {
            _pool.Return(memory.Handle, memory.CapacityBytes);
            return;
        }

        // Another owner may rent the block at once, so the work that uses it must be over.
        if (!_disposed)
            Finish();
        _ = _api.ReleaseMemObject(memory.Handle);
        host.Release();
    }

    private DeviceMemory AllocateShared(long lengthBytes) => Wrap(HostMemory.Rent(lengthBytes));

    /// <summary>Wraps a host block, whose reference becomes the buffer's.</summary>
    private DeviceMemory Wrap(HostMemory host)
    {
        int code;
        var bytes = Math.Min(host.CapacityBytes, Info.MaxAllocationBytes);
        var handle = _api.CreateBuffer(_context, OpenClCodes.MemReadWrite | OpenClCodes.MemUseHostPtr, (nuint)bytes, host.Address, &code);
        if (code == OpenClCodes.Success)
            return new DeviceMemory(this, handle, host.LengthBytes, host.CapacityBytes, host);
        host.Release();
        throw Failure(new OpenClException(code, "clCreateBuffer"), host.LengthBytes);
    }

    private DeviceMemory AllocateOwn(long lengthBytes)
    {
        // The size class may pass the limit for one allocation where the request itself does not.
        var capacity = Math.Min(DeviceMemoryPool.RoundUp(lengthBytes), Math.Max(Info.MaxAllocationBytes, 1));
        if (_pool.TryTake(capacity, out var handle))
            return new DeviceMemory(this, handle, lengthBytes, capacity);
        if (BytesInUse + capacity > Info.MemoryBytes)
            throw OutOfMemory(lengthBytes, Info.MemoryBytes - BytesInUse, $"it has {Info.MemoryBytes}");
        if (BytesInUse + _pool.FreeBytes + capacity > Info.MemoryBytes)
            TrimPool();
        try
        {
            return new DeviceMemory(this, CreateResident(capacity), lengthBytes, capacity);
        }
        catch (OpenClException exception) when (exception.IsOutOfMemory)
        {
            Finish();
            TrimPool();
        }

        try
        {
            return new DeviceMemory(this, CreateResident(capacity), lengthBytes, capacity);
        }
        catch (OpenClException exception)
        {
            throw Failure(exception, lengthBytes);
        }
    }

    /// <summary>Creates a buffer and moves it to the device: drivers put the allocation off until then.</summary>
    private nint CreateResident(long capacity)
    {
        int code;
        var handle = _api.CreateBuffer(_context, OpenClCodes.MemReadWrite, (nuint)capacity, null, &code);
        OpenClApi.Check(code, "clCreateBuffer");
        nint moved = 0;
        try
        {
            OpenClApi.Check(_api.EnqueueMigrateMemObjects(_queue, 1, &handle, OpenClCodes.MigrateContentUndefined, 0, null, &moved), "clEnqueueMigrateMemObjects");
            OpenClApi.Check(_api.WaitForEvents(1, &moved), "clEnqueueMigrateMemObjects");
            return handle;
        }
        catch
        {
            _ = _api.ReleaseMemObject(handle);
            throw;
        }
        finally
        {
            if (moved != 0)
                _ = _api.ReleaseEvent(moved);
        }
    }

    private GpuVolException Failure(OpenClException exception, long lengthBytes) =>
        exception.IsOutOfMemory
            ? OutOfMemory(lengthBytes, -1, $"it has {Info.MemoryBytes}; {exception.Function} gave {OpenClCodes.Name(exception.Code)}", exception)
            : exception;

    private DeviceMemoryException OutOfMemory(long requested, long available, string limit, Exception? inner = null)
    {
        var inUse = BytesInUse;
        return new DeviceMemoryException(Info.Id, requested, inUse, available,
            $"Memory of {this}: {requested} bytes were asked for, {inUse} are in use, {limit}. Use a smaller volume or another device.", inner);
    }

    private OpenClKernel Compiled(KernelDefinition kernel, ReadOnlySpan<KernelArgument> arguments)
    {
        var key = SpecializationKey.Of(kernel, arguments);
        if (_kernels.TryGetValue(key, out var compiled))
            return compiled;
        lock (_compiling)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_kernels.TryGetValue(key, out compiled))
                return compiled;
            compiled = OpenClKernel.Compile(_api, _context, _device, Info, kernel, KernelSource.ComposeOpenCl(kernel, KernelSource.Specialize(kernel, arguments)), _buildOptions);
            _kernels[key] = compiled;
            return compiled;
        }
    }

    private void SetArguments(OpenClKernel compiled, KernelDefinition kernel, KernelExtent extent, ReadOnlySpan<KernelArgument> arguments)
    {
        uint slot = 0;
        for (var i = 0; i < arguments.Length; i++)
        {
            ref readonly var argument = ref arguments[i];
            switch (kernel.Parameters[i].Kind)
            {
                case KernelParameterKind.View:
                    var handle = argument.Memory?.Handle ?? 0;
                    SetArgument(compiled, ref slot, &handle, sizeof(nint));
                    SetArgument(compiled, ref slot, argument.Offset);
                    SetArgument(compiled, ref slot, argument.Length);
                    break;
                case KernelParameterKind.Value:
                    SetArgument(compiled, ref slot, argument.Value, argument.ValueBytes);
                    break;
            }
        }

        var axes = Axes(kernel.Shape);
        if (kernel.Shape == KernelShape.Grouped)
            return;
        SetArgument(compiled, ref slot, extent.X);
        if (axes > 1)
            SetArgument(compiled, ref slot, extent.Y);
        if (axes > 2)
            SetArgument(compiled, ref slot, extent.Z);
    }

    private void SetArgument(OpenClKernel compiled, ref uint slot, long value) => SetArgument(compiled, ref slot, &value, sizeof(long));

    private void SetArgument(OpenClKernel compiled, ref uint slot, void* value, int bytes) =>
        OpenClApi.Check(_api.SetKernelArg(compiled.Handle, slot++, (nuint)bytes, value), $"clSetKernelArg({slot - 1})");

    private void Enqueue(OpenClKernel compiled, KernelDefinition kernel, KernelExtent extent)
    {
        ReadOnlySpan<long> items = [extent.X, extent.Y, extent.Z];
        Span<long> group = stackalloc long[3];
        if (extent.IsGrouped)
        {
            (group[0], group[1], group[2]) = (extent.GroupX, extent.GroupY, extent.GroupZ);
            if (group[0] * group[1] * group[2] > compiled.MaxGroupSize)
            {
                throw new KernelLaunchException(kernel.Name, Info.Id,
                    $"{kernel.Name}: groups of {group[0]}x{group[1]}x{group[2]} items were asked for but {this} runs this kernel with at most {compiled.MaxGroupSize}. Use smaller groups.");
            }
        }
        else
        {
            GroupFor(kernel.Shape, Math.Min(compiled.MaxGroupSize, _maxGroupSize), group);
        }

        var axes = Axes(kernel.Shape);
        var global = stackalloc nuint[3];
        var local = stackalloc nuint[3];
        for (var axis = 0; axis < axes; axis++)
        {
            local[axis] = (nuint)group[axis];
            global[axis] = (nuint)(extent.IsGrouped ? items[axis] * group[axis] : (items[axis] + group[axis] - 1) / group[axis] * group[axis]);
        }

        OpenClApi.Check(_api.EnqueueNDRangeKernel(_queue, compiled.Handle, (uint)axes, null, global, local, 0, null, null), "clEnqueueNDRangeKernel");
        OpenClApi.Check(_api.Flush(_queue), "clFlush");
    }

    /// <summary>Items of a group for a flat launch: along x, where neighbours lie in memory. CPU drivers compile anew for each size, so they get one.</summary>
    private void GroupFor(KernelShape shape, long most, Span<long> group)
    {
        group.Fill(1);
        (group[0], group[1]) =
            _isCpu ? (128, 1) :
            shape is KernelShape.Flat1D or KernelShape.FlatLong1D ? (256, 1) :
            (32, 8);

        while (group[0] * group[1] > most)
        {
            if (group[1] > 1)
                group[1] /= 2;
            else
                group[0] /= 2;
        }
    }

    private static int Axes(KernelShape shape) => shape switch
    {
        KernelShape.Flat1D or KernelShape.FlatLong1D => 1,
        KernelShape.Flat2D => 2,
        _ => 3,
    };

    private void* Map(DeviceMemory memory, ulong flags, long offsetBytes, long lengthBytes)
    {
        int code;
        var mapped = _api.EnqueueMapBuffer(_queue, memory.Handle, 1, flags, (nuint)offsetBytes, (nuint)lengthBytes, 0, null, null, &code);
        OpenClApi.Check(code, "clEnqueueMapBuffer");
        return mapped;
    }

    private void Unmap(DeviceMemory memory, void* mapped)
    {
        OpenClApi.Check(_api.EnqueueUnmapMemObject(_queue, memory.Handle, mapped, 0, null, null), "clEnqueueUnmapMemObject");
        Queued();
    }

    // Counted after queueing, so that a count that is read covers work that is really in the queue.
    private void Queued() => Interlocked.Increment(ref _queued);

    private void Finish()
    {
        var queued = Interlocked.Read(ref _queued);
        if (Interlocked.Read(ref _finished) >= queued)
            return;
        OpenClApi.Check(_api.Finish(_queue), "clFinish");
        long finished;
        do
        {
            finished = Interlocked.Read(ref _finished);
        }
        while (finished < queued && Interlocked.CompareExchange(ref _finished, queued, finished) != finished);
    }
}
