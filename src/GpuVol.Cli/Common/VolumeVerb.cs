namespace GpuVol.Cli;

/// <summary>A verb that makes one volume out of one as a whole: read, upload, compute, download, write, with every shared option.</summary>
internal abstract class VolumeVerb : StepVerb
{
    /// <inheritdoc/>
    public override void Run(VerbRun run)
    {
        Begin(run);
        RunWhole(run, run.OpenDevice());
    }

    /// <summary>Checks the call before any work, and tells the report of it.</summary>
    protected void Begin(VerbRun run)
    {
        CheckCall(run);
        var input = run.Required(Input);
        var output = run.Required(Output);
        run.Report.Input = input;
        run.Report.Output = output;
        OutputGuard.Check(output, OutputGuard.VolumeExtensions, [input]);
    }

    /// <summary>From file to file, in one piece.</summary>
    protected void RunWhole(VerbRun run, ComputeDevice device)
    {
        using var read = run.ReadVolume(run.Required(Input));
        using var prepared = Prepare(read, run);
        using var source = run.Upload(() => prepared.ToDevice(device));
        using var result = run.Compute(() => ToElementType(Compute(source, run), source, run.Value(CommonOptions.DType) ?? DefaultElementType(source, run)));
        Finish(run);
        using var host = run.Download(result);
        run.Report.Warnings = [.. run.Report.Warnings, .. host.Metadata.Warnings.Except(run.Report.Warnings)];
        run.Report.Describe(host.Geometry, host.ElementType);
        run.WriteVolume(host, run.Required(Output));
    }
}
