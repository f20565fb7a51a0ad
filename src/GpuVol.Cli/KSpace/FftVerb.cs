using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>fft</c>: a plain discrete Fourier transform of an array.</summary>
internal sealed class FftVerb : Verb
{
    private static readonly string[] Extensions = [".npy"];

    private static readonly Argument<string> Input = new("INPUT") { Description = "Array: .npy of any number type and shape; real numbers count as complex ones." };
    private static readonly Argument<string> Output = new("OUTPUT") { Description = "File to write: .npy of complex numbers." };

    private static readonly Option<string?> Axes = Opt.Word("--axes", "A,B,…", "Axes to transform, from 0 for the slowest, or negative from the end (default: all).");
    private static readonly Option<bool> Inverse = Opt.Flag("--inverse", "The inverse transform.");

    private static readonly Option<FftNorm?> Norm = Opt.Choice("--norm", "Where 1/n goes: backward (default: to the inverse), ortho (1/sqrt n to both), forward.",
        ("backward", FftNorm.Backward), ("ortho", FftNorm.Ortho), ("forward", FftNorm.Forward));

    private static readonly Option<bool> Centered = Opt.Flag("--centered", "Element n / 2 is the origin of every transformed axis, before and after.");

    private static readonly Option<ComplexPrecision?> Precision = Opt.Choice("--precision", "Numbers to compute with and write: c64 or, on the CPU, c128 (default: what keeps the input).",
        ("c64", ComplexPrecision.Complex64), ("c128", ComplexPrecision.Complex128));

    /// <inheritdoc/>
    public override string Name => "fft";

    /// <inheritdoc/>
    public override string Summary => "Fourier transform of an array over any axes, as scipy.fft.fftn and ifftn.";

    /// <inheritdoc/>
    public override string Example => "gpuvol fft kspace.npy image.npy --inverse --axes -2,-1 --norm ortho --centered";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [Input, Output];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [Axes, Inverse, Norm, Centered, Precision];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> SharedOptions => CommonOptions.OfCompute;

    /// <inheritdoc/>
    public override void Run(VerbRun run)
    {
        var input = run.Required(Input);
        var output = run.Required(Output);
        run.Report.Input = input;
        run.Report.Output = output;
        var axes = ParseAxes(run);
        OutputGuard.Check(output, Extensions, [input]);
        var device = run.OpenDevice();

        using var host = run.Read($"reading {Path.GetFileName(input)}", _ => ReadArray(run, input, axes, device));
        using var source = run.Upload(device, () => host.ToDevice(device));
        using var transformed = run.Compute(() => run.Value(Inverse)
            ? FourierTransform.Inverse(source, axes, run.Value(Norm) ?? FftNorm.Backward, ToCentering(run))
            : FourierTransform.Forward(source, axes, run.Value(Norm) ?? FftNorm.Backward, ToCentering(run)));
        using var result = run.Download(transformed.ToHost);
        Describe(run, result);
        run.Write(() =>
        {
            using var array = result.ToNpy();
            NpyFile.Write(array, output, run.Cancellation);
        });
    }

    private static Centering ToCentering(VerbRun run) => run.Value(Centered) ? Centering.Centered : Centering.None;

    private static int[]? ParseAxes(VerbRun run)
    {
        if (run.Value(Axes) is not { } text)
            return null;
        return Array.ConvertAll(text.Split(','), part => Text.TryInteger(part, out var axis)
            ? axis
            : throw new UsageException($"--axes '{text}': '{part}' is not a whole number; name axes as in 0,1 or -2,-1."));
    }

    // What can be refused is refused before the numbers are read.
    private static ComplexArray ReadArray(VerbRun run, string path, int[]? axes, ComputeDevice device)
    {
        if (!File.Exists(path))
            throw new VolumeFormatException(path, "there is no such file. Check the path.");
        if (!path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"{path}: this verb reads .npy arrays; kspace reads .cfl and .h5.");
        var (shape, type) = NpyFile.ReadShape(path);
        var precision = run.Value(Precision) ?? ComplexArray.NaturalPrecision(type);
        if (precision == ComplexPrecision.Complex128 && device.Info.Kind != DeviceKind.Cpu)
            throw new UsageException($"{path}: {type.Name()} needs complex128, which the CPU computes and {device.Info.Id} does not. Use --device cpu, or --precision c64.");
        if (shape.Count == 0 || shape.Any(n => n is < 1 or > int.MaxValue))
            throw new UsageException($"{path}: the array has the shape ({string.Join(", ", shape)}); one axis at least and numbers on each are needed.");
        try
        {
            FftPlan.Complex([.. shape.Select(n => (int)n)], axes);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"{path}: {Text.OneLine(e)}");
        }

        using var array = NpyFile.Read(path, run.Cancellation);
        return ComplexArray.FromNpy(array, precision);
    }

    private static void Describe(VerbRun run, ComplexArray result)
    {
        var type = result.Precision == ComplexPrecision.Complex64 ? "c64" : "c128";
        run.Report.What = $"{string.Join('x', result.Shape)} {type}";
        run.Report.Add("dtype", json => json.WriteStringValue(type));
        run.Report.Add("shape", json =>
        {
            json.WriteStartArray();
            foreach (var n in result.Shape)
                json.WriteNumberValue(n);
            json.WriteEndArray();
        });
    }
}
