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

    [Theory]
    [InlineData(0, 4, 5)]
    [InlineData(4, 0, 5)]
    [InlineData(4, 5, 0)]
    public void VolumeWithoutVoxels_IsRefusedWithItsShape(int nk, int nj, int ni)
    {
        using var folder = new CliFolder();
        var header = FormattableString.Invariant($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({nk}, {nj}, {ni}), }}").PadRight(117) + "\n";
        File.WriteAllBytes(folder.File("in.npy"), [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header)]);
        var before = folder.Contents();
        folder.RunFails(2, ["in.npy", FormattableString.Invariant($"({nk}, {nj}, {ni})"), "every axis"], "render", "in.npy", "out.png");
        Assert.Equal(before, folder.Contents());
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

    [SkippableFact]
    public void OpenGlTooOld_OneLineWithTheRemedy()
    {
        // Mesa offers an older version than it has where it is told to.
        TestRenderer.Get("gl");
        using var folder = new CliFolder();
        folder.PutVolume();
        var before = folder.Contents();
        CliProcess.Run(folder.Path, ("MESA_GL_VERSION_OVERRIDE", "2.1"), "render", "in.nii.gz", "out.png", "--renderer", "gl").Failed(1, "3.3 core context", "compute renderer");
        Assert.Equal(before, folder.Contents());
        CliProcess.Run(folder.Path, ("MESA_GL_VERSION_OVERRIDE", "2.1"), "render", "in.nii.gz", "out.png").Succeeded();
    }

    [Fact]
    public void ClipBoxAndPlane_CutThePicture()
    {
        using var folder = new CliFolder();
        folder.PutVolume();
        byte[] Render(string name, params string[] options)
        {
            folder.Run(["render", "in.nii.gz", name, "--size", "60x60", "--mode", "minip", .. options]).Succeeded();
            return PngReader.Read(folder.File(name)).Pixels();
        }

        // The volume reaches from x = -10.375 to 4.625 mm; the picture's middle is at -2.875. MinIP: what is shown is brighter than the background.
        var whole = Render("whole.png");
        var box = Render("box.png", "--clip-box", "-40,-2.875,-100,100,-100,100");
        var plane = Render("plane.png", "--clip-plane", "-2,0,0,2.875", "--save-scene", "scene.json");
        Assert.Equal(box, plane);
        Assert.Equal(plane, Render("again.png", "--scene", "scene.json"));
        Assert.NotEqual(whole, box);
        for (var n = 0; n < box.Length; n++)
            Assert.Equal(n % 60 < 30 ? whole[n] : 0, box[n]);
        folder.RunFails(2, ["--clip-box", "each start must be below its end"], "render", "in.nii.gz", "out.png", "--clip-box", "0,1,5,5,0,1");
        folder.RunFails(2, ["--clip-box", "has 5 numbers; give 6, as X0,X1,Y0,Y1,Z0,Z1"], "render", "in.nii.gz", "out.png", "--clip-box", "0,1,5,5,0");
        folder.RunFails(2, ["--clip-plane", "'x'", "no finite number"], "render", "in.nii.gz", "out.png", "--clip-plane", "0,0,x,1");
        folder.RunFails(2, ["--clip-plane", "no direction"], "render", "in.nii.gz", "out.png", "--clip-plane", "0,0,0,1");
        folder.RunFails(2, ["--sampling", "regular, jittered"], "render", "in.nii.gz", "out.png", "--sampling", "random");
    }

    [Fact]
    public void Labels_ColourPictureAndSlices()
    {
        using var folder = new CliFolder();
        folder.PutVolume();
        using (var volume = folder.Read("in.nii.gz"))
            folder.Put("seg.nii.gz", TestVolumes.From(volume.Geometry, (i, j, k) => i > 12 && j > 5 && k > 4 ? 7 : 0));
        Assert.Equal(7, Assert.Single(folder.Run("render", "in.nii.gz", "mip.png", "--labels", "seg.nii.gz", "--size", "64x64", "--json").Succeeded().Json.GetProperty("labels").EnumerateArray()).GetInt32());
        Assert.True(IsColoured("mip.png"));
        folder.Run("render", "in.nii.gz", "clear.png", "--labels", "seg.nii.gz", "--label-opacity", "0", "--size", "64x64").Succeeded();
        Assert.False(IsColoured("clear.png"));
        folder.Run("montage", "in.nii.gz", "slices.png", "--labels", "seg.nii.gz", "--label-opacity", "0.4").Succeeded();
        Assert.True(IsColoured("slices.png"));
        foreach (var verb in new[] { "render", "montage" })
        {
            folder.RunFails(2, ["--label-opacity needs --labels"], verb, "in.nii.gz", "out.png", "--label-opacity", "0.4");
            folder.RunFails(2, ["--label-opacity", "'2'", "from 0 to 1"], verb, "in.nii.gz", "out.png", "--labels", "seg.nii.gz", "--label-opacity", "2");
            folder.RunFails(2, ["none.nii"], verb, "in.nii.gz", "out.png", "--labels", "none.nii");
            folder.RunFails(2, ["LabelVolume: voxel", "Is this a segmentation?"], verb, "in.nii.gz", "out.png", "--labels", "in.nii.gz");
        }

        // A picture without colours is stored with one channel.
        bool IsColoured(string name) => PngReader.Read(folder.File(name)) is var png && png.Pixels().Length == 3 * png.Width * png.Height;
    }
}
