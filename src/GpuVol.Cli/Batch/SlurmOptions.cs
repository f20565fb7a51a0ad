using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>The options of <c>batch --slurm</c>, most of them handed to Slurm as they are.</summary>
internal static class SlurmOptions
{
    /// <summary>Submit in place of working.</summary>
    public static readonly Option<bool> Slurm = Opt.Flag("--slurm", "Submit the work to Slurm as an array job in place of doing it here.");

    private static readonly Option<int?> Array = Opt.Integer("--array", "N", "Number of Slurm tasks that share the items (default 1).", Opt.AtLeastOne);
    private static readonly Option<string?> Gres = ForSlurm("--gres", "LIST", "What each Slurm task needs besides processors, for example gpu:1.");
    private static readonly Option<string?> Partition = ForSlurm("--partition", "NAME", "Slurm's partition.");
    private static readonly Option<string?> Time = ForSlurm("--time", "LIMIT", "Time limit of a Slurm task, for example 4:00:00; a minute before it, the task ends in good order.");
    private static readonly Option<int?> CpusPerTask = Opt.Integer("--cpus-per-task", "N", "Processors of each Slurm task.", Opt.AtLeastOne);
    private static readonly Option<string?> Extra = Opt.PassedOn("--sbatch", "TEXT", "More of sbatch's options, for example \"--mem=32G --account=lab\".", text => text.Any(char.IsControl) ? "the value must be one line." : null);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All => [Slurm, .. Details];

    private static IReadOnlyList<Option> Details => [Array, Gres, Partition, Time, CpusPerTask, Extra];

    /// <summary>What a call asks of Slurm; null where it does not ask.</summary>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    public static SlurmRequest? Read(VerbRun run)
    {
        if (!run.Value(Slurm))
            return Details.FirstOrDefault(run.Given) is { } stray ? throw new UsageException($"{stray.Name} is for Slurm; give --slurm too.") : null;
        foreach (var (option, instead) in new (Option, string)[] { (BatchOptions.Report, "ask for it at the end: gpuvol batch report DIR --report FILE"), (BatchOptions.Shard, "give --array N; the tasks share the items") })
        {
            if (run.Given(option))
                throw new UsageException($"{option.Name} does not go with --slurm; {instead}.");
        }

        var options = new List<string>();
        Add(Gres, run.Value(Gres));
        Add(Partition, run.Value(Partition));
        Add(Time, run.Value(Time));
        Add(CpusPerTask, run.Value(CpusPerTask)?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (run.Value(Extra) is { } extra)
            options.Add(extra);
        return new SlurmRequest(run.Value(Array) ?? 1, options, [.. BatchOptions.OfWork.Append(CommonOptions.Device).Append(CommonOptions.Threads).SelectMany(run.Words)]);

        void Add(Option option, string? value)
        {
            if (value is not null)
                options.Add($"{option.Name}={value}");
        }
    }

    private static Option<string?> ForSlurm(string name, string placeholder, string description) =>
        Opt.Word(name, placeholder, description, text => text.Any(c => char.IsControl(c) || c == ' ') ? $"'{text}' cannot stand in a job script; give one word." : null);
}
