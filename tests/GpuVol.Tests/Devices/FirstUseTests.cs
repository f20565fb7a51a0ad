using System.Diagnostics;

namespace GpuVol.Tests.Devices;

/// <summary>What happens when the first use of the drivers comes from several threads: drivers set themselves up then, once a process.</summary>
public sealed class FirstUseTests
{
    /// <summary>Set in the process that this test starts: the threads that list and open devices there.</summary>
    private const string ChildVariable = "GPUVOL_TEST_FIRST_USE_THREADS";

    [Fact]
    public async Task SeveralThreadsAtOnce_AllFindTheSameDevices()
    {
        for (var i = 0; i < 2; i++)
        {
            var start = new ProcessStartInfo("dotnet", ["test", typeof(FirstUseTests).Assembly.Location, "--filter", $"FullyQualifiedName={typeof(FirstUseTests).FullName}.{nameof(Child)}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment[ChildVariable] = "8";
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"Start {i} ended with {process.ExitCode}: {await output} {await error}");
        }
    }

    [SkippableFact]
    public void Child()
    {
        Skip.IfNot(int.TryParse(Environment.GetEnvironmentVariable(ChildVariable), out var count), "Runs in a process of its own.");
        using var together = new Barrier(count);
        var found = new string[count];
        var threads = Enumerable.Range(0, count).Select(i => new Thread(() =>
        {
            together.SignalAndWait();
            found[i] = string.Join(',', ComputeDevices.Discover().Devices.Select(info => info.Id));
            using var device = ComputeDevices.Open(found[i].Contains("opencl", StringComparison.Ordinal) ? "opencl" : "cpu");
            using var buffer = device.Allocate<int>([i]);
            found[i] += buffer.ToArray()[0] == i ? string.Empty : " wrong";
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.All(found, text => Assert.Equal(found[0], text));
    }
}
