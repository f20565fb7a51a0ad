using System.Text;

namespace GpuVol;

/// <summary>A dataset: shape, type, and the bytes of all elements in C order.</summary>
internal sealed unsafe class Hdf5Dataset
{
    // More than deflate can ever make of a byte.
    private const ulong MostExpansion = 1100;

    private readonly Hdf5File _file;
    private readonly Hdf5Object _header;
    private readonly string _name;

    public Hdf5Dataset(Hdf5File file, Hdf5Object header, string name)
    {
        _file = file;
        _header = header;
        _name = name;
        var typeMessage = new Hdf5Bytes(Message(Hdf5Object.Datatype), file, $"the type of '{name}'");
        Type = Hdf5Type.Read(file, ref typeMessage);
        Shape = ReadShape();
        Count = 1;
        foreach (var n in Shape)
            Count = checked(Count * n);
    }

    /// <summary>Lengths of the axes, slowest first; empty for a single element.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Type of an element.</summary>
    public Hdf5Type Type { get; }

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    /// <summary>Reads every element; the caller releases the memory.</summary>
    public HostMemory Read(IProgress<double>? progress, CancellationToken cancellation)
    {
        if (Count > long.MaxValue / Type.Size)
            throw _file.Damaged($"'{_name}' has {Count} elements");
        var bytes = Count * Type.Size;
        var layout = new Hdf5Bytes(Message(Hdf5Object.Layout), _file, $"the layout of '{_name}'");
        var version = layout.Byte();
        if (version != 3)
            throw _file.Unsupported($"'{_name}' has a layout of version {version}");
        var kind = layout.Byte();
        switch (kind)
        {
            case 0:
                var inside = layout.Take(layout.UInt16());
                if (inside.Length < bytes)
                    throw _file.Damaged($"'{_name}' has {inside.Length} bytes where {bytes} are needed");
                var compact = HostMemory.Rent(bytes);
                inside[..(int)bytes].CopyTo(new Span<byte>(compact.Address, (int)bytes));
                return compact;
            case 1:
                return ReadContiguous(layout.Address(), bytes, progress, cancellation);
            case 2:
                int rank = layout.Byte() - 1;
                if (rank != Shape.Count)
                    throw _file.Damaged($"'{_name}' has {Shape.Count} axes but chunks of {rank}");
                var tree = layout.Address();
                var chunk = new long[rank];
                for (var a = 0; a < rank; a++)
                    chunk[a] = layout.UInt32();
                return ReadChunks(tree, chunk, bytes, progress, cancellation);
            default:
                throw _file.Unsupported($"'{_name}' has a layout of class {kind}");
        }
    }

    /// <summary>The text of a dataset of one string, of fixed or variable length.</summary>
    public string ReadText()
    {
        if (Count != 1 || Type.Class is not (Hdf5Type.Kind.Text or Hdf5Type.Kind.Variable))
            throw new VolumeFormatException(_file.Path, $"'{_name}' is not one string.");
        var memory = Read(null, CancellationToken.None);
        try
        {
            var element = new ReadOnlySpan<byte>(memory.Address, Type.Size);
            var text = Type.Class == Hdf5Type.Kind.Text ? element : VariableLength(element);
            var end = text.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
        }
        finally
        {
            memory.Release();
        }
    }

    /// <summary>The bytes of a variable-length value, given the element that points to it; valid until the next call.</summary>
    public ReadOnlySpan<byte> VariableLength(ReadOnlySpan<byte> element)
    {
        var reader = new Hdf5Bytes(element, _file, $"'{_name}'");
        var count = reader.UInt32();
        var address = reader.Address();
        var index = reader.UInt32();
        return count == 0 ? [] : _file.HeapObject(address, index);
    }

    private byte[] Message(int type) => _header.Find(type) ?? throw new VolumeFormatException(_file.Path, $"'{_name}' is no dataset.");

    private List<long> ReadShape()
    {
        var reader = new Hdf5Bytes(Message(Hdf5Object.Dataspace), _file, $"the shape of '{_name}'");
        var version = reader.Byte();
        int rank = reader.Byte();
        reader.Skip(1);
        if (version == 1)
            reader.Skip(5);
        else if (reader.Byte() == 2)
            return [0];
        var shape = new List<long>();
        var count = (UInt128)1;
        for (var a = 0; a < rank; a++)
        {
            var n = reader.Length();
            count *= n;
            if (n > long.MaxValue || count > long.MaxValue)
                throw _file.Damaged($"'{_name}' has an axis of {n}");
            shape.Add((long)n);
        }

        return shape;
    }

    private HostMemory ReadContiguous(ulong address, long bytes, IProgress<double>? progress, CancellationToken cancellation)
    {
        if (bytes > 0 && address == Hdf5File.Undefined)
            throw new VolumeFormatException(_file.Path, $"'{_name}' was declared but never written.");
        if (bytes > 0)
            _file.CheckRange(address, (ulong)bytes, $"'{_name}'");
        var memory = HostMemory.Rent(bytes);
        try
        {
            if (bytes > 0)
                _file.ReadAt(address, (byte*)memory.Address, bytes, new ReadProgress(progress, bytes), $"'{_name}'", cancellation);
            return memory;
        }
        catch
        {
            memory.Release();
            throw;
        }
    }

    private HostMemory ReadChunks(ulong tree, long[] chunk, long bytes, IProgress<double>? progress, CancellationToken cancellation)
    {
        var filters = Hdf5Filter.ReadAll(_file, _header.Find(Hdf5Object.Filters));
        var chunkBytes = (UInt128)Type.Size;
        var chunks = (UInt128)1;
        for (var a = 0; a < chunk.Length; a++)
        {
            if (chunk[a] == 0)
                throw _file.Damaged($"'{_name}' has chunks of length 0");
            chunkBytes *= (UInt128)chunk[a];
            chunks *= (UInt128)((Shape[a] + chunk[a] - 1) / chunk[a]);
            if (chunkBytes > int.MaxValue || chunks > int.MaxValue)
                throw _file.Damaged($"'{_name}' has chunks of {chunkBytes} bytes");
        }

        var found = new List<Hdf5Chunk>();
        if (tree != Hdf5File.Undefined)
            CollectChunks(tree, chunk, (int)chunks, found, null);
        CheckPlaces(found, chunk);
        if (found.Count < (int)chunks)
            throw new VolumeFormatException(_file.Path, $"'{_name}' has {found.Count} of {chunks} chunks. The file was not completely written or is damaged.");
        var stored = 0UL;
        foreach (var piece in found)
            stored += piece.StoredBytes;
        if ((UInt128)bytes > (filters.Count > 0 ? (UInt128)stored * MostExpansion : stored))
            throw _file.Damaged($"'{_name}' needs {bytes} bytes but its chunks have {stored}");

        var memory = HostMemory.Rent(bytes);
        try
        {
            var report = new ReadProgress(progress, found.Count);
            var target = (byte*)memory.Address;
            HostLoop.For(found.Count, n =>
            {
                var piece = found[n];
                var data = new byte[piece.StoredBytes];
                _file.ReadAt(piece.Address, data, $"a chunk of '{_name}'");
                data = Hdf5Filter.Undo(_file, filters, piece.SkippedFilters, data, (int)chunkBytes);
                if (data.Length < (int)chunkBytes)
                    throw _file.Damaged($"a chunk of '{_name}' has {data.Length} bytes where {chunkBytes} are needed");
                Place(data, piece.Offset, chunk, target);
                report.Add(1);
            }, cancellation);
            return memory;
        }
        catch
        {
            memory.Release();
            throw;
        }
    }

    private void CollectChunks(ulong address, long[] chunk, int most, List<Hdf5Chunk> found, int? parentLevel)
    {
        const string What = "the tree of chunks";
        var rank = chunk.Length;
        var start = new Hdf5Bytes(_file.ReadUpTo(address, 8, What), _file, What);
        start.Expect("TREE"u8);
        if (start.Byte() != 1)
            throw _file.Damaged($"{What} is of another kind");
        _file.CountNode();
        int level = start.Byte();
        if (parentLevel is { } above && level != above - 1)
            throw _file.Damaged($"{What} has level {level} below level {above}");
        var count = start.UInt16();
        var entries = new byte[count * (8 + 8 * (rank + 1) + _file.OffsetBytes)];
        _file.ReadAt(address + (ulong)(8 + 2 * _file.OffsetBytes), entries, What);
        var reader = new Hdf5Bytes(entries, _file, What);
        for (var n = 0; n < count; n++)
        {
            var size = reader.UInt32();
            var skipped = reader.UInt32();
            var offset = new long[rank];
            for (var a = 0; a < rank; a++)
            {
                offset[a] = (long)reader.UInt(8);
                if (level == 0 && (offset[a] < 0 || offset[a] >= Shape[a] || offset[a] % chunk[a] != 0))
                    throw _file.Damaged($"a chunk of '{_name}' lies at {offset[a]} of an axis of {Shape[a]}");
            }

            reader.Skip(8);
            var child = reader.Address();
            if (level > 0)
            {
                CollectChunks(child, chunk, most, found, level);
                continue;
            }

            _file.CheckRange(child, size, $"a chunk of '{_name}'");
            found.Add(new Hdf5Chunk(offset, child, size, skipped));
            if (found.Count > most)
                throw _file.Damaged($"'{_name}' has more chunks than the {most} of its shape");
        }
    }

    /// <summary>Each chunk has a place of its own on the grid of chunks; with their number right, none is missing.</summary>
    private void CheckPlaces(List<Hdf5Chunk> found, long[] chunk)
    {
        var taken = new HashSet<long>();
        foreach (var piece in found)
        {
            long place = 0;
            for (var a = 0; a < chunk.Length; a++)
                place = place * ((Shape[a] + chunk[a] - 1) / chunk[a]) + piece.Offset[a] / chunk[a];
            if (!taken.Add(place))
                throw _file.Damaged($"'{_name}' has two chunks at one place");
        }
    }

    /// <summary>Copies the part of a chunk that lies inside the shape, row by row of the last axis.</summary>
    private void Place(byte[] data, long[] offset, long[] chunk, byte* target)
    {
        var rank = chunk.Length;
        if (rank == 0)
        {
            data.AsSpan(0, Type.Size).CopyTo(new Span<byte>(target, Type.Size));
            return;
        }

        var inside = new long[rank];
        for (var a = 0; a < rank; a++)
            inside[a] = Math.Min(chunk[a], Shape[a] - offset[a]);
        var index = new long[rank];
        var rowBytes = (int)(inside[^1] * Type.Size);
        while (true)
        {
            long from = 0, to = 0;
            for (var a = 0; a < rank; a++)
            {
                from = from * chunk[a] + index[a];
                to = to * Shape[a] + offset[a] + index[a];
            }

            data.AsSpan((int)(from * Type.Size), rowBytes).CopyTo(new Span<byte>(target + to * Type.Size, rowBytes));
            var axis = rank - 2;
            while (axis >= 0 && ++index[axis] == inside[axis])
                index[axis--] = 0;
            if (axis < 0)
                return;
        }
    }

    private readonly record struct Hdf5Chunk(long[] Offset, ulong Address, uint StoredBytes, uint SkippedFilters);
}
