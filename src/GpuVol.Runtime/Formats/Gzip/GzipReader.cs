using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace GpuVol;

/// <summary>
/// Decompresses a gzip file front to back: any number of members, whatever follows the last is ignored. Unlike GZipStream it fails
/// where a member is cut off (that class ends in silence unless a process-wide switch is set).
/// </summary>
internal sealed class GzipReader(SafeFileHandle file) : IDisposable
{
    private const int TrailerBytes = 8;
    private readonly InputStream _input = new(file);
    private DeflateStream? _member;
    private long _memberStart;
    private long _position;
    private uint _checksum;
    private uint _length;
    private bool _ended;

    /// <summary>The next bytes; 0 at the end.</summary>
    /// <exception cref="InvalidDataException">The data are damaged or cut off.</exception>
    public int Read(Span<byte> target)
    {
        while (!_ended && target.Length > 0)
        {
            if (_member is null && !OpenMember())
            {
                _ended = true;
                break;
            }

            var n = _member!.Read(target);
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

    public void Dispose() => _member?.Dispose();

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
        _memberStart = position;
        _checksum = 0;
        _length = 0;
        _input.Seek(position);
        _member = new DeflateStream(_input, CompressionMode.Decompress, leaveOpen: true);
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

    /// <summary>
    /// Finds the end of the member. Inflate does not tell how much of its last input it used, but behind the data stand their checksum
    /// and length, and both are known: eight bytes that can hardly occur by chance where inflate stopped.
    /// </summary>
    private void CloseMember()
    {
        _member!.Dispose();
        _member = null;
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);
        var from = Math.Max(_memberStart, _input.PreviousStart);
        var window = new byte[_input.Position - from + TrailerBytes];
        var got = BlockIO.ReadFully(file, window, from);
        var at = window.AsSpan(0, got).IndexOf(trailer);
        if (at < 0)
            throw new InvalidDataException("the data end early or do not match their checksum");
        _position = from + at + TrailerBytes;
    }

    /// <summary>Hands the file to inflate and remembers where its last two pieces began.</summary>
    private sealed class InputStream(SafeFileHandle file) : Stream
    {
        private long _lastStart;
        private long _position;

        /// <summary>Start of the piece before the last.</summary>
        public long PreviousStart { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public void Seek(long position) => PreviousStart = _lastStart = _position = position;

        public override int Read(Span<byte> buffer)
        {
            var n = RandomAccess.Read(file, buffer, _position);
            if (n > 0)
            {
                PreviousStart = _lastStart;
                _lastStart = _position;
                _position += n;
            }

            return n;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
