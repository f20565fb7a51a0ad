using System;
using System.Collections.Generic;
using System.Linq;

namespace GpuVol.Kernels.Generator;

/// <summary>What one kernel gave: the generated C# file and what was refused. Compared by value, so that an unchanged kernel is not emitted again.</summary>
internal sealed class KernelResult : IEquatable<KernelResult>
{
    public KernelResult(string hintName, string? source, IReadOnlyList<DiagnosticInfo> diagnostics)
    {
        HintName = hintName;
        Source = source;
        Diagnostics = diagnostics;
    }

    public string HintName { get; }

    public string? Source { get; }

    public IReadOnlyList<DiagnosticInfo> Diagnostics { get; }

    public bool Equals(KernelResult? other) =>
        other is not null && HintName == other.HintName && Source == other.Source && Diagnostics.SequenceEqual(other.Diagnostics);

    public override bool Equals(object? obj) => Equals(obj as KernelResult);

    public override int GetHashCode() => HintName.GetHashCode() ^ (Source?.GetHashCode() ?? 0);
}
