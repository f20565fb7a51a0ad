using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace GpuVol;

/// <summary>The bytes of a plain or gzip file, told by its first bytes; positions count decompressed bytes.</summary>
internal sealed unsafe class ByteSource : IDisposable
{
    // Deflate cannot do better than 1032 to 1: a header that wants more than that lies, however small the file.
    private const long MaximumRatio = 1032;
    private const int StepBytes = 1 << 20;
    private const int MaximumRestSteps = 64;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly long _fileLength;
    private readonly GzipIndex? _index;

    public ByteSource(string path)
    {
        _path = path;
        _file = BlockIO.OpenRead(path);
        _fileLength = RandomAccess.GetLength(_file);
        Span<byte> magic = stackalloc byte[2];
        IsGzip = BlockIO.ReadFully(_file, magic, 0) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
        _index = IsGzip ? GzipIndex.Read(_file) : null;
    }

    public bool IsGzip { get; }

    /// <summary>True where bytes come one after the other, decompressed by one thread.</summary>
    public bool IsSequential => IsGzip && _index is null;

    /// <summary>The most bytes that the file can hold, exact for a plain one.</summary>
    public long MaximumBytes => IsGzip ? _fileLength * MaximumRatio : _fileLength;

    /// <summary>What the size of the file is, for messages.</summary>
    public string LengthText => IsGzip ? $"{_fileLength} compressed bytes" : $"{_fileLength} bytes";

    /// <summary>The first bytes, as many as there are up to the length of <paramref name="target"/>.</summary>
    public int ReadStart(Span<byte> target)
    {
        if (!IsGzip)
            return BlockIO.ReadFully(_file, target, 0);
        try
        {
            var stream = new GzipReader(_file);
            var got = 0;
            while (got < target.Length && stream.Read(target[got..]) is > 0 and var n)
                got += n;
            return got;
        }
        catch (InvalidDataException e)
        {
            throw Damaged(0, e);
        }
    }

    /// <summary>Reads exactly <paramref name="length"/> bytes from <paramref name="offset"/>.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="target">Receives them.</param>
    /// <param name="length">Number of bytes.</param>
    /// <param name="isLast">Nothing of interest follows: check what the stream says of itself at its end.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="VolumeFormatException">The file ends before, or its compressed data are damaged.</exception>
    public void Read(long offset, byte* target, long length, bool isLast, ReadProgress progress, CancellationToken cancellation)
    {
        if (!IsGzip)
        {
            if (offset + length > _fileLength || !BlockIO.Read(_file, offset, target, length, progress, cancellation))
                throw Truncated(offset + length, _fileLength);
        }
        else if (_index is not null)
        {
            ReadIndexed(_index, offset, target, length, progress, cancellation);
        }
        else
        {
            ReadStream(offset, target, length, isLast, progress, cancellation);
        }
    }

    public void Dispose() => _file.Dispose();

    private void ReadStream(long offset, byte* target, long length, bool isLast, ReadProgress progress, CancellationToken cancellation)
    {
        var position = 0L;
        try
        {
            var stream = new GzipReader(_file);
            var skip = new byte[Math.Min(offset, StepBytes)];
            while (position < offset)
            {
                cancellation.ThrowIfCancellationRequested();
                var n = stream.Read(skip.AsSpan(0, (int)Math.Min(skip.Length, offset - position)));
                if (n == 0)
                    throw Truncated(offset + length, position);
                position += n;
            }

            while (position < offset + length)
            {
                cancellation.ThrowIfCancellationRequested();
                var done = position - offset;
                var n = stream.Read(new Span<byte>(target + done, (int)Math.Min(StepBytes, length - done)));
                if (n == 0)
                    throw Truncated(offset + length, position);
                position += n;
                progress.Add(n);
            }

            // The checksum stands behind the data: read on to the end of the stream, but not for long in one that does not belong here.
            if (isLast)
            {
                var rest = new byte[StepBytes];
                for (var n = 0; n < MaximumRestSteps && stream.Read(rest) > 0; n++)
                    cancellation.ThrowIfCancellationRequested();
            }
        }
        catch (InvalidDataException e)
        {
            throw Damaged(position, e);
        }
    }

    private void ReadIndexed(GzipIndex index, long offset, byte* target, long length, ReadProgress progress, CancellationToken cancellation)
    {
        if (offset + length > index.UncompressedBytes)
            throw Truncated(offset + length, index.UncompressedBytes);
        var blocks = index.CompressedBytes.Length;
        var places = new long[blocks];
        places[0] = index.DataOffset;
        for (var b = 1; b < blocks; b++)
            places[b] = places[b - 1] + index.CompressedBytes[b - 1];
        var first = offset < index.FirstBlockBytes ? 0 : 1 + (int)((offset - index.FirstBlockBytes) / index.BlockBytes);
        var last = offset + length <= index.FirstBlockBytes ? 0 : 1 + (int)((offset + length - 1 - index.FirstBlockBytes) / index.BlockBytes);

        // The checksum is that of the whole stream: the few bytes before (the header) are decoded with it; where whole volumes come
        // before or behind, only the structure of their blocks is checked, by decoding to the exact length.
        var whole = index.BlockStart(first) <= index.FirstBlockBytes && last == blocks - 1;
        if (whole)
            first = 0;
        var checksums = new uint[blocks];
        HostLoop.For(last - first + 1, n =>
        {
            var block = first + n;
            var start = index.BlockStart(block);
            var blockLength = index.BlockLength(block);
            var compressed = System.Buffers.ArrayPool<byte>.Shared.Rent(index.CompressedBytes[block]);
            byte[]? scratch = null;
            try
            {
                var got = BlockIO.ReadFully(_file, compressed.AsSpan(0, index.CompressedBytes[block]), places[block]);
                using var inflate = new DeflateStream(new MemoryStream(compressed, 0, got), CompressionMode.Decompress);

                // A block that lies whole within the volume goes straight to its place.
                var inside = start >= offset && start + blockLength <= offset + length;
                if (!inside)
                    scratch = System.Buffers.ArrayPool<byte>.Shared.Rent(blockLength);
                var destination = inside ? new Span<byte>(target + (start - offset), blockLength) : scratch.AsSpan(0, blockLength);
                if (inflate.ReadAtLeast(destination, blockLength, throwOnEndOfStream: false) != blockLength)
                    throw new InvalidDataException($"block {block} is shorter than the index says");
                if (whole)
                    checksums[block] = Crc32.Append(0, destination);
                if (!inside)
                {
                    var from = Math.Max(start, offset);
                    var to = Math.Min(start + blockLength, offset + length);
                    if (to > from)
                        destination[(int)(from - start)..(int)(to - start)].CopyTo(new Span<byte>(target + (from - offset), (int)(to - from)));
                }

                progress.Add(blockLength);
            }
            catch (InvalidDataException e)
            {
                throw Damaged(start, e);
            }
            finally
            {
                System.Buffers.ArrayPool<byte>.Shared.Return(compressed);
                if (scratch is not null)
                    System.Buffers.ArrayPool<byte>.Shared.Return(scratch);
            }
        }, cancellation);
        if (!whole)
            return;
        var checksum = checksums[0];
        for (var b = 1; b < blocks; b++)
            checksum = Crc32.Combine(checksum, checksums[b], index.BlockLength(b));
        Span<byte> end = stackalloc byte[8];
        BlockIO.ReadFully(_file, end, _fileLength - 8);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != checksum)
            throw Damaged(index.UncompressedBytes, new InvalidDataException("the checksum does not match"));
    }

    private VolumeFormatException Truncated(long needed, long have) => new(_path,
        $"the header wants {needed} bytes but there are only {have}{(IsGzip ? " after decompression" : "")}. The file is truncated; copy it again.");

    private VolumeFormatException Damaged(long position, Exception e) => new(_path,
        $"the gzip data are damaged or cut off near decompressed byte {position} ({AtomicFile.OneLine(e).TrimEnd('.')}). Copy the file again.", e);
}
