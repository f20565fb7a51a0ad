using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>batch report</c>: what became of every item.</summary>
internal sealed class BatchReportVerb : Verb
{
    private static readonly Argument<string> Folder = new("DIR") { Description = "Output folder of a batch." };

    /// <inheritdoc/>
    public override string Name => "batch report";

    /// <inheritdoc/>
    public override string Summary => "Report what became of every item of a batch; exit code 1 where one failed.";

    /// <inheritdoc/>
    public override string Example => "gpuvol batch report processed --report processed.csv";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [Folder];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [BatchOptions.Report];

    /// <inheritdoc/>
    public override void Run(VerbRun run)
    {
        if (run.Value(BatchOptions.Report) is { } path)
            BatchReport.CheckPath(path);
        using var manifest = BatchManifest.OpenExisting(run.Required(Folder), BatchOptions.Observer);
        BatchSession.Publish(run, BatchReport.Of(manifest));
    }
}
