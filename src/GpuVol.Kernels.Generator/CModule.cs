using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace GpuVol.Kernels.Generator;

/// <summary>The C text of one kernel while it grows: its types, its helpers, and what it needs of a device.</summary>
internal sealed class CModule
{
    private readonly List<string> _types = [];
    private readonly List<string> _functions = [];
    private readonly Dictionary<string, string> _structs = [];
    private readonly Dictionary<string, (int Size, int Align)> _layouts = [];
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _views = [];
    private readonly Dictionary<string, FunctionInfo> _functionsByKey = [];
    private readonly List<IMethodSymbol> _callStack = [];

    public CModule(Compilation compilation, CancellationToken cancellation)
    {
        Compilation = compilation;
        Cancellation = cancellation;
    }

    public Compilation Compilation { get; }

    public CancellationToken Cancellation { get; }

    public List<DiagnosticInfo> Diagnostics { get; } = [];

    public IMethodSymbol Kernel { get; set; } = null!;

    public KernelShape Shape { get; set; }

    /// <summary>True where the C# itself does not compile; its own errors say so.</summary>
    public bool HasCompileErrors { get; set; }

    public bool UsesFloat64 { get; set; }

    public bool UsesInt64Atomics { get; set; }

    public bool UsesBarriers { get; set; }

    public bool UsesLocalMemory { get; set; }

    public static string Display(ISymbol symbol) => symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    public static string SpaceMacro(AddressSpace space) => space switch
    {
        AddressSpace.Global => "GLOBAL",
        AddressSpace.Shared => "LOCAL",
        _ => "PRIVATE",
    };

    public static char SpaceLetter(AddressSpace space) => space switch
    {
        AddressSpace.Global => 'g',
        AddressSpace.Shared => 's',
        AddressSpace.Value => 'v',
        _ => 'p',
    };

    /// <summary>The name under which a field, or the property over it, is stored.</summary>
    public static string FieldName(IFieldSymbol field)
    {
        if (field.AssociatedSymbol is IPropertySymbol property)
            return CText.Identifier(property.Name);
        var end = field.Name.IndexOf(">k__BackingField", System.StringComparison.Ordinal);
        return CText.Identifier(end > 0 ? field.Name.Substring(1, end - 1) : field.Name);
    }

    public static IEnumerable<IFieldSymbol> Fields(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(f => !f.IsStatic && !f.IsConst);

    public void Report(DiagnosticDescriptor descriptor, Location location, params string[] arguments)
    {
        var info = DiagnosticInfo.Create(descriptor, location, arguments);
        if (!Diagnostics.Contains(info))
            Diagnostics.Add(info);
    }

    public UnsupportedException Fail(DiagnosticDescriptor descriptor, Location location, params string[] arguments)
    {
        Report(descriptor, location, arguments);
        return new UnsupportedException();
    }

    /// <summary>The scalar that a type is stored as; <see cref="SpecialType.None"/> for structs and all else.</summary>
    public SpecialType ScalarType(ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration)
            return enumeration.EnumUnderlyingType!.SpecialType;
        return Builtin.Of(type) switch
        {
            BuiltinType.Index1D => SpecialType.System_Int32,
            BuiltinType.LongIndex1D => SpecialType.System_Int64,
            _ => type is not null && CText.Scalar(type.SpecialType) is not null ? type.SpecialType : SpecialType.None,
        };
    }

    /// <summary>The C type of a C# type; a diagnostic where there is none.</summary>
    public string CType(ITypeSymbol? type, AddressSpace space, Location location)
    {
        if (type is null || type.TypeKind == TypeKind.Error)
        {
            HasCompileErrors = true;
            throw new UnsupportedException();
        }

        var scalar = ScalarType(type);
        if (scalar != SpecialType.None)
        {
            UsesFloat64 |= scalar == SpecialType.System_Double;
            return CText.Scalar(scalar)!;
        }

        switch (Builtin.Of(type))
        {
            case BuiltinType.ArrayView:
                return ViewType(((INamedTypeSymbol)type).TypeArguments[0], space, location);
            case BuiltinType.Index2D:
                return "gv_index2";
            case BuiltinType.Index3D:
                return "gv_index3";
            case BuiltinType.SpecializedValue:
                throw Fail(KernelDiagnostics.Type, location, Display(type), "Pass on its Value, which is a constant on the device.");
        }

        switch (type)
        {
            case { SpecialType: SpecialType.System_Char }:
                throw Fail(KernelDiagnostics.Type, location, "char", "Use ushort or byte.");
            case { SpecialType: SpecialType.System_String }:
                throw Fail(KernelDiagnostics.Type, location, "string", "Kernels have no text; use numbers or an enum.");
            case { SpecialType: SpecialType.System_Decimal }:
                throw Fail(KernelDiagnostics.Type, location, "decimal", "Use double.");
            case { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr }:
                throw Fail(KernelDiagnostics.Type, location, Display(type), "Its size is the host's; use long or ulong.");
            case IPointerTypeSymbol or IFunctionPointerTypeSymbol:
                throw Fail(KernelDiagnostics.Pointer, location, $"The type '{Display(type)}'");
            case IArrayTypeSymbol:
                throw Fail(KernelDiagnostics.Allocation, location, $"The array type '{Display(type)}'");
            case ITypeParameterSymbol:
                throw Fail(KernelDiagnostics.Generic, location, $"The type parameter '{type.Name}' is not bound here", "Call the generic helper with concrete types.");
            case { TypeKind: TypeKind.Delegate }:
                throw Fail(KernelDiagnostics.Delegate, location, $"'{Display(type)}'");
            case INamedTypeSymbol { IsTupleType: true }:
                throw Fail(KernelDiagnostics.Type, location, Display(type), "Use a struct, or out parameters.");
            case INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }:
                throw Fail(KernelDiagnostics.Type, location, Display(type), "Use a value and a bool.");
            case { IsReferenceType: true }:
                throw Fail(KernelDiagnostics.Type, location, Display(type), "It is a reference type; use a struct or a view.");
            case INamedTypeSymbol { TypeKind: TypeKind.Struct } named:
                if (IsSystem(type) && type.Name is "Span" or "ReadOnlySpan")
                    throw Fail(KernelDiagnostics.Type, location, Display(type), "Use ArrayView<T>, or LocalMemory.Allocate<T>(constant).");
                if (IsSystem(type))
                    throw Fail(KernelDiagnostics.Type, location, Display(type), "It belongs to the run-time library; write a struct of your own (GpuVol.Kernels.Float2 stands for complex numbers).");
                return Struct(named, location);
            default:
                throw Fail(KernelDiagnostics.Type, location, Display(type), "Use a number, an enum, a struct or a view.");
        }
    }

    /// <summary>The C struct of a view, in one address space.</summary>
    public string ViewType(ITypeSymbol element, AddressSpace space, Location location)
    {
        if (Builtin.IsView(element))
            throw Fail(KernelDiagnostics.View, location, "A view of views cannot lie in device memory", "Pass the views one by one, or one view with offsets.");
        var elementType = CType(element, AddressSpace.None, location);
        var name = $"gv_{SpaceLetter(space)}view_{elementType}";
        if (_views.Add(name))
            _types.Add($"typedef struct {{ {SpaceMacro(space)} {elementType}* data; i64 length; }} {name};");
        return name;
    }

    /// <summary>Size and alignment of a type in bytes, by the rules that .NET's sequential layout and C share.</summary>
    public (int Size, int Align) LayoutOf(ITypeSymbol type)
    {
        var scalar = ScalarType(type);
        if (scalar != SpecialType.None)
            return (CText.SizeBytes(scalar), CText.SizeBytes(scalar));
        return Builtin.Of(type) switch
        {
            BuiltinType.Index2D => (8, 4),
            BuiltinType.Index3D => (12, 4),
            _ => _layouts[Key(type)],
        };
    }

    /// <summary>The translated helper for one combination of type arguments and address spaces.</summary>
    public FunctionInfo Function(IMethodSymbol method, IReadOnlyDictionary<ITypeParameterSymbol, ITypeSymbol> types, IReadOnlyList<AddressSpace> spaces, Location call)
    {
        var definition = method.OriginalDefinition;
        var key = new StringBuilder(Key(definition));
        foreach (var pair in types.OrderBy(p => p.Key.Ordinal).ThenBy(p => p.Key.Name, System.StringComparer.Ordinal))
            key.Append('|').Append(pair.Key.Name).Append('=').Append(Key(pair.Value));
        key.Append('|').Append(string.Concat(spaces.Select(s => s == AddressSpace.None ? '_' : SpaceLetter(s))));
        if (_functionsByKey.TryGetValue(key.ToString(), out var known))
        {
            if (known.IsBroken)
                throw new UnsupportedException();
            if (known.IsOpen)
                throw Recursion(definition, call);
            return known;
        }

        // The same helper with other address spaces, further up the stack, is recursion as well.
        if (_callStack.Any(m => SymbolEqualityComparer.Default.Equals(m, definition)))
            throw Recursion(definition, call);
        var stem = definition.MethodKind switch
        {
            MethodKind.Constructor => "new",
            MethodKind.PropertyGet => definition.AssociatedSymbol!.Name,
            _ => definition.Name,
        };
        var info = new FunctionInfo { Name = Unique($"f_{CText.Sanitize(definition.ContainingType.Name)}_{CText.Sanitize(stem)}"), IsOpen = true };
        _functionsByKey.Add(key.ToString(), info);
        _callStack.Add(definition);
        try
        {
            Cancellation.ThrowIfCancellationRequested();
            var before = Diagnostics.Count;
            var translator = new FunctionTranslator(this, definition, types);
            var lines = translator.TranslateHelper(info, spaces);
            if (Diagnostics.Count > before || HasCompileErrors)
                throw new UnsupportedException();
            _functions.Add(CText.Layout(lines));
            return info;
        }
        catch (UnsupportedException)
        {
            info.IsBroken = true;
            throw;
        }
        finally
        {
            info.IsOpen = false;
            _callStack.RemoveAt(_callStack.Count - 1);
        }
    }

    /// <summary>The whole text: types, helpers, kernel.</summary>
    public string Compose(string title, IReadOnlyList<string> kernel)
    {
        var text = new StringBuilder();
        text.Append("/* ").Append(CText.Sanitize(title)).Append(" */\n");
        foreach (var type in _types)
            text.Append(type).Append('\n');
        text.Append('\n');
        foreach (var function in _functions)
            text.Append(function).Append('\n');
        text.Append(CText.Layout(kernel));
        return text.ToString();
    }

    public string Unique(string name)
    {
        var result = name;
        for (var i = 2; !_names.Add(result); i++)
            result = $"{name}_{i}";
        return result;
    }

    private static string Key(ISymbol symbol)
    {
        switch (symbol)
        {
            case IMethodSymbol { MethodKind: MethodKind.LocalFunction }:
                return $"{symbol.Name}@{Place(symbol)}";
            case INamedTypeSymbol { IsGenericType: true } type:
                return $"{type.OriginalDefinition.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}<{string.Join(",", type.TypeArguments.Select(Key))}>{(type.IsFileLocal ? Place(symbol) : "")}";
            case INamedTypeSymbol { IsFileLocal: true }:
                return symbol.Name + Place(symbol);
            case IMethodSymbol { ContainingType.IsFileLocal: true }:
                return symbol.GetDocumentationCommentId() + Place(symbol);
            case IMethodSymbol method when method.GetDocumentationCommentId() is { } id:
                return id;
            default:
                return symbol.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        }
    }

    private static string Place(ISymbol symbol) => $"{symbol.Locations[0].SourceTree?.FilePath}:{symbol.Locations[0].SourceSpan.Start}";

    private static bool IsSystem(ITypeSymbol type)
    {
        var space = type.ContainingNamespace?.ToDisplayString() ?? "";
        return space == "System" || space.StartsWith("System.", System.StringComparison.Ordinal);
    }

    private UnsupportedException Recursion(IMethodSymbol method, Location call) => Fail(
        KernelDiagnostics.Recursion, call, Display(method), string.Join(" -> ", _callStack.Select(m => m.Name).Concat([method.Name])));

    private string Struct(INamedTypeSymbol type, Location location)
    {
        var key = Key(type);
        if (_structs.TryGetValue(key, out var known))
            return known.Length > 0 ? known : throw new UnsupportedException();
        _structs[key] = "";
        var display = Display(type);
        if (type.IsRefLikeType)
            throw Fail(KernelDiagnostics.Layout, location, display, "is a ref struct, which has no layout in memory. Declare it as an ordinary struct of numbers.");
        foreach (var attribute in type.GetAttributes())
        {
            var isLayout = attribute.AttributeClass?.ToDisplayString() == "System.Runtime.InteropServices.StructLayoutAttribute";
            if (isLayout && (System.Convert.ToInt32(attribute.ConstructorArguments[0].Value, System.Globalization.CultureInfo.InvariantCulture) != 0 || attribute.NamedArguments.Any(a => a.Key is "Pack" or "Size")))
                throw Fail(KernelDiagnostics.Layout, location, display, "sets its layout, so C would lay it out otherwise. Leave it sequential, without Pack and Size.");
            if (attribute.AttributeClass?.Name == "InlineArrayAttribute")
                throw Fail(KernelDiagnostics.Layout, location, display, "is an inline array. Write its elements as fields, or pass a view.");
        }

        var fields = Fields(type).ToList();
        if (fields.Count == 0)
            throw Fail(KernelDiagnostics.Layout, location, display, "has no fields, and C has no empty structs. Give it a field, or make its methods static.");
        var members = new StringBuilder();
        var size = 0;
        var align = 1;
        foreach (var field in fields)
        {
            if (Builtin.IsView(field.Type))
                throw Fail(KernelDiagnostics.Layout, location, display, $"holds the view '{field.Name}'. Pass views as parameters of their own.");
            if (field.IsFixedSizeBuffer)
                throw Fail(KernelDiagnostics.Layout, location, display, $"holds the fixed buffer '{field.Name}'. Write its elements as fields, or pass a view.");
            if (field.RefKind != RefKind.None)
                throw Fail(KernelDiagnostics.Layout, location, display, $"holds the reference '{field.Name}'. Hold the value.");
            if (!field.Type.IsUnmanagedType && field.Type.TypeKind != TypeKind.Error)
                throw Fail(KernelDiagnostics.Layout, location, display, $"holds '{field.Name}' of type '{Display(field.Type)}', which cannot be copied to a device. Keep only numbers, enums and structs of them.");
            members.Append(CType(field.Type, AddressSpace.None, location)).Append(' ').Append(FieldName(field)).Append("; ");
            var (fieldSize, fieldAlign) = LayoutOf(field.Type);
            size = ((size + fieldAlign - 1) / fieldAlign * fieldAlign) + fieldSize;
            align = System.Math.Max(align, fieldAlign);
        }

        size = (size + align - 1) / align * align;
        var name = Unique($"s_{CText.Sanitize(type.Name)}");
        _layouts[key] = (size, align);
        _types.Add($"typedef struct {{ {members}}} {name};");
        _types.Add($"typedef char {name}_is_laid_out_as_in_cs[sizeof({name}) == {size} ? 1 : -1];");
        _structs[key] = name;
        return name;
    }
}
