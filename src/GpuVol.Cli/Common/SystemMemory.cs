using System.Globalization;

namespace GpuVol.Cli;

/// <summary>What memory there is.</summary>
internal static class SystemMemory
{
    /// <summary>Bytes that can be used without pushing others out, within what the process may use.</summary>
    public static long FreeBytes()
    {
        var allowed = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return ReadKilobytes("/proc/meminfo", "MemAvailable:") is { } free ? Math.Min(allowed, free << 10) : allowed;
    }

    /// <summary>The most bytes of memory that this process had at one time; 0 where the system does not tell.</summary>
    public static long PeakResidentBytes() => (ReadKilobytes("/proc/self/status", "VmHWM:") ?? 0) << 10;

    private static long? ReadKilobytes(string path, string name)
    {
        try
        {
            var line = File.ReadLines(path).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
            return line?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..] && long.TryParse(kilobytes, CultureInfo.InvariantCulture, out var value) ? value : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No such file on other systems.
            return null;
        }
    }
}
