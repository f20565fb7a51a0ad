using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>The options of labels that are laid over a picture.</summary>
internal static class LabelOptions
{
    private static readonly Option<string?> Labels = Opt.File("--labels", "SEG", "Labels (whole numbers, 0 is none) to lay over the picture in colours; on any grid, placed by its millimetres.");
    private static readonly Option<double?> LabelOpacity = Opt.Number("--label-opacity", "O", "How much of the picture a label hides, 0 to 1 (default 0.5).", value => value is >= 0 and <= 1 ? null : "it must be from 0 to 1.");

    /// <summary>Both.</summary>
    public static readonly IReadOnlyList<Option> All = [Labels, LabelOpacity];

    /// <summary>The palette, with the opacity of the options.</summary>
    /// <exception cref="UsageException">There is an opacity but nothing to see through.</exception>
    public static LabelPalette Palette(VerbRun run, LabelPalette palette)
    {
        if (run.Given(LabelOpacity) && !run.Given(Labels))
            throw new UsageException("--label-opacity needs --labels.");
        return run.Value(LabelOpacity) is { } opacity ? palette with { Opacity = opacity } : palette;
    }

    /// <summary>Reads the labels; null where none are wanted.</summary>
    public static LabelVolume? Read(VerbRun run)
    {
        if (run.Value(Labels) is not { } path)
            return null;
        using var volume = run.ReadVolume(path);
        using var uploaded = volume.ToDevice(run.OpenDevice());
        var labels = new LabelVolume(uploaded);
        run.Report.Add("labels", json =>
        {
            json.WriteStartArray();
            foreach (var label in labels.Labels)
                json.WriteNumberValue(label);
            json.WriteEndArray();
        });
        return labels;
    }
}
