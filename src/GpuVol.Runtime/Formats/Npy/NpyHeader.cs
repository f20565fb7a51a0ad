using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace GpuVol;

/// <summary>The header of a <c>.npy</c> file (NumPy enhancement proposal 1, versions 1 to 3).</summary>
internal sealed record NpyHeader(NumericType Type, bool BigEndian, bool FortranOrder, long[] Shape, long DataOffset)
{
    private const int MaximumHeaderBytes = 1 << 20;

    public long Count { get; private init; }

    public long LengthBytes => Count * Type.SizeBytes();

    /// <summary>Reads and checks the header: the data it declares are there.</summary>
    public static NpyHeader Read(SafeFileHandle file, string path)
    {
        var fileLength = RandomAccess.GetLength(file);
        Span<byte> start = stackalloc byte[12];
        var got = BlockIO.ReadFully(file, start, 0);
        if (got < 10 || !IsMagic(start))
            throw new VolumeFormatException(path, "does not begin with \\x93NUMPY, so it is no .npy file (an .npz archive must be unpacked first).");
        var version = start[6];
        if (version is < 1 or > 3)
            throw new VolumeFormatException(path, $"is a .npy file of version {version}.{start[7]}; versions 1 to 3 are read.");
        if (version > 1 && got < 12)
            throw new VolumeFormatException(path, $"has only {fileLength} bytes, too few for a .npy header. The file is truncated; copy it again.");
        long length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        var offset = version == 1 ? 10 : 12;
        if (offset + length > fileLength)
            throw new VolumeFormatException(path, $"the header says that it is {length} bytes long but the file has {fileLength}. The file is truncated or damaged; copy it again.");
        if (length > MaximumHeaderBytes)
            throw new VolumeFormatException(path, $"the header says that it is {length} bytes long; more than {MaximumHeaderBytes} is refused.");
        var text = new byte[length];
        BlockIO.ReadFully(file, text, offset);
        return Parse(version == 3 ? Encoding.UTF8.GetString(text) : Encoding.Latin1.GetString(text), offset + length, fileLength, path);
    }

    /// <summary>The header of a C-order, little-endian file of version 1 (2 where it is long), padded so that the data begin at a multiple of 64.</summary>
    public static byte[] Write(NumericType type, IReadOnlyList<long> shape)
    {
        var dictionary = $"{{'descr': '{Code(type)}', 'fortran_order': False, 'shape': {NpyArray.Describe(shape)}, }}";
        var prefix = dictionary.Length + 1 + 10 + 64 > ushort.MaxValue ? 12 : 10;
        var total = (prefix + dictionary.Length + 1 + 63) / 64 * 64;
        var header = new byte[total];
        header.AsSpan(prefix).Fill((byte)' ');
        header[0] = 0x93;
        "NUMPY"u8.CopyTo(header.AsSpan(1));
        header[6] = (byte)(prefix == 10 ? 1 : 2);
        if (prefix == 10)
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(total - prefix));
        else
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), (uint)(total - prefix));
        Encoding.ASCII.GetBytes(dictionary, header.AsSpan(prefix));
        header[^1] = (byte)'\n';
        return header;
    }

    private static bool IsMagic(ReadOnlySpan<byte> start) => start[0] == 0x93 && start[1..6].SequenceEqual("NUMPY"u8);

    private static NpyHeader Parse(string text, long dataOffset, long fileLength, string path)
    {
        var entries = new PythonDictionary(text, path).Read();
        if (!entries.TryGetValue("descr", out var descr) || !entries.TryGetValue("fortran_order", out var order) || !entries.TryGetValue("shape", out var shapeText))
            throw new VolumeFormatException(path, $"the header lacks descr, fortran_order or shape: {Shorten(text)}");
        var (type, bigEndian) = ParseType(descr, path);
        var fortran = order switch
        {
            "True" => true,
            "False" => false,
            _ => throw new VolumeFormatException(path, $"fortran_order is {Shorten(order)}; it must be True or False."),
        };
        var shape = ParseShape(shapeText, path);
        // Cut off where no file can be so large; an axis of length 0 makes all of them nothing.
        long bytes = type.SizeBytes();
        foreach (var n in shape)
            bytes = n == 0 ? 0 : bytes > long.MaxValue / n ? long.MaxValue : bytes * n;
        if (bytes > fileLength - dataOffset)
        {
            throw new VolumeFormatException(path,
                $"the header says {NpyArray.Describe(shape)} {type.Name()} ({(bytes == long.MaxValue ? "2^63 or more" : bytes)} bytes) but {fileLength - dataOffset} bytes follow. The file is truncated; copy it again.");
        }

        return new NpyHeader(type, bigEndian, fortran, shape, dataOffset) { Count = bytes / type.SizeBytes() };
    }

    private static (NumericType Type, bool BigEndian) ParseType(string descr, string path)
    {
        if (descr.Length < 2 || descr[0] is '[' or '(' or '{')
            throw new VolumeFormatException(path, $"has a structured dtype {Shorten(descr)}; save one plain numeric array instead.");
        var order = descr[0];
        var code = order is '<' or '>' or '|' or '=' ? descr[1..] : descr;
        NumericType? type = code switch
        {
            "b1" or "?" => NumericType.Bool,
            "u1" => NumericType.UInt8,
            "i1" => NumericType.Int8,
            "u2" => NumericType.UInt16,
            "i2" => NumericType.Int16,
            "u4" => NumericType.UInt32,
            "i4" => NumericType.Int32,
            "u8" => NumericType.UInt64,
            "i8" => NumericType.Int64,
            "f2" => NumericType.Float16,
            "f4" => NumericType.Float32,
            "f8" => NumericType.Float64,
            "c8" => NumericType.Complex64,
            "c16" => NumericType.Complex128,
            _ => null,
        };
        if (type is { } known)
            return (known, order == '>');
        var what = code.StartsWith('O') ? "holds Python objects (dtype object)" : $"has the dtype '{Shorten(descr)}'";
        throw new VolumeFormatException(path, $"{what}; bool, integers of 8 to 64 bits, float16 to float64, complex64 and complex128 are read. Save it with astype(numpy.float32).");
    }

    private static long[] ParseShape(string text, string path)
    {
        if (text.Length < 2 || text[0] != '(' || text[^1] != ')')
            throw new VolumeFormatException(path, $"the shape is {Shorten(text)}; it must be a tuple of integers.");
        var parts = text[1..^1].Split(',', StringSplitOptions.TrimEntries);
        if (parts[^1].Length == 0)
            parts = parts[..^1];
        if (parts.Length > 32)
            throw new VolumeFormatException(path, $"has {parts.Length} axes; up to 32 are read.");
        var shape = new long[parts.Length];
        for (var a = 0; a < parts.Length; a++)
        {
            // Python 2 wrote long integers as 12L.
            var digits = parts[a].EndsWith('L') ? parts[a][..^1] : parts[a];
            if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out shape[a]))
                throw new VolumeFormatException(path, $"the shape is {Shorten(text)}; every length must be a whole number of 0 or more.");
        }

        return shape;
    }

    private static string Code(NumericType type) => type switch
    {
        NumericType.Bool => "|b1",
        NumericType.UInt8 => "|u1",
        NumericType.Int8 => "|i1",
        NumericType.UInt16 => "<u2",
        NumericType.Int16 => "<i2",
        NumericType.UInt32 => "<u4",
        NumericType.Int32 => "<i4",
        NumericType.UInt64 => "<u8",
        NumericType.Int64 => "<i8",
        NumericType.Float16 => "<f2",
        NumericType.Float32 => "<f4",
        NumericType.Float64 => "<f8",
        NumericType.Complex64 => "<c8",
        _ => "<c16",
    };

    private static string Shorten(string text)
    {
        var clean = new string([.. text.Take(80).Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return text.Length > 80 ? clean + "…" : clean;
    }

    /// <summary>Reads the literal <c>{'key': value, …}</c>: values as text, strings without quotes, tuples and lists whole.</summary>
    private sealed class PythonDictionary(string text, string path)
    {
        private int _position;

        public Dictionary<string, string> Read()
        {
            var entries = new Dictionary<string, string>();
            Expect('{');
            while (true)
            {
                Skip();
                if (Peek() == '}')
                    return entries;
                var key = Value();
                Expect(':');
                Skip();
                entries[key] = Value();
                Skip();
                if (Peek() == ',')
                    _position++;
                else if (Peek() != '}')
                    throw Damaged();
            }
        }

        private char Peek() => _position < text.Length ? text[_position] : throw Damaged();

        private void Skip()
        {
            while (_position < text.Length && char.IsWhiteSpace(text[_position]))
                _position++;
        }

        private void Expect(char c)
        {
            Skip();
            if (Peek() != c)
                throw Damaged();
            _position++;
        }

        private string Value()
        {
            var c = Peek();
            var start = _position;
            if (c is '\'' or '"')
            {
                var end = text.IndexOf(c, start + 1);
                if (end < 0)
                    throw Damaged();
                _position = end + 1;
                return text[(start + 1)..end];
            }

            if (c is '(' or '[' or '{')
            {
                var depth = 0;
                do
                {
                    var d = Peek();
                    depth += d is '(' or '[' or '{' ? 1 : d is ')' or ']' or '}' ? -1 : 0;
                    _position++;
                }
                while (depth > 0);
                return text[start.._position];
            }

            while (Peek() is not (',' or '}' or ':'))
                _position++;
            return text[start.._position].Trim();
        }

        private VolumeFormatException Damaged() => new(path, $"the header is no Python dictionary: {Shorten(text)}");
    }
}
