using System.Text.Json;

namespace GpuVol.Cli;

/// <summary>
/// The journals of a batch: one file per process, which only appends to its own, one JSON object a line. A line that was cut off by a sudden end
/// is left out in reading.
/// </summary>
internal sealed class BatchJournal(string folder, string process) : IDisposable
{
    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);
    private readonly List<JournalRecord> _unwritten = [];
    private readonly Lock _gate = new();
    private FileStream? _own;
    private bool _isTorn;

    /// <summary>What stood in the way of the last records; null where all were written.</summary>
    public string? Fault { get; private set; }

    /// <summary>Adds records. Where that fails (a full disk) they are kept and written with the next.</summary>
    /// <param name="records">In order.</param>
    /// <param name="toDisk">True for what must outlive a power cut, and be seen by other machines at once.</param>
    public void Append(IReadOnlyList<JournalRecord> records, bool toDisk)
    {
        lock (_gate)
        {
            _unwritten.AddRange(records);
            try
            {
                Directory.CreateDirectory(folder);
                _own ??= new FileStream(Path.Combine(folder, process + ".jsonl"), FileMode.Append, FileAccess.Write, FileShare.Read);
                using var lines = new MemoryStream();
                if (_isTorn)
                    lines.WriteByte((byte)'\n');
                foreach (var record in _unwritten)
                {
                    JsonSerializer.Serialize(lines, record, BatchJson.Default.JournalRecord);
                    lines.WriteByte((byte)'\n');
                }

                _isTorn = true;
                _own.Write(lines.GetBuffer(), 0, (int)lines.Length);
                _own.Flush(toDisk);
                _isTorn = false;
                _unwritten.Clear();
                Fault = null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Fault = Text.OneLine(e);
            }
        }
    }

    /// <summary>The records of all journals that were not read before.</summary>
    public IEnumerable<JournalRecord> ReadNew()
    {
        if (!Directory.Exists(folder))
            yield break;
        foreach (var path in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (var record in ReadNew(path))
                yield return record;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Fault is not null)
            Append([], toDisk: true);
        try
        {
            _own?.Dispose();
        }
        catch (IOException)
        {
            // A full disk: what could be written was.
        }
    }

    private List<JournalRecord> ReadNew(string path)
    {
        var records = new List<JournalRecord>();
        var from = _read.GetValueOrDefault(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length <= from)
            return records;
        var bytes = new byte[checked((int)(file.Length - from))];
        file.Position = from;
        file.ReadExactly(bytes);
        var rest = bytes.AsSpan();
        while (rest.IndexOf((byte)'\n') is >= 0 and var end)
        {
            try
            {
                if (end > 0 && JsonSerializer.Deserialize(rest[..end], BatchJson.Default.JournalRecord) is { } record)
                    records.Add(record);
            }
            catch (JsonException)
            {
                // Torn by a sudden end or a full disk; what it told is found again at the outputs.
            }

            rest = rest[(end + 1)..];
        }

        _read[path] = from + bytes.Length - rest.Length;
        return records;
    }
}
