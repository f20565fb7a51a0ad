using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace GpuVol.Cli;

/// <summary>
/// Tells the other processes of a batch that this one is alive, and this one which of the others are. On one machine the process list answers;
/// elsewhere a file that its process touches four times a lease. Ages are differences of times that the one file server gave, so no two clocks
/// are compared.
/// </summary>
internal sealed class BatchPresence : IDisposable
{
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly string _path;
    private readonly long _beatOffset;
    private readonly ConcurrentDictionary<string, (bool IsAlive, long Looked)> _known = new(StringComparer.Ordinal);
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _beating;
    private DateTime _lastBeat;

    /// <summary>Announces <paramref name="self"/> in the folder of processes.</summary>
    public BatchPresence(string folder, BatchProcess self)
    {
        Self = self;
        _folder = folder;
        Directory.CreateDirectory(folder);
        _path = Path.Combine(folder, self.Name);
        var text = JsonSerializer.SerializeToUtf8Bytes(self, BatchJson.Default.BatchProcess);
        _beatOffset = text.Length;
        File.WriteAllBytes(_path, [.. text, (byte)'\n']);
        _lastBeat = TimeOf(_path) ?? DateTime.UtcNow;
        _beating = new Thread(Beat) { IsBackground = true, Name = "batch presence" };
        _beating.Start();
    }

    /// <summary>This process.</summary>
    public BatchProcess Self { get; }

    /// <summary>True for a process that may still be at work.</summary>
    public bool IsAlive(string name)
    {
        if (name == Self.Name)
            return true;
        if (_known.TryGetValue(name, out var known) && (!known.IsAlive || Stopwatch.GetElapsedTime(known.Looked) < Trust))
            return known.IsAlive;
        // A file without words is of a process that was killed before it took anything.
        var path = Path.Combine(_folder, name);
        var alive = BatchProcess.TryRead(path) is { } process && (process.RunsHere() ?? IsRecent(path, Math.Max(process.LeaseSeconds, Self.LeaseSeconds)));
        _known[name] = (alive, Stopwatch.GetTimestamp());
        return alive;
    }

    /// <summary>True for a file that was touched within a lease before this process's last sign of life.</summary>
    public bool IsRecent(string path, int? leaseSeconds = null) =>
        TimeOf(path) is { } time && _lastBeat - time < TimeSpan.FromSeconds(leaseSeconds ?? Self.LeaseSeconds);

    /// <summary>True while any other process may be at work; the files of those that are lost are removed.</summary>
    public bool HasOthers()
    {
        var others = false;
        foreach (var path in Directory.EnumerateFiles(_folder).ToList())
        {
            var name = Path.GetFileName(path);
            if (name == Self.Name)
                continue;
            if (IsAlive(name))
                others = true;
            else
                TryDelete(path);
        }

        return others;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _beating.Join();
        TryDelete(_path);
        _stop.Dispose();
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It says nothing any more once it is old.
        }
    }

    // Opened, because a network file system answers a mere question from memory that may be a minute old.
    private static DateTime? TimeOf(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return File.GetLastWriteTimeUtc(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Beat()
    {
        while (!_stop.Wait(TimeSpan.FromSeconds(Self.LeaseSeconds / 4.0)))
        {
            try
            {
                // One byte in place: the file does not grow, so a full disk does not silence it.
                using (var file = File.OpenHandle(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
                    RandomAccess.Write(file, "\n"u8, _beatOffset);
                _lastBeat = TimeOf(_path) ?? _lastBeat;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The others may take this process's items over; that costs time and harms nothing.
            }
        }
    }
}
