using System.CommandLine;
using System.Text;

namespace GpuVol.Cli;

/// <summary>The texts of <c>--help</c>. <c>docs/cli.md</c> is made of the same.</summary>
internal static class HelpText
{
    private const int Width = 110;

    /// <summary>How a verb is called.</summary>
    public static string Usage(Verb verb) =>
        $"gpuvol {verb.Name}{string.Concat(verb.Arguments.Select(a => a.Arity.MinimumNumberOfValues == 0 ? $" [{a.Name}]" : $" {a.Name}"))} [options]";

    /// <summary>Help of the program.</summary>
    public static string OfProgram()
    {
        var text = new StringBuilder();
        text.Append("gpuvol: a volume engine for medical images, on CUDA, OpenCL and the CPU\n\nUsage:\n  gpuvol VERB INPUT OUTPUT [options]\n  gpuvol VERB --help\n  gpuvol --version\n\nVerbs:\n");
        var width = VerbList.All.Max(v => v.Name.Length) + 2;
        foreach (var (name, create) in VerbList.All)
            text.Append("  ").Append(name.PadRight(width)).Append(create().Summary).Append('\n');
        text.Append("\nVolumes are DICOM folders or files, NIfTI (.nii, .nii.gz) and NumPy arrays (.npy); told by extension, DICOM by content.\n");
        text.Append("Options carry their unit; a vector is x,y,z or one number for all axes.\n");
        text.Append("Exit codes: 0 done, 1 the work failed, 2 the call or the input was wrong, 130 interrupted.\n");
        text.Append("GPUVOL_TRACE=1 adds the stack trace to an error.\n\nExample:\n  gpuvol demo --out pictures\n");
        return text.ToString();
    }

    /// <summary>Help of one verb.</summary>
    public static string OfVerb(Verb verb)
    {
        var text = new StringBuilder();
        text.Append(verb.Summary).Append("\n\nUsage:\n  ").Append(Usage(verb)).Append('\n');
        if (verb.Details.Length > 0)
            text.Append('\n').Append(verb.Details.ReplaceLineEndings("\n").Trim()).Append('\n');
        if (verb.Arguments.Count > 0)
            Table(text, "Arguments", verb.Arguments.Select(a => (a.Name, a.Description ?? string.Empty)));
        if (verb.Options.Count > 0)
            Table(text, "Options", verb.Options.Select(Row));
        Table(text, "Shared options", verb.SharedOptions.Select(Row).Append(("--help", "Show this.")));
        text.Append("\nExample:\n  ").Append(verb.Example).Append('\n');
        return text.ToString();
    }

    /// <summary>The page <c>docs/cli.md</c>.</summary>
    public static string Page()
    {
        var text = new StringBuilder();
        text.Append(PageIntroduction.ReplaceLineEndings("\n"));
        foreach (var (_, create) in VerbList.All)
        {
            var verb = create();
            text.Append("\n## ").Append(verb.Name).Append("\n\n```text\n").Append(OfVerb(verb)).Append("```\n");
        }

        return text.ToString();
    }

    private static (string, string) Row(Option option) =>
        (option.HelpName is { } value && value.Length <= 24 ? $"{option.Name} {value}" : option.Name,
         option.HelpName is { Length: > 24 } choices ? $"{choices.Replace("|", ", ", StringComparison.Ordinal)}. {option.Description}" : option.Description ?? string.Empty);

    private static void Table(StringBuilder text, string title, IEnumerable<(string Left, string Right)> rows)
    {
        var all = rows.ToList();
        var left = Math.Min(34, all.Max(r => r.Left.Length)) + 2;
        text.Append('\n').Append(title).Append(":\n");
        foreach (var row in all)
        {
            text.Append("  ").Append(row.Left.PadRight(left));
            var column = 2 + left;
            if (row.Left.Length >= left)
            {
                text.Append('\n').Append(' ', 2 + left);
            }

            foreach (var word in row.Right.Split(' '))
            {
                if (column > 2 + left && column + word.Length > Width)
                {
                    text.Length--;
                    text.Append('\n').Append(' ', 2 + left);
                    column = 2 + left;
                }

                text.Append(word).Append(' ');
                column += word.Length + 1;
            }

            text.Length--;
            text.Append('\n');
        }
    }

    private const string PageIntroduction = """
        # The command line

        One program, one verb a task: `gpuvol VERB INPUT OUTPUT [options]`. This page is printed from the program's own help and a test
        compares the two; after a change run the tests with `GPUVOL_UPDATE_DOCS=1`.

        **Devices.** `--device auto` takes CUDA, else an OpenCL GPU, else the engine's own CPU device. An OpenCL device that is a CPU is taken
        only when named. A device that is not there is an error that lists those there are; nothing falls back. Only the device that is
        asked for is looked at.

        **Results and messages.** What `devices`, `info` and `demo` have to say goes to stdout. Everything else for people (the closing
        line, warnings, the progress bar) goes to stderr; the bar appears on a terminal only, after one second, with rate and time left.

        **`--json`** prints one object on stdout and nothing else there:

        | key | holds |
        | --- | --- |
        | `verb`, `input`, `output` | as called; null where a verb has none |
        | `device`, `device_name` | the device that computed: `cpu`, `opencl:0`, `cuda:0`; null where none did |
        | `size`, `spacing_mm` | `[nx, ny, nz]` and mm of the volume written, or, for `info` and pictures, read |
        | `seconds` | `open` (the device), `read`, `upload`, `compute`, `compute_min`, `download`, `write`, `total`; upload and download are 0 where the device works in host memory |
        | `warnings` | what the reader noticed |
        | `dtype`, `image_size`, `repeat`, … | what the verb adds |

        Numbers that JSON cannot hold (NaN, infinities) are null. On failure nothing is printed on stdout, with or without `--json`: the exit
        code and the one line on stderr tell.

        **`--repeat N`** runs the compute step once to warm up and N times more; `compute` is the median, `compute_min` the least. Without it
        the first run is timed, which on OpenCL and CUDA includes compiling the kernels.

        **Exit codes.** 0 done; 1 the work failed (memory, a kernel, a full disk); 2 the call or the input was wrong; 130 stopped by Ctrl-C
        or SIGTERM. An error is one line on stderr: what was wrong, where, what to do. `GPUVOL_TRACE=1` adds the stack trace.

        **Outputs** are written under a temporary name beside the target and renamed when complete, so a file under its name is a
        whole file. What stands there before is replaced only by that rename. An output whose format, folder or place is wrong (unwritable, the
        input itself, inside the input folder) is refused before any work.

        **Spacing of `.npy`.** NumPy files have no geometry: 1 mm, origin 0, unless `--spacing-mm` says more. In `resample`, where
        `--spacing-mm` is the target, the input's is `--input-spacing-mm`; that name works in every verb.

        """;
}
