using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>A launch as a CPU override sees it. Lives until the override returns.</summary>
public readonly unsafe ref struct CpuLaunch
{
    private readonly ReadOnlySpan<KernelArgument> _arguments;

    internal CpuLaunch(CpuDevice device, KernelDefinition kernel, KernelExtent extent, ReadOnlySpan<KernelArgument> arguments)
    {
        Device = device;
        Kernel = kernel;
        Extent = extent;
        _arguments = arguments;
    }

    /// <summary>The device that runs it.</summary>
    public CpuDevice Device { get; }

    /// <summary>The kernel.</summary>
    public KernelDefinition Kernel { get; }

    /// <summary>Items per axis, or groups and their size.</summary>
    public KernelExtent Extent { get; }

    /// <summary>The parameter at <paramref name="index"/> (counted behind the kernel's index) as a view.</summary>
    /// <exception cref="InvalidOperationException">The kernel has no such view there.</exception>
    public ArrayView<T> View<T>(int index)
        where T : unmanaged
    {
        Check<T>(index, isView: true);
        return _arguments[index].Memory is null ? default : _arguments[index].ToView<T>();
    }

    /// <summary>The parameter at <paramref name="index"/> (counted behind the kernel's index) as a value, specialised or not.</summary>
    /// <exception cref="InvalidOperationException">The kernel has no such value there.</exception>
    public T Value<T>(int index)
        where T : unmanaged
    {
        Check<T>(index, isView: false);
        return _arguments[index].ToValue<T>();
    }

    /// <summary>
    /// Runs <paramref name="body"/> over [0, <paramref name="count"/>) in ranges on the device's threads, about four ranges
    /// a thread and none smaller than <paramref name="minimumRange"/> (but the last); returns when all are done.
    /// </summary>
    public void Parallel(long count, Action<long, long> body, long minimumRange = 1) => Device.Parallel(count, body, minimumRange);

    private void Check<T>(int index, bool isView)
        where T : unmanaged
    {
        var parameter = Kernel.Parameters[index];
        if ((parameter.Kind == KernelParameterKind.View) != isView || parameter.SizeBytes != sizeof(T))
            throw new InvalidOperationException($"{Kernel.Name}: the override reads parameter {index} as {(isView ? "a view" : "a value")} of {typeof(T).Name}, but '{parameter.Name}' is a {parameter.Kind} of {parameter.TypeName}.");
    }
}
