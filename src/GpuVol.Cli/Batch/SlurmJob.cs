using System.Diagnostics;
using System.Text;

namespace GpuVol.Cli;

/// <summary>
/// A batch in Slurm's hands: the job script, which stays in the manifest's folder as a record and can be submitted again by hand, and Slurm's own
/// commands. Jobs are found by a name made of the batch's, so nothing is lost where the submitting process ends early.
/// </summary>
internal sealed class SlurmJob(BatchManifest manifest)
{
    // Enough for the item in flight of most recipes to be discarded or written to the end.
    private const int SecondsToEnd = 60;

    /// <summary>Scripts and logs of the jobs.</summary>
    public string Folder { get; } = Path.GetFullPath(Path.Combine(manifest.Folder, "slurm"));

    /// <summary>The name that the batch's jobs have in Slurm.</summary>
    public string Name { get; } = "gpuvol-" + manifest.Id[..12];

    /// <summary>True where the batch was ever handed to Slurm.</summary>
    public bool WasSubmitted => Directory.Exists(Folder);

    /// <summary>Submits a batch whose items are known, and reports.</summary>
    /// <exception cref="WorkFailedException">Slurm refused it, or the items could not be recorded.</exception>
    public static void Submit(VerbRun run, BatchManifest manifest, SlurmRequest request)
    {
        if (manifest.JournalFault is { } fault)
            throw new WorkFailedException($"{manifest.Output}: the items could not be recorded: {fault}");
        var (script, job) = new SlurmJob(manifest).Submit(request);
        run.Report.Line($"{manifest.Output}: Slurm job {job}, {request.Tasks} {(request.Tasks == 1 ? "task" : "tasks")}; the script is {script}");
        run.Report.Add("slurm_job", json => json.WriteStringValue(job));
        run.Report.Add("slurm_tasks", request.Tasks);
        run.Report.Add("slurm_script", json => json.WriteStringValue(script));
    }

    /// <summary>Its tasks in Slurm's queue; none where all have ended.</summary>
    /// <exception cref="WorkFailedException">Slurm does not answer.</exception>
    public IReadOnlyList<SlurmTask> Tasks() =>
        [.. Call("squeue", "--noheader", "--array", "--name=" + Name, "--format=%i|%T|%N|%r").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Trim().Split('|'))
            .Where(cells => cells.Length == 4)
            .Select(cells => new SlurmTask(cells[0], cells[1], cells[2], cells[3]))];

    /// <summary>Ends its tasks, running and waiting; those that were in the queue.</summary>
    /// <exception cref="WorkFailedException">Slurm does not answer.</exception>
    public IReadOnlyList<SlurmTask> Cancel()
    {
        var tasks = Tasks();
        if (tasks.Count > 0)
            Call("scancel", "--name=" + Name);
        return tasks;
    }

    private (string Script, string Job) Submit(SlurmRequest request)
    {
        Directory.CreateDirectory(Folder);
        var script = Path.Combine(Folder, FormattableString.Invariant($"job-{DateTime.UtcNow:yyyyMMdd-HHmmss}-{Environment.ProcessId}.sh"));
        AtomicFile.Write(script, stream => stream.Write(Encoding.UTF8.GetBytes(Script(request))));
        try
        {
            // Of a federation, "number;cluster".
            return (script, Call("sbatch", "--parsable", script).Trim().Split(';')[0]);
        }
        catch (WorkFailedException e)
        {
            throw new WorkFailedException($"{e.Message} The items are recorded and the script is {script}.", e);
        }
    }

    private string Script(SlurmRequest request)
    {
        var text = new StringBuilder("#!/bin/sh\n");
        foreach (var option in (string[])[
            $"--job-name={Name}", FormattableString.Invariant($"--array=0-{request.Tasks - 1}"), "--requeue", "--open-mode=append",
            $"--output={Quoted(Folder.Replace("%", "%%", StringComparison.Ordinal))}/%A_%a.log", FormattableString.Invariant($"--signal=B:TERM@{SecondsToEnd}"), .. request.Options])
            text.Append("#SBATCH ").Append(option).Append('\n');
        text.Append("# A task that is cut off by a lost node is begun again by Slurm; its items are taken by whichever task is first. Twice is harmless.\n");

        // Where Slurm does not confine a task to its processors, .NET would count the node's.
        text.Append("export DOTNET_PROCESSOR_COUNT=\"${SLURM_CPUS_PER_TASK:-$SLURM_CPUS_ON_NODE}\"\n");
        text.Append("exec ").AppendJoin(' ', ThisProgram().Concat(["batch", "run", Path.GetFullPath(manifest.Output)]).Concat(request.WorkOptions).Select(Quoted)).Append('\n');
        return text.ToString();
    }

    // The apphost, or dotnet with the program as its argument.
    private static string[] ThisProgram()
    {
        var process = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, Path.Combine(AppContext.BaseDirectory, "gpuvol.dll")] : [process];
    }

    private static string Quoted(string word) =>
        word.All(c => char.IsAsciiLetterOrDigit(c) || "/._-=:,+%@".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Call(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw new WorkFailedException($"Slurm: {errors.Result.ReplaceLineEndings(" ").Trim()}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new WorkFailedException($"Slurm's command {command} cannot be run here: {Text.OneLine(e)} Call from a machine of the cluster.", e);
        }
    }
}
