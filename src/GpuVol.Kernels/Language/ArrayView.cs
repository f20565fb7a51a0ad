using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace GpuVol.Kernels;

/// <summary>A window on device memory as a kernel sees it: a pointer and a length in elements (64-bit).</summary>
/// <remarks>Debug builds check every index; release builds do not, as on a GPU.</remarks>
public readonly unsafe struct ArrayView<T>
    where T : unmanaged
{
    private readonly T* _pointer;

    /// <summary>Makes a view on <paramref name="length"/> elements at <paramref name="pointer"/>; host code only.</summary>
    public ArrayView(T* pointer, long length)
    {
        _pointer = pointer;
        Length = length;
    }

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>Number of elements as an int; the caller knows that it fits.</summary>
    public int IntLength => (int)Length;

    /// <summary>Address of the first element; host code (CPU overrides) only.</summary>
    public T* Pointer => _pointer;

    /// <summary>The element at <paramref name="index"/>.</summary>
    public ref T this[long index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Check(index, Length);
            return ref _pointer[index];
        }
    }

    /// <summary>The element at <paramref name="index"/>.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Check(index, Length);
            return ref _pointer[index];
        }
    }

    /// <summary>The <paramref name="length"/> elements from <paramref name="offset"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayView<T> SubView(long offset, long length)
    {
        CheckRange(offset, length, Length);
        return new ArrayView<T>(_pointer + offset, length);
    }

    [Conditional("DEBUG")]
    private static void Check(long index, long length)
    {
        if ((ulong)index >= (ulong)length)
            throw new IndexOutOfRangeException($"ArrayView<{typeof(T).Name}>: index {index} is outside a view of {length} elements.");
    }

    [Conditional("DEBUG")]
    private static void CheckRange(long offset, long count, long length)
    {
        if (offset < 0 || count < 0 || offset + count > length)
            throw new IndexOutOfRangeException($"ArrayView<{typeof(T).Name}>: [{offset}, {offset + count}) is outside a view of {length} elements.");
    }
}
