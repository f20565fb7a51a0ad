using System.Diagnostics;
using System.Text.Json;
using GpuVol.Tests.Cli;

namespace GpuVol.Tests.Batch;

/// <summary>Batches on a real Slurm.</summary>
public class SlurmBatchTests
{
    private const long MemoryMb = 128;

    // A median that is not a network: items take long enough for a job to be cancelled among them.
    private const string SlowRecipe = """{ "steps": [ { "verb": "resample", "spacing-mm": 0.6, "order": 3 }, { "verb": "median", "size": 9 } ], "output": { "dtype": "i16" } }""";

    private const string Recipe = """{ "steps": [ { "verb": "resample", "spacing-mm": 0.6, "order": 3 }, { "verb": "median", "size": 7 } ], "output": { "dtype": "i16" } }""";

    [SkippableFact]
    public void LostNodeKilledSubmitterBadInputsAndFullDisk_EveryGoodItemIsCompleteAndEveryBadOneReported()
    {
        using var cluster = new SlurmCluster();
        using var folder = new BatchFolder(recipe: Recipe);
        var names = RealVolumes.Write(folder.At("in"));
        var (cutOff, empty) = (names[7], names[50]);
        File.WriteAllBytes(folder.At("in/" + cutOff), File.ReadAllBytes(folder.At("in/" + cutOff))[..20000]);
        File.WriteAllBytes(folder.At("in/" + empty), []);
        using var disk = new SmallDisk(folder.Out, "size=60m");
        using var memory = new PeakMemory(cluster.Marker, "gpuvol.dll\0batch\0run");
        string[] submission = ["batch", "recipe.json", "in", "--out", "out", "--slurm", "--array", "3", "--gres", "gpu:1", "--device", "cpu", "--memory-mb", $"{MemoryMb}"];

        SubmitAndKill(cluster, folder, submission);
        LoseNodeAtWork(cluster, folder);
        WaitUntil(() => TasksLeft(cluster) == 0, "the first job does not end");
        var first = Report(folder);
        Assert.Equal(names.Count, first.Count);
        Assert.Contains(first.Values, item => item.Error.Contains("space", StringComparison.OrdinalIgnoreCase));

        disk.Grow("size=1g");
        CliProcess.Run(folder.Path, cluster.Variable, submission).Succeeded();
        WaitUntil(() => TasksLeft(cluster) == 0, "the second job does not end");
        var last = Report(folder);
        Assert.Equal(new[] { cutOff, empty }.Order(), last.Where(item => item.Value.State != "done").Select(item => item.Key).Order());
        Assert.Contains("cut off", last[cutOff].Error, StringComparison.Ordinal);
        Assert.Contains("only 0 bytes", last[empty].Error, StringComparison.Ordinal);

        // The same work, undisturbed, in one process.
        Assert.Equal(1, CliProcess.Run(folder.Path, "batch", "recipe.json", "in", "--out", "undisturbed", "--device", "cpu").ExitCode);
        Assert.Equal(BatchFolder.ChecksumsOf(folder.At("undisturbed")), folder.Checksums());
        Assert.Equal(names.Except([cutOff, empty]).Order(StringComparer.Ordinal), folder.Checksums().Keys);
        folder.HasNoLeftovers();
        Assert.InRange(memory.Bytes, 1, (MemoryMb << 20) + Tolerances.BatchProgramBytes);
    }

    [SkippableFact]
    public void Submission_AsksSlurmForWhatTheCallSays()
    {
        using var cluster = new SlurmCluster();
        using var folder = new BatchFolder(scans: 8);
        string[] call = ["batch", "recipe.json", "in", "--out", "it's 100 %", "--slurm", "--array", "5", "--gres", "gpu:1", "--partition", "main", "--time", "7", "--cpus-per-task", "1", "--sbatch", "--mem=300M --comment=ours", "--device", "cpu", "--json"];
        var json = CliProcess.Run(folder.Path, cluster.Variable, call).Succeeded().Json;
        Assert.Equal(5, json.GetProperty("slurm_tasks").GetInt32());
        var job = cluster.Run("scontrol", "show", "job", json.GetProperty("slurm_job").GetString() + "_0");
        foreach (var word in new[] { "Requeue=1", "TimeLimit=00:07:00", "Partition=main", "CPUs/Task=1", "TresPerNode=gres:gpu:1", "MinMemoryNode=300M", "Comment=ours" })
            Assert.Contains(word, job, StringComparison.Ordinal);
        WaitUntil(() => TasksLeft(cluster) == 0, "the job does not end");
        Assert.Equal(8, CliProcess.Run(folder.Path, cluster.Variable, "batch", "status", "it's 100 %", "--json").Succeeded().Json.GetProperty("done").GetInt32());
        Assert.Equal(5, Directory.GetFiles(folder.At("it's 100 %/.gpuvol-batch/slurm"), "*.log").Length);
    }

    [SkippableFact]
    public void Cancelled_LeavesNothingHalfDoneAndGoesOn()
    {
        using var cluster = new SlurmCluster();
        using var folder = new BatchFolder(scans: 48, size: 70, SlowRecipe);
        string[] call = ["batch", "recipe.json", "in", "--out", "out", "--slurm", "--array", "3", "--device", "cpu"];
        CliProcess.Run(folder.Path, cluster.Variable, call).Succeeded();
        WaitUntil(() => Complete(folder) >= 1, "no item is complete");
        var status = CliProcess.Run(folder.Path, cluster.Variable, "batch", "status", "out", "--json").Succeeded().Json;
        Assert.InRange(status.GetProperty("slurm_running").GetInt32(), 1, 3);
        Assert.InRange(CliProcess.Run(folder.Path, cluster.Variable, "batch", "cancel", "out", "--json").Succeeded().Json.GetProperty("cancelled").GetInt32(), 1, 3);
        WaitUntil(() => TasksLeft(cluster) == 0, "the tasks are not cancelled");
        Assert.InRange(Complete(folder), 1, 47);
        folder.HasNoLeftovers();

        CliProcess.Run(folder.Path, cluster.Variable, call).Succeeded();
        WaitUntil(() => TasksLeft(cluster) == 0, "the job does not end");
        CliProcess.Run(folder.Path, "batch", "report", "out").Succeeded();
        Assert.Equal(48, Complete(folder));
    }

    [SkippableFact]
    public void RefusedJob_NamesTheReasonAndTheScript()
    {
        using var cluster = new SlurmCluster();
        using var folder = new BatchFolder(scans: 1);
        CliProcess.Run(folder.Path, cluster.Variable, "batch", "recipe.json", "in", "--out", "out", "--slurm", "--partition", "moon")
            .Failed(1, "partition", $"{folder.Out}/.gpuvol-batch/slurm/job-");
    }

    [Fact]
    public void MachineWithoutSlurm_IsSaid()
    {
        using var folder = new BatchFolder(scans: 1);
        CliProcess.Run(folder.Path, ("PATH", "/nowhere"), "batch", "recipe.json", "in", "--out", "out", "--slurm").Failed(1, "sbatch", "cluster");
    }

    [Theory]
    [InlineData("--array is for Slurm", "--array", "3")]
    [InlineData("--sbatch is for Slurm", "--sbatch", "--mem=1G")]
    [InlineData("--shard does not go with --slurm", "--slurm", "--shard", "0/2")]
    [InlineData("--report does not go with --slurm", "--slurm", "--report", "r.csv")]
    [InlineData("one word", "--slurm", "--gres", "gpu:1\n#SBATCH --x")]
    [InlineData("one line", "--slurm", "--sbatch", "--mem=1G\nrm")]
    [InlineData("at least 1", "--slurm", "--array", "0")]
    public void ContradictoryOptions_AreRefusedBeforeAnyWork(string words, params string[] options)
    {
        using var folder = new BatchFolder(scans: 1);
        folder.Refuses([words], ["batch", "recipe.json", "in", "--out", "out", .. options]);
    }

    [Fact]
    public void BatchThatWasNeverSubmitted_HasNothingToCancel()
    {
        using var folder = new BatchFolder(scans: 1);
        folder.Run("batch", "recipe.json", "in", "--out", "out", "--device", "cpu").Succeeded();
        Assert.Contains("never submitted", folder.Run("batch", "cancel", "out").Succeeded().Output, StringComparison.Ordinal);
    }

    // The call returns at once, so it is killed as soon as the script is there; if that was before Slurm had it, the user calls again.
    private static void SubmitAndKill(SlurmCluster cluster, BatchFolder folder, string[] submission)
    {
        using (var submitter = CliProcess.Start(folder.Path, cluster.Variable, submission))
        {
            var scripts = folder.At("out/.gpuvol-batch/slurm");
            WaitUntil(() => submitter.HasExited || (Directory.Exists(scripts) && Directory.EnumerateFiles(scripts, "*.sh").Any()), "no job script is written");
            submitter.Kill();
            submitter.WaitForExit();
        }

        Thread.Sleep(200);
        if (TasksLeft(cluster) == 0)
            CliProcess.Run(folder.Path, cluster.Variable, submission).Succeeded();
    }

    // A task that Slurm begins again after a loss would wait for two minutes.
    private static int TasksLeft(SlurmCluster cluster)
    {
        var tasks = cluster.Run("squeue", "--noheader", "--array", "--format=%i %t %r").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var waiting in tasks.Where(t => t.EndsWith("BeginTime", StringComparison.Ordinal)))
            cluster.Run("scontrol", "update", $"jobid={waiting.Split(' ')[0]}", "StartTime=now");
        return tasks.Length;
    }

    private static void LoseNodeAtWork(SlurmCluster cluster, BatchFolder folder)
    {
        var atWork = 0;
        WaitUntil(() => Complete(folder) >= 3 && (atWork = ProcessList.With("SLURMD_NODENAME=n2", $"{folder.Path}/out\0").FirstOrDefault()) > 0, "no item is complete");
        cluster.Lose("n2");

        // A process that ends in good order takes its file away.
        Assert.Contains(Directory.GetFiles(folder.At("out/.gpuvol-batch/processes")), path => path.Contains($"-{atWork}-", StringComparison.Ordinal));
    }

    private static int Complete(BatchFolder folder) => Directory.EnumerateFiles(folder.Out, "*.json").Count();

    private static Dictionary<string, (string State, string Error)> Report(BatchFolder folder)
    {
        CliProcess.Run(folder.Path, "batch", "report", "out", "--report", "report.json");
        using var report = JsonDocument.Parse(File.ReadAllText(folder.At("report.json")));
        return report.RootElement.GetProperty("items").EnumerateArray().ToDictionary(
            item => item.GetProperty("output").GetString()!,
            item => (item.GetProperty("state").GetString()!, item.TryGetProperty("error", out var error) ? error.GetString() ?? string.Empty : string.Empty));
    }

    private static void WaitUntil(Func<bool> condition, string otherwise)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); Thread.Sleep(50))
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(120), otherwise);
    }
}
