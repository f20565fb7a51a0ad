using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>batch</c>: one recipe for many volumes.</summary>
internal sealed class BatchVerb : Verb
{
    private static readonly Argument<string> RecipePath = new("RECIPE") { Description = "JSON file with the steps (docs/batch.md)." };
    private static readonly Argument<string[]> Inputs = new("INPUT...") { Description = "Volumes, patterns in quotes, folders of volumes or DICOM series, BIDS trees.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string?> Out = Opt.Word("--out", "DIR", "Folder for the outputs; made where missing. Needed.");
    private static readonly Option<string?> List = Opt.Word("--list", "FILE", "Inputs as lines of a file (- for stdin).");
    private static readonly Option<bool> Resume = Opt.Flag("--resume", "Go on where an earlier run ended: skip what is complete. It is so without asking.");
    private static readonly Option<bool> Restart = Opt.Flag("--restart", "Begin anew: forget what is complete, and the recipe that it was made with.");
    private static readonly Option<bool> PlanOnly = Opt.Flag("--plan", "Say how many items, how much memory, time and disk it takes, and do nothing.");

    /// <inheritdoc/>
    public override string Name => "batch";

    /// <inheritdoc/>
    public override string Summary => "Put many volumes through one recipe of verbs; interrupted at any time, it goes on where it ended.";

    /// <inheritdoc/>
    public override string Details => """
        A recipe is a list of verbs with their options, without dashes, for example
          { "steps": [ { "verb": "gaussian", "sigma-mm": 1 }, { "verb": "resample", "spacing-mm": 1, "order": 3 } ] }
        An output has its input's name; a folder's tree is kept. What failed is reported at the end with its reason, and
        does not stop the others. Any number of processes may work on one output folder.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol batch recipe.json head.nii.gz --out processed";

    /// <inheritdoc/>
    public override string InterruptedLine => "gpuvol batch: interrupted; what is complete is kept, and the same call goes on from there.";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [RecipePath, Inputs];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [Out, List, Resume, Restart, PlanOnly, .. BatchOptions.OfWork, .. SlurmOptions.All];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> SharedOptions => [CommonOptions.Device, CommonOptions.Threads, CommonOptions.Json];

    /// <inheritdoc/>
    public override void Run(VerbRun run)
    {
        var folder = run.Value(Out) ?? throw new UsageException("--out DIR is needed: the folder for the outputs.");
        if (run.Value(Resume) && run.Value(Restart))
            throw new UsageException("--resume and --restart exclude each other.");
        if (run.Value(BatchOptions.Report) is { } path)
            BatchReport.CheckPath(path);
        var slurm = SlurmOptions.Read(run);
        run.Report.Input = run.Required(RecipePath);
        var recipe = Recipe.Read(run.Required(RecipePath));
        run.Stage("looking for inputs");
        var items = BatchInputs.Find(recipe, run.Several(Inputs), run.Value(List), folder);
        if (slurm is not null && !run.Value(PlanOnly))
        {
            // Here the devices do not matter; they are the nodes'.
            using var prepared = BatchManifest.Open(folder, recipe, run.Value(Restart), BatchOptions.Process(run));
            prepared.Add(items);
            SlurmJob.Submit(run, prepared, slurm with { Tasks = Math.Min(slurm.Tasks, items.Count) });
            return;
        }

        var devices = BatchOptions.OpenDevices(run);
        try
        {
            run.Report.Device = devices[0].Info;
            var settings = BatchOptions.Settings(run, devices);
            if (run.Value(PlanOnly))
            {
                BatchPlan.Tell(run, recipe, items, settings, devices[0], folder);
                return;
            }

            using var manifest = BatchManifest.Open(folder, recipe, run.Value(Restart), BatchOptions.Process(run));
            manifest.Add(items);
            BatchSession.Work(run, manifest, recipe, items, settings, devices);
        }
        finally
        {
            foreach (var device in devices)
                device.Dispose();
        }
    }
}
