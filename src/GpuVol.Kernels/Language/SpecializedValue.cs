namespace GpuVol.Kernels;

/// <summary>
/// A kernel parameter that is compiled into the device code as a constant, so that loops over it unroll and branches on it
/// vanish. The launcher takes a plain <typeparamref name="T"/>; each distinct value compiles the kernel once more.
/// </summary>
/// <typeparam name="T">A scalar: an integer, <c>float</c>, <c>double</c>, <c>bool</c> or an enum.</typeparam>
public readonly struct SpecializedValue<T>
    where T : unmanaged
{
    /// <summary>Wraps <paramref name="value"/>; generated code does so.</summary>
    public SpecializedValue(T value) => Value = value;

    /// <summary>The constant.</summary>
    public T Value { get; }

    /// <summary>The constant.</summary>
    public static implicit operator T(SpecializedValue<T> specialized) => specialized.Value;
}
