namespace GpuVol.Cli;

/// <summary>The call was right and the work failed: exit code 1 with this one line.</summary>
internal sealed class WorkFailedException(string message, Exception? inner = null) : Exception(message, inner);
