using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>An option whose value is another program's options, so that dashes at its beginning do not tell of a value left out.</summary>
internal sealed class PassedOnOption(string name) : Option<string?>(name);
