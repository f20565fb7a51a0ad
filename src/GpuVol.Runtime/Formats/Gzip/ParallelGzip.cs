using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.ExceptionServices;
using Microsoft.Win32.SafeHandles;

namespace GpuVol;

/// <summary>
/// Writes one standard gzip stream whose blocks are compressed in parallel and independently: each ends with a flush to a byte
/// boundary, the last is empty, the checksum is combined from those of the blocks. The bytes do not depend on the number of threads.
/// </summary>
internal static unsafe class ParallelGzip
{
    private const int BlockBytes = 1 << 20;
    private const int SampleBytes = 8 << 10;

    // What finds repetitions besides RunDeflate's: at 68 MB/s a thread instead of 500, so only where a sample becomes smaller by a tenth, as
    // label maps and whole numbers kept as float32 do.
    private static readonly ZLibCompressionOptions Matching = new() { CompressionLevel = 2, CompressionStrategy = ZLibCompressionStrategy.Default };

    /// <summary>The bytes [start, start + count); may wait for them. They stay valid until the same thread asks again.</summary>
    public delegate ReadOnlySpan<byte> BlockSource(long start, int count);

    /// <summary>Writes <paramref name="head"/> and then the native block as one gzip file.</summary>
    public static void Write(SafeFileHandle file, byte[] head, byte* data, long length, CancellationToken cancellation, int? threads = null) =>
        Write(file, head, (start, count) => new ReadOnlySpan<byte>(data + start, count), length, cancellation, threads);

    /// <summary>Writes <paramref name="head"/> and then <paramref name="length"/> bytes that may be made meanwhile; blocks are asked for in order.</summary>
    public static void Write(SafeFileHandle file, byte[] head, BlockSource data, long length, CancellationToken cancellation, int? threads = null)
    {
        var blockBytes = BlockBytes;
        while ((length + blockBytes - 1) / blockBytes + 1 > GzipIndex.MaximumBlocks)
            blockBytes *= 2;
        var blocks = 1 + (int)((length + blockBytes - 1) / blockBytes);
        var compressed = new int[blocks];
        var checksums = new uint[blocks];
        var next = -1;
        var turn = 0;
        var offset = (long)GzipIndex.HeaderBytes(blocks);
        var gate = new object();
        Exception? failure = null;

        void Work()
        {
            var output = ArrayPool<byte>.Shared.Rent(RunDeflate.MaximumBytes(Math.Max(blockBytes, head.Length)));
            try
            {
                CompressBlocks(output);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(output);
            }
        }

        void CompressBlocks(byte[] output)
        {
            while (Volatile.Read(ref failure) is null)
            {
                var block = Interlocked.Increment(ref next);
                if (block >= blocks)
                    return;
                try
                {
                    cancellation.ThrowIfCancellationRequested();
                    var start = (long)(block - 1) * blockBytes;
                    var source = block == 0 ? head : data(start, (int)Math.Min(blockBytes, length - start));
                    checksums[block] = Crc32.Append(0, source);
                    compressed[block] = Compress(source, output);

                    // Only the place in the file is settled in order; the writing itself overlaps.
                    long place;
                    lock (gate)
                    {
                        while (turn != block && failure is null)
                            Monitor.Wait(gate);
                        if (failure is not null)
                            return;
                        place = offset;
                        offset += compressed[block];
                        turn++;
                        Monitor.PulseAll(gate);
                    }

                    RandomAccess.Write(file, output.AsSpan(0, compressed[block]), place);
                }
                catch (Exception e)
                {
                    lock (gate)
                    {
                        failure ??= e;
                        Monitor.PulseAll(gate);
                    }

                    return;
                }
            }
        }

        var workers = new Thread[Math.Min(blocks, threads ?? Environment.ProcessorCount) - 1];
        for (var w = 0; w < workers.Length; w++)
        {
            workers[w] = new Thread(Work) { IsBackground = true, Name = "gzip" };
            workers[w].Start();
        }

        Work();
        foreach (var worker in workers)
            worker.Join();
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);

        var checksum = checksums[0];
        for (var b = 1; b < blocks; b++)
            checksum = Crc32.Combine(checksum, checksums[b], Math.Min(blockBytes, length - (long)(b - 1) * blockBytes));
        Span<byte> end = stackalloc byte[10];
        end[0] = 3;
        end[1] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(end[2..], checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(end[6..], (uint)(head.Length + length));
        RandomAccess.Write(file, end, offset);
        RandomAccess.Write(file, GzipIndex.WriteHeader(head.Length, blockBytes, compressed), 0);
    }

    private static int Compress(ReadOnlySpan<byte> source, byte[] output)
    {
        var sample = source.Length > 2 * SampleBytes ? source.Slice(source.Length / 2, SampleBytes) : source;
        return Match(sample, output) * 10 > RunDeflate.Compress(sample, output) * 9 ? RunDeflate.Compress(source, output) : Match(source, output);
    }

    private static int Match(ReadOnlySpan<byte> source, byte[] output)
    {
        using var stream = new MemoryStream(output);
        using var deflate = new DeflateStream(stream, Matching, leaveOpen: true);
        deflate.Write(source);
        deflate.Flush();

        // Closing adds the mark of the last block, which belongs at the end of the file only.
        return (int)stream.Position;
    }
}
