using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>batch run</c>: goes on with a batch by its manifest alone.</summary>
internal sealed class BatchRunVerb : Verb
{
    private static readonly Argument<string> Folder = new("DIR") { Description = "Output folder of a batch." };

    /// <inheritdoc/>
    public override string Name => "batch run";

    /// <inheritdoc/>
    public override string Summary => "Go on with a batch by its output folder: the recipe and the items are those of its manifest.";

    /// <inheritdoc/>
    public override string Example => "gpuvol batch run processed";

    /// <inheritdoc/>
    public override string InterruptedLine => new BatchVerb().InterruptedLine;

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [Folder];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => BatchOptions.OfWork;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> SharedOptions => [CommonOptions.Device, CommonOptions.Threads, CommonOptions.Json];

    /// <inheritdoc/>
    public override void Run(VerbRun run)
    {
        if (run.Value(BatchOptions.Report) is { } path)
            BatchReport.CheckPath(path);
        using var manifest = BatchManifest.OpenExisting(run.Required(Folder), BatchOptions.Process(run));
        OutputGuard.CheckFolder(manifest.Output);
        var recipe = manifest.ReadRecipe();
        var devices = BatchOptions.OpenDevices(run);
        try
        {
            run.Report.Device = devices[0].Info;
            BatchSession.Work(run, manifest, recipe, [.. manifest.States.Select(s => s.Item)], BatchOptions.Settings(run, devices), devices);
        }
        finally
        {
            foreach (var device in devices)
                device.Dispose();
        }
    }
}
