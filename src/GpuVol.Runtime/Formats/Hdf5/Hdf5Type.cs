namespace GpuVol;

/// <summary>The type of an element.</summary>
internal sealed record Hdf5Type
{
    private const int DeepestNesting = 16;
    private const int MostMembers = 4096;

    /// <summary>What kind of type it is.</summary>
    public enum Kind
    {
        /// <summary>An integer.</summary>
        Integer = 0,

        /// <summary>A floating-point number.</summary>
        Float = 1,

        /// <summary>A string of fixed length.</summary>
        Text = 3,

        /// <summary>A record.</summary>
        Compound = 6,

        /// <summary>A named integer.</summary>
        Enumeration = 8,

        /// <summary>A sequence or string of any length, kept in the global heap.</summary>
        Variable = 9,

        /// <summary>An array of fixed length.</summary>
        Array = 10,
    }

    /// <summary>What kind of type it is.</summary>
    public Kind Class { get; private init; }

    /// <summary>Bytes of one element.</summary>
    public int Size { get; private init; }

    /// <summary>True for most significant byte first.</summary>
    public bool BigEndian { get; private init; }

    /// <summary>True for integers with a sign.</summary>
    public bool Signed { get; private init; }

    /// <summary>The members of a record.</summary>
    public IReadOnlyDictionary<string, (int Offset, Hdf5Type Type)> Members { get; private init; } = new Dictionary<string, (int, Hdf5Type)>();

    /// <summary>The elements of an array or sequence.</summary>
    public Hdf5Type? Base { get; private init; }

    /// <summary>Reads the message.</summary>
    public static Hdf5Type Read(Hdf5File file, ref Hdf5Bytes reader, int depth = 0)
    {
        if (depth > DeepestNesting)
            throw file.Damaged("a data type is nested without end");
        var first = reader.Byte();
        var version = first >> 4;
        var kind = (Kind)(first & 15);
        var bits = (uint)reader.UInt(3);
        var size = reader.UInt32();
        if (size is 0 or > 1 << 24)
            throw file.Damaged($"a data type has {size} bytes");
        var type = new Hdf5Type { Class = kind, Size = (int)size, BigEndian = (bits & 1) != 0, Signed = (bits & 8) != 0 };
        switch (kind)
        {
            case Kind.Integer:
                reader.Skip(4);
                return type;
            case Kind.Float:
                if ((bits & 64) != 0)
                    throw file.Unsupported("numbers are in VAX byte order");
                reader.Skip(12);
                return type;
            case Kind.Text:
                return type;
            case Kind.Compound:
                return type with { Members = ReadMembers(file, ref reader, version, (int)(bits & 0xffff), size, depth) };
            case Kind.Enumeration:
                // The names behind the base type are of no use here.
                return type with { Base = Read(file, ref reader, depth + 1) };
            case Kind.Variable:
                return type with { Base = Read(file, ref reader, depth + 1) };
            case Kind.Array:
                int rank = reader.Byte();
                reader.Skip(version < 3 ? 3 : 0);
                reader.Skip(rank * (version < 3 ? 8 : 4));
                return type with { Base = Read(file, ref reader, depth + 1) };
            default:
                throw file.Unsupported($"a data type is of class {(int)kind}");
        }
    }

    /// <summary>A number of this type.</summary>
    public double Number(ReadOnlySpan<byte> element, Hdf5File file)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (Size > 8)
            throw file.Unsupported($"a number has {Size} bytes");
        element[..Size].CopyTo(bytes);
        if (BigEndian)
            bytes[..Size].Reverse();
        var integer = BitConverter.ToUInt64(bytes);
        return (Class, Size) switch
        {
            (Kind.Float, 4) => BitConverter.ToSingle(bytes),
            (Kind.Float, 8) => BitConverter.ToDouble(bytes),
            (Kind.Integer, _) when Signed => (long)(integer << (64 - 8 * Size)) >> (64 - 8 * Size),
            (Kind.Integer, _) => integer,
            _ => throw file.Unsupported($"a number is of class {Class} with {Size} bytes"),
        };
    }

    private static Dictionary<string, (int Offset, Hdf5Type Type)> ReadMembers(Hdf5File file, ref Hdf5Bytes reader, int version, int count, uint size, int depth)
    {
        if (count > MostMembers)
            throw file.Damaged($"a record has {count} members");
        var members = new Dictionary<string, (int, Hdf5Type)>();
        for (var n = 0; n < count; n++)
        {
            var start = reader.Position;
            var name = reader.Name();
            if (version < 3)
                reader.Skip((8 - (reader.Position - start) % 8) % 8);
            var offset = version < 3 ? reader.UInt32() : reader.UInt(size < 1 << 8 ? 1 : size < 1 << 16 ? 2 : size < 1 << 24 ? 3 : 4);
            if (version == 1)
                reader.Skip(1 + 3 + 4 + 4 + 16);
            var type = Read(file, ref reader, depth + 1);
            if (offset + (ulong)type.Size > size)
                throw file.Damaged($"the member '{name}' leaves its record of {size} bytes");
            members[name] = ((int)offset, type);
        }

        return members;
    }
}
