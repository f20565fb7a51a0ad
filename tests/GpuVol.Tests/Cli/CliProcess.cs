using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GpuVol.Tests.Cli;

/// <summary>Runs the built program as a process of its own.</summary>
internal static partial class CliProcess
{
    /// <summary>SIGINT, as Ctrl-C sends it.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGTERM, as schedulers send it.</summary>
    public const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The program beside the tests.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "gpuvol.dll");

    /// <summary>The dotnet host that runs the tests.</summary>
    public static string Host { get; } = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    /// <summary>Runs a call in <paramref name="folder"/> to its end.</summary>
    public static CliResult Run(string folder, params string[] args) => Run(folder, null, args);

    /// <summary>The same with an environment variable set.</summary>
    public static CliResult Run(string folder, (string Name, string Value)? variable, params string[] args)
    {
        using var process = Start(folder, variable, args);
        return End(process, args);
    }

    /// <summary>Starts a call.</summary>
    public static Process Start(string folder, (string Name, string Value)? variable, params string[] args)
    {
        var start = new ProcessStartInfo(Host)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(Program);
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        start.Environment.Remove("GPUVOL_TRACE");
        if (variable is { } set)
            start.Environment[set.Name] = set.Value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Waits for the end of a call.</summary>
    public static CliResult End(Process process, string[] args)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var call = "gpuvol " + string.Join(' ', args);
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            Assert.Fail($"{call} did not end within {Patience}.");
        }

        process.WaitForExit();
        return new CliResult(call, process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Sends a signal.</summary>
    public static void Signal(Process process, int signal) => Assert.Equal(0, Kill(process.Id, signal));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
