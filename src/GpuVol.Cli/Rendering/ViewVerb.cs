using System.CommandLine;
using GpuVol.Viewer;

namespace GpuVol.Cli;

/// <summary><c>view</c>: a window on a volume.</summary>
internal sealed class ViewVerb : Verb
{
    private const int UsualWidth = 1024;
    private const int UsualHeight = 768;

    private static readonly Argument<string> Input = new("INPUT") { Description = "DICOM folder or file, .nii, .nii.gz or .npy." };
    private static readonly Option<(int Width, int Height)?> WindowSize = Opt.PixelSize(SceneOptions.Size.Name, $"Pixels of the window (default {UsualWidth}x{UsualHeight}).");
    private static readonly Option<RendererChoice?> Renderer = SceneOptions.Renderer("auto (default): OpenGL where a GPU draws the window, else compute. gl: OpenGL, in software where there is no GPU. compute: any device.");
    private static readonly Option<int?> Frames = Opt.Integer("--frames", "N", "Turn the volume once in N frames and end.", Opt.AtLeastOne);
    private static readonly Option<string?> Screenshot = Opt.Word("--screenshot", "FILE", "Write what the window shows, in full quality, as .png and end.");

    /// <inheritdoc/>
    public override string Name => "view";

    /// <inheritdoc/>
    public override string Summary => "Turn a volume in a window, with three linked slices.";

    /// <inheritdoc/>
    public override string Details => """
        Opens as a composite; the other modes, and what mouse and keys do, are a key press away (H).
        S saves the 3-D picture and its scene, from which render --scene makes it again.
        Needs a display and GLFW (Debian: libglfw3).
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol view head.nii.gz --preset mr --azimuth-deg 30";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [Input];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [.. SceneOptions.All.Except([SceneOptions.Size]), .. LabelOptions.All, WindowSize, Renderer, Frames, Screenshot];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> SharedOptions => [.. CommonOptions.OfInput, CommonOptions.Device, CommonOptions.Threads, CommonOptions.Json];

    /// <inheritdoc/>
    public override void Run(VerbRun run)
    {
        var input = run.Required(Input);
        var size = run.Value(WindowSize) ?? (UsualWidth, UsualHeight);
        var scene = SceneOptions.OfAnyMode(run, RenderMode.Composite);
        var options = new ViewerOptions
        {
            Scene = scene with { Labels = LabelOptions.Palette(run, scene.Labels) },
            Renderer = run.Value(Renderer) ?? RendererChoice.Auto,
            Name = NameOf(input),
            Width = size.Item1,
            Height = size.Item2,
            Frames = run.Value(Frames),
            ScreenshotPath = run.Value(Screenshot),
        };
        run.Report.Input = input;
        if (options.ScreenshotPath is { } screenshot)
            OutputGuard.Check(screenshot, OutputGuard.PictureExtensions, [input]);
        var device = run.OpenDevice();
        using var viewer = new VolumeViewer(options);

        var labels = LabelOptions.Read(run);
        using var read = run.ReadVolume(input);
        using var volume = run.Upload(() => read.ToDevice(device));
        run.Report.Describe(volume.Geometry, null);
        run.EndProgress();
        Report(run, viewer.Show(volume, labels, run.Cancellation));
    }

    private static void Report(VerbRun run, ViewerSummary summary)
    {
        run.Report.Add("renderer", json => json.WriteStringValue(SceneOptions.Word(summary.Renderer)));
        run.Report.Add("opengl", json => json.WriteStringValue(summary.OpenGl));
        run.Report.Add("moving_frames", summary.MovingFrames);
        run.Report.Add("moving_frame_ms", summary.MovingFrameMs);
        run.Report.Add("full_frames", summary.FullFrames);
        run.Report.Add("full_frame_ms", summary.FullFrameMs);
        run.Report.Add("dropped_frames", summary.DroppedFrames);
        run.Report.Add("saved", json =>
        {
            json.WriteStartArray();
            foreach (var file in summary.Saved)
                json.WriteStringValue(file);
            json.WriteEndArray();
        });
        if (summary.Note is { } note)
            run.Report.Warnings = [.. run.Report.Warnings, note];
        foreach (var file in summary.Saved)
            run.Report.Line(file);
    }

    // "head" of head.nii.gz and of a folder head/.
    private static string NameOf(string input)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(input));
        if (Directory.Exists(input))
            return name.Length > 0 ? name : "volume";
        foreach (var extension in OutputGuard.VolumeExtensions)
        {
            if (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                return name[..^extension.Length];
        }

        return name;
    }
}
