using System.Text.Json;
using GpuVol.Tests.Cli;
using GpuVol.Tests.Formats;

namespace GpuVol.Tests.Batch;

/// <summary>Bulk work through the program itself, undisturbed.</summary>
public class BatchTests
{
    [Fact]
    public void Steps_GiveWhatTheVerbsGiveOneAfterTheOther()
    {
        using var folder = new BatchFolder(scans: 3);
        folder.Batch().Succeeded();
        Assert.Equal(["scan000.nii.gz", "scan001.nii.gz", "scan002.nii.gz"], folder.Checksums().Keys);
        for (var n = 0; n < 3; n++)
        {
            folder.Run("gaussian", $"in/scan{n:000}.nii.gz", "smooth.nii", "--sigma-mm", "1").Succeeded();
            folder.Run("resample", "smooth.nii", "single.nii", "--spacing-mm", "1.5", "--order", "3").Succeeded();
            using var expected = VolumeFile.Read(folder.At("single.nii"));
            using var actual = VolumeFile.Read(folder.At($"out/scan{n:000}.nii.gz"));
            VolumeAssert.SameGeometry(expected.Geometry, actual.Geometry, 0, "batch");
            Assert.True(expected.AsSpan<float>().SequenceEqual(actual.AsSpan<float>()));
        }

        folder.HasNoLeftovers();
    }

    [Fact]
    public void SecondRun_DoesNothingUnlessSomethingChanged()
    {
        using var folder = new BatchFolder(scans: 4);
        Assert.Equal(4, folder.Batch("--json").Succeeded().Json.GetProperty("done").GetInt32());
        var before = folder.Checksums();
        Assert.Equal(4, folder.Batch("--json").Succeeded().Json.GetProperty("skipped").GetInt32());
        Assert.Equal(4, folder.JournalLines("\"event\":\"done\""));

        // An output gone, an input changed, an output damaged: each once more.
        File.Delete(folder.At("out/scan001.nii.gz"));
        folder.PutScan("in/scan002.nii.gz", number: 99);
        Assert.Equal(2, folder.Batch("--json").Succeeded().Json.GetProperty("skipped").GetInt32());
        Damage(folder.At("out/scan003.nii.gz"));
        Assert.Equal(4, folder.Batch("--json").Succeeded().Json.GetProperty("skipped").GetInt32());
        Assert.Equal(3, folder.Batch("--json", "--verify").Succeeded().Json.GetProperty("skipped").GetInt32());
        var after = folder.Checksums();
        Assert.Equal(before["scan001.nii.gz"], after["scan001.nii.gz"]);
        Assert.NotEqual(before["scan002.nii.gz"], after["scan002.nii.gz"]);
        Assert.Equal(before["scan003.nii.gz"], after["scan003.nii.gz"]);
        Assert.Equal(0, folder.Batch("--json", "--restart").Succeeded().Json.GetProperty("skipped").GetInt32());
        folder.HasNoLeftovers();
    }

    [Fact]
    public void FileBesideAnOutput_TellsHowItWasMadeAndNothingOfThePatient()
    {
        using var folder = new BatchFolder(recipe: """{ "steps": [ { "verb": "convolve", "kernel": "secret.npy" } ] }""");
        NpyFile.Write<float>([1, 2, 1], [3], folder.At("secret.npy"));
        SyntheticDicom.WriteSeries(folder.At("in/case1"), 5, new(0, 0, 2));
        folder.Batch().Succeeded();
        var text = File.ReadAllText(folder.At("out/case1.nii.gz.json"));
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        Assert.StartsWith("gpuvol ", root.GetProperty("tool").GetString(), StringComparison.Ordinal);
        Assert.Equal("cpu", root.GetProperty("device").GetString());
        Assert.Equal(folder.Checksums()["case1.nii.gz"], root.GetProperty("output_sha256").GetString());
        Assert.Equal(64, root.GetProperty("input_sha256").GetString()!.Length);
        Assert.StartsWith("sha256:", root.GetProperty("recipe").GetProperty("steps")[0].GetProperty("kernel").GetString(), StringComparison.Ordinal);
        Assert.All(new[] { "secret", folder.Path, "case1", "in/" }, word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
    }

    [Fact]
    public void LabelMaps_GoThroughTheSameGridUnmixed()
    {
        using var folder = new BatchFolder(scans: 2, recipe: """
            { "steps": [ { "verb": "gaussian", "sigma-mm": 2 }, { "verb": "resample", "spacing-mm": 0.7, "order": 3, "default": -1000 } ],
              "labels": { "files": ["*_seg.nii.gz"] }, "output": { "dtype": "f32" } }
            """);
        foreach (var n in new[] { 0, 1 })
            PutLabels(folder, $"in/scan{n:000}_seg.nii.gz", 24 + 8 * n);
        var result = folder.Batch();
        Assert.Equal(1, result.ExitCode);

        // The second has another grid than its image.
        Assert.Contains("failed  scan001_seg.nii.gz", result.Output, StringComparison.Ordinal);
        Assert.Contains("scan001.nii.gz", result.Output.Split('\n')[0], StringComparison.Ordinal);
        using var image = VolumeFile.Read(folder.At("out/scan000.nii.gz"));
        using var labels = VolumeFile.Read(folder.At("out/scan000_seg.nii.gz"));
        VolumeAssert.SameGeometry(image.Geometry, labels.Geometry, 0, "labels");
        Assert.Equal(ElementType.UInt8, labels.ElementType);
        Assert.Equal([0, 3, 7], labels.AsSpan<byte>().ToArray().Distinct().Order().Select(b => (int)b));
    }

    [Fact]
    public void Trees_KeepTheirShape()
    {
        using var folder = new BatchFolder(recipe: """{ "steps": [ { "verb": "median" } ], "output": { "format": ".npy" } }""");
        folder.PutScan("in/sub-01/anat/sub-01_T1w.nii.gz", 12);
        folder.PutScan("in/sub-02/anat/sub-02_T1w.nii", 12);
        folder.PutScan("in/derivatives/x/sub-01_T1w.nii.gz", 12);
        File.WriteAllText(folder.At("in/dataset_description.json"), "{}");
        SyntheticDicom.WriteSeries(folder.At("in/sub-03/ct"), 4, new(0, 0, 2));
        folder.Batch().Succeeded();
        Assert.Equal(["sub-01/anat/sub-01_T1w.npy", "sub-02/anat/sub-02_T1w.npy", "sub-03/ct.npy"], folder.Checksums().Keys);

        // A list, and a pattern that finds the same files.
        File.WriteAllText(folder.At("list.txt"), "# two of them\nin/sub-02/anat/sub-02_T1w.nii\n\nin/sub-03/ct\n");
        folder.Run("batch", "recipe.json", "--list", "list.txt", "--out", "listed").Succeeded();
        folder.Run("batch", "recipe.json", "in/sub-0?/**/*_T1w.*", "--out", "matched").Succeeded();
        Assert.True(File.Exists(folder.At("listed/ct.npy")) && File.Exists(folder.At("listed/sub-02_T1w.npy")));
        Assert.Equal(["sub-01_T1w.npy", "sub-02_T1w.npy"], Directory.EnumerateFiles(folder.At("matched"), "*.npy").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatWouldLoseSomething_IsRefusedBeforeWork()
    {
        using var folder = new BatchFolder(scans: 2);
        folder.PutScan("other/scan000.nii.gz");
        folder.Refuses(["in/scan000.nii.gz", "other/scan000.nii.gz", "both become scan000.nii.gz"], "batch", "recipe.json", "in/scan000.nii.gz", "other/scan000.nii.gz", "--out", "out");
        folder.Refuses(["in/out", "inside the input"], "batch", "recipe.json", "in", "--out", "in/out");
        folder.Refuses(["inside the input"], "batch", "recipe.json", "in", "--out", "in");
        folder.Refuses(["scan000.nii.gz", "overwritten"], "batch", "recipe.json", "in/scan000.nii.gz", "--out", "in");
        folder.Refuses(["nothing.nii", "no such file"], "batch", "recipe.json", "nothing.nii", "--out", "out");
        folder.Refuses(["in/*.mha", "nothing matches"], "batch", "recipe.json", "in/*.mha", "--out", "out");
        folder.Refuses(["no input"], "batch", "recipe.json", "--out", "out");
        folder.Refuses(["--out"], "batch", "recipe.json", "in");
        folder.Refuses(["--report", ".json"], "batch", "recipe.json", "in", "--out", "out", "--report", "report.pdf");
        folder.Refuses(["'4/4'", "--shard"], "batch", "recipe.json", "in", "--out", "out", "--shard", "4/4");
        folder.Refuses(["no batch"], "batch", "status", "in");

        folder.Batch().Succeeded();
        File.WriteAllText(folder.At("recipe.json"), """{ "steps": [ { "verb": "median" } ] }""");
        folder.Refuses(["another recipe", "--restart"], "batch", "recipe.json", "in", "--out", "out");
        folder.Batch("--restart").Succeeded();
    }

    [Fact]
    public void Shards_AreDisjointAndComplete()
    {
        using var folder = new BatchFolder(scans: 5, size: 12);
        var counts = Enumerable.Range(0, 3).Select(i => folder.Batch("--json", "--shard", $"{i}/3").Succeeded().Json.GetProperty("items").GetInt32());
        Assert.Equal([2, 2, 1], counts);
        Assert.Equal(5, folder.Checksums().Count);
        Assert.Contains("5 items, 5 done, 0 failed, 0 open", folder.Run("batch", "status", "out").Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(5, folder.Run("batch", "run", "out", "--json").Succeeded().Json.GetProperty("skipped").GetInt32());
    }

    [Fact]
    public void Reports_NameEveryItem()
    {
        using var folder = new BatchFolder(scans: 2, size: 12);
        File.WriteAllText(folder.At("in/scan\"9.nii.gz"), "no volume, really");
        Assert.Equal(1, folder.Batch("--report", "report.json").ExitCode);
        using var json = JsonDocument.Parse(File.ReadAllText(folder.At("report.json")));
        Assert.Equal(["scan\"9.nii.gz", "scan000.nii.gz", "scan001.nii.gz"], json.RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("output").GetString()));
        Assert.Equal(1, folder.Run("batch", "report", "out", "--report", "report.csv").ExitCode);
        var lines = File.ReadAllLines(folder.At("report.csv"));
        Assert.StartsWith("output,state,input,error", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("\"scan\"\"9.nii.gz\",failed,", lines[1], StringComparison.Ordinal);
        Assert.Equal(4, lines.Length);
        Assert.Equal(1, folder.Run("batch", "report", "out", "--report", "report.txt").ExitCode);
        Assert.Contains("3 items, 2 done, 1 failed, 0 open", File.ReadAllText(folder.At("report.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_TellsAndWritesNothing()
    {
        using var folder = new BatchFolder(scans: 3, size: 16);
        File.WriteAllText(folder.At("in/bad.nii.gz"), "no volume");
        var before = Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories);
        var plan = folder.Batch("--plan", "--json").Succeeded().Json;
        Assert.Equal(4, plan.GetProperty("items").GetInt32());
        Assert.Equal(1, plan.GetProperty("will_fail").GetInt32());
        Assert.All(new[] { "largest_item_bytes", "estimated_seconds", "estimated_output_bytes", "free_disk_bytes" }, name => Assert.True(plan.GetProperty(name).GetDouble() > 0, name));
        Assert.Equal(before, Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Memory_StaysUnderTheStatedBound()
    {
        // Sixteen of these at once would take 600 MB.
        using var folder = new BatchFolder(scans: 2, size: 160);
        for (var n = 2; n < 16; n++)
            File.Copy(folder.At($"in/scan{n % 2:000}.nii.gz"), folder.At($"in/scan{n:000}.nii.gz"));
        const long BoundMb = 120;
        var result = folder.Batch("--json", "--memory-mb", $"{BoundMb}", "--readers", "8", "--writers", "8").Succeeded().Json;
        Assert.Equal(16, result.GetProperty("done").GetInt32());
        Assert.InRange(result.GetProperty("peak_bytes").GetInt64(), 1, BoundMb << 20);
        Assert.InRange(result.GetProperty("peak_resident_bytes").GetInt64(), 1, (BoundMb << 20) + Tolerances.BatchProgramBytes);

        // An item that can never fit is reported, and the others are not held up.
        folder.PutScan("in/large.nii.gz", 200);
        var failed = folder.Batch("--memory-mb", "70");
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("failed  large.nii.gz: needs about", failed.Output, StringComparison.Ordinal);
        Assert.Contains("--memory-mb", failed.Output, StringComparison.Ordinal);
    }

    private static void Damage(string path)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = file.Length / 2;
        var old = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(old ^ 0x55));
    }

    private static void PutLabels(BatchFolder folder, string name, int size)
    {
        using var volume = Volume.Create(new VolumeGeometry(new(size, size + 1, size - 1), new(1, 1, 1)), ElementType.UInt8);
        var voxels = volume.AsSpan<byte>();
        for (var n = 0; n < voxels.Length; n++)
            voxels[n] = (byte)(n % 11 == 0 ? 7 : n % 5 == 0 ? 3 : 0);
        VolumeFile.Write(volume, folder.At(name));
    }
}
