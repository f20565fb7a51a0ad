using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GpuVol.Cli;

/// <summary>
/// What is known of a batch, in <c>.gpuvol-batch</c> below its output folder: the recipe, the journals, which process has which item. Any number
/// of processes on any number of machines may work with it at once through a shared file system.
/// </summary>
internal sealed class BatchManifest : IDisposable
{
    /// <summary>The folder's name.</summary>
    public const string FolderName = ".gpuvol-batch";

    private const int Looks = 10;
    private const int LookAgainMs = 100;

    private readonly BatchJournal _journal;
    private readonly Dictionary<string, ItemState> _states = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _refreshed;

    private BatchManifest(string output, string id, string recipeHash, BatchProcess process)
    {
        Output = output;
        Id = id;
        RecipeHash = recipeHash;
        Folder = FolderOf(output);
        _journal = new BatchJournal(Path.Combine(Folder, "journal"), process.Name);
        Process = process;
        Refresh();
    }

    /// <summary>The output folder.</summary>
    public string Output { get; }

    /// <summary>The folder in it that holds the manifest.</summary>
    public string Folder { get; }

    /// <summary>Its name, which changes with <c>--restart</c>.</summary>
    public string Id { get; }

    /// <summary>SHA-256 of the recipe that it belongs to.</summary>
    public string RecipeHash { get; }

    /// <summary>This process.</summary>
    public BatchProcess Process { get; }

    /// <summary>Why the journal could not be written lately; null as a rule.</summary>
    public string? JournalFault => _journal.Fault;

    /// <summary>Every item, in the order of outputs.</summary>
    public IReadOnlyList<ItemState> States
    {
        get
        {
            lock (_gate)
                return [.. _states.Values.OrderBy(s => s.Item.Output, StringComparer.Ordinal)];
        }
    }

    /// <summary>Opens the manifest of an output folder, or begins one.</summary>
    /// <exception cref="UsageException">It belongs to another recipe, or cannot be written.</exception>
    public static BatchManifest Open(string output, Recipe recipe, bool restart, BatchProcess process)
    {
        OutputGuard.CheckFolder(output);
        var folder = FolderOf(output);
        try
        {
            if (restart)
                Clear(folder, process);
            if (TryRead(folder) is not { } head)
            {
                Directory.CreateDirectory(folder);
                head = Begin(folder, recipe);
            }

            if (head.Hash != recipe.Hash)
                throw new UsageException($"--out {output}: the folder holds the work of another recipe ({head.Hash[..12]}, this is {recipe.Hash[..12]}); choose another folder, or --restart to begin anew.");

            // Several that begin at once write the same.
            if (!File.Exists(RecipeOf(folder)))
                AtomicFile.Write(RecipeOf(folder), stream => stream.Write(Encoding.UTF8.GetBytes(recipe.Resolved.ToJsonString(BatchJson.Readable.Options))));
            return new BatchManifest(output, head.Id, head.Hash, process);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out {output}: the manifest cannot be written: {Text.OneLine(e)}");
        }
    }

    /// <summary>Opens the manifest of an output folder to look at it or to go on with its recipe.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static BatchManifest OpenExisting(string output, BatchProcess process) =>
        TryRead(FolderOf(output)) is { } head
            ? new BatchManifest(output, head.Id, head.Hash, process)
            : throw new UsageException($"{output}: no batch was begun in this folder (there is no {FolderName}/batch.json).");

    /// <summary>The recipe of a manifest.</summary>
    /// <exception cref="UsageException">It cannot be used any more, or a file that it names has changed.</exception>
    public Recipe ReadRecipe()
    {
        var recipe = Recipe.Read(RecipeOf(Folder));
        return recipe.Hash == RecipeHash
            ? recipe
            : throw new UsageException($"{Output}: a file that the recipe names has changed since the batch was begun; --restart with the recipe to begin anew.");
    }

    /// <summary>Makes items known.</summary>
    /// <exception cref="UsageException">An output belongs to another input.</exception>
    public void Add(IReadOnlyList<BatchItem> items)
    {
        var added = new List<JournalRecord>();
        lock (_gate)
        {
            foreach (var item in items)
            {
                if (_states.TryGetValue(item.Output, out var state))
                {
                    if (state.Item.Input != item.Input)
                        throw new UsageException($"--out {Output}: {item.Output} was made of '{state.Item.Input}', not of '{item.Input}'; choose another folder, or --restart to begin anew.");
                    continue;
                }

                _states[item.Output] = new ItemState(item);
                added.Add(new JournalRecord { Event = JournalRecord.Item, Time = DateTime.UtcNow, Output = item.Output, Input = item.Input, IsLabel = item.IsLabel, Image = item.Image });
            }
        }

        if (added.Count > 0)
            _journal.Append(added, toDisk: true);
    }

    /// <summary>The state of the item with that output.</summary>
    public ItemState StateOf(string output)
    {
        lock (_gate)
            return _states[output];
    }

    /// <summary>Records how an item ended.</summary>
    public void End(JournalRecord record)
    {
        lock (_gate)
            _states[record.Output].End = record;
        _journal.Append([record], toDisk: true);
    }

    /// <summary>Reads what other processes have written since, unless that was done within <paramref name="age"/>.</summary>
    public void RefreshIfOlder(TimeSpan age)
    {
        lock (_gate)
        {
            if (Stopwatch.GetElapsedTime(_refreshed) >= age)
                Refresh();
        }
    }

    /// <summary>Reads what other processes have written since.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            _refreshed = Stopwatch.GetTimestamp();
            var records = _journal.ReadNew().ToList();
            foreach (var record in records.Where(r => r.Event == JournalRecord.Item))
                _states.TryAdd(record.Output, new ItemState(new BatchItem(record.Input!, record.Output, record.IsLabel, record.Image)));
            foreach (var record in records.Where(r => r.IsEnd))
            {
                if (_states.TryGetValue(record.Output, out var state) && !(state.End?.Time > record.Time))
                    state.End = record;
            }
        }
    }

    /// <summary>Tells the other processes that this one is at work.</summary>
    public BatchPresence Announce() => new(Path.Combine(Folder, "processes"), Process);

    /// <summary>The claims.</summary>
    public BatchClaims Claims(BatchPresence presence) => new(Path.Combine(Folder, "claims"), presence);

    /// <summary>Removes what killed processes left beside the journals; to be called when nobody else is at work.</summary>
    public void RemoveLeftovers() => AtomicFile.RemoveLeftovers(RecipeOf(Folder));

    /// <summary>Where an output lies.</summary>
    public string PathOf(BatchItem item) => Path.Combine(Output, item.Output);

    /// <inheritdoc/>
    public void Dispose() => _journal.Dispose();

    private static string FolderOf(string output) => Path.Combine(output, FolderName);

    private static string RecipeOf(string folder) => Path.Combine(folder, "recipe.json");

    private static (string Id, string Hash)? TryRead(string folder)
    {
        var path = Path.Combine(folder, "batch.json");
        for (var look = 0; look < Looks; look++)
        {
            try
            {
                var head = JsonNode.Parse(File.ReadAllText(path))!;
                return (head["id"]!.GetValue<string>(), head["recipe_sha256"]!.GetValue<string>());
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
            catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException)
            {
                // Another process is just writing it.
                Thread.Sleep(LookAgainMs);
            }
        }

        // Its process ended on the way, before any item was taken.
        File.Delete(path);
        return null;
    }

    private static (string Id, string Hash) Begin(string folder, Recipe recipe)
    {
        var id = Guid.NewGuid().ToString("N");
        try
        {
            using var file = new FileStream(Path.Combine(folder, "batch.json"), FileMode.CreateNew, FileAccess.Write);
            var head = new JsonObject { ["id"] = id, ["recipe_sha256"] = recipe.Hash, ["begun"] = DateTime.UtcNow.ToString("O", System.Globalization.CultureInfo.InvariantCulture) };
            file.Write(Encoding.UTF8.GetBytes(head.ToJsonString(BatchJson.Readable.Options)));
            file.Flush(flushToDisk: true);
            return (id, recipe.Hash);
        }
        catch (IOException) when (TryRead(folder) is not null)
        {
            // Another process was quicker.
            return TryRead(folder)!.Value;
        }
    }

    private static void Clear(string folder, BatchProcess process)
    {
        if (!Directory.Exists(folder))
            return;
        using (var presence = new BatchPresence(Path.Combine(folder, "processes"), process))
        {
            if (presence.HasOthers())
                throw new UsageException($"--restart: other processes are at work in {folder}; end them first.");
        }

        Directory.Delete(folder, recursive: true);
    }
}
