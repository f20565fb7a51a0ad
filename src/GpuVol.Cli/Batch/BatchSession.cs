using System.Collections.Concurrent;
using System.Diagnostics;

namespace GpuVol.Cli;

/// <summary>One process's part of a batch, from the items to the report.</summary>
internal static class BatchSession
{
    private const int Lookers = 8;

    /// <summary>Works through the items of a manifest that are this process's and not over yet, and reports.</summary>
    public static void Work(VerbRun run, BatchManifest manifest, Recipe recipe, IReadOnlyList<BatchItem> items, BatchSettings settings, IReadOnlyList<ComputeDevice> devices)
    {
        AtomicFile.IsDurable = true;
        HostMemoryPool.LimitBytes = Math.Min(HostMemoryPool.LimitBytes, settings.MemoryBytes);
        var mine = items.Where((_, n) => n % settings.Shards == settings.Shard).ToList();
        var open = Unfinished(run, manifest, mine, settings.Verify);
        var skipped = mine.Count - open.Count;
        var over = skipped;
        var worked = 0;
        var progress = run.Progress("scans", "scans", Math.Max(1, mine.Count));
        void Settled() => progress.Report((double)Interlocked.Increment(ref over) / Math.Max(1, mine.Count));
        void Worked()
        {
            Interlocked.Increment(ref worked);
            Settled();
        }

        using var presence = manifest.Announce();
        var claims = manifest.Claims(presence);
        var queue = new BatchQueue(manifest, claims, Scheduler.InOrder(open), run.Cancellation) { Settled = Settled };
        using var pipeline = new BatchPipeline(manifest, queue, recipe, settings, devices, Worked, run.Cancellation);
        var start = Stopwatch.GetTimestamp();
        if (open.Count > 0)
            pipeline.Run();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        queue.RecordFound();
        if (!presence.HasOthers())
        {
            claims.Clear();
            manifest.RemoveLeftovers();
        }

        if (manifest.JournalFault is { } fault)
            run.Report.Warnings = [.. run.Report.Warnings, $"the journal could not be written: {fault} The outputs and the files beside them tell the next run what is complete."];
        Tell(run, BatchReport.Of(manifest, mine), worked, skipped, seconds, pipeline);
    }

    /// <summary>Writes a report where the call asks for it, prints it, and sets the exit code.</summary>
    public static void Publish(VerbRun run, BatchReport report)
    {
        // For people the lines below are the closing ones.
        if (run.Json)
            run.Report.Output = report.Folder;
        foreach (var line in report.Lines())
            run.Report.Line(line);
        if (run.Value(BatchOptions.Report) is { } path)
            run.Write(() => report.Write(path));
        AddNumbers(run, report);
        run.Report.Add("failures", json =>
        {
            json.WriteStartArray();
            foreach (var item in report.Items.Where(i => i.State == BatchReport.FailedState))
            {
                json.WriteStartObject();
                json.WriteString("output", item.Output);
                json.WriteString("input", item.Input);
                json.WriteString("error", item.Error);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        if (report.Failed > 0)
            run.Report.ExitCode = ExitCode.Failed;
    }

    /// <summary>Adds the numbers of items to the JSON.</summary>
    public static void AddNumbers(VerbRun run, BatchReport report)
    {
        run.Report.Add("items", report.Total);
        run.Report.Add("done", report.Done);
        run.Report.Add("failed", report.Failed);
        run.Report.Add("open", report.Open);
    }

    private static void Tell(VerbRun run, BatchReport report, int worked, int skipped, double seconds, BatchPipeline pipeline)
    {
        var device = pipeline.ComputeSeconds + pipeline.StarvedSeconds + pipeline.BlockedSeconds;
        Publish(run, report);
        run.Report.Add("worked", worked);
        run.Report.Add("skipped", skipped);
        run.Report.Add("scans_per_minute", seconds > 0 ? 60 * worked / seconds : 0);
        run.Report.Add("work_seconds", seconds);
        run.Report.Add("compute_busy", device > 0 ? pipeline.ComputeSeconds / device : 0);
        run.Report.Add("compute_waits_for_reading", device > 0 ? pipeline.StarvedSeconds / device : 0);
        run.Report.Add("compute_waits_for_writing", device > 0 ? pipeline.BlockedSeconds / device : 0);
        run.Report.Add("peak_bytes", HostMemoryPool.PeakRentedBytes);
        run.Report.Add("peak_resident_bytes", SystemMemory.PeakResidentBytes());
        run.Report.Line(FormattableString.Invariant($"{worked} worked on here in {Text.Seconds(seconds)}, {(seconds > 0 ? 60 * worked / seconds : 0):0.0} a minute; {skipped} were complete before"));
        if (device > 0)
            run.Report.Line(FormattableString.Invariant($"computing {100 * pipeline.ComputeSeconds / device:0} %, waiting for reading {100 * pipeline.StarvedSeconds / device:0} %, for writing {100 * pipeline.BlockedSeconds / device:0} %; peak memory {Text.Bytes(SystemMemory.PeakResidentBytes())}"));
    }

    // Complete is what the journal says, as long as input and output are what they were.
    private static List<BatchItem> Unfinished(VerbRun run, BatchManifest manifest, List<BatchItem> items, bool verify)
    {
        run.Stage(verify ? "comparing checksums" : "looking at what is complete");
        var open = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        Parallel.ForEach(items, new ParallelOptions { MaxDegreeOfParallelism = Lookers, CancellationToken = run.Cancellation }, item =>
        {
            var state = manifest.StateOf(item.Output);
            if (state.End is not { Event: JournalRecord.Done } done || !IsIntact(manifest, item, done, verify))
            {
                state.End = state.End is { Event: JournalRecord.Done } ? null : state.End;
                open[item.Output] = true;
            }
        });
        return [.. items.Where(i => open.ContainsKey(i.Output))];
    }

    private static bool IsIntact(BatchManifest manifest, BatchItem item, JournalRecord done, bool verify)
    {
        var path = manifest.PathOf(item);
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length != done.OutputBytes)
                return false;
            if (verify && InputFiles.Checksum(path, default) != done.OutputSha256)
            {
                // Or its own witness would say that it is complete.
                File.Delete(Provenance.PathOf(path));
                return false;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or GpuVolException)
        {
            return false;
        }

        try
        {
            return InputFiles.Stamp(item.Input).Digits == done.InputStamp;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or GpuVolException)
        {
            // An input that was taken away after its output was made.
            return true;
        }
    }
}
