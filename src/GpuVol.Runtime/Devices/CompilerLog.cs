namespace GpuVol;

/// <summary>Reads the logs of device compilers.</summary>
internal static class CompilerLog
{
    /// <summary>The first line that tells an error, or the first line at all; null where the log is empty.</summary>
    public static string? FirstError(string log)
    {
        string? first = null;
        foreach (var line in log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Contains("error", StringComparison.OrdinalIgnoreCase))
                return line;
            first ??= line;
        }

        return first;
    }
}
