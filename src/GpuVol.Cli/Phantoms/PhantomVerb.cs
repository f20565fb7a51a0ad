using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>phantom</c>: analytic test objects.</summary>
internal sealed class PhantomVerb : Verb
{
    private static readonly Argument<string> Kind = new("KIND") { Description = "shepp-logan-2d or shepp-logan-3d." };
    private static readonly Argument<string> Output = new("OUTPUT") { Description = "File to write: .nii, .nii.gz or .npy." };

    private static readonly Option<int?> Size = Opt.Integer("--size", "N", "Voxels along each axis (default 256 in 2-D, 128 in 3-D).", n => n is >= 1 and <= 2048 ? null : "a size is 1 to 2048 voxels.");

    private static readonly Option<bool> KSpace = Opt.Flag("--kspace", "Write its exact k-space instead, the integral over the bodies: complex64 .npy or .cfl [coil, (kz,) ky, kx].");
    private static readonly Option<int?> Coils = Opt.Integer("--coils", "N", "With --kspace: coils evenly around the phantom (default 1, alike everywhere).", n => n is >= 1 and <= 128 ? null : "there may be 1 to 128 coils.");

    private static readonly Option<bool> Sinogram = Opt.Flag("--sinogram", "Write its exact line integrals instead: sinograms, or the projections of a cone scan, of the scan that the options below describe.");

    private static readonly (string Name, int DefaultSize, Func<int, Volume> Make, Func<int, int, KSpaceData> MakeKSpace, IReadOnlyList<Ellipsoid> Bodies, bool IsFlat)[] Kinds =
    [
        ("shepp-logan-2d", 256, GpuVol.Phantoms.SheppLogan2D, GpuVol.Phantoms.SheppLogan2DKSpace, GpuVol.Phantoms.SheppLogan2DEllipses, true),
        ("shepp-logan-3d", 128, GpuVol.Phantoms.SheppLogan3D, GpuVol.Phantoms.SheppLogan3DKSpace, GpuVol.Phantoms.SheppLogan3DEllipsoids, false),
    ];

    /// <inheritdoc/>
    public override string Name => "phantom";

    /// <inheritdoc/>
    public override string Summary => "Make an analytic test object.";

    /// <inheritdoc/>
    public override string Details => """
        Sampled at the voxel centres, 1 mm voxels. The values are computed on the host, whatever the device;
        a device named here must exist and does the conversion to --dtype.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol phantom shepp-logan-3d head.nii.gz --size 64";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [Kind, Output];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [Size, KSpace, Coils, Sinogram, .. ScanOptions.All];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> SharedOptions => [CommonOptions.DType, .. CommonOptions.OfCompute];

    /// <inheritdoc/>
    public override void Run(VerbRun run)
    {
        var word = run.Required(Kind);
        var kind = Kinds.FirstOrDefault(k => k.Name == word);
        if (kind.Make is null)
        {
            var names = Kinds.Select(k => k.Name).ToList();
            var hint = Text.Nearest(word, names) is { } nearest ? $" Did you mean {nearest}?" : string.Empty;
            throw new UsageException($"'{word}' is no phantom; there are {string.Join(", ", names)}.{hint}");
        }

        var output = run.Required(Output);
        run.Report.Output = output;
        if (run.Given(Coils) && !run.Given(KSpace))
            throw new UsageException("--coils needs --kspace.");
        if (run.Given(KSpace) && run.Given(CommonOptions.DType))
            throw new UsageException("k-space is complex64; leave --dtype out.");
        if (run.Given(KSpace) && run.Given(Sinogram))
            throw new UsageException("--kspace and --sinogram are two outputs; ask for one.");
        if (!run.Given(Sinogram) && ScanOptions.All.FirstOrDefault(run.Given) is { } stray)
            throw new UsageException($"{stray.Name} needs --sinogram.");
        OutputGuard.Check(output, run.Given(KSpace) ? [".npy", ".cfl"] : OutputGuard.VolumeExtensions, []);
        var device = run.OpenDevice("cpu");
        run.Report.Add("phantom", json => json.WriteStringValue(word));
        if (run.Given(KSpace))
        {
            using var samples = run.Compute(() => kind.MakeKSpace(run.Value(Size) ?? kind.DefaultSize, run.Value(Coils) ?? 1));
            run.Report.Add("coils", samples.Coils);
            run.Report.What = $"{samples.Size} samples of {samples.Coils} coils, c64";
            run.Write(() => KSpaceFile.Write(samples, output, run.Cancellation));
            return;
        }

        using var made = run.Compute(run.Given(Sinogram) ? Project(run, run.Value(Size) ?? kind.DefaultSize, kind.IsFlat, kind.Bodies) : () => kind.Make(run.Value(Size) ?? kind.DefaultSize));
        if (run.Value(CommonOptions.DType) is { } type && type != made.ElementType)
        {
            using var source = run.Upload(() => made.ToDevice(device));
            using var converted = IntensityTransforms.ConvertTo(source, type);
            using var host = run.Download(converted);
            Write(host);
        }
        else
        {
            Write(made);
        }

        void Write(Volume volume)
        {
            run.Report.Describe(volume.Geometry, volume.ElementType);
            run.WriteVolume(volume, output);
        }
    }

    // A phantom of n voxels of 1 mm fills n mm about the axis.
    private static Func<Volume> Project(VerbRun run, int size, bool isFlat, IReadOnlyList<Ellipsoid> bodies)
    {
        var geometry = ScanOptions.BuildAround(ScanOptions.Describe(run), new Size3D(size, size, isFlat ? 1 : size), Vector3D.One);
        run.Report.Add("geometry", json => json.WriteStringValue(ScanDescription.NameOf(geometry.Kind)));
        return () => GpuVol.Phantoms.Project(bodies, 0.5 * size, geometry);
    }
}
