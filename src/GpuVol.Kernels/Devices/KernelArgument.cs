using GpuVol.Kernels;

namespace GpuVol;

/// <summary>One argument of a launch, untyped: a view, or the bytes of a value. Made by generated launchers.</summary>
public readonly unsafe struct KernelArgument
{
    private KernelArgument(DeviceMemory? memory, long offset, long length, void* value, int valueBytes)
    {
        Memory = memory;
        Offset = offset;
        Length = length;
        Value = value;
        ValueBytes = valueBytes;
    }

    /// <summary>Memory of a view; null for a value.</summary>
    public DeviceMemory? Memory { get; }

    /// <summary>First element of a view.</summary>
    public long Offset { get; }

    /// <summary>Number of elements of a view.</summary>
    public long Length { get; }

    /// <summary>Bytes of a value, on the launcher's stack.</summary>
    public void* Value { get; }

    /// <summary>How many bytes a value has.</summary>
    public int ValueBytes { get; }

    /// <summary>A view as argument.</summary>
    public static KernelArgument FromView<T>(DeviceView<T> view)
        where T : unmanaged => new(view.Memory, view.Offset, view.Length, null, 0);

    /// <summary>A value as argument; <paramref name="value"/> must stay where it is until the launch returns.</summary>
    public static KernelArgument FromValue<T>(T* value)
        where T : unmanaged => new(null, 0, 0, value, sizeof(T));

    /// <summary>The argument as the view that a kernel body takes; CPU device only.</summary>
    public ArrayView<T> ToView<T>()
        where T : unmanaged => new((T*)Memory!.Handle + Offset, Length);

    /// <summary>The argument as the value that a kernel body takes.</summary>
    public T ToValue<T>()
        where T : unmanaged => *(T*)Value;
}
