namespace GpuVol.Tests.Batch;

/// <summary>The processes of this machine, by what marks them.</summary>
internal static class ProcessList
{
    /// <summary>Numbers of the processes that have a variable in their environment (<c>NAME=VALUE</c>) and a word among those of their call.</summary>
    public static IReadOnlyList<int> With(string variable, string word = "") =>
        [.. Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && Read(folder, "environ").Split('\0').Contains(variable)
            && Read(folder, "cmdline").Contains(word, StringComparison.Ordinal)).Select(folder => int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>The most memory that a process ever had, in kilobytes; 0 where it has ended.</summary>
    public static long PeakKilobytes(int process)
    {
        var line = Read($"/proc/{process}", "status").Split('\n').FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Ended meanwhile, or another user's.
            return string.Empty;
        }
    }
}
