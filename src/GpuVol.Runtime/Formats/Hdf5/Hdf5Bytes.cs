using System.Buffers.Binary;
using System.Text;

namespace GpuVol;

/// <summary>Reads little-endian fields one after the other; beyond the end is a damaged file, never a crash.</summary>
internal ref struct Hdf5Bytes(ReadOnlySpan<byte> bytes, Hdf5File file, string what)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; set; }

    public readonly int Left => _bytes.Length - Position;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>An integer of 1 to 8 bytes.</summary>
    public ulong UInt(int size)
    {
        ulong value = 0;
        var source = Take(size);
        for (var n = size - 1; n >= 0; n--)
            value = (value << 8) | source[n];
        return value;
    }

    /// <summary>An address; <see cref="Hdf5File.Undefined"/> where there is none.</summary>
    public ulong Address()
    {
        var value = UInt(file.OffsetBytes);
        return value == ulong.MaxValue >> (64 - 8 * file.OffsetBytes) ? Hdf5File.Undefined : value;
    }

    public ulong Length() => UInt(file.LengthBytes);

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Left)
            throw file.Damaged($"{what} ends too early");
        var part = _bytes.Slice(Position, count);
        Position += count;
        return part;
    }

    public void Skip(int count) => Take(count);

    /// <summary>A name that ends in a zero byte.</summary>
    public string Name()
    {
        var end = _bytes[Position..].IndexOf((byte)0);
        if (end < 0)
            throw file.Damaged($"{what} has a name without an end");
        var name = Encoding.UTF8.GetString(Take(end));
        Skip(1);
        return name;
    }

    public void Expect(ReadOnlySpan<byte> signature)
    {
        if (!Take(signature.Length).SequenceEqual(signature))
            throw file.Damaged($"{what} lacks its signature {Encoding.ASCII.GetString(signature)}");
    }
}
