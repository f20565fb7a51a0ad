using Microsoft.Win32.SafeHandles;

namespace GpuVol;

/// <summary>Reads and writes big blocks of native memory with all cores: copying from the page cache is bound by one core otherwise.</summary>
internal static unsafe class BlockIO
{
    private const int ChunkBytes = 4 << 20;

    /// <summary>Opens a file for reading at given offsets.</summary>
    /// <exception cref="VolumeFormatException">It is missing, a folder, or not readable.</exception>
    public static SafeFileHandle OpenRead(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new VolumeFormatException(path, "there is no such file. Check the path.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VolumeFormatException(path, Directory.Exists(path) ? "this is a folder, not a file." : $"cannot be read: {AtomicFile.OneLine(e)}", e);
        }
    }

    /// <summary>Fills <paramref name="target"/> from <paramref name="offset"/>; returns fewer bytes only at the end of the file.</summary>
    public static int ReadFully(SafeFileHandle file, Span<byte> target, long offset)
    {
        var done = 0;
        while (done < target.Length)
        {
            var n = RandomAccess.Read(file, target[done..], offset + done);
            if (n == 0)
                break;
            done += n;
        }

        return done;
    }

    /// <summary>Reads <paramref name="length"/> bytes into native memory, in parallel; false if the file ends before.</summary>
    public static bool Read(SafeFileHandle file, long offset, byte* target, long length, ReadProgress progress, CancellationToken cancellation)
    {
        var complete = true;
        ForChunks(length, cancellation, (start, count) =>
        {
            if (ReadFully(file, new Span<byte>(target + start, count), offset + start) != count)
                Volatile.Write(ref complete, false);
            progress.Add(count);
        });
        return complete;
    }

    /// <summary>Writes native memory at <paramref name="offset"/>, in parallel.</summary>
    public static void Write(SafeFileHandle file, long offset, byte* source, long length, CancellationToken cancellation) =>
        ForChunks(length, cancellation, (start, count) => RandomAccess.Write(file, new ReadOnlySpan<byte>(source + start, count), offset + start));

    private static void ForChunks(long length, CancellationToken cancellation, Action<long, int> body)
    {
        var chunks = (length + ChunkBytes - 1) / ChunkBytes;
        if (chunks <= 1)
        {
            cancellation.ThrowIfCancellationRequested();
            if (chunks == 1)
                body(0, (int)length);
            return;
        }

        HostLoop.For(chunks, c =>
        {
            var start = c * ChunkBytes;
            body(start, (int)Math.Min(ChunkBytes, length - start));
        }, cancellation);
    }
}
