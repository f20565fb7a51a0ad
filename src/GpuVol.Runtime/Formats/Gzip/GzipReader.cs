using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace GpuVol;

/// <summary>
/// Decompresses a gzip file front to back: any number of members, whatever follows the last is ignored. Unlike GZipStream it fails
/// where a member is cut off (that class ends in silence unless a process-wide switch is set).
/// </summary>
internal sealed class GzipReader(SafeFileHandle file)
{
    private const int TrailerBytes = 8;
    private readonly Inflater _inflater = new(file);
    private long _position;
    private bool _isInMember;
    private uint _checksum;
    private uint _length;
    private bool _ended;

    /// <summary>The next bytes; 0 at the end.</summary>
    /// <exception cref="InvalidDataException">The data are damaged or cut off.</exception>
    public int Read(Span<byte> target)
    {
        while (!_ended && target.Length > 0)
        {
            if (!_isInMember && !OpenMember())
            {
                _ended = true;
                break;
            }

            var n = _inflater.Read(target);
            if (n > 0)
            {
                _checksum = Crc32.Append(_checksum, target[..n]);
                _length += (uint)n;
                return n;
            }

            CloseMember();
        }

        return 0;
    }

    /// <summary>Steps over the header of a member (RFC 1952); false where there is none.</summary>
    private bool OpenMember()
    {
        var isFirst = _position == 0;
        Span<byte> head = stackalloc byte[10];
        if (BlockIO.ReadFully(file, head, _position) < head.Length || head[0] != 0x1f || head[1] != 0x8b || head[2] != 8)
            return isFirst ? throw new InvalidDataException("the gzip header is damaged") : false;
        var position = _position + head.Length;
        var flags = head[3];
        if ((flags & 4) != 0)
        {
            if (BlockIO.ReadFully(file, head[..2], position) < 2)
                throw new InvalidDataException("the file ends within the gzip header");
            position += 2 + BinaryPrimitives.ReadUInt16LittleEndian(head);
        }

        if ((flags & 8) != 0)
            position = SkipText(position);
        if ((flags & 16) != 0)
            position = SkipText(position);
        if ((flags & 2) != 0)
            position += 2;
        _checksum = 0;
        _length = 0;
        _inflater.Start(position);
        _isInMember = true;
        return true;
    }

    private long SkipText(long position)
    {
        Span<byte> buffer = stackalloc byte[256];
        while (true)
        {
            var n = BlockIO.ReadFully(file, buffer, position);
            var end = buffer[..n].IndexOf((byte)0);
            if (end >= 0)
                return position + end + 1;
            if (n < buffer.Length)
                throw new InvalidDataException("the file ends within the gzip header");
            position += n;
        }
    }

    /// <summary>Compares what stands behind the data, their checksum and length, with what was found.</summary>
    private void CloseMember()
    {
        _isInMember = false;
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        if (BlockIO.ReadFully(file, trailer, _inflater.Position) < TrailerBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer) != _checksum || BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != _length)
            throw new InvalidDataException("the data end early or do not match their checksum");
        _position = _inflater.Position + TrailerBytes;
    }
}
