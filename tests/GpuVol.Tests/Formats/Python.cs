using System.Diagnostics;
using System.Text.Json;

namespace GpuVol.Tests.Formats;

/// <summary>Independent readers: Debian's Python with NumPy, nibabel and pydicom (scripts/install-system-packages.sh).</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>Runs a script that gets <paramref name="arguments"/> as sys.argv[1:] and prints one JSON value; skips without the module, fails on CI.</summary>
    public static JsonElement Run(string module, string script, params string[] arguments)
    {
        var (code, _, _) = Start("-c", $"import {module}");
        if (code != 0)
        {
            var reason = $"{Interpreter} with {module} is missing; scripts/install-system-packages.sh installs it.";
            if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
                Assert.Fail(reason);
            Skip.If(true, reason);
        }

        var (exit, output, errors) = Start(["-c", script, .. arguments]);
        Assert.True(exit == 0, $"python3 failed: {errors}");
        return JsonDocument.Parse(output).RootElement.Clone();
    }

    private static (int Code, string Output, string Errors) Start(params string[] arguments)
    {
        if (!File.Exists(Interpreter))
            return (-1, "", "no interpreter");
        var start = new ProcessStartInfo(Interpreter, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
