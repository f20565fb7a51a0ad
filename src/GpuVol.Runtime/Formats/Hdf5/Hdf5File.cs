using System.Text;
using Microsoft.Win32.SafeHandles;

namespace GpuVol;

/// <summary>
/// A reader of the part of HDF5 that raw MRI data uses: groups, compact, contiguous and chunked datasets of numbers, strings, compounds
/// and variable-length sequences, deflated or not. Follows the HDF5 File Format Specification 3.0.
/// </summary>
/// <remarks>Every address and length is checked against the file before anything is read or allocated, so a damaged file is refused by name.</remarks>
internal sealed class Hdf5File : IDisposable
{
    public const ulong Undefined = ulong.MaxValue;
    private const int DeepestTree = 64;
    private const int LargestHeaderBytes = 1 << 20;
    private static readonly byte[] Signature = [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0d, 0x0a, 0x1a, 0x0a];

    private readonly SafeFileHandle _file;
    private readonly Hdf5GlobalHeap _heap;
    private readonly ulong _base;
    private readonly Hdf5Object _root;
    private long _nodes;

    public Hdf5File(string path)
    {
        Path = path;
        _file = BlockIO.OpenRead(path);
        try
        {
            FileBytes = RandomAccess.GetLength(_file);
            (_base, var rootAddress) = ReadSuperblock();
            _heap = new Hdf5GlobalHeap(this);
            _root = Hdf5Object.Read(this, rootAddress);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public string Path { get; }

    public long FileBytes { get; }

    public int OffsetBytes { get; private set; } = 8;

    public int LengthBytes { get; private set; } = 8;

    /// <summary>Names in the group at <paramref name="path"/>; empty where it is no group.</summary>
    public IReadOnlyList<string> Names(string path) => TryFind(path) is { } found ? [.. Children(found).Keys] : [];

    /// <summary>The object at a path such as <c>dataset/data</c>, or null.</summary>
    public Hdf5Object? TryFind(string path)
    {
        var found = _root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Children(found).TryGetValue(name, out var address))
                return null;
            found = Hdf5Object.Read(this, address);
        }

        return found;
    }

    /// <summary>The dataset at a path.</summary>
    public Hdf5Dataset Dataset(string path)
    {
        var found = TryFind(path) ?? throw new VolumeFormatException(Path, $"has no '{path}'; there are: {string.Join(", ", Names("/"))}.");
        return new Hdf5Dataset(this, found, path);
    }

    /// <summary>Bytes of a variable-length value as stored in an element: number of elements, heap address, index.</summary>
    public ReadOnlySpan<byte> HeapObject(ulong address, uint index) => _heap.Object(address, index);

    /// <summary>Fills <paramref name="target"/> from an address.</summary>
    public void ReadAt(ulong address, Span<byte> target, string what)
    {
        CheckRange(address, (ulong)target.Length, what);
        if (BlockIO.ReadFully(_file, target, (long)(_base + address)) != target.Length)
            throw new VolumeFormatException(Path, "became shorter while it was read. Copy it again.");
    }

    /// <summary>Fills native memory from an address, in parallel.</summary>
    public unsafe void ReadAt(ulong address, byte* target, long length, ReadProgress progress, string what, CancellationToken cancellation)
    {
        CheckRange(address, (ulong)length, what);
        if (!BlockIO.Read(_file, (long)(_base + address), target, length, progress, cancellation))
            throw new VolumeFormatException(Path, "became shorter while it was read. Copy it again.");
    }

    /// <summary>As many bytes as there are from an address, up to <paramref name="length"/>.</summary>
    public byte[] ReadUpTo(ulong address, int length, string what)
    {
        CheckRange(address, 1, what);
        var bytes = new byte[Math.Min((ulong)length, (ulong)FileBytes - _base - address)];
        ReadAt(address, bytes, what);
        return bytes;
    }

    /// <summary>Fails unless the bytes lie in the file.</summary>
    public void CheckRange(ulong address, ulong length, string what)
    {
        var end = (ulong)FileBytes - _base;
        if (address > end || length > end - address)
            throw Damaged($"{what} should lie at byte {address} with {length} bytes, but the file has {FileBytes}");
    }

    /// <summary>Counts a node of a tree: more than fit into the file means that they point at each other.</summary>
    public void CountNode()
    {
        if (++_nodes > FileBytes / 8)
            throw Damaged("a tree has no end");
    }

    public VolumeFormatException Damaged(string what) => new(Path, $"{what}. The file is damaged or truncated; copy it again.");

    public VolumeFormatException Unsupported(string what) =>
        new(Path, $"{what}, which is not read here. Read are files within the library's default bounds, up to HDF5 1.8; write it again without libver='latest'.");

    public void Dispose() => _file.Dispose();

    private (ulong Base, ulong Root) ReadSuperblock()
    {
        // The superblock may lie behind a user block of 512, 1024, 2048… bytes.
        Span<byte> bytes = stackalloc byte[128];
        for (long at = 0; at < FileBytes; at = at == 0 ? 512 : 2 * at)
        {
            var got = BlockIO.ReadFully(_file, bytes, at);
            if (got < 8 || !bytes[..8].SequenceEqual(Signature))
                continue;
            var reader = new Hdf5Bytes(bytes[..got], this, "the superblock");
            reader.Skip(8);
            var version = reader.Byte();
            if (version > 3)
                throw Unsupported($"the superblock has version {version}");
            if (version < 2)
                reader.Skip(4);
            OffsetBytes = reader.Byte();
            LengthBytes = reader.Byte();
            if (OffsetBytes is not (2 or 4 or 8) || LengthBytes is not (2 or 4 or 8))
                throw Damaged($"the superblock gives addresses of {OffsetBytes} bytes and lengths of {LengthBytes}");
            reader.Skip(version < 2 ? 1 + 4 + 4 : 1);
            if (version == 1)
                reader.Skip(4);
            var baseAddress = reader.Address();
            reader.Address();
            var end = reader.Address();
            if (version < 2)
                reader.Address();
            var root = version < 2 ? SymbolTableEntry(ref reader).Address : reader.Address();
            if (baseAddress > (ulong)at || end == Undefined || end < baseAddress)
                throw Damaged($"the superblock says that the data begin at byte {baseAddress} and end at {end}");
            if (end > (ulong)FileBytes)
                throw new VolumeFormatException(Path, $"the header says that the file has {end} bytes but it has {FileBytes}. The file is truncated; copy it again.");
            return (baseAddress, root);
        }

        throw new VolumeFormatException(Path, "is no HDF5 file: it does not begin with \\x89HDF.");
    }

    private static (ulong Name, ulong Address) SymbolTableEntry(ref Hdf5Bytes reader)
    {
        var name = reader.Address();
        var address = reader.Address();
        reader.Skip(4 + 4 + 16);
        return (name, address);
    }

    private Dictionary<string, ulong> Children(Hdf5Object group)
    {
        var children = new Dictionary<string, ulong>();
        foreach (var message in group.Messages)
        {
            var reader = new Hdf5Bytes(message.Data, this, "a group");
            switch (message.Type)
            {
                case Hdf5Object.LinkInfo:
                    reader.Skip(1);
                    reader.Skip((reader.Byte() & 1) != 0 ? 8 : 0);
                    if (reader.Address() != Undefined)
                        throw Unsupported("a group keeps its names in a fractal heap");
                    break;
                case Hdf5Object.Link:
                    AddLink(ref reader, children);
                    break;
                case Hdf5Object.SymbolTable:
                    var tree = reader.Address();
                    AddTree(tree, ReadLocalHeap(reader.Address()), children, DeepestTree);
                    break;
            }
        }

        return children;
    }

    private void AddLink(ref Hdf5Bytes reader, Dictionary<string, ulong> children)
    {
        reader.Skip(1);
        var flags = reader.Byte();
        var kind = (flags & 8) != 0 ? reader.Byte() : 0;
        reader.Skip((flags & 4) != 0 ? 8 : 0);
        reader.Skip((flags & 16) != 0 ? 1 : 0);
        var length = reader.UInt(1 << (flags & 3));
        if (length > (ulong)reader.Left)
            throw Damaged("a link has a name that is too long");
        var name = Encoding.UTF8.GetString(reader.Take((int)length));
        if (kind == 0)
            children[name] = reader.Address();
    }

    private byte[] ReadLocalHeap(ulong address)
    {
        var reader = new Hdf5Bytes(ReadUpTo(address, 64, "a local heap"), this, "a local heap");
        reader.Expect("HEAP"u8);
        reader.Skip(4);
        var size = reader.Length();
        reader.Length();
        var data = reader.Address();
        if (size > LargestHeaderBytes)
            throw Damaged($"a local heap has {size} bytes");
        var bytes = new byte[size];
        ReadAt(data, bytes, "a local heap");
        return bytes;
    }

    private void AddTree(ulong address, byte[] names, Dictionary<string, ulong> children, int depth)
    {
        if (depth == 0)
            throw Damaged("the tree of a group has no end");
        CountNode();
        var start = new Hdf5Bytes(ReadUpTo(address, 8, "the tree of a group"), this, "the tree of a group");
        start.Expect("TREE"u8);
        if (start.Byte() != 0)
            throw Damaged("the tree of a group is of another kind");
        var level = start.Byte();
        var count = start.UInt16();
        var entries = new byte[count * (LengthBytes + OffsetBytes)];
        ReadAt(address + (ulong)(8 + 2 * OffsetBytes), entries, "the tree of a group");
        var reader = new Hdf5Bytes(entries, this, "the tree of a group");
        for (var n = 0; n < count; n++)
        {
            reader.Length();
            var child = reader.Address();
            if (level > 0)
                AddTree(child, names, children, Math.Min(depth - 1, level));
            else
                AddSymbols(child, names, children);
        }
    }

    private void AddSymbols(ulong address, byte[] names, Dictionary<string, ulong> children)
    {
        var start = new Hdf5Bytes(ReadUpTo(address, 8, "a symbol node"), this, "a symbol node");
        start.Expect("SNOD"u8);
        start.Skip(2);
        var count = start.UInt16();
        var entries = new byte[count * (2 * OffsetBytes + 24)];
        ReadAt(address + 8, entries, "a symbol node");
        var reader = new Hdf5Bytes(entries, this, "a symbol node");
        for (var n = 0; n < count; n++)
        {
            var (name, child) = SymbolTableEntry(ref reader);
            if (name >= (ulong)names.Length)
                throw Damaged("a symbol has no name");
            var text = new Hdf5Bytes(names, this, "a local heap") { Position = (int)name };
            children[text.Name()] = child;
        }
    }
}
