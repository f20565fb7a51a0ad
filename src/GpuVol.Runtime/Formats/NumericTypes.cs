using System.Numerics;

namespace GpuVol;

/// <summary>Facts about <see cref="NumericType"/>.</summary>
public static class NumericTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int SizeBytes(this NumericType type) => type switch
    {
        NumericType.Bool or NumericType.UInt8 or NumericType.Int8 => 1,
        NumericType.UInt16 or NumericType.Int16 or NumericType.Float16 => 2,
        NumericType.UInt32 or NumericType.Int32 or NumericType.Float32 => 4,
        NumericType.Complex128 => 16,
        _ => 8,
    };

    /// <summary>The name NumPy uses: uint8, float32, complex64.</summary>
    public static string Name(this NumericType type) => type.ToString().ToLowerInvariant();

    /// <summary>True for the two complex types.</summary>
    public static bool IsComplex(this NumericType type) => type is NumericType.Complex64 or NumericType.Complex128;

    /// <summary>The same type as a file type.</summary>
    public static NumericType ToNumericType(this ElementType type) => type switch
    {
        ElementType.UInt8 => NumericType.UInt8,
        ElementType.Int16 => NumericType.Int16,
        ElementType.UInt16 => NumericType.UInt16,
        ElementType.Int32 => NumericType.Int32,
        _ => NumericType.Float32,
    };

    /// <summary>The type whose elements in memory are <typeparamref name="T"/> (complex64 is any 8-byte pair of floats: <see cref="Vector2"/>).</summary>
    /// <exception cref="ArgumentException">No such type.</exception>
    public static NumericType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(bool)) return NumericType.Bool;
        if (typeof(T) == typeof(byte)) return NumericType.UInt8;
        if (typeof(T) == typeof(sbyte)) return NumericType.Int8;
        if (typeof(T) == typeof(ushort)) return NumericType.UInt16;
        if (typeof(T) == typeof(short)) return NumericType.Int16;
        if (typeof(T) == typeof(uint)) return NumericType.UInt32;
        if (typeof(T) == typeof(int)) return NumericType.Int32;
        if (typeof(T) == typeof(ulong)) return NumericType.UInt64;
        if (typeof(T) == typeof(long)) return NumericType.Int64;
        if (typeof(T) == typeof(Half)) return NumericType.Float16;
        if (typeof(T) == typeof(float)) return NumericType.Float32;
        if (typeof(T) == typeof(double)) return NumericType.Float64;
        if (typeof(T) == typeof(Vector2)) return NumericType.Complex64;
        if (typeof(T) == typeof(Complex)) return NumericType.Complex128;
        throw new ArgumentException($"An array file holds bool, integers of 8 to 64 bits, Half, float, double, Vector2 (complex64) or Complex, not {typeof(T).Name}.");
    }
}
