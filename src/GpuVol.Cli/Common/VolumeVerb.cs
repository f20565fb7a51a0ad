using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>A verb that makes one volume out of one: read, upload, compute, download, write, with every shared option.</summary>
internal abstract class VolumeVerb : Verb
{
    /// <summary>The volume to read.</summary>
    protected static readonly Argument<string> Input = new("INPUT") { Description = "DICOM folder or file, .nii, .nii.gz or .npy." };

    /// <summary>The volume to write.</summary>
    protected static readonly Argument<string> Output = new("OUTPUT") { Description = "File to write: .nii, .nii.gz or .npy." };

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [Input, Output];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> SharedOptions =>
        [CommonOptions.DType, .. CommonOptions.OfInput, .. CommonOptions.OfCompute];

    /// <summary>Checks the options against each other, before any work.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    protected virtual void Check(VerbRun run)
    {
    }

    /// <summary>A chance to look at the input, or to replace it on the host, before it is uploaded.</summary>
    protected virtual Volume Prepare(Volume input, VerbRun run) => input;

    /// <summary>The operation. May return <paramref name="source"/> itself where nothing is to be done.</summary>
    protected abstract DeviceVolume Compute(DeviceVolume source, VerbRun run);

    /// <summary>A chance to report what the operation found, once it is done.</summary>
    protected virtual void Finish(VerbRun run)
    {
    }

    /// <summary>Element type of the output where <c>--dtype</c> is not given.</summary>
    protected virtual ElementType DefaultElementType(DeviceVolume source, VerbRun run) => ElementType.Float32;

    /// <inheritdoc/>
    public sealed override void Run(VerbRun run)
    {
        Check(run);
        var input = run.Required(Input);
        var output = run.Required(Output);
        run.Report.Input = input;
        run.Report.Output = output;
        OutputGuard.Check(output, OutputGuard.VolumeExtensions, [input]);
        var device = run.OpenDevice();

        using var read = run.ReadVolume(input);
        using var prepared = Prepare(read, run);
        using var source = run.Upload(() => prepared.ToDevice(device));
        using var result = run.Compute(() => ToElementType(Compute(source, run), source, run.Value(CommonOptions.DType) ?? DefaultElementType(source, run)));
        Finish(run);
        using var host = run.Download(result);
        run.Report.Warnings = [.. run.Report.Warnings, .. host.Metadata.Warnings.Except(run.Report.Warnings)];
        run.Report.Describe(host.Geometry, host.ElementType);
        run.WriteVolume(host, output);
    }

    private static DeviceVolume ToElementType(DeviceVolume computed, DeviceVolume source, ElementType elementType)
    {
        if (computed.ElementType == elementType && (computed.Rescale.IsIdentity || ReferenceEquals(computed, source)))
            return computed;
        try
        {
            return IntensityTransforms.ConvertTo(computed, elementType);
        }
        finally
        {
            if (!ReferenceEquals(computed, source))
                computed.Dispose();
        }
    }
}
