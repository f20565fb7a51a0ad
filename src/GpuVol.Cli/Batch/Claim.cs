namespace GpuVol.Cli;

/// <summary>What stands in the file that marks an item as taken.</summary>
/// <param name="Process">Name of the process that took it.</param>
/// <param name="Run">The run of that process.</param>
internal sealed record Claim(string Process, string Run);
