using System.Text.Json;

namespace GpuVol.Tests.Cli;

/// <summary>What a call of the program left: exit code, stdout, stderr.</summary>
internal sealed record CliResult(string Call, int ExitCode, string Output, string Error)
{
    /// <summary>The object of <c>--json</c>; fails unless stdout is exactly one.</summary>
    public JsonElement Json
    {
        get
        {
            Assert.True(Output.EndsWith('\n') && Output.TrimEnd('\n').Split('\n').Length == 1, $"{Call}: stdout is not one line: {Output}");
            using var document = JsonDocument.Parse(Output);
            return document.RootElement.Clone();
        }
    }

    /// <summary>Fails with everything there is to know unless the call succeeded.</summary>
    public CliResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"{Call}: exit code {ExitCode}. stdout: {Output} stderr: {Error}");
        return this;
    }

    /// <summary>Fails unless the call ended with this code, one line on stderr that has all the words, and nothing on stdout.</summary>
    public void Failed(int exitCode, params string[] words)
    {
        Assert.True(ExitCode == exitCode, $"{Call}: exit code {ExitCode}, not {exitCode}. stdout: {Output} stderr: {Error}");
        Assert.Equal(string.Empty, Output);
        var lines = Error.TrimEnd('\n').Split('\n');
        Assert.True(lines.Length == 1 && lines[0].StartsWith("gpuvol", StringComparison.Ordinal) && Error.EndsWith('\n'), $"{Call}: stderr is not one line of the program: {Error}");
        foreach (var word in words)
            Assert.True(lines[0].Contains(word, StringComparison.Ordinal), $"{Call}: '{word}' is missing in: {lines[0]}");
        Assert.DoesNotContain("Exception", Error, StringComparison.Ordinal);
    }
}
