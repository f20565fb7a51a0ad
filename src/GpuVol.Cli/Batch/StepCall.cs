namespace GpuVol.Cli;

/// <summary>A step of a recipe on its way with one item.</summary>
internal sealed record StepCall(StepVerb Verb, VerbRun Run) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Run.Dispose();
}
