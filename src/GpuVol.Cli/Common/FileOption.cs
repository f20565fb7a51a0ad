using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>An option whose value is the path of a file to read, or, with <paramref name="orWord"/>, may be.</summary>
internal sealed class FileOption(string name, bool orWord) : Option<string?>(name)
{
    /// <summary>True where a value that is no file has another meaning.</summary>
    public bool IsFileOrWord => orWord;
}
