using System.Diagnostics;

namespace GpuVol.Cli;

/// <summary>What a batch will take: from the headers of the inputs, and from one item that is worked on for trial.</summary>
internal static class BatchPlan
{
    /// <summary>Looks and tells; writes nothing into the output folder.</summary>
    public static void Tell(VerbRun run, Recipe recipe, IReadOnlyList<BatchItem> items, BatchSettings settings, ComputeDevice device, string folder)
    {
        var runner = new RecipeRunner(recipe);
        var sound = new List<(BatchItem Item, long Voxels, long Bytes, long MemoryBytes)>();
        var faults = new List<string>();
        var progress = run.Progress("reading headers", "scans", items.Count);
        for (var n = 0; n < items.Count; n++)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            progress.Report((n + 1.0) / items.Count);
            try
            {
                var what = VolumeFile.Describe(items[n].Input, recipe.Input);
                if (what.Problems.Count > 0)
                    faults.Add($"{items[n].Input}: {what.Problems[0]}");
                else
                    sound.Add((items[n], what.Geometry.Size.Voxels, InputFiles.Stamp(items[n].Input).Bytes, runner.EstimateBytes(what, items[n], device)));
            }
            catch (Exception e) when (e is GpuVolException or IOException or UnauthorizedAccessException or UsageException or ArgumentException)
            {
                faults.Add(Text.OneLine(e));
            }
        }

        foreach (var fault in faults)
            run.Report.Line($"will fail  {fault}");
        run.Report.Line($"items   {items.Count}, {Text.Bytes(sound.Sum(s => s.Bytes))}; {faults.Count} cannot be read");
        run.Report.Add("items", items.Count);
        run.Report.Add("will_fail", faults.Count);
        if (sound.Count == 0)
            return;

        var most = sound.Max(s => s.MemoryBytes);
        run.Report.Line($"memory  up to {Text.Bytes(settings.MemoryBytes)} for volumes; the largest item takes about {Text.Bytes(most)}{(most > settings.MemoryBytes ? ", which is too much: raise --memory-mb" : string.Empty)}");
        var trial = sound.OrderBy(s => s.Voxels).ElementAt(sound.Count / 2);
        var (seconds, outputBytes) = Try(run, recipe, runner, trial.Item, device);
        var share = (double)sound.Sum(s => s.Voxels) / trial.Voxels;
        var need = (long)(outputBytes * share);
        var free = new DriveInfo(ExistingParent(folder)).AvailableFreeSpace;
        run.Report.Line($"time    about {Text.Seconds(seconds * share)} by one item of {trial.Voxels} voxels that took {Text.Seconds(seconds)}, every stage for itself; stages overlap");
        run.Report.Line($"disk    about {Text.Bytes(need)} of {Text.Bytes(free)} that are free{(need > free ? ": too little" : string.Empty)}");
        run.Report.Add("memory_bytes", settings.MemoryBytes);
        run.Report.Add("largest_item_bytes", most);
        run.Report.Add("estimated_seconds", seconds * share);
        run.Report.Add("estimated_output_bytes", need);
        run.Report.Add("free_disk_bytes", free);
    }

    private static (double Seconds, long OutputBytes) Try(VerbRun run, Recipe recipe, RecipeRunner runner, BatchItem item, ComputeDevice device)
    {
        run.Stage("trying one item");
        var scratch = Directory.CreateTempSubdirectory("gpuvol-plan-");
        try
        {
            var start = Stopwatch.GetTimestamp();
            using var result = runner.Run(VolumeFile.Read(item.Input, recipe.Input with { Cancellation = run.Cancellation }), item, device, [], run.Cancellation);
            var output = Path.Combine(scratch.FullName, Path.GetFileName(item.Output));
            VolumeFile.Write(result, output, run.Cancellation);
            return (Stopwatch.GetElapsedTime(start).TotalSeconds, new FileInfo(output).Length);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static string ExistingParent(string folder)
    {
        var path = Path.GetFullPath(folder);
        while (!Directory.Exists(path))
            path = Path.GetDirectoryName(path)!;
        return path;
    }
}
