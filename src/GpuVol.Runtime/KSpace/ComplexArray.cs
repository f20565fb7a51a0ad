using System.Numerics;
using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Complex numbers of any shape in host memory, C order, real and imaginary part side by side: k-space, or complex images. The creator disposes it.</summary>
/// <remarks>Axes are named by their place, slowest first, as in NumPy: coil images are [coil, k, j, i]. Negative places count from the end.</remarks>
public sealed unsafe partial class ComplexArray : IDisposable
{
    private HostMemory? _memory;

    /// <summary>Takes over <paramref name="memory"/>, which holds the numbers in C order.</summary>
    /// <exception cref="ArgumentException">A length is less than 1, or the memory is too small.</exception>
    public ComplexArray(IReadOnlyList<int> shape, HostMemory memory, ComplexPrecision precision = ComplexPrecision.Complex64)
    {
        Shape = ArrayShape.Check(shape, nameof(ComplexArray));
        Precision = precision;
        Count = ArrayShape.Count(Shape);
        if (memory.LengthBytes < LengthBytes)
            throw new ArgumentException($"ComplexArray: {ArrayShape.Describe(Shape)} numbers need {LengthBytes} bytes but the memory has {memory.LengthBytes}.", nameof(memory));
        _memory = memory;
    }

    /// <summary>Lengths of the axes, slowest first.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>complex64 or complex128.</summary>
    public ComplexPrecision Precision { get; }

    /// <summary>Number of complex numbers.</summary>
    public long Count { get; }

    /// <summary>Bytes of all numbers.</summary>
    public long LengthBytes => Count * (Precision == ComplexPrecision.Complex64 ? 8 : 16);

    /// <summary>The memory of the numbers.</summary>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public HostMemory Memory => _memory ?? throw new ObjectDisposedException(nameof(ComplexArray));

    /// <summary>An array of zeros.</summary>
    public static ComplexArray Create(IReadOnlyList<int> shape, ComplexPrecision precision = ComplexPrecision.Complex64)
    {
        var bytes = checked(ArrayShape.Count(ArrayShape.Check(shape, nameof(ComplexArray))) * (precision == ComplexPrecision.Complex64 ? 8 : 16));
        return new ComplexArray(shape, HostMemory.Rent(bytes, clear: true), precision);
    }

    /// <summary>An array with a copy of <paramref name="numbers"/>: <see cref="Float2"/> or <see cref="Vector2"/> for complex64, <see cref="Complex"/> for complex128.</summary>
    /// <exception cref="ArgumentException">Their number is not that of the shape, or <typeparamref name="T"/> is another type.</exception>
    public static ComplexArray FromArray<T>(ReadOnlySpan<T> numbers, params IReadOnlyList<int> shape)
        where T : unmanaged
    {
        var precision = PrecisionOf<T>();
        var count = ArrayShape.Count(ArrayShape.Check(shape, nameof(ComplexArray)));
        if (count != numbers.Length)
            throw new ArgumentException($"ComplexArray: {numbers.Length} numbers for the shape {ArrayShape.Describe(shape)} = {count}.", nameof(numbers));
        var array = new ComplexArray(shape, HostMemory.Rent(count * sizeof(T)), precision);
        numbers.CopyTo(array.AsSpan<T>());
        return array;
    }

    /// <summary>All numbers, for arrays of up to 2^31: <see cref="Float2"/> or <see cref="Vector2"/> for complex64, <see cref="Complex"/> for complex128.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is another type.</exception>
    public Span<T> AsSpan<T>()
        where T : unmanaged
    {
        if (PrecisionOf<T>() != Precision)
            throw new ArgumentException($"ComplexArray: the numbers are {Precision}, not {typeof(T).Name}.");
        return new Span<T>(Memory.Address, checked((int)Count));
    }

    /// <summary>The array on a device: the same memory where the device works in host memory, else a copy.</summary>
    /// <exception cref="NotSupportedException">complex128 on a device other than the CPU.</exception>
    public DeviceComplexArray ToDevice(ComputeDevice device) => DeviceComplexArray.Upload(this, device);

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _memory, null)?.Release();

    internal static ComplexPrecision PrecisionOf<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(Float2) || typeof(T) == typeof(Vector2))
            return ComplexPrecision.Complex64;
        if (typeof(T) == typeof(Complex))
            return ComplexPrecision.Complex128;
        throw new ArgumentException($"Complex numbers are Float2 or Vector2 (complex64) or Complex (complex128), not {typeof(T).Name}.");
    }
}
