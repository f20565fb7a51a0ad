namespace GpuVol;

/// <summary>Facts about <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of one voxel.</summary>
    public static int SizeBytes(this ElementType type) => type switch
    {
        ElementType.UInt8 => 1,
        ElementType.Int16 or ElementType.UInt16 => 2,
        _ => 4,
    };

    /// <summary>Name on the command line and in JSON: u8, i16, u16, i32, f32.</summary>
    public static string ShortName(this ElementType type) => type switch
    {
        ElementType.UInt8 => "u8",
        ElementType.Int16 => "i16",
        ElementType.UInt16 => "u16",
        ElementType.Int32 => "i32",
        _ => "f32",
    };

    /// <summary>The type with the short name <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">No such type.</exception>
    public static ElementType Parse(string name) => name switch
    {
        "u8" => ElementType.UInt8,
        "i16" => ElementType.Int16,
        "u16" => ElementType.UInt16,
        "i32" => ElementType.Int32,
        "f32" => ElementType.Float32,
        _ => throw new ArgumentException($"'{name}' is no element type. Use u8, i16, u16, i32 or f32.", nameof(name)),
    };

    /// <summary>The type of C# values <typeparamref name="T"/>.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is none of the five.</exception>
    public static ElementType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(byte)) return ElementType.UInt8;
        if (typeof(T) == typeof(short)) return ElementType.Int16;
        if (typeof(T) == typeof(ushort)) return ElementType.UInt16;
        if (typeof(T) == typeof(int)) return ElementType.Int32;
        if (typeof(T) == typeof(float)) return ElementType.Float32;
        throw new ArgumentException($"A volume holds byte, short, ushort, int or float voxels, not {typeof(T).Name}.");
    }
}
