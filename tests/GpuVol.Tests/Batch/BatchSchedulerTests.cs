using System.Diagnostics;
using System.Globalization;
using GpuVol.Tests.Cli;

namespace GpuVol.Tests.Batch;

/// <summary>The schedulers beside Slurm, called as docs/cluster.md shows.</summary>
public sealed class BatchSchedulerTests
{
    private const int Scans = 12;
    private const string Parallel = "/usr/bin/parallel";

    [SkippableFact]
    public void GnuParallel_DoesEachItemOnce()
    {
        using var folder = new BatchFolder(Scans);
        RunParallel(folder, "-N0", "batch recipe.json in --out out", "1", "2", "3");
        Assert.Equal(Scans, folder.Checksums().Count);
        Assert.Equal(Scans, folder.JournalLines("\"event\":\"done\""));
        folder.HasNoLeftovers();
    }

    [SkippableFact]
    public void GnuParallel_DividesByShards()
    {
        using var folder = new BatchFolder(Scans);
        RunParallel(folder, "-k", "batch recipe.json in --out part{} --shard {}/3", "0", "1", "2");
        Assert.All(Enumerable.Range(0, 3), n => Assert.Equal(Scans / 3, BatchFolder.ChecksumsOf(folder.At($"part{n}")).Count));
        Assert.Equal(Scans, Enumerable.Range(0, 3).SelectMany(n => BatchFolder.ChecksumsOf(folder.At($"part{n}")).Keys).Distinct().Count());
    }

    [Fact]
    public void PodsOfAnIndexedJob_DoEachItemOnceAndBeginApart()
    {
        using var folder = new BatchFolder(Scans);
        var pods = Enumerable.Range(0, 3).Select(n => folder.Start(("JOB_COMPLETION_INDEX", n.ToString(CultureInfo.InvariantCulture)))).ToList();
        Assert.All(pods, p => CliProcess.End(p, ["batch"]).Succeeded());
        pods.ForEach(p => p.Dispose());
        Assert.Equal(Scans, folder.Checksums().Count);
        Assert.Equal(Scans, folder.JournalLines("\"event\":\"done\""));
        folder.HasNoLeftovers();

        // Alone, so that the order is its own.
        using var other = new BatchFolder(Scans);
        using var pod = other.Start(("JOB_COMPLETION_INDEX", "1"), "--threads", "1");
        CliProcess.End(pod, ["batch"]).Succeeded();
        var first = File.ReadLines(Directory.EnumerateFiles(other.At("out/.gpuvol-batch/journal")).Single()).First(l => l.Contains("\"event\":\"done\"", StringComparison.Ordinal));
        Assert.DoesNotContain("scan000", first, StringComparison.Ordinal);
    }

    private static void RunParallel(BatchFolder folder, string option, string call, params string[] values)
    {
        Skip.If(!File.Exists(Parallel) && Environment.GetEnvironmentVariable("CI") != "true", "GNU parallel is not installed; scripts/install-system-packages.sh installs it.");
        var start = new ProcessStartInfo(Parallel) { WorkingDirectory = folder.Path, RedirectStandardError = true, RedirectStandardInput = true };
        string[] arguments = ["--will-cite", option, $"{CliProcess.Host} {CliProcess.Program} {call}", ":::", .. values];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }
}
