using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>batch status</c>: how a batch stands.</summary>
internal sealed class BatchStatusVerb : Verb
{
    private static readonly Argument<string> Folder = new("DIR") { Description = "Output folder of a batch." };

    /// <inheritdoc/>
    public override string Name => "batch status";

    /// <inheritdoc/>
    public override string Summary => "Say how many items of a batch are done, failed and open.";

    /// <inheritdoc/>
    public override string Example => "gpuvol batch status processed";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [Folder];

    /// <inheritdoc/>
    public override void Run(VerbRun run)
    {
        using var manifest = BatchManifest.OpenExisting(run.Required(Folder), BatchOptions.Observer);
        var report = BatchReport.Of(manifest);
        run.Report.Line(report.Sum);
        BatchSession.AddNumbers(run, report);
        if (new SlurmJob(manifest) is { WasSubmitted: true } job)
            Tell(run, job.Tasks(), report.Open);
    }

    private static void Tell(VerbRun run, IReadOnlyList<SlurmTask> tasks, int open)
    {
        var running = tasks.Where(t => t.IsRunning).ToList();
        var waiting = tasks.Except(running).ToList();
        if (running.Count > 0)
            run.Report.Line($"Slurm: {running.Count} running, on {string.Join(", ", running.Select(t => t.Node).Distinct().Order(StringComparer.Ordinal))}");
        if (waiting.Count > 0)
            run.Report.Line($"Slurm: {waiting.Count} waiting ({string.Join(", ", waiting.Select(t => t.Reason).Distinct().Order(StringComparer.Ordinal))})");
        if (tasks.Count == 0 && open > 0)
            run.Report.Line("Slurm: no task of this batch is queued; submit it again for the open items");
        run.Report.Add("slurm_running", running.Count);
        run.Report.Add("slurm_waiting", waiting.Count);
    }
}
