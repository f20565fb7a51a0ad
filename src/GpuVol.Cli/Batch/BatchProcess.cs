using System.Globalization;
using System.Text.Json;

namespace GpuVol.Cli;

/// <summary>A process that works on a batch, as the others see it: where it runs, and for how long it may keep silent.</summary>
internal sealed record BatchProcess
{
    /// <summary>Its name, which no other has.</summary>
    public required string Name { get; init; }

    /// <summary>The machine's name.</summary>
    public required string Host { get; init; }

    /// <summary>The machine's start and its space of process numbers: where they are the same, numbers can be compared.</summary>
    public required string Machine { get; init; }

    /// <summary>Process number.</summary>
    public required int Pid { get; init; }

    /// <summary>When the process began, in the machine's ticks: numbers are used again.</summary>
    public required string Began { get; init; }

    /// <summary>What a scheduler calls the job that it belongs to, else its own name: an item that failed is tried again only in another run.</summary>
    public required string Run { get; init; }

    /// <summary>Seconds of silence after which it counts as lost.</summary>
    public required int LeaseSeconds { get; init; }

    /// <summary>This process.</summary>
    public static BatchProcess Current(int leaseSeconds, string? run)
    {
        var host = Environment.MachineName;
        var name = string.Create(CultureInfo.InvariantCulture, $"{string.Concat(host.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}");
        return new BatchProcess
        {
            Name = name,
            Host = host,
            Machine = ThisMachine(),
            Pid = Environment.ProcessId,
            Began = BeginOf(Environment.ProcessId) ?? string.Empty,
            Run = run ?? name,
            LeaseSeconds = leaseSeconds,
        };
    }

    /// <summary>Reads what another process says of itself; null where it cannot be read.</summary>
    public static BatchProcess? TryRead(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault() is { } line ? JsonSerializer.Deserialize(line, BatchJson.Default.BatchProcess) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether it still runs, where that can be told from here; null for a process elsewhere.</summary>
    public bool? RunsHere() => Machine != ThisMachine() ? null : Began.Length > 0 && BeginOf(Pid) == Began;

    private static string ThisMachine()
    {
        try
        {
            return $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Unknown: then only the lease tells.
            return Guid.NewGuid().ToString("N");
        }
    }

    // Field 22 of /proc/PID/stat, counted behind the name, which may hold blanks. A zombie has ended.
    private static string? BeginOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : fields[19];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
