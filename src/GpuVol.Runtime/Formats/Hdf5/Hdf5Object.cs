namespace GpuVol;

/// <summary>An object header: the messages that make an object a group or a dataset.</summary>
internal sealed class Hdf5Object
{
    public const int Dataspace = 0x01;
    public const int LinkInfo = 0x02;
    public const int Datatype = 0x03;
    public const int Link = 0x06;
    public const int Layout = 0x08;
    public const int Filters = 0x0b;
    public const int SymbolTable = 0x11;
    private const int Continuation = 0x10;
    private const int MostMessages = 10_000;
    private const int LargestBlock = 1 << 24;

    private readonly Hdf5File _file;
    private readonly List<Message> _messages = [];

    private Hdf5Object(Hdf5File file) => _file = file;

    /// <summary>The messages in order.</summary>
    public IReadOnlyList<Message> Messages => _messages;

    public static Hdf5Object Read(Hdf5File file, ulong address, int depth = 0)
    {
        var header = new Hdf5Object(file);
        var start = new Hdf5Bytes(file.ReadUpTo(address, 48, "an object header"), file, "an object header");
        var blocks = new Queue<(ulong Address, ulong Length)>();
        int version = start.Byte();
        var creationOrder = false;
        if (version == 1)
        {
            start.Skip(7);
            var size = start.UInt32();
            blocks.Enqueue((address + 16, size));
        }
        else
        {
            start.Position = 0;
            start.Expect("OHDR"u8);
            version = start.Byte();
            if (version != 2)
                throw file.Unsupported($"an object header has version {version}");
            var flags = start.Byte();
            creationOrder = (flags & 4) != 0;
            start.Skip((flags & 32) != 0 ? 16 : 0);
            start.Skip((flags & 16) != 0 ? 4 : 0);
            var size = start.UInt(1 << (flags & 3));
            blocks.Enqueue((address + (ulong)start.Position, size));
        }

        while (blocks.TryDequeue(out var block))
            header.ReadBlock(block.Address, block.Length, version, creationOrder, blocks, depth);
        return header;
    }

    /// <summary>The data of the first message of a type, or null.</summary>
    public byte[]? Find(int type) => _messages.FirstOrDefault(m => m.Type == type)?.Data;

    private void ReadBlock(ulong address, ulong length, int version, bool creationOrder, Queue<(ulong Address, ulong Length)> blocks, int depth)
    {
        if (length > LargestBlock)
            throw _file.Damaged($"an object header has {length} bytes");
        var bytes = new byte[length];
        _file.ReadAt(address, bytes, "an object header");
        var reader = new Hdf5Bytes(bytes, _file, "an object header");
        var prefix = version == 1 ? 8 : creationOrder ? 6 : 4;
        while (reader.Left >= prefix)
        {
            int type = version == 1 ? reader.UInt16() : reader.Byte();
            var size = reader.UInt16();
            var flags = reader.Byte();
            reader.Skip(prefix - (version == 1 ? 5 : 4));
            var data = reader.Take(size).ToArray();
            if (type == Continuation)
            {
                var next = new Hdf5Bytes(data, _file, "an object header");
                var where = next.Address();
                var nextLength = next.Length();
                if (version == 1)
                {
                    blocks.Enqueue((where, nextLength));
                }
                else
                {
                    // OCHK in front, a checksum behind.
                    if (nextLength < 8)
                        throw _file.Damaged("a continued object header is too short");
                    blocks.Enqueue((where + 4, nextLength - 8));
                }
            }
            else if ((flags & 2) != 0)
            {
                data = Shared(data, type, depth);
            }

            _messages.Add(new Message(type, data));
            if (_messages.Count > MostMessages)
                throw _file.Damaged("an object header has no end");
        }
    }

    /// <summary>A message that lies in the header of another object: a named data type.</summary>
    private byte[] Shared(byte[] data, int type, int depth)
    {
        var reader = new Hdf5Bytes(data, _file, "a shared message");
        var version = reader.Byte();
        var kind = reader.Byte();
        reader.Skip(version == 1 ? 6 : 0);
        if (depth > 4 || (version == 3 && kind != 2))
            throw _file.Unsupported("a message is shared in a heap");
        return Read(_file, reader.Address(), depth + 1).Find(type) ?? throw _file.Damaged("a shared message is missing");
    }

    /// <summary>One message.</summary>
    internal sealed record Message(int Type, byte[] Data);
}
