namespace GpuVol.Cli;

/// <summary>What a call asks of Slurm.</summary>
/// <param name="Tasks">Tasks of the array job.</param>
/// <param name="Options">Options of <c>sbatch</c>, one or more to an element.</param>
/// <param name="WorkOptions">Words of the call that say how each task works.</param>
internal sealed record SlurmRequest(int Tasks, IReadOnlyList<string> Options, IReadOnlyList<string> WorkOptions);
