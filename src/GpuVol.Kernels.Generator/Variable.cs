using Microsoft.CodeAnalysis;

namespace GpuVol.Kernels.Generator;

/// <summary>A local variable or parameter in C.</summary>
internal sealed record Variable(string Text, ITypeSymbol Type, AddressSpace Space, bool IsLocal, bool IsConstant = false)
{
    public Value AsValue() => new(Text, Type, Space, isStable: IsConstant, isLocal: IsLocal, isAddressable: !IsConstant);
}
