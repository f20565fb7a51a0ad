using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>batch cancel</c>: takes a batch out of Slurm's queue.</summary>
internal sealed class BatchCancelVerb : Verb
{
    private static readonly Argument<string> Folder = new("DIR") { Description = "Output folder of a batch." };

    /// <inheritdoc/>
    public override string Name => "batch cancel";

    /// <inheritdoc/>
    public override string Summary => "End the Slurm tasks of a batch; what is complete is kept.";

    /// <inheritdoc/>
    public override string Example => "gpuvol batch cancel processed";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [Folder];

    /// <inheritdoc/>
    public override void Run(VerbRun run)
    {
        using var manifest = BatchManifest.OpenExisting(run.Required(Folder), BatchOptions.Observer);
        var job = new SlurmJob(manifest);
        var tasks = job.WasSubmitted ? job.Cancel() : [];
        run.Report.Line(job.WasSubmitted
            ? $"{manifest.Output}: {tasks.Count} Slurm {(tasks.Count == 1 ? "task" : "tasks")} cancelled"
            : $"{manifest.Output}: never submitted to Slurm; end a batch that runs elsewhere with Ctrl-C or SIGTERM");
        run.Report.Add("cancelled", tasks.Count);
    }
}
