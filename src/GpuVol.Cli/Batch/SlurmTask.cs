namespace GpuVol.Cli;

/// <summary>A task in Slurm's queue.</summary>
/// <param name="Id">Job and task, <c>12_3</c>.</param>
/// <param name="State">Slurm's word: RUNNING, PENDING and so on.</param>
/// <param name="Node">Where it runs; empty while it waits.</param>
/// <param name="Reason">Why it waits.</param>
internal sealed record SlurmTask(string Id, string State, string Node, string Reason)
{
    /// <summary>True for one that has begun and not ended.</summary>
    public bool IsRunning => State is "RUNNING" or "COMPLETING";
}
