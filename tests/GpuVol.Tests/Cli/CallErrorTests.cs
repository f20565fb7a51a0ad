namespace GpuVol.Tests.Cli;

/// <summary>Wrong calls: one line on stderr, exit code 2, nothing touched.</summary>
public class CallErrorTests
{
    [Theory]
    [InlineData("gausian in.nii.gz out.nii", "no verb 'gausian'", "Did you mean gaussian?")]
    [InlineData("rednerr in.nii.gz out.nii", "no verb 'rednerr'", "gpuvol --help")]
    [InlineData("--device cpu", "the verb comes first", "gpuvol --help")]
    [InlineData("gaussian in.nii.gz out.nii --sgima-mm 1", "no option --sgima-mm", "Did you mean --sigma-mm?")]
    [InlineData("gaussian --sgima-mm=1 in.nii.gz out.nii", "no option --sgima-mm", "gpuvol gaussian --help")]
    [InlineData("info --jsn", "no option --jsn", "Did you mean --json?")]
    [InlineData("gaussian in.nii.gz", "OUTPUT is missing", "gpuvol gaussian INPUT OUTPUT")]
    [InlineData("gaussian", "INPUT is missing")]
    [InlineData("gaussian in.nii.gz out.nii more --sigma-mm 1", "'more' is one argument too many")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm", "--sigma-mm needs a value")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm --json", "--sigma-mm needs a value")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm 1 --sigma-mm 2", "--sigma-mm is given 2 times")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm nan", "--sigma-mm", "'nan'", "finite")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm 1,NaN,1", "--sigma-mm", "'1,NaN,1'", "finite")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm inf", "--sigma-mm", "finite")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm -1", "--sigma-mm", "at least 0")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm 1,2", "--sigma-mm", "2 numbers", "x,y,z")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm 1,5e999,1", "--sigma-mm", "neither a number")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm one", "--sigma-mm", "'one'")]
    [InlineData("gaussian in.nii.gz out.nii", "--sigma-mm", "--sigma-voxels")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm 1 --sigma-voxels 1", "one of")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm 1 --cval 5", "--cval needs --border constant")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm 1 --border reflct", "--border", "Did you mean reflect?")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm 1 --repeat 0", "--repeat", "at least 1")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm 1 --threads 0", "--threads", "at least 1")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm 1 --dtype f64", "--dtype", "f32")]
    [InlineData("gaussian in.npy out.nii --sigma-mm 1 --spacing-mm 1,-1,1", "--spacing-mm", "above 0")]
    [InlineData("gaussian in.npy out.nii --sigma-mm 1 --spacing-mm 1 --input-spacing-mm 2", "--spacing-mm and --input-spacing-mm")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm 1 --device gpu", "'gpu'", "cpu", "opencl")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm 1 --device cpu:x", "'cpu:x'")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm 1 --device opencl:99", "99", "Available", "cpu")]
    [InlineData("gaussian in.nii.gz out.nii --sigma-mm 1 --device cuda:99", "CUDA", "Available", "--device cpu")]
    [InlineData("resample in.nii.gz out.nii", "--spacing-mm", "--size", "--zoom")]
    [InlineData("resample in.nii.gz out.nii --spacing-mm -1", "--spacing-mm", "above 0")]
    [InlineData("resample in.nii.gz out.nii --spacing-mm 0", "--spacing-mm", "above 0")]
    [InlineData("resample in.nii.gz out.nii --spacing-mm 1 --size 3", "exclude each other")]
    [InlineData("resample in.nii.gz out.nii --size 0,1,1", "--size", "at least 1")]
    [InlineData("resample in.nii.gz out.nii --size 1.5", "--size", "whole numbers")]
    [InlineData("resample in.nii.gz out.nii --spacing-mm 1 --order 9", "--order", "0 to 5")]
    [InlineData("resample in.nii.gz out.nii --like in.nii.gz --size 3", "exclude each other")]
    [InlineData("resample in.nii.gz out.nii --spacing-mm 1 --transform t.tfm", "--like")]
    [InlineData("resample in.nii.gz out.nii --like in.nii.gz --inverse", "--transform")]
    [InlineData("resample in.nii.gz out.nii --size 3 --labels cubic", "nearest, linear")]
    [InlineData("resample in.nii.gz out.nii --size 3 --labels nearest --order 1", "--order")]
    [InlineData("affine in.nii.gz out.nii", "--matrix", "--transform")]
    [InlineData("affine in.nii.gz out.nii --transform t.tfm --border wrap", "--border needs --matrix")]
    [InlineData("shift in.nii.gz out.nii", "--shift-voxels")]
    [InlineData("shift in.nii.gz out.nii --shift-voxels nan", "finite")]
    [InlineData("rotate in.nii.gz out.nii", "--angle-deg")]
    [InlineData("rotate in.nii.gz out.nii --angle-deg 30 --plane zz", "xy, xz, yz")]
    [InlineData("resample in.nii.gz out.nii --spacing-mm 1 --grid-mode", "--grid-mode needs --zoom")]
    [InlineData("resample in.nii.gz out.nii --zoom 2 --default 1", "--cval")]
    [InlineData("window in.nii.gz out.nii --center 1", "--center and --width")]
    [InlineData("window in.nii.gz out.nii --center 1 --width 0.5", "--exact")]
    [InlineData("window in.nii.gz out.nii --center 1 --width 0", "--width", "above 0")]
    [InlineData("render in.nii.gz out.png --renderer vulkan", "--renderer", "gl")]
    [InlineData("render in.nii.gz out.png --mode composite --window 1,2", "--window")]
    [InlineData("render in.nii.gz out.png --mode composite --preset ct-bon", "ct-bon", "ct-bone")]
    [InlineData("render in.nii.gz out.png --preset ct-bone", "--mode composite")]
    [InlineData("render in.nii.gz out.png --size 12", "in.nii.gz")]
    [InlineData("render in.nii.gz out.png --size 0x12", "--size")]
    [InlineData("render in.nii.gz out.png --size 12x12x12", "--size")]
    [InlineData("render in.nii.gz out.png --window 5", "--window", "centre,width")]
    [InlineData("render in.nii.gz out.png --step-mm 0", "--step-mm", "above 0")]
    [InlineData("render in.nii.gz out.png --iso-level 3", "--mode iso")]
    [InlineData("montage in.nii.gz out.png --plane axal", "--plane", "Did you mean axial?")]
    [InlineData("phantom shep-logan-3d out.nii", "shep-logan-3d", "Did you mean shepp-logan-3d?")]
    [InlineData("phantom shepp-logan-3d out.nii --size -3", "--size")]
    [InlineData("convert in.nii.gz out.xyz", "out.xyz", ".nii.gz")]
    [InlineData("convert in.nii.gz out.png", "out.png", ".nii.gz")]
    [InlineData("convert in.nii.gz .nii", ".nii.gz")]
    [InlineData("render in.nii.gz out.nii", ".png")]
    public void WrongCall_IsOneLineAndExitCode2(string call, params string[] words)
    {
        // There is no in.nii.gz: whatever is wrong with the call must be found before the input is looked for.
        using var folder = new CliFolder();
        folder.RunFails(2, words, call.Split(' '));
    }

    [Fact]
    public void NoVerb_NamesThem()
    {
        using var folder = new CliFolder();
        folder.RunFails(2, ["which verb?", "gaussian", "gpuvol --help"]);
    }

    [Fact]
    public void WrongCallWithJson_PrintsNothingOnStdout()
    {
        using var folder = new CliFolder();
        folder.RunFails(2, ["--sigma-mm"], "gaussian", "in.npy", "out.npy", "--sigma-mm", "nan", "--json");
    }

    [Fact]
    public void Trace_AddsTheStack()
    {
        using var folder = new CliFolder();
        var result = CliProcess.Run(folder.Path, ("GPUVOL_TRACE", "1"), "info", "missing.nii");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("   at GpuVol.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void NegativeNumbers_AreValuesAndNotOptions()
    {
        using var folder = new CliFolder();
        folder.PutVolume();
        folder.Run("window", "in.nii.gz", "w.npy", "--center", "-5", "--width", "20", "--out-min", "-1", "--out-max", "-.5").Succeeded();
        folder.Run("render", "in.nii.gz", "r.png", "--window", "-600,1500", "--azimuth-deg", "-30", "--size", "16x16").Succeeded();
        folder.Run("resample", "in.nii.gz", "z.npy", "--zoom", "0.5", "--cval", "-1000").Succeeded();
        folder.Run("resample", "in.nii.gz", "s.npy", "--size", "4", "--default", "-1e3").Succeeded();
        folder.Run("gaussian", "in.nii.gz", "g.npy", "--sigma-mm=1", "--border=constant", "--cval=-3").Succeeded();
    }

    [Fact]
    public void OddFileNames_AreFiles()
    {
        using var folder = new CliFolder();
        folder.PutVolume("@in.nii.gz");
        folder.Run("convert", "@in.nii.gz", "convert.npy").Succeeded();
        File.Move(folder.File("convert.npy"), folder.File("convert"));
        folder.RunFails(2, ["convert"], "convert", "convert", "out.npy");
        folder.PutVolume("with space, and ü.nii");
        folder.Run("convert", "with space, and ü.nii", "-5.npy").Succeeded();
        folder.Run("convert", "--json", "--", "-5.npy", "--out.npy").Succeeded();
        Assert.Contains("--out.npy", folder.Contents());
    }
}
