using System.Collections.Concurrent;

namespace GpuVol.Tests.Devices;

/// <summary>The devices that tests share, opened once. Do not dispose them; dispose what is made on them.</summary>
public static class TestDevices
{
    private static readonly ConcurrentDictionary<string, Lazy<ComputeDevice>> Open = new();

    /// <summary>The kinds under test.</summary>
    public static IReadOnlyList<string> Ids { get; } = ["cpu", "opencl", "cuda"];

    /// <summary>
    /// The shared device <paramref name="id"/>. Where it is absent the test is skipped with the reason, but fails where it must be
    /// there: CPU always, OpenCL in CI, and what <c>GPUVOL_REQUIRE</c> names.
    /// </summary>
    public static ComputeDevice Get(string id)
    {
        try
        {
            return Open.GetOrAdd(id, static key => new Lazy<ComputeDevice>(() => ComputeDevices.Open(key))).Value;
        }
        catch (DeviceUnavailableException exception) when (!IsRequired(id))
        {
            throw new SkipException(exception.Message);
        }
    }

    /// <summary>True where a missing device is a failure.</summary>
    public static bool IsRequired(string id) =>
        id == "cpu"
        || (id == "opencl" && Environment.GetEnvironmentVariable("CI") == "true")
        || (Environment.GetEnvironmentVariable("GPUVOL_REQUIRE") ?? string.Empty).Split(',', StringSplitOptions.TrimEntries).Contains(id);
}
