using System.CommandLine;
using System.Globalization;

namespace GpuVol.Cli;

/// <summary><c>demo</c>: the whole story without any input file.</summary>
internal sealed class DemoVerb : Verb
{
    private static readonly Option<string?> Out = Opt.Word("--out", "DIR", "Folder for the pictures (default gpuvol-demo); made where missing.");

    // New families of operations join here.
    private static readonly Func<DemoStep>[] Steps =
    [
        () => new PhantomDemo(),
        () => new GaussianDemo(),
        () => new ResampleDemo(),
        () => new WindowDemo(),
        () => new ThresholdDemo(),
        () => new TomographyDemo(),
        () => new KSpaceDemo(),
        () => new RenderDemo(),
        () => new MontageDemo(),
    ];

    /// <inheritdoc/>
    public override string Name => "demo";

    /// <inheritdoc/>
    public override string Summary => "Show every operation on phantoms, with times and errors against the truth.";

    /// <inheritdoc/>
    public override string Details => """
        Needs no input. Every time is of the second run; every error is against something known without this engine:
        an analytic solution, the phantom's own formula, or float64 arithmetic on the host.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol demo --out pictures";

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [Out];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> SharedOptions => [CommonOptions.Device, CommonOptions.Threads, CommonOptions.Json];

    /// <inheritdoc/>
    public override void Run(VerbRun run)
    {
        var folder = run.Value(Out) ?? "gpuvol-demo";
        var device = run.OpenDevice();
        OutputGuard.CheckFolder(folder);
        using var demo = new DemoContext(run, device, folder);
        foreach (var create in Steps)
        {
            var step = create();
            run.Stage(step.Name);
            step.Run(demo);
        }

        run.Report.Output = null;
        run.Report.ComputeSeconds = [demo.Rows.Sum(r => r.Seconds)];
        run.Report.Add("steps", json =>
        {
            json.WriteStartArray();
            foreach (var row in demo.Rows)
            {
                json.WriteStartObject();
                json.WriteString("step", row.Step);
                json.WriteString("what", row.What);
                json.WriteNumber("seconds", row.Seconds);
                json.WriteNumber("voxels", row.Voxels);
                json.WritePropertyName("error");
                CallReport.WriteNumber(json, row.Error ?? double.NaN);
                json.WriteString("measure", row.Measure);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        run.Report.Add("files", json =>
        {
            json.WriteStartArray();
            foreach (var file in demo.Files)
                json.WriteStringValue(file);
            json.WriteEndArray();
        });

        var info = device.Info;
        run.Report.Line($"{info.Id}: {info.Name}, {info.ComputeUnits} compute units, {info.Driver}");
        run.Report.Line();
        var table = new TextTable("step", "what", "time", "Mvoxel/s", "error", "measured as");
        foreach (var row in demo.Rows)
        {
            var rate = row.Seconds > 0 ? (row.Voxels / row.Seconds / 1e6).ToString("0.0", CultureInfo.InvariantCulture) : string.Empty;
            table.Add(row.Step, row.What, $"{(row.Seconds * 1000).ToString("0.00", CultureInfo.InvariantCulture)} ms", rate, row.Error is { } error ? error.ToString("0.0e+00", CultureInfo.InvariantCulture) : string.Empty, row.Measure);
        }

        foreach (var line in table.Lines())
            run.Report.Line(line);
        run.Report.Line();
        run.Report.Line($"pictures: {string.Join(", ", demo.Files)}");
    }
}
