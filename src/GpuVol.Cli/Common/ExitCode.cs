namespace GpuVol.Cli;

/// <summary>What the program returns to its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The call and the input were right but the work failed (memory, a kernel, a full disk).</summary>
    public const int Failed = 1;

    /// <summary>The call or the input was wrong.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
