namespace GpuVol;

/// <summary>An array of any shape and number type in native memory, C order: what a <c>.npy</c> file holds. The creator disposes it.</summary>
public sealed unsafe class NpyArray : IDisposable
{
    private HostMemory? _memory;

    /// <summary>Takes over <paramref name="memory"/>, which holds the elements in C order (the last axis fastest).</summary>
    /// <exception cref="ArgumentException">A length is negative, or the memory is too small.</exception>
    public NpyArray(IReadOnlyList<long> shape, NumericType type, HostMemory memory)
    {
        Shape = [.. shape];
        Type = type;
        Count = CountOf(Shape);
        if (memory.LengthBytes < Count * type.SizeBytes())
            throw new ArgumentException($"NpyArray: {ShapeText} elements of {type.Name()} need {Count * type.SizeBytes()} bytes but the memory has {memory.LengthBytes}.", nameof(memory));
        _memory = memory;
    }

    /// <summary>Lengths of the axes, slowest first; empty for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Type of the elements.</summary>
    public NumericType Type { get; }

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    /// <summary>Bytes of all elements.</summary>
    public long LengthBytes => Count * Type.SizeBytes();

    /// <summary>The memory of the elements.</summary>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public HostMemory Memory => _memory ?? throw new ObjectDisposedException(nameof(NpyArray));

    /// <summary>The shape for messages: (32, 640, 368).</summary>
    public string ShapeText => Describe(Shape);

    /// <summary>An array with a copy of <paramref name="elements"/> (C order).</summary>
    /// <exception cref="ArgumentException">The number of elements is not that of the shape, or <typeparamref name="T"/> is no number of a file.</exception>
    public static NpyArray FromArray<T>(ReadOnlySpan<T> elements, params IReadOnlyList<long> shape)
        where T : unmanaged
    {
        if (CountOf(shape) != elements.Length)
            throw new ArgumentException($"NpyArray: {elements.Length} elements for the shape {Describe(shape)}.", nameof(elements));
        var type = NumericTypes.Of<T>();
        var memory = HostMemory.Rent((long)elements.Length * sizeof(T));
        elements.CopyTo(memory.AsSpan<T>());
        return new NpyArray(shape, type, memory);
    }

    /// <summary>The elements; for arrays of up to 2^31 elements.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the element type.</exception>
    public Span<T> AsSpan<T>()
        where T : unmanaged
    {
        if (NumericTypes.Of<T>() != Type)
            throw new ArgumentException($"NpyArray: the elements are {Type.Name()}, not {NumericTypes.Of<T>().Name()}.");
        return new Span<T>(Memory.Address, checked((int)Count));
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _memory, null)?.Release();

    internal static string Describe(IReadOnlyList<long> shape) => shape.Count == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape)})";

    private static long CountOf(IReadOnlyList<long> shape)
    {
        var count = 1L;
        foreach (var n in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(n, nameof(shape));
            count = checked(count * n);
        }

        return count;
    }
}
