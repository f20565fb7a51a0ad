using System.Diagnostics;

namespace GpuVol.Cpu;

/// <summary>The processor's product name, from wherever the system tells it.</summary>
internal static class CpuName
{
    private static readonly Lazy<string> Name = new(Read);

    public static string Value => Name.Value;

    private static string Read()
    {
        if (OperatingSystem.IsLinux() && FromProcCpuInfo() is { } linux)
            return linux;
        if (OperatingSystem.IsMacOS() && FromSysctl() is { } mac)
            return mac;
        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? $"{System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture} processor";
    }

    private static string? FromProcCpuInfo()
    {
        try
        {
            foreach (var line in File.ReadLines("/proc/cpuinfo"))
            {
                if (line.StartsWith("model name", StringComparison.Ordinal))
                    return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }
        }
        catch (IOException)
        {
            // A sandbox without /proc: the architecture has to do for a name.
        }

        return null;
    }

    private static string? FromSysctl()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("/usr/sbin/sysctl", "-n machdep.cpu.brand_string") { RedirectStandardOutput = true });
            return process?.StandardOutput.ReadToEnd().Trim() is { Length: > 0 } name ? name : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
