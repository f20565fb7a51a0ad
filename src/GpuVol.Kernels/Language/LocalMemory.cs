using System.ComponentModel;

namespace GpuVol.Kernels;

/// <summary>Small arrays of one item: registers or stack on a device.</summary>
public static unsafe class LocalMemory
{
    private const int ChunkBytes = 1 << 16;
    private const int AlignmentBytes = 64;
    private const int KeptChunks = 8;

    [ThreadStatic]
    private static List<byte[]>? _chunks;

    [ThreadStatic]
    private static int _chunk;

    [ThreadStatic]
    private static int _usedBytes;

    /// <summary>Allocates <paramref name="length"/> elements, all zero.</summary>
    /// <param name="length">A compile-time constant.</param>
    /// <remarks>To be called as the initial value of a local variable: <c>var window = LocalMemory.Allocate&lt;float&gt;(27);</c>.</remarks>
    public static ArrayView<T> Allocate<T>(int length)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var bytes = checked(((length * sizeof(T)) + AlignmentBytes - 1) & -AlignmentBytes);
        _chunks ??= [];
        while (true)
        {
            if (_chunk == _chunks.Count)
                _chunks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(ChunkBytes, bytes) + AlignmentBytes, pinned: true));
            fixed (byte* start = _chunks[_chunk])
            {
                var first = ((nint)start + AlignmentBytes - 1) & -AlignmentBytes;
                if (_usedBytes + bytes <= _chunks[_chunk].Length - AlignmentBytes)
                {
                    var address = (T*)(first + _usedBytes);
                    _usedBytes += bytes;
                    new Span<T>(address, length).Clear();
                    return new ArrayView<T>(address, length);
                }
            }

            _chunk++;
            _usedBytes = 0;
        }
    }

    /// <summary>Forgets the arrays of the item before; generated code calls it ahead of each item on the CPU device.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Reset()
    {
        // An item that allocated in a long loop should not leave its memory behind for good.
        if (_chunk >= KeptChunks)
            _chunks!.RemoveRange(KeptChunks, _chunks.Count - KeptChunks);
        _chunk = 0;
        _usedBytes = 0;
    }
}
