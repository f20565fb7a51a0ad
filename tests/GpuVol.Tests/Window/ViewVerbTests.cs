using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Cli;
using GpuVol.Tests.Cli;
using GpuVol.Tests.Rendering;
using GpuVol.Viewer;
using Xunit.Abstractions;

namespace GpuVol.Tests.Window;

/// <summary><c>view</c> as a user has it: a process of its own on an X server, with a mouse and a keyboard.</summary>
/// <remarks>The program itself fails where OpenGL reports an error or an object is left over at the end, so an exit code of 0 says that neither happened.</remarks>
public sealed class ViewVerbTests(ITestOutputHelper output)
{
    private const int Width = 640;
    private const int Height = 480;

    // What counts as a change: more pixels than a line of text has.
    private const int Many = 400;

    private static readonly ViewerLayout Panels = new(Width, Height, PanelArrangement.Column, showTransfer: true, 1);
    private static readonly PixelRect Axial = Panels.Slice(SlicePlane.Axial).Inside(2);
    private static readonly PixelRect Coronal = Panels.Slice(SlicePlane.Coronal).Inside(2);
    private static readonly PixelRect Sagittal = Panels.Slice(SlicePlane.Sagittal).Inside(2);

    // Without the texts at the edges.
    private static readonly PixelRect View = Panels.View.Inside(50);

    [SkippableTheory]
    [InlineData("compute", true)]
    [InlineData("gl", true)]
    [InlineData("compute", false)]
    public void MouseAndKeys_ChangeWhatTheyShould(string renderer, bool openGl)
    {
        using var display = XvfbDisplay.Start(Width, Height, openGl);
        using var folder = new CliFolder();
        folder.Put("head.nii.gz", Head());
        using var process = Open(display, folder, "--renderer", renderer, "--mode", "composite", "--preset", "grey");
        var first = Settled(display);
        Assert.True(Changed(first, new RgbImage(Width, Height, new byte[3 * Width * Height]), View) > Many, "The 3-D picture is empty.");

        // Turning changes the 3-D picture alone.
        display.Drag(1, 200, 180, 70, 25);
        var turned = Settled(display, first);
        AssertChange(first, turned, "turn", view: true, axial: false, coronal: false, sagittal: false);

        // The wheel enlarges it, Shift moves it.
        display.Do("mousemove 200 180 click 4 click 4");
        var enlarged = Settled(display, turned);
        AssertChange(turned, enlarged, "zoom", view: true, axial: false, coronal: false, sagittal: false);
        display.Do("keydown Shift_L");
        display.Drag(1, 200, 180, 60, 0);
        display.Do("keyup Shift_L");
        var moved = Settled(display, enlarged);
        AssertChange(enlarged, moved, "pan", view: true, axial: false, coronal: false, sagittal: false);

        // A right drag in a slice changes the window of all three.
        display.Drag(3, Axial.X + 60, Axial.Y + 60, 50, 20);
        var windowed = Settled(display, moved);
        AssertChange(moved, windowed, "window", view: false, axial: true, coronal: true, sagittal: true);

        // A click in the axial slice moves the other two there.
        display.Do($"mousemove {Axial.X + 55} {Axial.Y + 95} click 1");
        var linked = Settled(display, windowed);
        AssertChange(windowed, linked, "cross-hair", view: false, axial: false, coronal: true, sagittal: true);

        // The wheel goes through the slices of a plane.
        display.Do($"mousemove {Axial.X + 60} {Axial.Y + 60}" + string.Concat(Enumerable.Repeat(" click 4", 12)));
        var before = Settled(display, linked);
        AssertChange(linked, before, "slices", view: false, axial: true, coronal: false, sagittal: false);

        // Help comes and goes. The line that says why there is no OpenGL may go meanwhile.
        display.Do("key h");
        var help = display.Settled(picture => Changed(before, picture, Panels.Window) > 20 * Many);
        display.Do("key F1");
        var without = Settled(display, help);
        Assert.All([View, Axial, Coronal, Sagittal], part => Assert.Equal(0, Changed(before, without, part)));

        // A point of the transfer function is dragged: the picture changes, undone by reset.
        display.Drag(1, Panels.Transfer.Right - 11, Panels.Transfer.Y + 52, -120, -30);
        var edited = Settled(display, before);
        AssertChange(before, edited, "transfer function", view: true, axial: false, coronal: false, sagittal: false);
        display.Do("key 1");
        var mip = Settled(display, edited);
        Assert.True(Changed(before, mip, View) > Many, "The mode does not change.");

        display.Do("key r mousemove 200 180");
        Assert.Equal(0, Changed(first, Settled(display, mip), View));
        display.Do("key Escape");
        var result = CliProcess.End(process, ["view"]).Succeeded();
        Assert.Equal(renderer, result.Json.GetProperty("renderer").GetString());
        Assert.Equal(openGl, result.Json.GetProperty("opengl").GetString() is not null);
        Assert.True(result.Json.GetProperty("moving_frames").GetInt32() > 5, "Nothing moved.");
    }

    [SkippableTheory]
    [InlineData("compute", "mip")]
    [InlineData("compute", "composite")]
    [InlineData("gl", "average")]
    [InlineData("gl", "composite")]
    public void SavedScene_MakesThePictureAgain(string renderer, string mode)
    {
        using var display = XvfbDisplay.Start(Width, Height);
        using var folder = new CliFolder();
        folder.Put("head.nii.gz", Head());
        using var process = Open(display, folder, "--renderer", renderer, "--mode", mode, "--projection", "perspective");
        var opened = Settled(display);
        display.Drag(1, 200, 180, 55, -35);
        display.Drag(2, 200, 180, 20, 10);
        display.Drag(3, 200, 180, -15, 8);
        display.Do("key s");
        var shown = Settled(display, opened);
        display.Do("key q");
        CliProcess.End(process, ["view"]).Succeeded();
        Assert.Equal(["head-001.json", "head-001.png", "head.nii.gz"], folder.Contents());

        folder.Run("render", "head.nii.gz", "again.png", "--scene", "head-001.json", "--renderer", renderer).Succeeded();
        var saved = Picture(folder, "head-001.png");
        RenderingTestData.Close(saved, Picture(folder, "again.png"), 0, $"{renderer} {mode}");
        AssertShown(saved, shown);
    }

    // Answered means: the window shows another picture, long before the one at work would have been complete.
    [SkippableTheory]
    [InlineData("compute", "0.003")]
    [InlineData("gl", "0.012")]
    public void DragDuringAFullPicture_IsAnsweredAtOnce(string renderer, string stepMm)
    {
        // One ray after the other takes some ten times as long as eight together: a picture would not be complete before the test gives up.
        if (renderer == "compute" && !Avx2.IsSupported)
            stepMm = "0.03";
        using var display = XvfbDisplay.Start(Width, Height);
        using var folder = new CliFolder();
        folder.Put("head.nii.gz", Head());
        using var process = Open(display, folder, "--renderer", renderer, "--preset", "grey", "--step-mm", stepMm);
        Settled(display);
        display.Drag(1, 200, 180, 30, 20);

        // A full picture begins 0.18 s after the last movement.
        Thread.Sleep(TimeSpan.FromMilliseconds(450));
        var before = display.Picture();
        var clock = Stopwatch.StartNew();
        display.Do("mousemove 200 180 mousedown 1 mousemove 240 200");
        while (Changed(before, display.Picture(), View) < Many)
            Assert.True(clock.ElapsedMilliseconds < 20_000, "The drag changes nothing.");
        var answerMs = clock.Elapsed.TotalMilliseconds;
        display.Do("mouseup 1 key s");
        var shown = Settled(display, before);
        display.Do("key q");
        var json = CliProcess.End(process, ["view"]).Succeeded().Json;
        AssertShown(Picture(folder, "head-001.png"), shown);

        var fullMs = json.GetProperty("full_frame_ms").GetDouble();
        output.WriteLine($"{renderer}: answered after {answerMs:F0} ms, a full picture takes {fullMs:F0}");
        Skip.If(fullMs < 1000, $"A full picture takes {fullMs:F0} ms on this machine, too little for this test.");
        Assert.True(json.GetProperty("dropped_frames").GetInt32() >= 1, "No full picture was given up.");
        Assert.True(answerMs < fullMs / 3, $"{renderer}: answered {answerMs:F0} ms after a drag, where a full picture takes {fullMs:F0}.");
    }

    [SkippableTheory]
    [InlineData("compute")]
    [InlineData("gl")]
    public void Labels_AreSeenInAllPanels(string renderer)
    {
        using var display = XvfbDisplay.Start(Width, Height);
        using var folder = new CliFolder();
        folder.Put("head.nii.gz", Head());
        folder.Put("labels.nii.gz", RenderingTestData.FromPatient(new Size3D(30, 30, 30), Vector3D.One, Matrix3D.Identity, at => at.Length < 9 ? 2 : 0));
        End(display, folder, "--renderer", renderer, "--mode", "mip", "--screenshot", "plain.png").Succeeded();
        End(display, folder, "--renderer", renderer, "--mode", "mip", "--labels", "labels.nii.gz", "--screenshot", "labelled.png").Succeeded();
        AssertChange(Picture(folder, "plain.png"), Picture(folder, "labelled.png"), "labels", view: true, axial: true, coronal: true, sagittal: true);
    }

    [SkippableFact]
    public void Closing_EndsWithZero()
    {
        using var display = XvfbDisplay.Start(Width, Height);
        using var folder = new CliFolder();
        folder.Put("head.nii.gz", Head());
        using var process = Open(display, folder);
        Settled(display);

        // Every arrangement, full screen and back, every mode and preset, a slice that is not there any more under the mouse.
        display.Do("key l key l key f key 1 key 2 key 3 key 5 key p key p key p key p key p key o key v key v key c key t key plus key Left key Up key l");
        Settled(display);
        display.Do("key f key Escape");
        CliProcess.End(process, ["view"]).Succeeded();
    }

    [SkippableFact]
    public void Interrupted_SaysSo()
    {
        using var display = XvfbDisplay.Start(Width, Height);
        using var folder = new CliFolder();
        folder.Put("head.nii.gz", Head());
        using var process = Open(display, folder);
        Settled(display);
        CliProcess.Signal(process, CliProcess.Interrupt);
        CliProcess.End(process, ["view"]).Failed(130, "interrupted");
    }

    [SkippableFact]
    public void Screenshot_IsWhatTheWindowShows()
    {
        using var display = XvfbDisplay.Start(Width, Height);
        using var folder = new CliFolder();
        folder.Put("head.nii.gz", Head());
        var json = End(display, folder, "--screenshot", "window.png", "--frames", "12").Succeeded().Json;
        Assert.Equal(12, json.GetProperty("moving_frames").GetInt32());
        var picture = Picture(folder, "window.png");
        Assert.Equal((Width, Height), (picture.Width, picture.Height));
        using var process = Open(display, folder);
        Assert.Equal(0, Changed(picture, Settled(display), Panels.Window));
        display.Do("key q");
        CliProcess.End(process, ["view"]).Succeeded();
    }

    [SkippableFact]
    public void Example_OpensAsItStands()
    {
        using var display = XvfbDisplay.Start(1024, 768);
        using var folder = new CliFolder();
        folder.Run("phantom", "shepp-logan-3d", "head.nii.gz", "--size", "32").Succeeded();
        var words = VerbList.Find("view")!.Example.Split(' ');
        Assert.Equal(["gpuvol", "view"], words[..2]);
        using var process = CliProcess.Start(folder.Path, ("DISPLAY", display.Name), [.. words[1..], "--screenshot", "window.png"]);
        CliProcess.End(process, words).Succeeded();
        Assert.Contains("window.png", folder.Contents());
    }

    [SkippableFact]
    public void WithoutOpenGl_GlIsRefused()
    {
        using var display = XvfbDisplay.Start(Width, Height, openGl: false);
        using var folder = new CliFolder();
        folder.Put("head.nii.gz", Head());
        End(display, folder, "--renderer", "gl").Failed(1, "GLX", "compute");
    }

    [Theory]
    [InlineData("GPUVOL_LIBGLFW", "libglfw-is-missing.so", "libglfw-is-missing.so is not installed", "libglfw3")]
    [InlineData("GPUVOL_LIBGLFW", "libc.so.6", "libc.so.6 has no function glfwGetError", "too old")]
    public void NoLibrary_OneLineWithTheRemedy(string variable, string value, params string[] words)
    {
        using var folder = new CliFolder();
        folder.Put("head.nii.gz", Head());
        CliProcess.Run(folder.Path, (variable, value), "view", "head.nii.gz").Failed(1, words);
    }

    [SkippableFact]
    public void NoDisplay_OneLineWithTheRemedy()
    {
        // Skips where GLFW is missing.
        XvfbDisplay.Start(32, 32).Dispose();
        using var folder = new CliFolder();
        folder.Put("head.nii.gz", Head());
        CliProcess.Run(folder.Path, ("DISPLAY", ":987"), "view", "head.nii.gz").Failed(1, "no display", "render");
    }

    [Fact]
    public void BadCalls_CostNoWindow()
    {
        using var folder = new CliFolder();
        folder.Put("head.nii.gz", Head());
        folder.RunFails(2, ["--preset", "ct-bones"], "view", "head.nii.gz", "--preset", "ct-bones");
        folder.RunFails(2, ["none.json"], "view", "head.nii.gz", "--scene", "none.json");
        folder.RunFails(2, ["--frames"], "view", "head.nii.gz", "--frames", "0");
        folder.RunFails(2, ["window.bmp", ".png"], "view", "head.nii.gz", "--screenshot", "window.bmp");
    }

    // The same picture stands in the window, but for its letters.
    private static void AssertShown(RgbImage saved, RgbImage shown)
    {
        var part = new PixelRect(0, 0, saved.Width, saved.Height).Inside(60);
        for (var y = part.Y; y < part.Bottom; y++)
        {
            for (var x = part.X; x < part.Right; x++)
                Assert.InRange(Math.Abs(shown.Red(x, y) - saved.Red(x, y)), 0, 1);
        }
    }

    // Different in every direction, so that a slice that is turned, mirrored or another one shows.
    private static Volume Head() => RenderingTestData.FromPatient(new Size3D(48, 40, 44), new Vector3D(1, 1.2, 1.1), TestVolumes.Oblique, at =>
    {
        var radius = Math.Sqrt(at.X * at.X / 300 + at.Y * at.Y / 420 + at.Z * at.Z / 380);
        return radius > 1 ? 0 : 400 + 8 * at.X + 5 * at.Y - 6 * at.Z + ((at - new Vector3D(8, -6, 7)).Length < 5 ? 500 : 0);
    });

    private static Process Open(XvfbDisplay display, CliFolder folder, params string[] options) =>
        CliProcess.Start(folder.Path, ("DISPLAY", display.Name), ["view", "head.nii.gz", "--device", "cpu", "--size", $"{Width}x{Height}", "--json", .. options]);

    // Another picture than before, in full quality: then its size is in the second line at its upper right corner, and while it moves its rate.
    private static RgbImage Settled(XvfbDisplay display, RgbImage? before = null)
    {
        var layouts = from arrangement in Enum.GetValues<PanelArrangement>()
                      from showTransfer in new[] { false, true }
                      select new ViewerLayout(Width, Height, arrangement, showTransfer, 1).View;
        return display.Settled(picture => !picture.Pixels.AsSpan().SequenceEqual(before?.Pixels ?? []) && layouts.Any(view => Shows(picture, view, $"{view.Width}×{view.Height}")));
    }

    private static bool Shows(RgbImage picture, PixelRect view, string text)
    {
        var font = new StrokeFont(1);
        var expected = new Canvas(Width, Height);
        expected.Text(font, view.Right - 6 - font.Width(text), 6 + font.LineHeight, text, Ink.Faint);
        return Enumerable.Range(0, Width * Height).All(n => expected.Pixels[4 * n] < Ink.Faint.Red || picture.Pixels[3 * n] == Ink.Faint.Red);
    }

    private static CliResult End(XvfbDisplay display, CliFolder folder, params string[] options)
    {
        using var process = Open(display, folder, options);
        return CliProcess.End(process, ["view", .. options]);
    }

    private static RgbImage Picture(CliFolder folder, string name)
    {
        var png = PngReader.Read(folder.File(name));
        var pixels = png.Pixels();

        // Grey pictures are stored with one channel.
        return new RgbImage(png.Width, png.Height, pixels.Length == png.Width * png.Height ? [.. pixels.SelectMany(level => new[] { level, level, level })] : pixels);
    }

    // Pixels of a part that differ by more than rounding.
    private static int Changed(RgbImage a, RgbImage b, PixelRect part)
    {
        var changed = 0;
        for (var y = part.Y; y < part.Bottom; y++)
        {
            for (var x = part.X; x < part.Right; x++)
            {
                var n = 3 * (y * a.Width + x);
                if (Enumerable.Range(n, 3).Any(channel => Math.Abs(a.Pixels[channel] - b.Pixels[channel]) > 2))
                    changed++;
            }
        }

        return changed;
    }

    // What changes does so in many pixels; what stays may have another cross-hair.
    private static void AssertChange(RgbImage before, RgbImage after, string what, bool view, bool axial, bool coronal, bool sagittal)
    {
        foreach (var (name, part, changes) in new[] { ("3-D", View, view), ("axial", Axial, axial), ("coronal", Coronal, coronal), ("sagittal", Sagittal, sagittal) })
        {
            var changed = Changed(before, after, part);
            var limit = name == "3-D" ? 0 : 2 * (part.Width + part.Height);
            Assert.True(changes ? changed > Math.Max(Many, limit) : changed <= limit, $"{what}: {changed} pixels of the {name} panel changed, which {(changes ? "should change" : "should stay")}.");
        }
    }
}
