using System.Collections.Concurrent;

namespace GpuVol;

/// <summary>
/// An NVIDIA device through the CUDA driver: its primary context, one stream, kernels compiled by NVRTC on first use.
/// </summary>
/// <remarks>
/// Compiled images are kept in the user's cache folder, so that NVRTC is only needed for kernels that are new to the machine.
/// Kernels are compiled without contraction to fused multiply-add and with exact division and roots, so that they round as
/// C# does. Transfers go through page-locked slots. Work is asynchronous: a kernel that fails while it runs is told by
/// the next call that waits, and the context is lost then, as CUDA defines it; CUDA_LAUNCH_BLOCKING=1 makes the launch itself
/// tell. Any thread may use the device. Disposal waits for queued work; buffers keep their memory until they are
/// disposed themselves, every other use of them throws <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed unsafe class CudaDevice : ComputeDevice
{
    private const int SmallTransferBytes = 64 << 10;
    private const int MostGraphicsDevices = 64;
    private static readonly string[] Options = [.. KernelSource.CudaOptions];

    private readonly int _device;
    private readonly nint _context;
    private readonly int _capability;
    private readonly long _maxGridY;
    private readonly long _maxGridZ;
    private readonly Lazy<(CudaCompiler? Compiler, string Reason)> _compiler;
    private readonly CudaImageCache _cache;
    private readonly DeviceMemoryPool _pool;
    private readonly CudaStaging _small;
    private readonly CudaStaging _large;
    private readonly Lock _transferring = new();
    private readonly Lock _compiling = new();
    private readonly ConcurrentDictionary<SpecializationKey, CudaKernel> _kernels = new();
    private volatile string? _lastKernel;
    private volatile string? _lost;
    private volatile bool _disposed;
    private int _owners = 1;

    /// <summary>Opens a device that <see cref="CudaPlatform"/> lists for <paramref name="driver"/>; tests give the compiler's path and the cache.</summary>
    internal CudaDevice(CudaDriver driver, DeviceInfo info, string? compilerPath = null, CudaImageCache? cache = null)
    {
        Driver = driver;
        Info = info;
        _cache = cache ?? CudaImageCache.Default;
        _compiler = new(() => (CudaCompiler.TryLoad(driver.Version, out var reason, compilerPath), reason));
        _small = new CudaStaging(this, 32, SmallTransferBytes);
        _large = new CudaStaging(this, 3, 8 << 20);
        _pool = new DeviceMemoryPool(handle => _ = driver.MemFree((ulong)handle));
        int device;
        Check(driver.DeviceGet(&device, info.Index), "cuDeviceGet");
        _device = device;
        _capability = (10 * driver.Attribute(device, CudaCodes.ComputeCapabilityMajor)) + driver.Attribute(device, CudaCodes.ComputeCapabilityMinor);
        _maxGridY = driver.Attribute(device, CudaCodes.MaxGridY);
        _maxGridZ = driver.Attribute(device, CudaCodes.MaxGridZ);
        nint context;
        Check(driver.DevicePrimaryCtxRetain(&context, device), "cuDevicePrimaryCtxRetain");
        _context = context;
        try
        {
            Enter();
            nint stream;
            Check(driver.StreamCreate(&stream, CudaCodes.StreamNonBlocking), "cuStreamCreate");
            Stream = stream;
        }
        catch
        {
            _ = driver.DevicePrimaryCtxRelease(device);
            throw;
        }
    }

    /// <inheritdoc/>
    public override DeviceInfo Info { get; }

    internal CudaDriver Driver { get; }

    internal nint Stream { get; }

    /// <inheritdoc/>
    public override void Launch(KernelDefinition kernel, KernelExtent extent, ReadOnlySpan<KernelArgument> arguments)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckLaunch(kernel, extent, arguments);
        if (extent.IsEmpty)
            return;
        try
        {
            Enter();
            Enqueue(Compiled(kernel, arguments), kernel, extent, arguments);
            _lastKernel = kernel.Name;
        }
        catch (CudaException exception)
        {
            throw new KernelLaunchException(kernel.Name, Info.Id,
                $"{kernel.Name} failed on {this}: {exception.Function} gave {exception.CodeName} ({exception.Code}).", exception);
        }
    }

    /// <inheritdoc/>
    public override void Synchronize()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Enter();
        Check(Driver.StreamSynchronize(Stream), "cuStreamSynchronize");
    }

    /// <inheritdoc/>
    public override DeviceTimer CreateTimer()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new CudaTimer(this);
    }

    /// <inheritdoc/>
    public override void TrimPool()
    {
        if (_disposed)
            return;
        Enter();
        _pool.Trim();
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

        lock (_transferring)
        {
            _ = Driver.CtxSetCurrent(_context);
            _ = Driver.StreamSynchronize(Stream);
            _small.Free();
            _large.Free();
        }

        foreach (var kernel in _kernels.Values)
            kernel.Dispose();
        _kernels.Clear();
        _pool.Close();
        _ = Driver.StreamDestroy(Stream);
        Disown();
    }

    /// <inheritdoc/>
    public override void Upload(void* source, DeviceMemory target, long targetOffsetBytes, long lengthBytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckTransfer(target, targetOffsetBytes, lengthBytes);
        if (lengthBytes == 0)
            return;
        lock (_transferring)
        {
            Enter();
            StagingFor(lengthBytes).Upload((byte*)source, (ulong)(target.Handle + targetOffsetBytes), lengthBytes);
        }
    }

    /// <inheritdoc/>
    public override void Download(DeviceMemory source, long sourceOffsetBytes, void* target, long lengthBytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckTransfer(source, sourceOffsetBytes, lengthBytes);
        if (lengthBytes == 0)
            return;
        lock (_transferring)
        {
            Enter();
            StagingFor(lengthBytes).Download((ulong)(source.Handle + sourceOffsetBytes), (byte*)target, lengthBytes);
        }
    }

    /// <inheritdoc/>
    public override void Copy(DeviceMemory source, long sourceOffsetBytes, DeviceMemory target, long targetOffsetBytes, long lengthBytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckCopy(source, sourceOffsetBytes, target, targetOffsetBytes, lengthBytes);
        if (lengthBytes == 0)
            return;
        Enter();
        Check(Driver.MemcpyDtoDAsync((ulong)(target.Handle + targetOffsetBytes), (ulong)(source.Handle + sourceOffsetBytes), (nuint)lengthBytes, Stream), "cuMemcpyDtoDAsync");
    }

    /// <inheritdoc/>
    /// <remarks>For contexts on this device: on machines with several GPUs OpenGL may draw on another one.</remarks>
    public override GraphicsBuffer? TryRegisterOpenGlBuffer(uint buffer, out string reason)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Driver.OpenGl is not { } openGl)
        {
            reason = Driver.OpenGlReason;
            return null;
        }

        Enter();
        uint count = 0;
        var devices = stackalloc int[MostGraphicsDevices];
        if (Refuses(openGl.GetDevices(&count, devices, MostGraphicsDevices, CudaOpenGl.AllDevices), "cuGLGetDevices", out reason))
            return null;
        if (!new ReadOnlySpan<int>(devices, (int)Math.Min(count, MostGraphicsDevices)).Contains(_device))
        {
            reason = $"OpenGL draws on another device than {Info.Id}";
            return null;
        }

        nint resource;
        return Refuses(openGl.RegisterBuffer(&resource, buffer, CudaOpenGl.WriteDiscard), "cuGraphicsGLRegisterBuffer", out reason)
            ? null
            : new CudaGraphicsBuffer(this, resource);
    }

    /// <summary>Copies memory to the beginning of a registered buffer, in queue order; OpenGL has it back at the end.</summary>
    internal void CopyToGraphics(DeviceMemory source, long sourceOffsetBytes, nint resource, long lengthBytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckTransfer(source, sourceOffsetBytes, lengthBytes);
        Enter();
        var openGl = Driver.OpenGl!;
        Check(openGl.MapResources(1, &resource, Stream), "cuGraphicsMapResources");
        try
        {
            ulong address;
            nuint size;
            Check(openGl.ResourceGetMappedPointer(&address, &size, resource), "cuGraphicsResourceGetMappedPointer");
            ArgumentOutOfRangeException.ThrowIfGreaterThan(lengthBytes, (long)size);
            Check(Driver.MemcpyDtoDAsync(address, (ulong)(source.Handle + sourceOffsetBytes), (nuint)lengthBytes, Stream), "cuMemcpyDtoDAsync");
        }
        finally
        {
            Check(openGl.UnmapResources(1, &resource, Stream), "cuGraphicsUnmapResources");
        }
    }

    internal void Unregister(nint resource)
    {
        Enter();
        Check(Driver.OpenGl!.UnregisterResource(resource), "cuGraphicsUnregisterResource");
    }

    /// <summary>Throws where a driver call failed; names what ran before where the context is lost.</summary>
    internal void Check(int code, string function)
    {
        if (code == CudaCodes.Success)
            return;
        try
        {
            Driver.Check(code, function);
        }
        catch (CudaException exception) when (CudaCodes.IsSticky(code))
        {
            _lost = $"{exception.CodeName} ({code}) after {_lastKernel ?? "work"} or a kernel queued before it";
            throw new KernelLaunchException(_lastKernel ?? string.Empty, Info.Id,
                $"{this} failed: {_lost}. The process must be started anew; CUDA_LAUNCH_BLOCKING=1 names the kernel.", exception);
        }
    }

    internal nint CreateEvent(uint flags)
    {
        Enter();
        nint created;
        Check(Driver.EventCreate(&created, flags), "cuEventCreate");
        return created;
    }

    internal void DestroyEvent(nint handle)
    {
        // An event dies with its context, which lives on while there are buffers.
        if (handle != 0 && Volatile.Read(ref _owners) > 0 && Driver.CtxSetCurrent(_context) == CudaCodes.Success)
            _ = Driver.EventDestroy(handle);
    }

    internal void Record(nint handle)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Enter();
        Check(Driver.EventRecord(handle, Stream), "cuEventRecord");
    }

    internal TimeSpan Between(nint start, nint stop)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Enter();
        Check(Driver.EventSynchronize(stop), "cuEventSynchronize");
        float milliseconds;
        Check(Driver.EventElapsedTime(&milliseconds, start, stop), "cuEventElapsedTime");
        return TimeSpan.FromMilliseconds(milliseconds);
    }

    /// <inheritdoc/>
    protected override DeviceMemory AllocateCore(long lengthBytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var capacity = DeviceMemoryPool.RoundUp(lengthBytes);
        if (!_pool.TryTake(capacity, out var handle))
        {
            Enter();
            var code = TryAllocate(capacity, out handle);
            if (code == CudaCodes.OutOfMemory && _pool.Trim() > 0)
                code = TryAllocate(capacity, out handle);
            if (code == CudaCodes.OutOfMemory)
                throw OutOfMemory(lengthBytes);
            Check(code, "cuMemAlloc");
        }

        Interlocked.Increment(ref _owners);
        return new DeviceMemory(this, handle, lengthBytes, capacity);
    }

    /// <inheritdoc/>
    protected override void ReleaseCore(DeviceMemory memory)
    {
        // The pool frees at once where the device is disposed, which needs the context.
        if (_disposed)
            _ = Driver.CtxSetCurrent(_context);
        _pool.Return(memory.Handle, memory.CapacityBytes);
        Disown();
    }

    // OpenGL on another driver, or on none of CUDA's devices, is no failure: there is another way.
    private bool Refuses(int code, string function, out string reason)
    {
        reason = code == CudaCodes.Success ? string.Empty : $"{function} gave {Driver.ErrorName(code)} ({code})";
        if (CudaCodes.IsSticky(code))
            Check(code, function);
        return code != CudaCodes.Success;
    }

    private static long Blocks(long items, long threads) => (items + threads - 1) / threads;

    private void Enter()
    {
        if (_lost is { } lost)
            throw new KernelLaunchException(_lastKernel ?? string.Empty, Info.Id, $"{this} was lost earlier: {lost}. The process must be started anew.");
        Check(Driver.CtxSetCurrent(_context), "cuCtxSetCurrent");
    }

    // The context belongs to the device and to every buffer; the last of them lets it go.
    private void Disown()
    {
        if (Interlocked.Decrement(ref _owners) == 0)
            _ = Driver.DevicePrimaryCtxRelease(_device);
    }

    private int TryAllocate(long capacity, out nint handle)
    {
        ulong address = 0;
        var code = Driver.MemAlloc(&address, (nuint)capacity);
        handle = (nint)address;
        return code;
    }

    private DeviceMemoryException OutOfMemory(long requested)
    {
        nuint free = 0;
        nuint total = 0;
        var known = Driver.MemGetInfo(&free, &total) == CudaCodes.Success;
        var inUse = BytesInUse;
        var available = known ? (long)free : -1;
        return new DeviceMemoryException(Info.Id, requested, inUse, available,
            $"Memory of {this}: {requested} bytes were asked for, {inUse} are in use by this process{(known ? $", {available} of {(long)total} are free" : string.Empty)}. Use a smaller volume or another device.");
    }

    private CudaStaging StagingFor(long lengthBytes) => lengthBytes <= SmallTransferBytes ? _small : _large;

    private CudaKernel Compiled(KernelDefinition kernel, ReadOnlySpan<KernelArgument> arguments)
    {
        var key = SpecializationKey.Of(kernel, arguments);
        if (_kernels.TryGetValue(key, out var compiled))
            return compiled;
        lock (_compiling)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_kernels.TryGetValue(key, out compiled))
                return compiled;
            compiled = LoadOrCompile(kernel, KernelSource.ComposeCuda(kernel, KernelSource.Specialize(kernel, arguments)));
            _kernels[key] = compiled;
            return compiled;
        }
    }

    private CudaKernel LoadOrCompile(KernelDefinition kernel, string source)
    {
        var key = CudaImageCache.Key(source, Options, _capability, Driver.Version);
        var (compiler, reason) = _compiler.Value;
        if (_cache.TryRead(key, compiler?.Version) is { } cached)
        {
            try
            {
                return CudaKernel.Load(Driver, cached, kernel.EntryPoint);
            }
            catch (CudaException exception) when (compiler is not null && CudaCodes.RefusesImage(exception.Code))
            {
                _cache.Remove(key, compiler.Version);
            }
        }

        if (compiler is null)
            throw new KernelLaunchException(kernel.Name, Info.Id, $"{kernel.Name} cannot be compiled for {this}: {reason}.");
        var image = compiler.Compile(kernel, Info, source, Options, compiler.TargetFor(_capability));
        var loaded = CudaKernel.Load(Driver, image, kernel.EntryPoint);
        _cache.Write(key, compiler.Version, image);
        return loaded;
    }

    private void Enqueue(CudaKernel compiled, KernelDefinition kernel, KernelExtent extent, ReadOnlySpan<KernelArgument> arguments)
    {
        // Addresses of the arguments: three a view, one a value, and the extents at the end. The driver copies them.
        var numbers = stackalloc long[(3 * arguments.Length) + 3];
        var addresses = stackalloc void*[(3 * arguments.Length) + 3];
        var (number, address) = (0, 0);
        for (var i = 0; i < arguments.Length; i++)
        {
            ref readonly var argument = ref arguments[i];
            switch (kernel.Parameters[i].Kind)
            {
                case KernelParameterKind.View:
                    Add(argument.Memory?.Handle ?? 0);
                    Add(argument.Offset);
                    Add(argument.Length);
                    break;
                case KernelParameterKind.Value:
                    addresses[address++] = argument.Value;
                    break;
            }
        }

        var (bx, by, bz) = extent.IsGrouped ? (extent.GroupX, extent.GroupY, extent.GroupZ) : BlockFor(kernel.Shape, compiled.MaxThreadsPerBlock);
        var (gx, gy, gz) = (extent.X, extent.Y, extent.Z);
        if (!extent.IsGrouped)
        {
            (gx, gy, gz) = (Blocks(gx, bx), Blocks(gy, by), Blocks(gz, bz));
            Add(extent.X);
            if (kernel.Shape is KernelShape.Flat2D or KernelShape.Flat3D)
                Add(extent.Y);
            if (kernel.Shape is KernelShape.Flat3D)
                Add(extent.Z);
        }

        if ((long)bx * by * bz > compiled.MaxThreadsPerBlock)
        {
            throw new KernelLaunchException(kernel.Name, Info.Id,
                $"{kernel.Name}: groups of {bx}x{by}x{bz} items were asked for but {this} runs this kernel with at most {compiled.MaxThreadsPerBlock}. Use smaller groups.");
        }

        if (gx > int.MaxValue || gy > _maxGridY || gz > _maxGridZ)
        {
            throw new KernelLaunchException(kernel.Name, Info.Id,
                $"{kernel.Name}: {extent.X}x{extent.Y}x{extent.Z} items need a grid of {gx}x{gy}x{gz} blocks but {this} takes {int.MaxValue}x{_maxGridY}x{_maxGridZ}. Launch in parts.");
        }

        Check(Driver.LaunchKernel(compiled.Function, (uint)gx, (uint)gy, (uint)gz, (uint)bx, (uint)by, (uint)bz, 0, Stream, addresses, null), "cuLaunchKernel");

        void Add(long value)
        {
            numbers[number] = value;
            addresses[address++] = numbers + number++;
        }
    }

    /// <summary>Threads of a block for a flat launch: along x first, where neighbours lie in memory.</summary>
    private static (int X, int Y, int Z) BlockFor(KernelShape shape, int most)
    {
        var (x, y) = shape is KernelShape.Flat1D or KernelShape.FlatLong1D ? (256, 1) : (32, 8);
        while (x * y > most)
        {
            if (y > 1)
                y /= 2;
            else
                x /= 2;
        }

        return (x, y, 1);
    }
}
