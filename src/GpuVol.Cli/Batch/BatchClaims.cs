using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace GpuVol.Cli;

/// <summary>
/// Which process works on which item: a file per item that only one process can create. An item of a lost process is taken by creating the next
/// file of a row, which again only one can: nothing is renamed or removed on the way, so there is no moment in which two could both have it.
/// </summary>
/// <remarks>Claims save double work; they do not guard the outputs, which any number of processes could write side by side.</remarks>
internal sealed class BatchClaims(string folder, BatchPresence presence)
{
    private const int DeadliestRow = 3;

    // Made beforehand: a process that ends between making the file and writing to it leaves a claim that nobody can tell the owner of.
    private readonly byte[] _text = JsonSerializer.SerializeToUtf8Bytes(new Claim(presence.Self.Name, presence.Self.Run), BatchJson.Default.Claim);
    private readonly ConcurrentDictionary<string, int> _held = new(StringComparer.Ordinal);

    /// <summary>Tries to take an item.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public ClaimResult TryTake(BatchItem item)
    {
        var lost = 0;
        for (var turn = 1; ; turn++)
        {
            var path = PathOf(item.Id, turn);
            if (TryCreate(path))
            {
                _held[item.Id] = turn;
                return turn == 1 ? ClaimResult.Taken : ClaimResult.TakenOver;
            }

            switch (TryRead(path, out var claim))
            {
                case false:
                    // Released between the two looks.
                    turn--;
                    continue;
                case true when claim is null ? presence.IsRecent(path) : presence.IsAlive(claim.Process):
                    return ClaimResult.Busy;
            }

            if (claim?.Run == presence.Self.Run && ++lost == DeadliestRow)
                return ClaimResult.Deadly;
        }
    }

    /// <summary>Gives an item back.</summary>
    public void Release(BatchItem item)
    {
        if (!_held.TryRemove(item.Id, out var turn))
            return;
        for (var t = 1; t <= turn; t++)
            File.Delete(PathOf(item.Id, t));
    }

    /// <summary>Removes all claims; to be called when nobody else is at work.</summary>
    public void Clear()
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Somebody began to work just now.
        }
    }

    // Folders of 256 kinds: some file systems are slow with very many files in one.
    private string PathOf(string id, int turn) => Path.Combine(folder, id[..2], string.Create(CultureInfo.InvariantCulture, $"{id}.{turn}"));

    private bool TryCreate(string path)
    {
        FileStream? file;
        do
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            try
            {
                file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            }
            catch (DirectoryNotFoundException)
            {
                // A process that ended, and knew of no other, removed all claims just now.
                file = null;
            }
            catch (IOException) when (File.Exists(path))
            {
                return false;
            }
        }
        while (file is null);

        try
        {
            using (file)
                file.Write(_text);
            return true;
        }
        catch (IOException)
        {
            // A full disk: a claim without a name in it would keep everybody waiting.
            File.Delete(path);
            throw;
        }
    }

    private static bool TryRead(string path, out Claim? claim)
    {
        claim = null;
        try
        {
            using var file = File.OpenRead(path);
            claim = JsonSerializer.Deserialize(file, BatchJson.Default.Claim);
            return true;
        }
        catch (JsonException)
        {
            // It is just being written, or its process ended on the way.
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }
}
