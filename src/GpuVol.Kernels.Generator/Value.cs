using Microsoft.CodeAnalysis;

namespace GpuVol.Kernels.Generator;

/// <summary>A translated expression.</summary>
internal readonly struct Value
{
    public Value(string text, ITypeSymbol? type, AddressSpace space = AddressSpace.None, bool isStable = false, bool isLocal = false, bool isAddressable = false)
    {
        Text = text;
        Type = type;
        Space = space;
        IsStable = isStable;
        IsLocal = isLocal;
        IsAddressable = isAddressable;
    }

    /// <summary>The C expression.</summary>
    public string Text { get; }

    /// <summary>Its C# type, type parameters replaced.</summary>
    public ITypeSymbol? Type { get; }

    /// <summary>For a view: where it points. For a variable: where it lies.</summary>
    public AddressSpace Space { get; }

    /// <summary>True for constants, which no side effect can change.</summary>
    public bool IsStable { get; }

    /// <summary>True for a variable of the function itself, so that writing to it is invisible outside.</summary>
    public bool IsLocal { get; }

    /// <summary>True for a variable, whose address can be taken.</summary>
    public bool IsAddressable { get; }

    /// <summary>True for a variable whose place does not depend on an index.</summary>
    public bool IsSimple => Text.IndexOf('[') < 0;

    public Value With(string text, ITypeSymbol? type) => new(text, type, Space, IsStable, IsLocal, IsAddressable);
}
