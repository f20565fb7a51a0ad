using Microsoft.CodeAnalysis;

namespace GpuVol.Kernels.Generator;

/// <summary>One parameter of a kernel behind the index.</summary>
internal sealed class KernelParameterInfo
{
    public KernelParameterInfo(IParameterSymbol symbol)
    {
        Symbol = symbol;
        Element = symbol.Type;
    }

    public IParameterSymbol Symbol { get; }

    /// <summary>Name of the run-time <c>KernelParameterKind</c>.</summary>
    public string Kind { get; set; } = "Value";

    /// <summary>Element of a view, or type of the value.</summary>
    public ITypeSymbol Element { get; set; }

    public string? Macro { get; set; }

    /// <summary>True where not even a launcher can be written.</summary>
    public bool IsBroken { get; set; }
}
