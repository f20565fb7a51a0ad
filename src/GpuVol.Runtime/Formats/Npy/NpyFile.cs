using System.Runtime.CompilerServices;

namespace GpuVol;

/// <summary>Reads and writes NumPy's <c>.npy</c> files of any number type and shape.</summary>
public static unsafe class NpyFile
{
    /// <summary>Reads an array: versions 1 to 3, little or big endian; Fortran order is turned to C order.</summary>
    /// <exception cref="VolumeFormatException">It is no such file, damaged, truncated, or of objects, strings or records.</exception>
    public static NpyArray Read(string path, CancellationToken cancellation = default) => Read(path, null, cancellation);

    /// <summary>The shape and number type of the array in a file, without reading its elements.</summary>
    /// <exception cref="VolumeFormatException">It is no such file, or damaged.</exception>
    public static (IReadOnlyList<long> Shape, NumericType Type) ReadShape(string path)
    {
        using var file = BlockIO.OpenRead(path);
        var header = NpyHeader.Read(file, path);
        return (header.Shape, header.Type);
    }

    /// <summary>Writes an array in C order, little endian, under a temporary name that is renamed when complete.</summary>
    /// <exception cref="VolumeFormatException">The file cannot be written.</exception>
    public static void Write(NpyArray array, string path, CancellationToken cancellation = default) =>
        Write((byte*)array.Memory.Address, array.LengthBytes, array.Type, array.Shape, path, cancellation);

    /// <summary>Writes <paramref name="elements"/> (C order) with the given shape, slowest axis first.</summary>
    /// <exception cref="ArgumentException">The number of elements is not that of the shape, or <typeparamref name="T"/> is no number of a file.</exception>
    /// <exception cref="VolumeFormatException">The file cannot be written.</exception>
    public static void Write<T>(ReadOnlySpan<T> elements, IReadOnlyList<long> shape, string path, CancellationToken cancellation = default)
        where T : unmanaged
    {
        if (shape.Aggregate(1L, (a, b) => checked(a * b)) != elements.Length)
            throw new ArgumentException($"NpyFile: {elements.Length} elements for the shape {NpyArray.Describe(shape)}.", nameof(shape));
        fixed (T* first = elements)
            Write((byte*)first, (long)elements.Length * sizeof(T), NumericTypes.Of<T>(), shape, path, cancellation);
    }

    internal static void Write(byte* data, long lengthBytes, NumericType type, IReadOnlyList<long> shape, string path, CancellationToken cancellation)
    {
        var header = NpyHeader.Write(type, shape);
        AtomicFile.Write(path, stream =>
        {
            RandomAccess.Write(stream.SafeFileHandle, header, 0);
            BlockIO.Write(stream.SafeFileHandle, header.Length, data, lengthBytes, cancellation);
        });
    }

    internal static NpyArray Read(string path, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var file = BlockIO.OpenRead(path);
        var header = NpyHeader.Read(file, path);
        var memory = HostMemory.Rent(header.LengthBytes);
        try
        {
            if (!BlockIO.Read(file, header.DataOffset, (byte*)memory.Address, header.LengthBytes, new ReadProgress(progress, header.LengthBytes), cancellation))
                throw new VolumeFormatException(path, "became shorter while it was read. Copy it again.");
            if (header.BigEndian)
                VoxelConversion.SwapBytes(memory, header.Type);
            if (header.FortranOrder && header.Shape.Length > 1)
                memory = ToCOrder(memory, header.Shape, header.Type.SizeBytes(), cancellation);
            return new NpyArray(header.Shape, header.Type, memory);
        }
        catch
        {
            memory.Release();
            throw;
        }
    }

    /// <summary>Reverses the order of the axes in memory; releases the source.</summary>
    private static HostMemory ToCOrder(HostMemory source, long[] shape, int elementBytes, CancellationToken cancellation)
    {
        var target = HostMemory.Rent(source.LengthBytes);
        try
        {
            switch (elementBytes)
            {
                case 1:
                    Transpose((byte*)source.Address, (byte*)target.Address, shape, cancellation);
                    break;
                case 2:
                    Transpose((ushort*)source.Address, (ushort*)target.Address, shape, cancellation);
                    break;
                case 4:
                    Transpose((uint*)source.Address, (uint*)target.Address, shape, cancellation);
                    break;
                case 8:
                    Transpose((ulong*)source.Address, (ulong*)target.Address, shape, cancellation);
                    break;
                default:
                    Transpose((UInt128*)source.Address, (UInt128*)target.Address, shape, cancellation);
                    break;
            }
        }
        catch
        {
            target.Release();
            throw;
        }

        source.Release();
        return target;
    }

    /// <summary>
    /// The first axis is contiguous in the source, the last in the target: for each place on the axes between, a 2-D transpose in
    /// blocks of 32 by 32, so that both sides stay in the cache.
    /// </summary>
    private static void Transpose<T>(T* source, T* target, long[] shape, CancellationToken cancellation)
        where T : unmanaged
    {
        const long Block = 32;
        var first = shape[0];
        var last = shape[^1];
        long between = 1;
        for (var a = 1; a < shape.Length - 1; a++)
            between *= shape[a];
        if (first == 0 || last == 0 || between == 0)
            return;
        var blocks = (first + Block - 1) / Block;
        HostLoop.For(between * blocks, job =>
        {
            var middle = job / blocks;
            var i0 = job % blocks * Block;
            var i1 = Math.Min(first, i0 + Block);
            long sourceMiddle = 0;
            var stride = first;
            var rest = middle;
            var divisor = between;
            for (var a = 1; a < shape.Length - 1; a++)
            {
                divisor /= shape[a];
                sourceMiddle += rest / divisor * stride;
                rest %= divisor;
                stride *= shape[a];
            }

            var from = source + sourceMiddle;
            var to = target + middle * last;
            var targetStep = between * last;
            var sourceStep = stride;
            for (long j0 = 0; j0 < last; j0 += Block)
            {
                var j1 = Math.Min(last, j0 + Block);
                for (var i = i0; i < i1; i++)
                {
                    for (var j = j0; j < j1; j++)
                        Unsafe.WriteUnaligned(to + i * targetStep + j, Unsafe.ReadUnaligned<T>(from + i + j * sourceStep));
                }
            }
        }, cancellation);
    }
}
