using System.Numerics;

namespace GpuVol;

/// <summary>To and from the arrays of <c>.npy</c> files.</summary>
public sealed unsafe partial class ComplexArray
{
    /// <summary>A file's array as complex numbers of the same shape: complex ones as they are where the precision is theirs, others converted.</summary>
    /// <param name="array">Numbers of any type; a complex array of that precision is shared, not copied.</param>
    /// <param name="precision">complex64 or complex128; null for the least that keeps every value: complex64 for complex64, float32, float16, integers up to 16 bits and truth values.</param>
    /// <exception cref="ArgumentException">The array has no axes, an empty one, or one longer than 2^31.</exception>
    public static ComplexArray FromNpy(NpyArray array, ComplexPrecision? precision = null)
    {
        if (array.Shape.Count == 0 || array.Shape.Any(n => n is < 1 or > int.MaxValue))
            throw new ArgumentException($"ComplexArray: the array has the shape {array.ShapeText}; one axis at least and numbers on each are needed.", nameof(array));
        int[] shape = [.. array.Shape.Select(n => (int)n)];
        var wanted = precision ?? NaturalPrecision(array.Type);
        if (array.Type == (wanted == ComplexPrecision.Complex64 ? NumericType.Complex64 : NumericType.Complex128))
            return new ComplexArray(shape, array.Memory.AddReference(), wanted);
        var bytes = array.Count * (wanted == ComplexPrecision.Complex64 ? 8 : 16);
        var result = new ComplexArray(shape, HostMemory.Rent(bytes), wanted);
        if (wanted == ComplexPrecision.Complex64)
            Convert(array, (float*)result.Memory.Address);
        else
            Convert(array, (double*)result.Memory.Address);
        return result;
    }

    /// <summary>The numbers as the array of a file; the memory is shared.</summary>
    public NpyArray ToNpy() => new([.. Shape.Select(n => (long)n)], Precision == ComplexPrecision.Complex64 ? NumericType.Complex64 : NumericType.Complex128, Memory.AddReference());

    /// <summary>The least precision that keeps every value of a type.</summary>
    public static ComplexPrecision NaturalPrecision(NumericType type) => type switch
    {
        NumericType.Float64 or NumericType.Complex128 or NumericType.Int32 or NumericType.UInt32 or NumericType.Int64 or NumericType.UInt64 => ComplexPrecision.Complex128,
        _ => ComplexPrecision.Complex64,
    };

    private static void Convert<TReal>(NpyArray array, TReal* target)
        where TReal : unmanaged, INumber<TReal>
    {
        var source = array.Memory.Address;
        var count = array.Count;
        switch (array.Type)
        {
            case NumericType.Bool or NumericType.UInt8:
                Widen((byte*)source, target, count);
                break;
            case NumericType.Int8:
                Widen((sbyte*)source, target, count);
                break;
            case NumericType.UInt16:
                Widen((ushort*)source, target, count);
                break;
            case NumericType.Int16:
                Widen((short*)source, target, count);
                break;
            case NumericType.UInt32:
                Widen((uint*)source, target, count);
                break;
            case NumericType.Int32:
                Widen((int*)source, target, count);
                break;
            case NumericType.UInt64:
                Widen((ulong*)source, target, count);
                break;
            case NumericType.Int64:
                Widen((long*)source, target, count);
                break;
            case NumericType.Float16:
                Widen((Half*)source, target, count);
                break;
            case NumericType.Float32:
                Widen((float*)source, target, count);
                break;
            case NumericType.Float64:
                Widen((double*)source, target, count);
                break;
            case NumericType.Complex64:
                for (var i = 0L; i < 2 * count; i++)
                    target[i] = TReal.CreateTruncating(((float*)source)[i]);
                break;
            default:
                for (var i = 0L; i < 2 * count; i++)
                    target[i] = TReal.CreateTruncating(((double*)source)[i]);
                break;
        }
    }

    private static void Widen<TSource, TReal>(TSource* source, TReal* target, long count)
        where TSource : unmanaged, INumberBase<TSource>
        where TReal : unmanaged, INumber<TReal>
    {
        for (var i = 0L; i < count; i++)
        {
            target[2 * i] = TReal.CreateTruncating(source[i]);
            target[2 * i + 1] = TReal.Zero;
        }
    }
}
