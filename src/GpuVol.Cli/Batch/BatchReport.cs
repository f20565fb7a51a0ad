using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GpuVol.Cli;

/// <summary>How the items of a batch stand.</summary>
internal sealed record BatchReport
{
    /// <summary>State of an item that is complete.</summary>
    public const string DoneState = "done";

    /// <summary>State of an item that failed.</summary>
    public const string FailedState = "failed";

    /// <summary>State of an item that was not worked on, or is just being.</summary>
    public const string OpenState = "open";

    private static readonly string[] Extensions = [".json", ".csv", ".txt"];

    /// <summary>The output folder.</summary>
    public required string Folder { get; init; }

    /// <summary>SHA-256 of the recipe.</summary>
    public required string RecipeSha256 { get; init; }

    /// <summary>Number of items.</summary>
    public required int Total { get; init; }

    /// <summary>Those that are complete.</summary>
    public required int Done { get; init; }

    /// <summary>Those that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>Those that are left.</summary>
    public required int Open { get; init; }

    /// <summary>The numbers in one line.</summary>
    [JsonIgnore]
    public string Sum => $"{Folder}: {Total} {(Total == 1 ? "item" : "items")}, {Done} done, {Failed} failed, {Open} open";

    /// <summary>Every item, by its output.</summary>
    public required IReadOnlyList<BatchReportItem> Items { get; init; }

    /// <summary>The report of all items of a manifest, or of some.</summary>
    public static BatchReport Of(BatchManifest manifest, IReadOnlyList<BatchItem>? only = null)
    {
        var states = only is null ? manifest.States : [.. only.Select(i => manifest.StateOf(i.Output))];
        var items = states.Select(BatchReportItem.Of).OrderBy(i => i.Output, StringComparer.Ordinal).ToList();
        return new BatchReport
        {
            Folder = manifest.Output,
            RecipeSha256 = manifest.RecipeHash,
            Total = items.Count,
            Done = items.Count(i => i.State == DoneState),
            Failed = items.Count(i => i.State == FailedState),
            Open = items.Count(i => i.State == OpenState),
            Items = items,
        };
    }

    /// <summary>Fails unless a report can be written to <paramref name="path"/>: to be asked before the work.</summary>
    /// <exception cref="UsageException">The extension is unknown, or the place cannot be written to.</exception>
    public static void CheckPath(string path)
    {
        if (!Extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
            throw new UsageException($"--report {path}: end the name in {string.Join(", ", Extensions)}.");
        new AtomicFile(path).Dispose();
    }

    /// <summary>For people: the failures, then the sum.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var item in Items.Where(i => i.State == FailedState))
            yield return $"failed  {item.Output}: {item.Error}";
        yield return Sum;
    }

    /// <summary>Writes it in the format that the extension tells.</summary>
    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".json":
                JsonSerializer.Serialize(stream, this, BatchJson.Readable.BatchReport);
                break;
            case ".csv":
                stream.Write(Encoding.UTF8.GetBytes(Csv()));
                break;
            default:
                stream.Write(Encoding.UTF8.GetBytes(string.Concat(Items.Where(i => i.State != FailedState).Select(i => $"{i.State,-6}  {i.Output}\n").Concat(Lines().Select(l => l + "\n")))));
                break;
        }
    });

    private string Csv()
    {
        var text = new StringBuilder("output,state,input,error,device,attempts,seconds,input_sha256,output_sha256,output_bytes,time\r\n");
        foreach (var i in Items)
        {
            var cells = new[]
            {
                i.Output, i.State, i.Input, i.Error ?? string.Empty, i.Device ?? string.Empty, i.Attempts.ToString(CultureInfo.InvariantCulture), i.Seconds.ToString("0.000", CultureInfo.InvariantCulture),
                i.InputSha256 ?? string.Empty, i.OutputSha256 ?? string.Empty, i.OutputBytes.ToString(CultureInfo.InvariantCulture), i.Time?.ToString("O", CultureInfo.InvariantCulture) ?? string.Empty,
            };
            text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
        }

        return text.ToString();
    }

    // RFC 4180.
    private static string Cell(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
