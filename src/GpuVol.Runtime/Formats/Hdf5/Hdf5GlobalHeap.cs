namespace GpuVol;

/// <summary>
/// The heap of variable-length values. Neighbouring values share a collection, so the one read last is kept; one collection is bounded by the
/// file's length.
/// </summary>
internal sealed class Hdf5GlobalHeap(Hdf5File file)
{
    private readonly Dictionary<uint, (int Start, int Length)> _objects = [];
    private ulong _address = Hdf5File.Undefined;
    private byte[] _bytes = [];
    private int _used;

    /// <summary>The bytes of one value; valid until the next call.</summary>
    public ReadOnlySpan<byte> Object(ulong address, uint index)
    {
        if (address != _address)
            Load(address);
        if (!_objects.TryGetValue(index, out var range))
            throw file.Damaged($"the heap at byte {address} has no object {index}");
        return _bytes.AsSpan(range.Start, range.Length);
    }

    private void Load(ulong address)
    {
        _address = Hdf5File.Undefined;
        _objects.Clear();
        var start = new Hdf5Bytes(file.ReadUpTo(address, 8 + file.LengthBytes, "a global heap"), file, "a global heap");
        start.Expect("GCOL"u8);
        start.Skip(4);
        var size = start.Length();
        file.CheckRange(address, size, "a global heap");
        if (size > int.MaxValue / 2)
            throw file.Unsupported($"a global heap has {size} bytes");
        _used = (int)size;
        if (_bytes.Length < _used)
            _bytes = new byte[_used];
        file.ReadAt(address, _bytes.AsSpan(0, _used), "a global heap");
        var reader = new Hdf5Bytes(_bytes.AsSpan(0, _used), file, "a global heap") { Position = 8 + file.LengthBytes };
        while (reader.Left >= 8 + file.LengthBytes)
        {
            var index = reader.UInt16();
            reader.Skip(6);
            var length = reader.Length();
            if (index == 0)
                break;
            if (length > (ulong)reader.Left)
                throw file.Damaged($"object {index} of the heap at byte {address} has {length} bytes");
            _objects[index] = (reader.Position, (int)length);
            reader.Skip((int)Math.Min((length + 7) & ~7UL, (ulong)reader.Left));
        }

        _address = address;
    }
}
