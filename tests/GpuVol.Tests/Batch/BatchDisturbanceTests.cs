using System.Diagnostics;
using GpuVol.Cli;
using GpuVol.Tests.Cli;

namespace GpuVol.Tests.Batch;

/// <summary>Bulk work that is killed, interrupted, doubled, and given damaged inputs and bad places.</summary>
public class BatchDisturbanceTests
{
    private const int Kill = 9;
    private const string Slow = """{ "steps": [ { "verb": "median", "size": 5 }, { "verb": "gaussian", "sigma-mm": 2 } ], "output": { "dtype": "i16" } }""";

    [Fact]
    public void KilledAtTwentyMoments_EndsWithTheSameBytes()
    {
        using var folder = new BatchFolder(scans: 40, size: 48, Slow);
        folder.Run("batch", "recipe.json", "in", "--out", "undisturbed").Succeeded();
        var random = new Random(20);
        for (var killed = 0; killed < 20;)
        {
            using var process = folder.Start("--lease-seconds", "2");
            if (process.WaitForExit(random.Next(150, 450)))
            {
                // All was done before the moment came: from the beginning.
                Directory.Delete(folder.Out, recursive: true);
                continue;
            }

            CliProcess.Signal(process, Kill);
            process.WaitForExit();
            killed++;
        }

        // A kill may fall between making a claim and writing into it; only the lease tells that nobody has it.
        var last = folder.Batch("--lease-seconds", "2", "--json").Succeeded().Json;
        Assert.Equal(40, last.GetProperty("done").GetInt32());
        folder.HasNoLeftovers();
        Assert.Equal(BatchFolder.ChecksumsOf(folder.At("undisturbed")), folder.Checksums());
        Assert.All(folder.Checksums(), p => Assert.Contains(p.Value, File.ReadAllText(folder.At($"out/{p.Key}.json")), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(CliProcess.Interrupt)]
    [InlineData(CliProcess.Terminate)]
    public void Interrupted_EndsWithoutATraceAndGoesOn(int signal)
    {
        using var folder = new BatchFolder(scans: 40, size: 48, Slow);
        using var process = folder.Start();
        while (!process.HasExited && Directory.Exists(folder.Out) is var there && (!there || !folder.Checksums().Any()))
            Thread.Sleep(10);
        CliProcess.Signal(process, signal);
        var result = CliProcess.End(process, ["batch"]);
        Assert.Equal(130, result.ExitCode);
        Assert.Contains("interrupted", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(folder.Out, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }), f => f.Contains(".tmp-", StringComparison.Ordinal));
        Assert.InRange(folder.Checksums().Count, 1, 39);
        folder.Batch().Succeeded();
        Assert.Equal(40, folder.Checksums().Count);
        folder.HasNoLeftovers();
    }

    [Fact]
    public void ThreeProcessesAtOnce_DoEachItemOnce()
    {
        using var folder = new BatchFolder(scans: 30, size: 40, Slow);
        var processes = Enumerable.Range(0, 3).Select(_ => folder.Start()).ToList();
        Assert.All(processes, p => CliProcess.End(p, ["batch"]).Succeeded());
        processes.ForEach(p => p.Dispose());
        Assert.Equal(30, folder.Checksums().Count);
        Assert.Equal(30, folder.JournalLines("\"event\":\"done\""));
        folder.HasNoLeftovers();
    }

    [SkippableFact]
    public void TwoMachinesAtOnce_DoEachItemOnce()
    {
        using var folder = new BatchFolder(scans: 30, size: 40, Slow);
        using var elsewhere = folder.StartElsewhere("--lease-seconds", "3");
        using var here = folder.Start("--lease-seconds", "3");
        CliProcess.End(here, ["batch"]).Succeeded();
        CliProcess.End(elsewhere, ["batch"]).Succeeded();
        Assert.Equal(30, folder.Checksums().Count);
        Assert.Equal(30, folder.JournalLines("\"event\":\"done\""));
        Assert.Equal(2, Directory.EnumerateFiles(folder.At("out/.gpuvol-batch/journal")).Count(f => File.ReadAllText(f).Contains("\"event\":\"done\"", StringComparison.Ordinal)));
        folder.HasNoLeftovers();
    }

    [SkippableFact]
    public void LostMachine_IsMissedAfterItsLeaseAndItsItemsAreDone()
    {
        using var folder = new BatchFolder(scans: 30, size: 40, Slow);
        string[] lost;
        using (var elsewhere = folder.StartElsewhere("--lease-seconds", "3"))
        {
            while (!elsewhere.HasExited && (!Directory.Exists(folder.Out) || folder.Checksums().Count < 3))
                Thread.Sleep(5);
            CliProcess.Signal(elsewhere, Kill);
            elsewhere.WaitForExit();
            lost = Directory.GetFiles(folder.At("out/.gpuvol-batch/claims"), "*", SearchOption.AllDirectories);
        }

        Assert.NotEmpty(lost);
        Assert.Equal(30, folder.Batch("--lease-seconds", "3", "--json").Succeeded().Json.GetProperty("done").GetInt32());
        Assert.Equal(30, folder.Checksums().Count);
        folder.HasNoLeftovers();
    }

    [Fact]
    public void DamagedInputs_AreReportedByNameAndCauseAndStopNothing()
    {
        using var folder = new BatchFolder(scans: 12);
        Cut("in/scan003.nii.gz", 0.5);
        Cut("in/scan007.nii.gz", 0.001);
        File.WriteAllBytes(folder.At("in/scan009.nii.gz"), []);
        var result = folder.Batch("--json");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(9, result.Json.GetProperty("done").GetInt32());
        var failures = result.Json.GetProperty("failures").EnumerateArray().ToDictionary(f => f.GetProperty("output").GetString()!, f => f.GetProperty("error").GetString()!);
        Assert.Equal(["scan003.nii.gz", "scan007.nii.gz", "scan009.nii.gz"], failures.Keys.Order(StringComparer.Ordinal));
        Assert.All(failures, f => Assert.Contains(folder.At("in/" + f.Key), f.Value, StringComparison.Ordinal));
        Assert.Equal(9, folder.Checksums().Count);
        Assert.Equal(3, folder.JournalLines("\"attempts\":1,\"error\""));
        folder.HasNoLeftovers();

        folder.PutScan("in/scan003.nii.gz");
        folder.PutScan("in/scan007.nii.gz");
        folder.PutScan("in/scan009.nii.gz");
        Assert.Equal(9, folder.Batch("--json").Succeeded().Json.GetProperty("skipped").GetInt32());

        void Cut(string name, double share)
        {
            using var file = File.Open(folder.At(name), FileMode.Open, FileAccess.ReadWrite);
            file.SetLength((long)(file.Length * share));
        }
    }

    [SkippableFact]
    public void FullFileSystem_IsReportedAndTheRestIsDoneOnceThereIsRoom()
    {
        using var folder = new BatchFolder(scans: 10, size: 48, """{ "steps": [ { "verb": "gaussian", "sigma-mm": 1 } ] }""");
        using var disk = new SmallDisk(folder.At("disk"), "size=3m");
        var full = folder.Run("batch", "recipe.json", "in", "--out", "disk/out", "--json");
        Assert.Equal(1, full.ExitCode);
        var done = full.Json.GetProperty("done").GetInt32();
        var failures = full.Json.GetProperty("failures").EnumerateArray().ToList();
        Assert.InRange(done, 1, 9);
        Assert.Equal(10 - done, failures.Count);
        Assert.All(failures, f => Assert.Contains("space", f.GetProperty("error").GetString(), StringComparison.OrdinalIgnoreCase));
        BatchFolder.HasNoLeftovers(folder.At("disk/out"));
        Assert.Equal(done, Directory.EnumerateFiles(folder.At("disk/out"), "*.nii.gz").Count());

        disk.Grow("size=100m");
        Assert.Equal(done, folder.Run("batch", "run", "disk/out", "--json").Succeeded().Json.GetProperty("skipped").GetInt32());
        Assert.Equal(10, Directory.EnumerateFiles(folder.At("disk/out"), "*.nii.gz").Count());
        BatchFolder.HasNoLeftovers(folder.At("disk/out"));
    }

    [SkippableFact]
    public void ClaimOnAFullFileSystem_FailsAndLeavesNoFileThatWouldBlockTheItem()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SmallDisk(folder.File("disk"), "size=64k");
        using var presence = new BatchPresence(folder.File("disk/processes"), BatchProcess.Current(60, "job"));
        var claims = new BatchClaims(folder.File("disk/claims"), presence);
        var (first, second) = (new BatchItem(string.Empty, "a"), new BatchItem(string.Empty, "b"));
        Assert.Equal(ClaimResult.Taken, claims.TryTake(first));
        Assert.Throws<IOException>(() => File.WriteAllBytes(folder.File("disk/filler"), new byte[1 << 20]));
        Assert.Throws<IOException>(() => claims.TryTake(second));
        File.Delete(folder.File("disk/filler"));
        Assert.Equal(ClaimResult.Taken, claims.TryTake(second));
    }

    [SkippableFact]
    public void ReadOnlyOutput_IsRefusedBeforeWork()
    {
        using var folder = new BatchFolder(scans: 1);
        using var disk = new SmallDisk(folder.At("disk"), "ro,size=1m");
        folder.Refuses(["disk/out"], "batch", "recipe.json", "in", "--out", "disk/out");
        folder.Refuses(["disk"], "batch", "recipe.json", "in", "--out", "disk");
    }

    [Fact]
    public void ItemOfALostMachine_IsTakenOverAfterTheLeaseAndCleanedUp()
    {
        using var folder = new BatchFolder(scans: 2);
        folder.Batch("--shard", "0/2").Succeeded();
        File.WriteAllText(folder.At("out/.scan001.nii.gz.tmp-12345678"), "half of it");
        var manifest = folder.At("out/.gpuvol-batch");
        var lost = BatchProcess.Current(2, "elsewhere") with { Name = "lost", Machine = "another one" };
        Directory.CreateDirectory(Path.Combine(manifest, "processes"));
        File.WriteAllText(Path.Combine(manifest, "processes", "lost"), System.Text.Json.JsonSerializer.Serialize(lost, BatchJson.Default.BatchProcess) + "\n");
        var id = new BatchItem(string.Empty, "scan001.nii.gz").Id;
        Directory.CreateDirectory(Path.Combine(manifest, "claims", id[..2]));
        File.WriteAllText(Path.Combine(manifest, "claims", id[..2], id + ".1"), """{"process":"lost","run":"elsewhere"}""");
        var start = Stopwatch.GetTimestamp();
        folder.Batch("--lease-seconds", "2").Succeeded();
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 1, 20);
        Assert.Equal(2, folder.Checksums().Count);
        folder.HasNoLeftovers();
    }

    [Fact]
    public void ItemThatKillsItsProcesses_IsGivenUpAfterThree()
    {
        using var folder = new BatchFolder(scans: 2);
        folder.Batch("--shard", "0/2").Succeeded();
        var self = BatchProcess.Current(60, "job");
        using var presence = new BatchPresence(folder.At("out/.gpuvol-batch/processes"), self);
        var claims = new BatchClaims(folder.At("out/.gpuvol-batch/claims"), presence);
        var item = new BatchItem(string.Empty, "scan001.nii.gz");
        Assert.Equal(ClaimResult.Taken, claims.TryTake(item));
        Assert.Equal(ClaimResult.Busy, new BatchClaims(folder.At("out/.gpuvol-batch/claims"), presence).TryTake(item));
        claims.Release(item);
        for (var turn = 1; turn <= 3; turn++)
            File.WriteAllText(folder.At($"out/.gpuvol-batch/claims/{item.Id[..2]}/{item.Id}.{turn}"), $$"""{"process":"gone{{turn}}","run":"job"}""");
        Assert.Equal(ClaimResult.Deadly, claims.TryTake(item));

        // In another run it gets another chance.
        using var other = new BatchPresence(folder.At("out/.gpuvol-batch/processes"), BatchProcess.Current(60, "next job"));
        Assert.Equal(ClaimResult.TakenOver, new BatchClaims(folder.At("out/.gpuvol-batch/claims"), other).TryTake(item));
    }
}
