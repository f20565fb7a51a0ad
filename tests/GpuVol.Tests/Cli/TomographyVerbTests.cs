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
}
