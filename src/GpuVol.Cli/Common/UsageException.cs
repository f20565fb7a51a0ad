namespace GpuVol.Cli;

/// <summary>The call was wrong: exit code 2 with this one line.</summary>
internal sealed class UsageException(string message) : Exception(message);
