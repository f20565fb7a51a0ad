using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <summary>
/// The engine's own CPU device. A kernel runs as the C# method that it is, inlined into a loop over the device's threads;
/// where <see cref="CpuOverrides"/> has a hand-vectorised version, that one runs. Launches return when they are done.
/// </summary>
/// <remarks>
/// Buffers are pooled host memory; <see cref="ComputeDevice.Share{T}"/> copies nothing. Any thread may launch at any time:
/// launches of different threads run side by side and share the device's threads. Disposal stops those threads; buffers
/// keep their memory until they are disposed themselves, every other use of them throws <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed unsafe class CpuDevice : ComputeDevice
{
    // One thread copies at less than the memory's rate; below this size the split costs more than it brings.
    private const long ParallelCopyBytes = 4L << 20;

    private readonly bool _useOverrides;
    private readonly CpuWorkers _workers;
    private volatile bool _disposed;

    /// <summary>Opens the device with <paramref name="threads"/> threads (0: one a core that the process may use).</summary>
    /// <param name="threads">Threads that work on a launch, the caller's among them.</param>
    /// <param name="useOverrides">False runs every kernel as its plain method; tests compare the two.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is negative or more than 4096.</exception>
    public CpuDevice(int threads = 0, bool useOverrides = true)
    {
        if (threads is < 0 or > 4096)
            throw new ArgumentOutOfRangeException(nameof(threads), $"CpuDevice: {threads} threads; give 1 to 4096, or 0 for one a core.");
        _useOverrides = useOverrides;
        _workers = new CpuWorkers(threads == 0 ? Environment.ProcessorCount : threads);
        Info = Describe(_workers.Count);
    }

    /// <inheritdoc/>
    public override DeviceInfo Info { get; }

    /// <summary>Threads that work on a launch, the caller's among them.</summary>
    public int Threads => _workers.Count;

    /// <inheritdoc/>
    public override bool SharesHostMemory => true;

    /// <summary>What a device with <paramref name="threads"/> threads (0: one a core) would say of itself, without opening it.</summary>
    public static DeviceInfo Describe(int threads = 0)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new DeviceInfo
        {
            Kind = DeviceKind.Cpu,
            Index = 0,
            Name = CpuName.Value,
            Driver = $"GpuVol {typeof(CpuDevice).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}, {RuntimeInformation.FrameworkDescription}, {InstructionSet()}",
            MemoryBytes = memory,
            MaxAllocationBytes = memory,
            ComputeUnits = threads == 0 ? Environment.ProcessorCount : threads,
            IsGpu = false,
        };
    }

    /// <summary>
    /// Runs <paramref name="body"/> over [0, <paramref name="count"/>) in ranges on the device's threads, about four ranges
    /// a thread and none smaller than <paramref name="minimumRange"/> (but the last); returns when all are done.
    /// </summary>
    public void Parallel(long count, Action<long, long> body, long minimumRange = 1)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _workers.Run(count, body, minimumRange);
    }

    /// <inheritdoc/>
    public override bool HasFusedKernel(KernelDefinition kernel) => _useOverrides && CpuOverrides.Find(kernel) is not null;

    /// <inheritdoc/>
    public override void Launch(KernelDefinition kernel, KernelExtent extent, ReadOnlySpan<KernelArgument> arguments)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckLaunch(kernel, extent, arguments);
        if (extent.IsEmpty)
            return;
        try
        {
            if (_useOverrides && CpuOverrides.Find(kernel) is { } vectorised && vectorised(new CpuLaunch(this, kernel, extent, arguments)))
                return;
            if (extent.IsGrouped)
            {
                GroupExecutor.Run(kernel, extent, arguments, Threads);
                return;
            }

            RunRows(kernel, extent, arguments);
        }
        catch (Exception exception) when (exception is not GpuVolException)
        {
            throw new KernelLaunchException(kernel.Name, Info.Id, $"{kernel.Name} failed on {Info.Id}: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public override bool TryRunWhole<TOperation>(in TOperation operation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _useOverrides && CpuOverrides.FindWhole<TOperation>() is { } whole && whole(this, operation);
    }

    /// <inheritdoc/>
    public override void Synchronize() => ObjectDisposedException.ThrowIf(_disposed, this);

    /// <inheritdoc/>
    public override DeviceTimer CreateTimer()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new CpuTimer();
    }

    /// <summary>Gives free blocks of the process-wide <see cref="HostMemoryPool"/> back to the system.</summary>
    public override void TrimPool() => HostMemoryPool.Trim();

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _workers.Dispose();
    }

    /// <inheritdoc/>
    public override void Upload(void* source, DeviceMemory target, long targetOffsetBytes, long lengthBytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckTransfer(target, targetOffsetBytes, lengthBytes);
        CopyBytes((byte*)source, (byte*)target.Handle + targetOffsetBytes, lengthBytes);
    }

    /// <inheritdoc/>
    public override void Download(DeviceMemory source, long sourceOffsetBytes, void* target, long lengthBytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckTransfer(source, sourceOffsetBytes, lengthBytes);
        CopyBytes((byte*)source.Handle + sourceOffsetBytes, (byte*)target, lengthBytes);
    }

    /// <inheritdoc/>
    public override void Copy(DeviceMemory source, long sourceOffsetBytes, DeviceMemory target, long targetOffsetBytes, long lengthBytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckCopy(source, sourceOffsetBytes, target, targetOffsetBytes, lengthBytes);
        CopyBytes((byte*)source.Handle + sourceOffsetBytes, (byte*)target.Handle + targetOffsetBytes, lengthBytes);
    }

    /// <inheritdoc/>
    protected override DeviceMemory AllocateCore(long lengthBytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var host = HostMemory.Rent(lengthBytes);
        return new DeviceMemory(this, (nint)host.Address, lengthBytes, host.CapacityBytes, host);
    }

    /// <inheritdoc/>
    protected override DeviceMemory ShareCore(HostMemory host)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        host.AddReference();
        return new DeviceMemory(this, (nint)host.Address, host.LengthBytes, host.CapacityBytes, host);
    }

    /// <inheritdoc/>
    protected override void ReleaseCore(DeviceMemory memory) => memory.Host!.Release();

    private static string InstructionSet() =>
        Avx512F.IsSupported ? "AVX-512" :
        Avx2.IsSupported ? "AVX2" :
        Sse41.IsSupported ? "SSE4.1" :
        System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? "AdvSIMD" : "scalar";

    private void RunRows(KernelDefinition kernel, KernelExtent extent, ReadOnlySpan<KernelArgument> arguments)
    {
        var rows = kernel.Shape switch
        {
            KernelShape.Flat2D => extent.Y,
            KernelShape.Flat3D => extent.Y * extent.Z,
            _ => extent.X,
        };
        var copy = arguments.ToArray();
        var run = kernel.CpuRunner;
        Parallel(rows, (begin, end) => run(extent, begin, end, copy));
    }

    private void CopyBytes(byte* source, byte* target, long lengthBytes)
    {
        if (lengthBytes < ParallelCopyBytes)
        {
            Buffer.MemoryCopy(source, target, lengthBytes, lengthBytes);
            return;
        }

        const long Piece = 1L << 20;
        Parallel((lengthBytes + Piece - 1) / Piece, (begin, end) =>
        {
            var first = begin * Piece;
            var count = Math.Min(end * Piece, lengthBytes) - first;
            Buffer.MemoryCopy(source + first, target + first, count, count);
        });
    }
}
