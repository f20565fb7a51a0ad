using System.Diagnostics;
using System.Text.Json;

namespace GpuVol.Tests.Cli;

/// <summary>What the program tells: JSON, the texts for people, progress, repeats.</summary>
public class ReportTests
{
    [Fact]
    public void Devices_ListsTheCpuAndWhyEnginesAreAbsent()
    {
        using var folder = new CliFolder();
        var json = folder.Run("devices", "--json").Succeeded().Json;
        CliJson.Check(json, "devices", null, null, null, null, null);
        var inventory = ComputeDevices.Discover();
        var devices = json.GetProperty("devices").EnumerateArray().ToList();
        Assert.Equal(inventory.Devices.Select(d => d.Id), devices.Select(d => d.GetProperty("id").GetString()));
        var cpu = devices.Single(d => d.GetProperty("kind").GetString() == "cpu");
        Assert.Equal(Environment.ProcessorCount, cpu.GetProperty("compute_units").GetInt32());
        Assert.True(cpu.GetProperty("memory_bytes").GetInt64() > 1L << 28);
        Assert.All(devices, d => Assert.NotEmpty(d.GetProperty("name").GetString()! + d.GetProperty("driver").GetString()));
        Assert.Equal(inventory.Absent.Select(a => a.Reason), json.GetProperty("absent").EnumerateArray().Select(a => a.GetProperty("reason").GetString()));

        var text = folder.Run("devices").Succeeded();
        Assert.All(inventory.Devices, d => Assert.Contains(d.Name, text.Output, StringComparison.Ordinal));
        Assert.All(inventory.Absent, a => Assert.Contains($"no {a.Engine} device: {a.Reason}", text.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void Info_GivesGeometryAndStatistics()
    {
        using var folder = new CliFolder();
        var geometry = new VolumeGeometry(new(4, 3, 2), new(0.5, 1.5, 2.5), new(1, -2, 3), TestVolumes.Oblique);
        using (var stored = Volume.FromArray<short>([.. Enumerable.Range(0, 24).Select(n => (short)n)], geometry, new IntensityRescale([2], [-10])))
            VolumeFile.Write(stored, folder.File("in.nii.gz"));
        var json = folder.Run("info", "in.nii.gz", "--json").Succeeded().Json;
        CliJson.Check(json, "info", null, "in.nii.gz", null, geometry.Size, geometry.SpacingMm);
        Assert.Equal("nifti", json.GetProperty("format").GetString());
        Assert.Equal("i16", json.GetProperty("dtype").GetString());
        Assert.Equal("int16", json.GetProperty("stored_dtype").GetString());
        Assert.Equal(1, json.GetProperty("frames").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("modality").ValueKind);
        Assert.Equal(-10, json.GetProperty("min").GetDouble());
        Assert.Equal(36, json.GetProperty("max").GetDouble());
        Assert.Equal(13, json.GetProperty("mean").GetDouble(), 1e-9);
        Assert.Equal(2 * Math.Sqrt((24 * 24 - 1) / 12.0), json.GetProperty("std").GetDouble(), 1e-9);
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
                Assert.Equal(geometry.Direction[row, column], json.GetProperty("direction")[row][column].GetDouble(), 1e-5);
            Assert.Equal(geometry.OriginMm[row], json.GetProperty("origin")[row].GetDouble(), 1e-5);
        }

        var text = folder.Run("info", "in.nii.gz").Succeeded().Output;
        Assert.Contains("size       4x3x2", text, StringComparison.Ordinal);
        Assert.Contains("max        36", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_OfNaNIsStillJson()
    {
        using var folder = new CliFolder();
        folder.Put("in.npy", TestVolumes.From(new VolumeGeometry(new(3, 1, 1), Vector3D.One), (_, _, _) => double.NaN));
        var json = folder.Run("info", "in.npy", "--json", "--spacing-mm", "3").Succeeded().Json;
        CliJson.Check(json, "info", null, "in.npy", null, new Size3D(3, 1, 1), new Vector3D(3, 3, 3));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("mean").ValueKind);
        Assert.Equal(3, json.GetProperty("nan_count").GetInt32());
    }

    [Fact]
    public void Repeat_ReportsMedianAndLeast()
    {
        using var folder = new CliFolder();
        folder.PutVolume(size: 40);
        var json = folder.Run("gaussian", "in.nii.gz", "out.npy", "--sigma-mm", "2", "--repeat", "5", "--json", "--device", "cpu").Succeeded().Json;
        Assert.Equal(5, json.GetProperty("repeat").GetInt32());
        var seconds = json.GetProperty("seconds");
        Assert.InRange(seconds.GetProperty("compute_min").GetDouble(), 1e-7, seconds.GetProperty("compute").GetDouble());
        folder.Run("gaussian", "in.nii.gz", "once.npy", "--sigma-mm", "2", "--device", "cpu").Succeeded();
        Assert.Equal(File.ReadAllBytes(folder.File("once.npy")), File.ReadAllBytes(folder.File("out.npy")));
    }

    [Fact]
    public void WithoutJson_StdoutIsEmptyAndStderrIsOneClosingLine()
    {
        using var folder = new CliFolder();
        folder.PutVolume();
        var result = folder.Run("gaussian", "in.nii.gz", "out.npy", "--sigma-mm", "1", "--device", "cpu").Succeeded();
        Assert.Empty(result.Output);
        Assert.Matches(@"^out\.npy: 20x23x15 f32, 0\.75 x 1\.25 x 2 mm on cpu in \d+\.\d+ s \([^\n]*\)\n$", result.Error);
        Assert.Equal(["in.nii.gz", "out.npy"], folder.Contents());
    }

    [Fact]
    public void ClosedStdout_IsNoCrash()
    {
        using var folder = new CliFolder();
        folder.PutVolume();
        foreach (var call in new[] { "devices", "info in.nii.gz", "--help", "gaussian --help" })
        {
            using var shell = Process.Start(new ProcessStartInfo("/bin/sh")
            {
                ArgumentList = { "-c", $"'{CliProcess.Host}' '{CliProcess.Program}' {call} | true" },
                WorkingDirectory = folder.Path,
                RedirectStandardError = true,
            })!;
            var error = shell.StandardError.ReadToEnd();
            shell.WaitForExit();
            Assert.True(error.Length == 0, $"{call}: {error}");
        }
    }

    [SkippableFact]
    public void Terminal_ShowsABarWithRateAndTimeLeft()
    {
        Skip.IfNot(File.Exists("/usr/bin/script"), "/usr/bin/script (bsdutils) makes the terminal.");
        using var folder = new CliFolder();
        folder.PutVolume(size: 60);
        using var shell = Process.Start(new ProcessStartInfo("/usr/bin/script")
        {
            ArgumentList = { "-qec", $"stty cols 120; '{CliProcess.Host}' '{CliProcess.Program}' gaussian in.nii.gz out.npy --sigma-mm 4 --repeat 700 --device cpu --json > out.json", "/dev/null" },
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            Environment = { ["TERM"] = "xterm-256color" },
        })!;
        shell.StandardInput.Close();
        var terminal = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.True(shell.ExitCode == 0, terminal);
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("out.json")));
        Assert.Equal(700, json.RootElement.GetProperty("repeat").GetInt32());
        if (json.RootElement.GetProperty("seconds").GetProperty("total").GetDouble() < 2)
            return;
        Assert.Contains("computing 700 times", terminal, StringComparison.Ordinal);
        Assert.Contains("runs/s", terminal, StringComparison.Ordinal);
        Assert.Matches(@"\d+%", terminal);
        Assert.Matches(@"\d\d:\d\d:\d\d", terminal);
    }

    [Fact]
    public void Demo_PrintsHonestErrorsAndWritesPictures()
    {
        using var folder = new CliFolder();
        var json = folder.Run("demo", "--device", "cpu", "--json").Succeeded().Json;
        CliJson.Check(json, "demo", "cpu", null, null, null, null);
        var steps = json.GetProperty("steps").EnumerateArray().ToList();
        double Error(string step) => steps.Where(s => s.GetProperty("step").GetString() == step).Select(s => s.GetProperty("error")).First(e => e.ValueKind == JsonValueKind.Number).GetDouble();

        // What theory allows: 4 standard deviations of kernel, a linear interpolant of edges, float32, voxel counting, and rounding to grey levels.
        Assert.InRange(Error("gaussian"), 1e-7, 1e-3);
        Assert.InRange(Error("resample"), 1e-3, 0.3);
        Assert.InRange(Error("window"), 0, 1e-4);
        Assert.InRange(Error("threshold"), 0, 1e-2);
        Assert.InRange(Error("render"), 0.2, 0.4);
        Assert.InRange(Error("kspace"), 0, 1e-5);
        Assert.InRange(Error("fbp"), 1e-3, 0.03);
        Assert.InRange(Error("sart"), 1e-3, 0.05);
        Assert.InRange(Error("fdk"), 1e-3, 0.05);
        Assert.All(steps, s => Assert.True(s.GetProperty("seconds").GetDouble() > 0));
        var files = json.GetProperty("files").EnumerateArray().Select(f => f.GetString()!).ToList();
        Assert.True(files.Count >= 3);
        Assert.All(files, f => Assert.True(PngReader.Read(folder.File(f)).Centroid().Brightest > 100, f));
        Assert.Equal(files.Append("gpuvol-demo").Order(StringComparer.Ordinal), folder.Contents());

        var text = folder.Run("demo", "--device", "cpu", "--out", "deep/er").Succeeded();
        Assert.StartsWith("cpu: ", text.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("deep/er/mip.png")));
    }
}
