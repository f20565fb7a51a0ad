using System.Diagnostics;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Cli;

/// <summary>Reconstructions that do not fit the memory go slab by slab from file to file, within it, with the bytes of the whole.</summary>
public class ReconstructionSlabTests
{
    private const string ConeScan = "--source-mm 150 --detector-mm 60 --angles-deg 0:360:40 --detector-spacing-mm 2";
    private const string Cone = ConeScan + " --size 160,160,96 --spacing-mm 0.6";
    private const string Stack = "--angles-deg 0:180:90";

    [SkippableTheory]
    [Devices("fdk", "cone.npy", Cone, 40), Devices("fdk", "cone.npy", Cone + " --center 30,52 --hu --water-per-mm 0.02 --dtype i16", 40)]
    [Devices("fdk", "cone.nii", Cone + " --flat flat.npy --dark dark.npy --zingers 1", 42), Devices("fdk", "cone.npy", Cone + " --transmission --rings 5", 32)]
    [Devices("fbp", "stack.npy", Stack, 40), Devices("fbp", "counts.npy", Stack + " --flat flats.npy --find-center --rings 5", 50)]
    [Devices("fbp", "stack.npy", Stack + " --convention skimage --interpolation cubic", 48), Devices("fbp", "stack.npy", "--angles-deg 0:360:90 --geometry fan --source-mm 200 --detector-mm 50 --center 40", 48)]
    [Devices("sart", "stack.npy", Stack + " --iterations 2 --min 0 --initial initial.npy", 25), Devices("sirt", "stack.npy", "--angles-deg 0:360:90 --geometry fan --source-mm 200 --detector-mm 50 --iterations 2", 25)]
    [Devices("ossart", "counts.npy", Stack + " --flat flats.npy --find-center --rings 5 --subsets 7 --iterations 1 --mask mask.nii", 30), Devices("cgls", "stack.npy", Stack + " --iterations 3 --dtype i16 --hu --water-per-mm 0.02", 25)]
    public void Slabs_AreTheWholeWithinTheMemory(string device, string verb, string input, string options, int memoryMb)
    {
        TestDevices.Get(device);
        using var folder = new CliFolder();
        Prepare(folder, input);
        string[] call = [verb, input, .. options.Split(' '), "--device", device, "--json"];
        var whole = folder.Run([call[0], call[1], "whole.npy", .. call[2..]]).Succeeded().Json;
        var slabs = folder.Run([call[0], call[1], "slabs.npy", .. call[2..], "--memory-mb", $"{memoryMb}"]).Succeeded().Json;
        Assert.Equal(96, whole.GetProperty("slab_slices").GetInt32());
        Assert.InRange(slabs.GetProperty("slab_slices").GetInt32(), 1, 80);
        Assert.True(slabs.GetProperty("overlapped").GetBoolean());
        foreach (var report in new[] { whole, slabs })
            Assert.True(report.GetProperty("peak_bytes").GetInt64() <= report.GetProperty("memory_bytes").GetInt64(), $"{report.GetProperty("peak_bytes")} bytes were rented, {report.GetProperty("memory_bytes")} planned");
        Assert.True(slabs.GetProperty("memory_bytes").GetInt64() <= (long)memoryMb << 20);
        Assert.Equal(File.ReadAllBytes(folder.File("whole.npy")), File.ReadAllBytes(folder.File("slabs.npy")));
        foreach (var figure in new[] { "center", "dead_pixels", "weights" })
            Assert.Equal(whole.TryGetProperty(figure, out var a) ? a.ToString() : null, slabs.TryGetProperty(figure, out var b) ? b.ToString() : null);
        if (!whole.TryGetProperty("residuals", out var expected))
            return;
        foreach (var (a, b) in expected.EnumerateArray().Append(whole.GetProperty("data_norm")).Zip(slabs.GetProperty("residuals").EnumerateArray().Append(slabs.GetProperty("data_norm"))))
            Assert.Equal(a.GetDouble(), b.GetDouble(), 1e-6 * a.GetDouble());
    }

    [Theory]
    [InlineData("ossart", "--subsets 5"), InlineData("cgls", "")]
    public void ConeScanOfAnIterativeVerb_IsRefusedBeyondTheMemoryAndPlanned(string verb, string options)
    {
        using var folder = new CliFolder();
        Prepare(folder, "cone.npy");
        string[] call = [verb, "cone.npy", "out.nii", .. Cone.Split(' '), "--geometry", "cone", "--iterations", "2", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        folder.RunFails(2, ["160x160x96", "every view of a cone scan corrects the whole volume", "30 MB may be used", "--memory-mb"], [.. call, "--memory-mb", "30"]);
        var json = folder.Run([.. call, "--plan", "--json"]).Succeeded().Json;
        Assert.Equal(96, json.GetProperty("slab_slices").GetInt32());
        var planned = json.GetProperty("memory_bytes").GetInt64();
        Assert.InRange(planned, 31 << 20, 400 << 20);
        Assert.True(json.GetProperty("estimated_compute_seconds").GetDouble() > 0);
        Assert.InRange(folder.Run([.. call, "--json"]).Succeeded().Json.GetProperty("peak_bytes").GetInt64(), planned / 4, planned);
    }

    [Fact]
    public void WhatAnIterativeVerbCannotDoInSlabs_IsRefused()
    {
        using var folder = new CliFolder();
        Prepare(folder, "stack.npy");
        string[] call = ["sirt", "stack.npy", "out.npy", .. Stack.Split(' '), "--memory-mb", "20"];
        folder.RunFails(2, ["--tolerance looks at all slices at once", "20 MB may be used"], [.. call, "--tolerance", "0.1"]);
        folder.RunFails(2, ["--least-decrease looks at all slices at once"], [.. call, "--least-decrease", "0.1", "--plan"]);
        folder.Run("convert", "mask.nii", "mask.nii.gz").Succeeded();
        folder.RunFails(2, ["--mask mask.nii.gz", "cannot be read in parts"], [.. call, "--mask", "mask.nii.gz"]);
        folder.RunFails(2, ["--initial stack.npy", "100x90x96 voxels", "the grid has 100x100x96"], [.. call, "--initial", "stack.npy"]);
    }

    [Fact]
    public void CompressedSlabs_AreTheWhole()
    {
        using var folder = new CliFolder();
        Prepare(folder, "cone.npy");
        folder.Run(["fdk", "cone.npy", "whole.nii", .. Cone.Split(' ')]).Succeeded();
        folder.Run(["fdk", "cone.npy", "slabs.nii.gz", .. Cone.Split(' '), "--memory-mb", "40"]).Succeeded();
        using var whole = folder.Read("whole.nii");
        using var slabs = folder.Read("slabs.nii.gz");
        VolumeAssert.Close(whole, slabs, 0, "slabs");
    }

    [Theory]
    [InlineData("fdk", "cone.npy", Cone), InlineData("fbp", "stack.npy", Stack), InlineData("cgls", "stack.npy", Stack + " --iterations 2")]
    public void Plan_SaysWhatIsNeededAndWritesNothing(string verb, string input, string options)
    {
        using var folder = new CliFolder();
        Prepare(folder, input);
        var before = folder.Contents();
        var memory = verb is "fbp" ? "40" : "25";
        var text = folder.Run([verb, input, "out.nii", .. options.Split(' '), "--plan", "--memory-mb", memory]).Succeeded().Output;
        foreach (var word in new[] { "memory", "slabs of", "reading", "compute", "writing", "disk", "MB free" })
            Assert.Contains(word, text, StringComparison.Ordinal);
        var json = folder.Run([verb, input, "out.nii", .. options.Split(' '), "--plan", "--memory-mb", memory, "--json"]).Succeeded().Json;
        Assert.InRange(json.GetProperty("memory_bytes").GetInt64(), 1 << 20, 40 << 20);
        foreach (var stage in new[] { "read", "compute", "write" })
            Assert.True(json.GetProperty($"estimated_{stage}_seconds").GetDouble() > 0);
        Assert.True(json.GetProperty("read_bytes").GetInt64() >= new FileInfo(folder.File(input)).Length - 128);
        Assert.True(json.GetProperty("write_bytes").GetInt64() > 0 && json.GetProperty("disk_free_bytes").GetInt64() > 0);
        Assert.Equal(before, folder.Contents());
    }

    [Fact]
    public void WhatCannotBeReadInParts_SaysSo()
    {
        using var folder = new CliFolder();
        Prepare(folder, "cone.nii.gz");
        folder.RunFails(2, ["cone.nii.gz", "cannot be read in parts", ".npy"], ["fdk", "cone.nii.gz", "out.npy", .. Cone.Split(' '), "--memory-mb", "25"]);
        folder.RunFails(2, ["does not fit", "16 slices", "--memory-mb"], ["fdk", "cone.nii.gz", "out.npy", .. Cone.Split(' '), "--memory-mb", "4"]);
    }

    [Fact]
    public void NaNMetInALaterSlab_IsNamedAndLeavesNothing()
    {
        using var folder = new CliFolder();
        Prepare(folder, "stack.npy");
        var stack = NpyFile.Read(folder.File("stack.npy"));
        using (stack)
        {
            stack.AsSpan<float>()[90 * 100 * 90 + 7] = float.NaN;
            NpyFile.Write(stack, folder.File("bad.npy"));
        }

        folder.RunFails(2, ["bad.npy", "[90, 0, 7]"], ["fbp", "bad.npy", "out.npy", .. Stack.Split(' '), "--memory-mb", "50"]);
    }

    [SkippableTheory]
    [InlineData("cpu"), InlineData("opencl")]
    public void Interrupted_LeavesNothing(string device)
    {
        TestDevices.Get(device);
        using var folder = new CliFolder();
        Prepare(folder, "cone.npy");
        var before = folder.Contents();
        string[] scan = ["fdk", "cone.npy", "out.nii", .. ConeScan.Split(' '), "--device", device];
        string[] call = [.. scan, "--size", "1000", "--spacing-mm", "0.07", "--memory-mb", "300"];

        // OpenCL's compiler writes to stderr while it works, and when it is interrupted.
        folder.Run([.. scan, "--size", "20", "--spacing-mm", "3.5"]).Succeeded();
        File.Delete(folder.File("out.nii"));
        using var process = CliProcess.Start(folder.Path, null, call);
        var clock = Stopwatch.StartNew();
        while (folder.Contents().Length == before.Length && clock.Elapsed < TimeSpan.FromSeconds(60))
            Thread.Sleep(50);
        Thread.Sleep(500);
        Assert.False(process.HasExited);
        CliProcess.Signal(process, CliProcess.Interrupt);
        CliProcess.End(process, call).Failed(130, "interrupted");
        Assert.Equal(before, folder.Contents());
    }

    private static void Prepare(CliFolder folder, string input)
    {
        if (input.StartsWith("cone", StringComparison.Ordinal))
        {
            folder.Put(input, TestVolumes.Random(new Size3D(64, 100, 40), 1, 0.1f, 1));
            folder.Put("flat.npy", TestVolumes.Random(new Size3D(64, 100, 2), 2, 0.9f, 1.2f));
            folder.Put("dark.npy", TestVolumes.Random(new Size3D(64, 100, 3), 3, 0, 0.3f));
            return;
        }

        // A cylinder beside the axis, as line integrals and as transmissions.
        var scan = ProjectionGeometry.Parallel(ProjectionGeometry.AnglesFromDegrees(0, 180, 90), 100, columnCenter: 47, slices: 96);
        using var stack = Phantoms.Project([new Ellipsoid(0.02, new(0.5, 0.6, double.PositiveInfinity), new(0.1, 0.05, 0), 0)], 40, scan);
        folder.Put("counts.npy", Volume.FromArray<float>(stack.AsSpan<float>().ToArray().Select(p => (float)Math.Exp(-p)).ToArray(), stack.Geometry));
        VolumeFile.Write(stack, folder.File("stack.npy"));
        folder.Put("initial.npy", TestVolumes.Random(new Size3D(100, 100, 96), 4, 0, 0.02f));
        folder.Put("mask.nii", TestVolumes.From(new VolumeGeometry(new(100, 100, 96), Vector3D.One), (i, j, k) => (i + j + k) % 5 == 0 ? 0 : 1));
        folder.Put("flats.npy", TestVolumes.Random(new Size3D(100, 96, 2), 2, 0.99f, 1.01f));
    }
}
