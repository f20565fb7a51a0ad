using System.Diagnostics;
using GpuVol.Tests.KernelLanguage;

namespace GpuVol.Tests.Batch;

/// <summary>A real Slurm with three nodes on this machine (scripts/slurm-cluster.sh), which ends with the test, failed or not.</summary>
internal sealed class SlurmCluster : IDisposable
{
    private const int NotInstalled = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly Process _script;

    /// <summary>Starts it, which takes a second; skips the test where Slurm is not installed, fails it on CI.</summary>
    public SlurmCluster()
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(RepositoryFolder.Root, "scripts", "slurm-cluster.sh"), _folder.Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _script = Process.Start(start)!;
        if (_script.StandardOutput.ReadLine() == "ready")
            return;
        var reason = _script.StandardError.ReadToEnd().Trim();
        _script.WaitForExit();
        var code = _script.ExitCode;
        Dispose();
        Skip.If(code == NotInstalled && Environment.GetEnvironmentVariable("CI") != "true", reason + "; scripts/install-system-packages.sh installs it.");
        Assert.Fail($"Slurm did not start: {reason}");
    }

    /// <summary>The variable by which Slurm's commands find this cluster.</summary>
    public (string Name, string Value) Variable => ("SLURM_CONF", _folder.File("slurm.conf"));

    /// <summary>The same, as it stands in the environment of all the cluster's processes.</summary>
    public string Marker => $"{Variable.Name}={Variable.Value}";

    /// <summary>Runs one of Slurm's commands; its output.</summary>
    public string Run(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable.Name] = Variable.Value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)}: {errors.Result}");
        return output.Trim();
    }

    /// <summary>Kills a node (n1, n2 or n3) with all that it runs, as a power cut does.</summary>
    public void Lose(string node)
    {
        _script.StandardInput.WriteLine($"lose {node}");
        _script.StandardInput.Flush();
        Assert.Equal($"lost {node}", _script.StandardOutput.ReadLine());
    }

    /// <summary>Stops everything, jobs too.</summary>
    public void Dispose()
    {
        _script.StandardInput.Close();
        _script.WaitForExit();
        _script.Dispose();
        _folder.Dispose();
    }
}
