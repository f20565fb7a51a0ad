using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>A verb that makes a PNG out of one volume.</summary>
internal abstract class PictureVerb : Verb
{
    /// <summary>The volume to read.</summary>
    protected static readonly Argument<string> Input = new("INPUT") { Description = "DICOM folder or file, .nii, .nii.gz or .npy." };

    /// <summary>The picture to write.</summary>
    protected static readonly Argument<string> Output = new("OUTPUT") { Description = "File to write: .png." };

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [Input, Output];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> SharedOptions =>
        [.. CommonOptions.OfInput, .. CommonOptions.OfCompute];

    /// <summary>Checks the options against each other, before any work.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    protected virtual void Check(VerbRun run)
    {
    }

    /// <summary>Opens what draws besides the device, once for every repetition; before the input is read.</summary>
    /// <returns>What to give back at the end, or null.</returns>
    protected virtual IDisposable? Open(VerbRun run) => null;

    /// <summary>The operation.</summary>
    protected abstract RgbImage Draw(DeviceVolume volume, VerbRun run);

    /// <summary>Writes what goes beside the picture, before it.</summary>
    protected virtual void Finish(VerbRun run)
    {
    }

    /// <inheritdoc/>
    public sealed override void Run(VerbRun run)
    {
        Check(run);
        var input = run.Required(Input);
        var output = run.Required(Output);
        run.Report.Input = input;
        run.Report.Output = output;
        OutputGuard.Check(output, OutputGuard.PictureExtensions, [input]);
        var device = run.OpenDevice();
        using var opened = Open(run);

        using var read = run.ReadVolume(input);
        using var source = run.Upload(() => read.ToDevice(device));
        run.Report.Describe(source.Geometry, null);
        var picture = run.Compute(() => Draw(source, run));
        run.Report.Add("image_size", json =>
        {
            json.WriteStartArray();
            json.WriteNumberValue(picture.Width);
            json.WriteNumberValue(picture.Height);
            json.WriteEndArray();
        });
        run.Report.What = $"{picture.Width}x{picture.Height} pixels of {source.Geometry.Size} voxels";
        run.Write(() =>
        {
            Finish(run);
            PngFile.Write(picture, output);
        });
    }
}
