using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace GpuVol;

/// <summary>Turns the number types of files into the five of a volume.</summary>
internal static unsafe class VoxelConversion
{
    private const int ChunkElements = 1 << 18;

    /// <summary>True where the bytes of the file, in this machine's order, are the voxels.</summary>
    public static bool IsDirect(NumericType type) => type is NumericType.UInt8 or NumericType.Bool or NumericType.Int16 or NumericType.UInt16 or NumericType.Int32 or NumericType.Float32;

    /// <summary>True where the target type depends on the values: 32- and 64-bit integers become i32 where all fit, else f32.</summary>
    public static bool DependsOnValues(NumericType type) => type is NumericType.UInt32 or NumericType.Int64 or NumericType.UInt64;

    /// <summary>The type of the voxels, with <paramref name="fits"/> telling whether all values of a wide integer fit i32.</summary>
    public static ElementType Target(NumericType type, bool fits = true) => type switch
    {
        NumericType.Bool or NumericType.UInt8 => ElementType.UInt8,
        NumericType.Int8 or NumericType.Int16 => ElementType.Int16,
        NumericType.UInt16 => ElementType.UInt16,
        NumericType.Int32 => ElementType.Int32,
        NumericType.UInt32 or NumericType.Int64 or NumericType.UInt64 => fits ? ElementType.Int32 : ElementType.Float32,
        NumericType.Float16 or NumericType.Float32 or NumericType.Float64 => ElementType.Float32,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "A complex type is no voxel type."),
    };

    /// <summary>What to tell of the conversion; null where nothing changes.</summary>
    public static string? Note(NumericType type, ElementType target) => type switch
    {
        NumericType.Float64 => "float64 values were rounded to float32.",
        NumericType.Bool => "bool values were read as u8 0 and 1.",
        _ when DependsOnValues(type) && target == ElementType.Float32 =>
            $"{type.Name()} values beyond the range of int32 were found; all were read as float32, which is exact up to 16777216.",
        _ when !IsDirect(type) => $"{type.Name()} values were read as {target.ShortName()}.",
        _ => null,
    };

    /// <summary>Reverses the bytes of every element in place.</summary>
    public static void SwapBytes(Span<byte> bytes, int elementBytes)
    {
        switch (elementBytes)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    /// <summary>Reverses the bytes of every component (real and imaginary part apart) in place.</summary>
    public static void SwapBytes(HostMemory memory, NumericType type)
    {
        var component = type.IsComplex() ? type.SizeBytes() / 2 : type.SizeBytes();
        if (component == 1)
            return;
        const long Chunk = 1 << 22;
        HostLoop.For((memory.LengthBytes + Chunk - 1) / Chunk, c =>
        {
            var start = c * Chunk;
            SwapBytes(new Span<byte>((byte*)memory.Address + start, (int)Math.Min(Chunk, memory.LengthBytes - start)), component);
        });
    }

    /// <summary>
    /// The voxels of <paramref name="raw"/> (which is released, or handed on where nothing changes) in the type of a volume.
    /// The numbers are in this machine's byte order.
    /// </summary>
    public static (HostMemory Voxels, ElementType Type) ToVoxels(HostMemory raw, NumericType type, long count)
    {
        if (IsDirect(type))
            return (raw, Target(type));
        HostMemory? voxels = null;
        try
        {
            var target = Target(type, !DependsOnValues(type) || FitsInt32(raw, type, count));
            voxels = HostMemory.Rent(count * target.SizeBytes());
            var source = (byte*)raw.Address;
            var destination = (byte*)voxels.Address;
            HostLoop.For((count + ChunkElements - 1) / ChunkElements, c =>
            {
                var first = c * ChunkElements;
                var length = (int)Math.Min(ChunkElements, count - first);
                Convert(source + first * type.SizeBytes(), type, destination + first * target.SizeBytes(), target, length);
            });
            return (voxels, target);
        }
        catch
        {
            voxels?.Release();
            throw;
        }
        finally
        {
            raw.Release();
        }
    }

    private static bool FitsInt32(HostMemory raw, NumericType type, long count)
    {
        var fits = true;
        HostLoop.For((count + ChunkElements - 1) / ChunkElements, c =>
        {
            if (!Volatile.Read(ref fits))
                return;
            var first = c * ChunkElements;
            var length = (int)Math.Min(ChunkElements, count - first);
            var ok = type switch
            {
                NumericType.UInt32 => AllAtMost<uint>(new ReadOnlySpan<uint>((uint*)raw.Address + first, length), int.MaxValue),
                NumericType.UInt64 => AllAtMost<ulong>(new ReadOnlySpan<ulong>((ulong*)raw.Address + first, length), int.MaxValue),
                _ => AllFit(new ReadOnlySpan<long>((long*)raw.Address + first, length)),
            };
            if (!ok)
                Volatile.Write(ref fits, false);
        });
        return fits;
    }

    private static bool AllAtMost<T>(ReadOnlySpan<T> values, T limit)
        where T : unmanaged, INumber<T>
    {
        foreach (var v in values)
        {
            if (v > limit)
                return false;
        }

        return true;
    }

    private static bool AllFit(ReadOnlySpan<long> values)
    {
        foreach (var v in values)
        {
            if (v != (int)v)
                return false;
        }

        return true;
    }

    private static void Convert(byte* source, NumericType type, byte* destination, ElementType target, int count)
    {
        switch (type)
        {
            case NumericType.Int8:
                Cast<sbyte, short>(source, destination, count);
                break;
            case NumericType.Float16:
                Cast<Half, float>(source, destination, count);
                break;
            case NumericType.Float64:
                Cast<double, float>(source, destination, count);
                break;
            case NumericType.UInt32 when target == ElementType.Int32:
                Cast<uint, int>(source, destination, count);
                break;
            case NumericType.UInt32:
                Cast<uint, float>(source, destination, count);
                break;
            case NumericType.Int64 when target == ElementType.Int32:
                Cast<long, int>(source, destination, count);
                break;
            case NumericType.Int64:
                Cast<long, float>(source, destination, count);
                break;
            case NumericType.UInt64 when target == ElementType.Int32:
                Cast<ulong, int>(source, destination, count);
                break;
            case NumericType.UInt64:
                Cast<ulong, float>(source, destination, count);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "No conversion.");
        }
    }

    private static void Cast<TFrom, TTo>(byte* source, byte* destination, int count)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        var from = (TFrom*)source;
        var to = (TTo*)destination;
        for (var n = 0; n < count; n++)
            to[n] = TTo.CreateTruncating(from[n]);
    }
}
