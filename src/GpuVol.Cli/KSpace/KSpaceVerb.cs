using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>kspace</c>: raw MRI data to images, and images to k-space.</summary>
internal sealed class KSpaceVerb : Verb
{
    private static readonly string[] OutputExtensions = [".nii", ".nii.gz", ".npy", ".cfl"];

    private static readonly Argument<string> Input = new("INPUT") { Description = "K-space: .npy (complex64), BART .cfl with .hdr, or ISMRMRD .h5." };
    private static readonly Argument<string> Output = new("OUTPUT") { Description = "File to write: .nii, .nii.gz, .npy or .cfl; complex images .npy or .cfl." };

    private static readonly Option<int?> Axes = Opt.Integer("--axes", "2|3", "How many of the last axes are transformed (default 2; .h5: what its header says).", n => n is 2 or 3 ? null : "it must be 2 or 3.");

    private static readonly Option<CoilCombination?> Combine = Opt.Choice("--combine", "How coils become one image (default rss).",
        ("rss", CoilCombination.RootSumOfSquares), ("none", CoilCombination.None), ("adaptive", CoilCombination.Adaptive), ("sensitivities", CoilCombination.Sensitivities), ("sense", CoilCombination.Sense));

    private static readonly Option<ImagePart?> Part = Opt.Choice("--part", "What is written of each voxel (default magnitude).",
        ("magnitude", ImagePart.Magnitude), ("phase", ImagePart.Phase), ("real", ImagePart.Real), ("imaginary", ImagePart.Imaginary), ("complex", ImagePart.Complex));

    private static readonly Option<bool> Complex = Opt.Flag("--complex", "The same as --part complex.");

    private static readonly Option<KSpaceNorm?> Norm = Opt.Choice("--norm", "Scale: ortho (default); backward: the inverse is divided by the number of voxels; none.",
        ("ortho", KSpaceNorm.Ortho), ("backward", KSpaceNorm.Backward), ("none", KSpaceNorm.None));

    private static readonly Option<bool> Forward = Opt.Flag("--forward", "Image to k-space instead: the centred forward transform of a real or complex array.");
    private static readonly Option<Size3D?> Size = Opt.Size3("--size", "NX,NY,NZ", "Zero fill (or cut) k-space to this many samples; NZ counts with --axes 3 only.");
    private static readonly Option<Size3D?> Crop = Opt.Size3("--crop", "NX,NY,NZ", "Keep this many voxels about the centre of the image, cutting off oversampling (.h5: as its header says).");
    private static readonly Option<KSpaceWindow?> Window = Opt.Choice("--window", "Taper of k-space against ringing (default none).",
        ("none", KSpaceWindow.None), ("hann", KSpaceWindow.Hann), ("hamming", KSpaceWindow.Hamming), ("tukey", KSpaceWindow.Tukey));

    private static readonly Option<PartialFourierMethod?> PartialFourier = Opt.Choice("--partial-fourier", "For k-space with one side left out (default zero-fill).",
        ("zero-fill", PartialFourierMethod.ZeroFill), ("homodyne", PartialFourierMethod.Homodyne), ("pocs", PartialFourierMethod.Pocs));

    private static readonly Option<int?> PocsIterations = Opt.Integer("--pocs-iterations", "N", "Steps of pocs (default 12).", Opt.AtLeastOne);
    private static readonly Option<bool> Prewhiten = Opt.Flag("--prewhiten", "Make the coils' noise independent and of unit variance, by the noise readouts of .h5 or --noise.");
    private static readonly Option<string?> Noise = Opt.Word("--noise", "FILE", "Noise alone for --prewhiten: .npy complex64 [coil, sample].");
    private static readonly Option<string?> Sensitivities = Opt.Word("--sensitivities", "FILE", "Coil sensitivities, .npy or .cfl complex64 [coil, ky, kx]; sense estimates them unless given.");
    private static readonly Option<int?> Iterations = Opt.Integer("--iterations", "N", "Most steps of sense (default 30).", Opt.AtLeastOne);
    private static readonly Option<double?> Lambda = Opt.Number("--lambda", "L", "Regularisation of sense (default 0.005).", Opt.NotNegative);
    private static readonly Option<int?> Calibration = Opt.Integer("--calibration-samples", "N", "Largest side of the calibration region of sense (default 32).", n => n >= 8 ? null : "it must be at least 8.");
    private static readonly Option<int?> CoilAxis = Opt.Integer("--coil-axis", "N", "Axis of coils in .npy, from 0 for the slowest; -1: there is none (default: the one before the transformed axes).", n => n >= -1 ? null : "it must be at least -1.");
    private static readonly Option<int?> Encoding = Opt.Integer("--encoding", "N", "Which encoding of an .h5 file with several, from 0.", n => n >= 0 ? null : "it must be at least 0.");
    private static readonly Option<bool> AllowMissing = Opt.Flag("--allow-missing-lines", "Fill lines that an .h5 file lacks with zeros.");
    private static readonly Option<bool> MergeRepetitions = Opt.Flag("--merge-repetitions", "Average the repetitions of an .h5 file in k-space, line by line.");
    private static readonly Option<bool> ReverseOdd = Opt.Flag("--reverse-odd-lines", "Turn lines 1, 3, … round: echo-planar lines as acquired, not flagged as reversed.");
    private static readonly Option<bool> Conjugate = Opt.Flag("--conjugate", "Take the complex conjugate of k-space first, which turns the image about its centre.");

    /// <summary>Where the factor 1 / n goes.</summary>
    private enum KSpaceNorm
    {
        Ortho,
        Backward,
        None,
    }

    /// <inheritdoc/>
    public override string Name => "kspace";

    /// <inheritdoc/>
    public override string Summary => "Reconstruct MRI images from k-space: centred inverse transform, coils combined.";

    /// <inheritdoc/>
    public override string Details => """
        Arrays are [images, coil, ky, kx] or, with --axes 3, [images, coil, kz, ky, kx]; sample n / 2 of an axis is
        the centre of k-space. Only the last axes must be there; of other axes the one next to them counts coils.
        ISMRMRD files are sorted by their counters: noise, navigators and dummies are left out, reversed lines turned
        round, averages averaged, oversampling cut off, and position and directions go into the NIfTI file.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol kspace kspace.npy image.npy";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [Input, Output];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options =>
    [
        Axes, Combine, Part, Complex, Norm, Forward, Size, Crop, Window, PartialFourier, PocsIterations, Prewhiten, Noise, Sensitivities, Iterations, Lambda, Calibration,
        CoilAxis, Encoding, AllowMissing, MergeRepetitions, ReverseOdd, Conjugate,
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> SharedOptions => [CommonOptions.SpacingMm, .. CommonOptions.OfCompute];

    /// <inheritdoc/>
    public override void Run(VerbRun run)
    {
        Check(run);
        var input = run.Required(Input);
        var output = run.Required(Output);
        run.Report.Input = input;
        run.Report.Output = output;
        OutputGuard.Check(output, OutputExtensions, [input, .. PairOf(input)]);
        OutputGuard.Check(output, run.Value(Forward) || IsComplex(run) ? [".npy", ".cfl"] : OutputExtensions, []);
        var device = run.OpenDevice();

        using var data = run.Read($"reading {Path.GetFileName(input)}", progress => KSpaceFile.Read(input, ReadOptions(run, progress)));
        using var noise = ReadArray(run, Noise, 2);
        using var sensitivities = ReadArray(run, Sensitivities, 4);
        run.Report.Warnings = [.. run.Report.Warnings, .. data.Warnings];
        run.Report.Add("coils", data.Coils);
        run.Report.Add("images", data.Images);

        using var source = run.Upload(device, () => DeviceKSpace.Upload(data, device));
        using var images = run.Compute(() => run.Value(Forward)
            ? KSpaceSimulation.Forward(source, ToNorm(run, forward: true))
            : KSpaceReconstruction.Reconstruct(source, Settings(run, noise, sensitivities), run.Value(CommonOptions.SpacingMm), null, run.Cancellation));
        using var result = run.Download(images.ToHost);
        Describe(run, images, result);
        run.Write(() => run.Report.Warnings = [.. run.Report.Warnings, .. result.Write(output, run.Cancellation)]);
    }

    private static void Check(VerbRun run)
    {
        if (run.Given(Complex) && run.Given(Part) && run.Value(Part) != ImagePart.Complex)
            throw new UsageException("--complex and --part contradict each other; give one of them.");
        if (run.Given(Forward))
        {
            foreach (var option in new Option[] { Combine, Part, Size, Crop, Window, PartialFourier, Prewhiten, Noise, Sensitivities, ReverseOdd, Conjugate })
            {
                if (run.Given(option))
                    throw new UsageException($"{option.Name} belongs to the way from k-space to images; leave it or --forward out.");
            }
        }

        Needs(Noise, Prewhiten, run.Given(Prewhiten));
        Needs(PocsIterations, "--partial-fourier pocs", run.Value(PartialFourier) == PartialFourierMethod.Pocs);
        var combine = run.Value(Combine);
        Needs(Sensitivities, "--combine sensitivities or sense", combine is CoilCombination.Sensitivities or CoilCombination.Sense);
        foreach (var option in new Option[] { Iterations, Lambda, Calibration })
            Needs(option, "--combine sense", combine == CoilCombination.Sense);
        if (combine == CoilCombination.Sensitivities && !run.Given(Sensitivities))
            throw new UsageException("--combine sensitivities needs --sensitivities FILE.");

        void Needs(Option option, object other, bool there)
        {
            if (run.Given(option) && !there)
                throw new UsageException($"{option.Name} needs {(other as Option)?.Name ?? other}.");
        }
    }

    private static bool IsComplex(VerbRun run) => run.Given(Complex) || run.Value(Part) == ImagePart.Complex;

    private static string[] PairOf(string input) => input.EndsWith(".hdr", StringComparison.OrdinalIgnoreCase) ? [input[..^4] + ".cfl"] : [];

    private static KSpaceReadOptions ReadOptions(VerbRun run, IProgress<double> progress) => new()
    {
        TransformedAxes = run.Value(Axes),
        CoilAxis = run.Value(CoilAxis) is >= 0 and var axis ? axis : null,
        NoCoilAxis = run.Value(CoilAxis) == -1,
        Encoding = run.Value(Encoding) ?? 0,
        AllowMissingLines = run.Given(AllowMissing),
        MergeRepetitions = run.Given(MergeRepetitions),
        AllowReal = run.Given(Forward),
        Progress = progress,
        Cancellation = run.Cancellation,
    };

    private static KSpaceReconstructionSettings Settings(VerbRun run, ComplexArray? noise, ComplexArray? sensitivities)
    {
        var sense = new SenseSettings();
        var settings = new KSpaceReconstructionSettings();
        return settings with
        {
            Combination = run.Value(Combine) ?? settings.Combination,
            Part = IsComplex(run) ? ImagePart.Complex : run.Value(Part) ?? settings.Part,
            Norm = ToNorm(run, forward: false),
            TransformSize = run.Value(Size),
            ImageSize = run.Value(Crop),
            Window = run.Value(Window) ?? settings.Window,
            PartialFourier = run.Value(PartialFourier) ?? settings.PartialFourier,
            PocsIterations = run.Value(PocsIterations) ?? settings.PocsIterations,
            Prewhiten = run.Given(Prewhiten),
            NoiseSamples = noise,
            Sensitivities = sensitivities,
            Conjugate = run.Given(Conjugate),
            ReverseOddLines = run.Given(ReverseOdd),
            Sense = sense with
            {
                Iterations = run.Value(Iterations) ?? sense.Iterations,
                Regularization = run.Value(Lambda) ?? sense.Regularization,
                CalibrationSamples = run.Value(Calibration) ?? sense.CalibrationSamples,
            },
        };
    }

    private static FftNorm ToNorm(VerbRun run, bool forward) => run.Value(Norm) switch
    {
        KSpaceNorm.Backward => FftNorm.Backward,
        KSpaceNorm.None => forward ? FftNorm.Backward : FftNorm.Forward,
        _ => FftNorm.Ortho,
    };

    private static ComplexArray? ReadArray(VerbRun run, Option<string?> option, int mostAxes) => run.Value(option) is not { } path
        ? null
        : run.Read($"reading {Path.GetFileName(path)}", _ => KSpaceFile.ReadArray(path, mostAxes, run.Cancellation));

    private static void Describe(VerbRun run, DeviceKSpaceImages images, KSpaceImages result)
    {
        run.Report.Describe(result.Geometry, result.IsComplex ? null : ElementType.Float32);
        if (result.IsComplex)
        {
            run.Report.Add("dtype", json => json.WriteStringValue("c64"));
            run.Report.What = $"{string.Join('x', result.Shape.Reverse())} c64";
        }

        run.Report.Add("shape", json =>
        {
            json.WriteStartArray();
            foreach (var n in result.Shape)
                json.WriteNumberValue(n);
            json.WriteEndArray();
        });
        if (images.Residuals.Count == 0)
            return;
        run.Report.Add("residuals", json =>
        {
            json.WriteStartArray();
            foreach (var image in images.Residuals)
            {
                json.WriteStartArray();
                foreach (var residual in image)
                    CallReport.WriteNumber(json, residual);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        });
    }
}
