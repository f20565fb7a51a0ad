using Microsoft.CodeAnalysis;

namespace GpuVol.Kernels.Generator;

/// <summary>The types of the kernel language that the generator knows by name.</summary>
internal enum BuiltinType
{
    None,
    ArrayView,
    SpecializedValue,
    Index1D,
    LongIndex1D,
    Index2D,
    Index3D,
    Grid,
    Group,
    SharedMemory,
    LocalMemory,
    Atomic,
    XMath,
    SystemMath,
    BitConverter,
    BitOperations,
    Primitive,
}

/// <summary>Recognises them.</summary>
internal static class Builtin
{
    public static BuiltinType Of(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol named || named.ContainingType is not null)
            return BuiltinType.None;
        if (named.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_Double)
            return BuiltinType.Primitive;
        return named.ContainingNamespace?.ToDisplayString() switch
        {
            "GpuVol.Kernels" => named.MetadataName switch
            {
                "ArrayView`1" => BuiltinType.ArrayView,
                "SpecializedValue`1" => BuiltinType.SpecializedValue,
                "Index1D" => BuiltinType.Index1D,
                "LongIndex1D" => BuiltinType.LongIndex1D,
                "Index2D" => BuiltinType.Index2D,
                "Index3D" => BuiltinType.Index3D,
                "Grid" => BuiltinType.Grid,
                "Group" => BuiltinType.Group,
                "SharedMemory" => BuiltinType.SharedMemory,
                "LocalMemory" => BuiltinType.LocalMemory,
                "Atomic" => BuiltinType.Atomic,
                "XMath" => BuiltinType.XMath,
                _ => BuiltinType.None,
            },
            "System" => named.MetadataName switch
            {
                "Math" or "MathF" => BuiltinType.SystemMath,
                "BitConverter" => BuiltinType.BitConverter,
                _ => BuiltinType.None,
            },
            "System.Numerics" when named.MetadataName == "BitOperations" => BuiltinType.BitOperations,
            _ => BuiltinType.None,
        };
    }

    public static bool IsView(ITypeSymbol? type) => Of(type) == BuiltinType.ArrayView;
}
