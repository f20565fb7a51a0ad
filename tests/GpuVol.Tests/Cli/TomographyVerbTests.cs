namespace GpuVol.Tests.Cli;

/// <summary>The tomography verbs call the operations that they name, and refuse what does not fit.</summary>
public class TomographyVerbTests
{
    [Fact]
    public void CountsAndCenter_BecomeASlice()
    {
        using var folder = new CliFolder();
        var geometry = ProjectionGeometry.Parallel(ProjectionGeometry.AnglesFromDegrees(0, 180, 90), 64, columnCenter: 29);
        using var exact = Phantoms.Project([new Ellipsoid(0.02, new(0.7, 0.7, double.PositiveInfinity), new(0.1, 0.05, 0), 0)], 30, geometry);
        var counts = exact.AsSpan<float>().ToArray().Select(p => (float)(100 + 60000 * Math.Exp(-p))).ToArray();
        NpyFile.Write<float>(counts, [90, 64], folder.File("counts.npy"));
        NpyFile.Write<float>(Enumerable.Repeat(60100f, 128).ToArray(), [2, 64], folder.File("flat.npy"));
        NpyFile.Write<float>(Enumerable.Repeat(100f, 64).ToArray(), [1, 64], folder.File("dark.npy"));
        folder.Run("fbp", "counts.npy", "slice.npy", "--angles-deg", "0:180:90", "--flat", "flat.npy", "--dark", "dark.npy", "--find-center", "--size", "48", "--device", "cpu").Succeeded();
        using var slice = VolumeFile.Read(folder.File("slice.npy"));
        Assert.Equal(0.02f, slice.AsSpan<float>()[24 + 48 * 24], 5e-4f);
    }

    [Theory]
    [InlineData("parallel")]
    [InlineData("fan")]
    [InlineData("cone")]
    public void EveryMethodAndScan_ReportsItsResiduals(string kind)
    {
        using var folder = new CliFolder();
        string[] scan = kind == "parallel" ? ["--angles-deg", "0:180:15"] : ["--geometry", kind, "--angles-deg", "0:360:15", "--source-mm", "60", "--detector-mm", "20"];
        folder.Run("phantom", "shepp-logan-3d", "truth.npy", "--size", "12").Succeeded();
        folder.Run(["project", "truth.npy", "data.npy", .. scan, "--device", "cpu"]).Succeeded();
        foreach (var verb in new[] { "sart", "sirt", "ossart", "cgls" })
        {
            string[] subsets = verb == "ossart" ? ["--subsets", "4"] : [];
            var result = folder.Run([verb, "data.npy", $"{verb}.npy", .. scan, "--size", "12", "--iterations", "3", .. subsets, "--device", "cpu", "--json"]).Succeeded();
            var residuals = result.Json.GetProperty("residuals").EnumerateArray().Select(e => e.GetDouble()).ToArray();
            Assert.Equal(3, residuals.Length);
            Assert.True(residuals[2] < residuals[0], $"{kind}, {verb}: residuals {string.Join(", ", residuals)}.");
            Assert.Equal([12, 12, 12], NpyFile.ReadShape(folder.File($"{verb}.npy")).Shape);
        }
    }

    [Theory]
    [InlineData("gaussian", "image.npy", new long[] { 24, 20 }, "--sigma-voxels", "1")]
    [InlineData("resample", "image.npy", new long[] { 12, 40 }, "--size", "40,12,1")]
    [InlineData("project", "image.npy", new long[] { 18, 20 }, "--angles-deg", "0:180:18", "--detectors", "20")]
    [InlineData("fbp", "image.npy", new long[] { 16, 16 }, "--angles-deg", "0:180:24", "--size", "16")]
    [InlineData("cgls", "image.npy", new long[] { 16, 16 }, "--angles-deg", "0:180:24", "--size", "16", "--iterations", "2")]
    [InlineData("fbp", "stack.npy", new long[] { 1, 16, 16 }, "--angles-deg", "0:180:24", "--size", "16")]
    public void Image_StaysAnImageAndAStackAStack(string verb, string input, long[] shape, params string[] options)
    {
        using var folder = new CliFolder();
        var values = Enumerable.Range(0, 24 * 20).Select(n => n % 7f).ToArray();
        NpyFile.Write<float>(values, input == "image.npy" ? [24, 20] : [1, 24, 20], folder.File(input));
        folder.Run([verb, input, "out.npy", .. options, "--device", "cpu"]).Succeeded();
        Assert.Equal(shape, NpyFile.ReadShape(folder.File("out.npy")).Shape);
    }

    [Theory]
    [InlineData("30 angles", "fbp", "--angles-deg", "0:180:30")]
    [InlineData("angles are missing", "fbp")]
    [InlineData("source-mm", "fbp", "--angles-deg", "0:180:20", "--geometry", "fan")]
    [InlineData("degrees needs at least", "fbp", "--angles-deg", "0:90:20", "--geometry", "fan", "--source-mm", "90", "--detector-mm", "30")]
    [InlineData("neither a kind of scan", "sirt", "--angles-deg", "0:180:20", "--geometry", "spiral")]
    [InlineData("--dark needs --flat", "sart", "--angles-deg", "0:180:20", "--dark", "sino.npy")]
    [InlineData("does not go with --convention skimage", "fbp", "--angles-deg", "0:180:20", "--convention", "skimage", "--cut-off", "0.5")]
    public void WhatDoesNotFit_IsRefused(string expected, params string[] call)
    {
        using var folder = new CliFolder();
        NpyFile.Write<float>(new float[20 * 24], [20, 24], folder.File("sino.npy"));
        var result = folder.Run([call[0], "sino.npy", "out.npy", .. call[1..], "--device", "cpu"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void NaN_IsNamedWithItsPlace()
    {
        using var folder = new CliFolder();
        var sinogram = new float[20 * 24];
        sinogram[3 * 24 + 5] = float.NaN;
        NpyFile.Write<float>(sinogram, [20, 24], folder.File("sino.npy"));
        var result = folder.Run("fbp", "sino.npy", "out.npy", "--angles-deg", "0:180:20", "--device", "cpu");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("[0, 3, 5]", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fan", "project"), InlineData("fan", "fbp"), InlineData("fan", "sart"), InlineData("fan", "sirt"), InlineData("fan", "ossart"), InlineData("fan", "cgls"), InlineData("cone", "fdk"), InlineData("cone", "project")]
    public void GeometryFile_IsReadByEveryVerb(string kind, string verb)
    {
        using var folder = new CliFolder();
        File.WriteAllText(folder.File("scan.json"), $$"""{ "geometry": "{{kind}}", "angles-deg": "0:360:24", "detectors": {{(kind == "fan" ? "30" : "[30, 20]")}}, "detector-spacing-mm": 2, "center": 14, "source-mm": 120, "detector-mm": 40, "axis-offset-mm": 0.5 }""");
        folder.Put(verb == "project" ? "in.npy" : "data.npy", TestVolumes.Random(verb == "project" ? new Size3D(16, 16, 4) : kind == "fan" ? new Size3D(30, 24, 4) : new Size3D(30, 20, 24), 1));
        var input = verb == "project" ? "in.npy" : "data.npy";
        string[] few = verb is "project" or "fbp" or "fdk" ? [] : ["--iterations", "1"];
        var json = folder.Run([verb, input, "file.npy", "--geometry", "scan.json", .. few, "--json"]).Succeeded().Json;
        Assert.Equal(kind, json.GetProperty("geometry").GetString());
        Assert.Equal(24, json.GetProperty("views").GetInt32());
        var center = kind == "fan" ? "14" : "14,9.5";
        var detectors = kind == "fan" ? "30" : "30,20";
        folder.Run([verb, input, "options.npy", "--geometry", kind, "--angles-deg", "0:360:24", "--detectors", detectors, "--detector-spacing-mm", "2", "--center", center, "--source-mm", "120", "--detector-mm", "40", "--axis-offset-mm", "0.5", .. few]).Succeeded();
        Assert.Equal(File.ReadAllBytes(folder.File("options.npy")), File.ReadAllBytes(folder.File("file.npy")));
    }

    [Theory]
    [InlineData("fbp", "0:360:60", null, "full turn")]
    [InlineData("fdk", "0:360:60", null, "full turn")]
    [InlineData("fbp", "0:230:60", null, "short scan", "Parker")]
    [InlineData("fdk", "0:230:60", null, "short scan", "Parker")]
    [InlineData("fbp", "0:360:60", "8", "displaced detector", "column 8 of 24")]
    [InlineData("fdk", "0:360:60", "8,9.5", "displaced detector", "column 8 of 24")]
    public void Weights_AreAnnounced(string verb, string angles, string? center, params string[] words)
    {
        using var folder = new CliFolder();
        folder.Put("data.npy", TestVolumes.Random(verb == "fbp" ? new Size3D(24, 60, 2) : new Size3D(24, 20, 60), 1));
        string[] call = [verb, "data.npy", "out.npy", "--geometry", verb == "fbp" ? "fan" : "cone", "--angles-deg", angles, "--source-mm", "90", "--detector-mm", "30", .. center is null ? Array.Empty<string>() : ["--center", center], "--size", "8"];
        var text = folder.Run(call).Succeeded().Output;
        var json = folder.Run([.. call, "--json"]).Succeeded().Json.GetProperty("weights").GetString();
        foreach (var word in words)
        {
            Assert.Contains(word, text, StringComparison.Ordinal);
            Assert.Contains(word, json, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("fdk --angles-deg 0:180:60", "180 degrees", "needs at least", "iterative")]
    [InlineData("fdk --angles-deg 0:230:60 --center 5,9.5", "displaced", "full turn")]
    [InlineData("fdk --angles-deg 0:3.14159:60", "3.14 degrees", "needs at least")]
    [InlineData("fdk --angles-deg 0:360:60 --center -9,9.5", "axis of rotation projects to column -9", "beside a detector")]
    [InlineData("fdk --angles-deg 0:360:60 --grid-center-mm 60,0,0 --size 8", "outside the field of view", "mm from the axis")]
    [InlineData("fdk --angles-deg 0:360:60 --size 300", "the source stands at 90 mm")]
    [InlineData("fdk --angles-deg 0:360:59", "60 views", "59 angles")]
    [InlineData("fdk --angles-deg 0:360:60 --hu", "--water-per-mm")]
    [InlineData("fdk --angles-deg 0:360:60 --find-center", "parallel rays")]
    public void ConeScansThatCannotBe_AreRefusedBeforeAnyWork(string call, params string[] words)
    {
        using var folder = new CliFolder();
        folder.Put("data.npy", TestVolumes.Random(new Size3D(24, 20, 60), 1));
        var parts = call.Split(' ');
        folder.RunFails(2, words, [parts[0], "data.npy", "out.npy", .. parts[1..], "--source-mm", "90", "--detector-mm", "30"]);
    }

    [Fact]
    public void Repeated_TimesTheSameComputation()
    {
        using var folder = new CliFolder();
        folder.Put("data.npy", TestVolumes.Random(new Size3D(24, 20, 3), 1));
        folder.Run("fbp", "data.npy", "once.npy", "--angles-deg", "0:180:20").Succeeded();
        folder.Run("fbp", "data.npy", "again.npy", "--angles-deg", "0:180:20", "--repeat", "3").Succeeded();
        Assert.Equal(File.ReadAllBytes(folder.File("once.npy")), File.ReadAllBytes(folder.File("again.npy")));
    }

    [Theory]
    [InlineData("fbp"), InlineData("sart", "--plan"), InlineData("cgls")]
    public void GridBesideTheFieldOfViewOfParallelRays_IsRefused(string verb, params string[] options)
    {
        using var folder = new CliFolder();
        folder.Put("data.npy", TestVolumes.Random(new Size3D(24, 20, 1), 1));
        folder.RunFails(2, ["outside the field of view of 11.5 mm"], [verb, "data.npy", "out.npy", "--angles-deg", "0:180:20", "--grid-center-mm", "60,0,0", "--size", "8", .. options]);
    }

    [Fact]
    public void GridPartlyBeyondTheFieldOfView_IsTold()
    {
        using var folder = new CliFolder();
        folder.Put("data.npy", TestVolumes.Random(new Size3D(24, 20, 1), 1, 0, 1));
        string[] call = ["sirt", "data.npy", "out.npy", "--angles-deg", "0:180:20", "--iterations", "1"];
        var part = folder.Run([.. call, "--grid-center-mm", "11,0,0", "--size", "8", "--json"]).Succeeded().Json.GetProperty("grid_in_view").GetDouble();
        var inside = Enumerable.Range(0, 64).Count(n => Math.Sqrt(Math.Pow(7.5 + n % 8, 2) + Math.Pow(n / 8 - 3.5, 2)) <= 11.5);
        Assert.Equal(inside / 64.0, part, 1e-12);
        Assert.Contains("radius 11.5 mm, 50 % of the grid", folder.Run([.. call, "--grid-center-mm", "11,0,0", "--size", "8"]).Succeeded().Output, StringComparison.Ordinal);
        Assert.DoesNotContain("field of view", folder.Run([.. call, "--size", "12"]).Succeeded().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ossart", "fan"), InlineData("sirt", "cone")]
    public void GridBesideTheFieldOfViewOfAnyBeam_IsRefused(string verb, string kind)
    {
        using var folder = new CliFolder();
        folder.Put("data.npy", TestVolumes.Random(kind == "fan" ? new Size3D(24, 60, 20) : new Size3D(24, 20, 60), 1));
        folder.RunFails(2, ["outside the field of view", "mm from the axis"], verb, "data.npy", "out.npy", "--geometry", kind, "--angles-deg", "0:360:60", "--source-mm", "90", "--detector-mm", "30", "--grid-center-mm", "60,0,0", "--size", "8");
    }

    [Fact]
    public void CountsThatAreNotPositive_AreReportedAndHounsfieldUnitsFollow()
    {
        using var folder = new CliFolder();
        var transmissions = Enumerable.Repeat(0.8f, 24 * 20).ToArray();
        transmissions[5] = 0;
        transmissions[30] = -1;
        transmissions[40] = 0.01f;
        NpyFile.Write<float>(transmissions, [1, 20, 24], folder.File("data.npy"));
        string[] call = ["--angles-deg", "0:180:20", "--transmission", "--least-transmission", "0.05", "--size", "16"];
        var result = folder.Run(["fbp", "data.npy", "mu.npy", .. call, "--json"]).Succeeded();
        Assert.Equal(2, result.Json.GetProperty("counts_not_positive").GetInt64());
        Assert.Equal(3, result.Json.GetProperty("counts_raised").GetInt64());
        Assert.Equal("per mm", result.Json.GetProperty("unit").GetString());
        Assert.Contains("3 transmissions below 0.05", result.Error, StringComparison.Ordinal);
        Assert.Equal("HU", folder.Run(["fbp", "data.npy", "hu.npy", .. call, "--hu", "--water-per-mm", "0.02", "--json"]).Succeeded().Json.GetProperty("unit").GetString());
        using var mu = folder.Read("mu.npy");
        using var hu = folder.Read("hu.npy");
        VolumeAssert.Close(mu.AsSpan<float>().ToArray().Select(v => 1000 * (v - 0.02) / 0.02).ToArray(), hu.AsSpan<float>(), hu.Geometry.Size, 1e-2, "HU");
    }

    [SkippableTheory]
    [InlineData("fbp"), InlineData("sart", "--iterations", "2", "--min", "0")]
    public void Tooth_IsReconstructedWithItsCenterFound(string verb, params string[] options)
    {
        var path = TestData.Path("sinogram-tooth", "tooth_row0_transmission.npy");
        using var folder = new CliFolder();
        File.WriteAllLines(folder.File("angles.txt"), Enumerable.Range(0, 181).Select(n => (n * 179.00552486187846 / 180).ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
        var json = folder.Run([verb, path, "tooth.npy", "--angles-deg", "angles.txt", "--transmission", "--find-center", .. options, "--json"]).Succeeded().Json;
        Assert.InRange(json.GetProperty("center").GetDouble(), 295, 296);
        using var image = folder.Read("tooth.npy");
        Assert.Equal(new Size3D(640, 640, 1), image.Geometry.Size);

        // Enamel and dentine stand out from the air beside the tooth.
        var middle = Enumerable.Range(0, 200).SelectMany(j => image.AsSpan<float>().Slice((220 + j) * 640 + 220, 200).ToArray()).Average();
        var air = Enumerable.Range(0, 40).SelectMany(j => image.AsSpan<float>().Slice((300 + j) * 640 + 60, 40).ToArray()).Average();
        Assert.True(middle > 0.0015 && Math.Abs(air) < 0.3 * middle, $"middle {middle}, air {air}");
    }
}
