using GpuVol.Tests.Rendering;

namespace GpuVol.Tests.Cli;

/// <summary><c>render --renderer</c>: which of the two draws, and what is said where OpenGL is missing.</summary>
public class RenderVerbTests
{
    [SkippableTheory]
    [InlineData("mip", 1)]
    [InlineData("composite", 2)]
    public void OpenGl_DrawsTheSamePicture(string mode, int limit)
    {
        TestRenderer.Get("gl");
        using var folder = new CliFolder();
        folder.PutVolume();
        var compute = folder.Run("render", "in.nii.gz", "compute.png", "--mode", mode, "--azimuth-deg", "20", "--size", "96x80", "--renderer", "compute", "--device", "cpu", "--json").Succeeded().Json;
        var openGl = folder.Run("render", "in.nii.gz", "gl.png", "--mode", mode, "--azimuth-deg", "20", "--size", "96x80", "--renderer", "gl", "--device", "cpu", "--json").Succeeded().Json;
        Assert.Equal("compute", compute.GetProperty("renderer").GetString());
        Assert.Equal("gl", openGl.GetProperty("renderer").GetString());
        Assert.Contains("OpenGL", openGl.GetProperty("opengl").GetString(), StringComparison.Ordinal);
        var (expected, actual) = (Picture("compute.png"), Picture("gl.png"));
        Assert.True(expected.Pixels.Max() > 100);
        RenderingTestData.Close(expected, actual, limit, mode);

        // Grey pictures are stored with one channel.
        RgbImage Picture(string name) => PngReader.Read(folder.File(name)).Pixels() is var pixels && pixels.Length == 96 * 80
            ? new(96, 80, [.. pixels.SelectMany(level => new[] { level, level, level })])
            : new(96, 80, pixels);
    }

    [Fact]
    public void NoEglLibrary_OneLineWithTheRemedy()
    {
        using var folder = new CliFolder();
        folder.PutVolume();
        var before = folder.Contents();
        CliProcess.Run(folder.Path, ("GPUVOL_LIBEGL", "libEGL-is-missing.so"), "render", "in.nii.gz", "out.png", "--renderer", "gl")
            .Failed(1, "libEGL-is-missing.so is not installed", "libegl-mesa0", "compute");
        Assert.Equal(before, folder.Contents());

        // A library without EGL's functions.
        CliProcess.Run(folder.Path, ("GPUVOL_LIBEGL", "libc.so.6"), "render", "in.nii.gz", "out.png", "--renderer", "gl").Failed(1, "eglGetProcAddress");
        Assert.Equal(before, folder.Contents());

        // auto goes on without.
        CliProcess.Run(folder.Path, ("GPUVOL_LIBEGL", "libEGL-is-missing.so"), "render", "in.nii.gz", "out.png").Succeeded();
    }

    [Fact]
    public void SavedScene_MakesTheSamePictureAgain()
    {
        using var folder = new CliFolder();
        folder.PutVolume();
        folder.Run("render", "in.nii.gz", "first.png", "--mode", "composite", "--azimuth-deg", "33", "--zoom", "1.2", "--size", "64x48", "--projection", "perspective", "--save-scene", "scene.json").Succeeded();
        folder.Run("render", "in.nii.gz", "second.png", "--scene", "scene.json").Succeeded();
        folder.Run("render", "in.nii.gz", "turned.png", "--scene", "scene.json", "--azimuth-deg", "-50").Succeeded();
        Assert.Equal(PngReader.Read(folder.File("first.png")).Pixels(), PngReader.Read(folder.File("second.png")).Pixels());
        Assert.NotEqual(PngReader.Read(folder.File("first.png")).Pixels(), PngReader.Read(folder.File("turned.png")).Pixels());
        File.WriteAllText(folder.File("broken.json"), "{ \"mode\": ");
        folder.RunFails(2, ["broken.json", "is no JSON"], "render", "in.nii.gz", "out.png", "--scene", "broken.json");
        folder.RunFails(2, ["scene.json", "give another name"], "render", "in.nii.gz", "out.png", "--scene", "scene.json", "--save-scene", "scene.json");
        folder.RunFails(2, ["--window"], "render", "in.nii.gz", "out.png", "--scene", "scene.json", "--window", "40,400");
    }
}
