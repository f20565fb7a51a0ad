using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GpuVol.Kernels.Generator;

internal sealed partial class FunctionTranslator
{
    private static readonly HashSet<string> FloatFunctions =
    [
        "Sqrt", "Rsqrt", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Atan2", "Sinh", "Cosh", "Tanh", "Asinh", "Acosh", "Atanh", "Exp", "Exp2", "Log",
        "Log2", "Log10", "Cbrt", "Pow", "Floor", "Ceiling", "Truncate", "Abs", "Min", "Max", "Clamp", "Fma", "FusedMultiplyAdd", "CopySign",
        "Sign", "IsNaN", "IsInfinity", "IsFinite", "IsPositiveInfinity", "IsNegativeInfinity", "IsNegative",
    ];

    private static readonly HashSet<string> IntegerFunctions =
        ["Min", "Max", "Clamp", "Abs", "Sign", "PopCount", "LeadingZeroCount", "TrailingZeroCount"];

    private static readonly Dictionary<string, string> BitCasts = new()
    {
        ["FloatAsInt"] = "gv_f32_to_bits",
        ["IntAsFloat"] = "gv_bits_to_f32",
        ["DoubleAsLong"] = "gv_f64_to_bits",
        ["LongAsDouble"] = "gv_bits_to_f64",
        ["SingleToInt32Bits"] = "gv_f32_to_bits",
        ["SingleToUInt32Bits"] = "gv_f32_to_bits",
        ["Int32BitsToSingle"] = "gv_bits_to_f32",
        ["UInt32BitsToSingle"] = "gv_bits_to_f32",
        ["DoubleToInt64Bits"] = "gv_f64_to_bits",
        ["DoubleToUInt64Bits"] = "gv_f64_to_bits",
        ["Int64BitsToDouble"] = "gv_bits_to_f64",
        ["UInt64BitsToDouble"] = "gv_bits_to_f64",
    };

    private Value Invocation(IInvocationOperation operation, bool isStatement)
    {
        var location = At(operation);
        var method = Implementation(operation.TargetMethod, operation.Instance?.Type ?? operation.ConstrainedToType);
        switch (Builtin.Of(method.ContainingType))
        {
            case BuiltinType.ArrayView when method.Name == "SubView" && operation.Arguments.Length == 2:
                var parts = Operands(location, () => Expression(operation.Instance!), () => Argument(operation, 0), () => Argument(operation, 1));
                return SubView(parts[0], parts[1].Text, parts[2].Text, location);
            case BuiltinType.Group when method.Name == "Barrier":
                if (!isStatement)
                    throw Unknown(operation);
                RefuseFlat("Group.Barrier", location);
                _module.UsesBarriers = true;
                _hasSideEffects = true;
                return new Value("GV_BARRIER()", method.ReturnType);
            case BuiltinType.Atomic:
                return AtomicCall(operation, isStatement);
            case BuiltinType.LocalMemory or BuiltinType.SharedMemory when method.Name == "Allocate":
                throw _module.Fail(KernelDiagnostics.MemoryAllocate, location, method.ContainingType.Name, "must be the initial value of a local variable. Write var tile = ….Allocate<T>(constant);");
            case BuiltinType.Primitive when method.Name == "CreateTruncating" && CText.IsFloat(_module.ScalarType(method.ContainingType)):
                return Convert(Argument(operation, 0), method.ContainingType, location);
            case BuiltinType.XMath or BuiltinType.SystemMath or BuiltinType.BitConverter or BuiltinType.BitOperations or BuiltinType.Primitive:
                return MathCall(operation);
            case BuiltinType.None:
                return Call(method, operation.Instance, operation.Arguments, location, isStatement);
            default:
                throw _module.Fail(KernelDiagnostics.Library, location, CModule.Display(method), "Use the functions that docs/kernel-language.md lists.");
        }
    }

    /// <summary>The method behind an interface's, where a type parameter is bound to a struct that implements it.</summary>
    private IMethodSymbol Implementation(IMethodSymbol method, ITypeSymbol? receiver)
    {
        if (method.ContainingType?.TypeKind != TypeKind.Interface || receiver is not ITypeParameterSymbol || Type(receiver) is not { TypeKind: TypeKind.Struct } bound)
            return method;
        var declared = method.ContainingType.IsGenericType ? ((INamedTypeSymbol)Type(method.ContainingType)).GetMembers(method.Name).OfType<IMethodSymbol>().FirstOrDefault(m => SymbolEqualityComparer.Default.Equals(m.OriginalDefinition, method.OriginalDefinition)) : method;
        return declared is not null && bound.FindImplementationForInterfaceMember(declared.OriginalDefinition.IsGenericMethod ? declared.OriginalDefinition : declared) is IMethodSymbol found && found.ContainingType.TypeKind == TypeKind.Struct
            ? found.IsGenericMethod ? found.Construct([.. method.TypeArguments.Select(Type)]) : found
            : method;
    }

    private static IArgumentOperation ArgumentOf(IInvocationOperation operation, int ordinal) => operation.Arguments.First(a => a.Parameter!.Ordinal == ordinal);

    private Value Argument(IInvocationOperation operation, int ordinal) => Expression(ArgumentOf(operation, ordinal).Value);

    private Value SubView(Value view, string offset, string length, Location location)
    {
        // The offset moves the pointer, so the result is again a plain view.
        var type = _module.CType(view.Type, view.Space, location);
        var source = view.IsStable || view.IsSimple ? view : Spill(view, location);
        var name = Temporary();
        _lines.Add($"const {type} {name} = {{ {source.Text}.data + {offset}, {length} }};");
        return new Value(name, view.Type, view.Space, isStable: true, isLocal: view.IsLocal);
    }

    private Value MathCall(IInvocationOperation operation)
    {
        var method = operation.TargetMethod;
        var location = At(operation);
        var name = method.Name;
        UnsupportedException Missing(string remedy) => _module.Fail(KernelDiagnostics.Library, location, CModule.Display(method), remedy);

        if (!method.IsStatic)
            throw Missing("Use operators and XMath.");
        var arguments = operation.Arguments;
        if (name == "Round" && arguments.Length == 2 && arguments[1].Value is { ConstantValue: { HasValue: true, Value: int mode }, Type.Name: "MidpointRounding" })
        {
            name = mode switch
            {
                0 => "Round",
                1 => "RoundAwayFromZero",
                2 => "Truncate",
                3 => "Floor",
                4 => "Ceiling",
                _ => throw Missing("Use another MidpointRounding."),
            };
            arguments = [arguments[0]];
        }
        else if (name == "Round" && arguments.Length == 2)
        {
            throw Missing("Round without digits: scale, XMath.Round, scale back.");
        }

        if (arguments.Length == 0 || arguments.Any(a => a.Parameter!.RefKind != RefKind.None))
            throw Missing("Use the functions of XMath.");
        var values = Operands(location, [.. arguments.Select(a => (Func<Value>)(() => Expression(a.Value)))]);
        var texts = arguments.Select((a, i) => (a.Parameter!.Ordinal, values[i].Text)).OrderBy(p => p.Ordinal).Select(p => p.Text).ToArray();
        var resultType = Type(method.ReturnType);
        var result = _module.CType(resultType, AddressSpace.None, location);
        if (BitCasts.TryGetValue(name, out var cast))
        {
            _module.CType(method.Parameters[0].Type, AddressSpace.None, location);
            var input = cast switch { "gv_bits_to_f32" => $"(u32){texts[0]}", "gv_bits_to_f64" => $"(u64){texts[0]}", _ => texts[0] };
            return new Value($"(({result}){cast}({input}))", resultType);
        }

        var type = _module.ScalarType(method.Parameters[0].Type);
        _module.CType(method.Parameters[0].Type, AddressSpace.None, location);
        var known = CText.IsFloat(type)
            ? FloatFunctions.Contains(name) || name is "Round" or "RoundAwayFromZero"
            : CText.IsInteger(type) && IntegerFunctions.Contains(name) && !(CText.IsSmall(type) && name is "PopCount" or "LeadingZeroCount" or "TrailingZeroCount");
        if (name == "Log" && arguments.Length != 1)
            throw Missing("Write XMath.Log(x) / XMath.Log(base).");
        if (!known || method.Parameters.Take(arguments.Length).Any(p => _module.ScalarType(p.Type) != type))
            throw Missing("Use the functions of XMath, which docs/kernel-language.md lists.");
        if (name == "FusedMultiplyAdd")
            name = "Fma";
        var text = CText.IsSmall(type)
            ? $"gv_{name.ToLowerInvariant()}_i32({string.Join(", ", texts.Select(t => $"(i32){t}"))})"
            : $"gv_{name.ToLowerInvariant()}_{CText.Scalar(type)}({string.Join(", ", texts)})";
        return new Value($"(({result}){text})", resultType);
    }

    private Value AtomicCall(IInvocationOperation operation, bool isStatement)
    {
        var method = operation.TargetMethod;
        var location = At(operation);
        var values = new Value[operation.Arguments.Length];
        var captured = operation.Arguments.Select(a => Capture(() => a.Parameter!.Ordinal == 0 ? Expression(a.Value) : Convert(Expression(a.Value), a.Parameter.Type, location))).ToList();
        var last = captured.FindLastIndex(c => c.Lines.Count > 0);
        for (var i = 0; i < values.Length; i++)
        {
            _lines.AddRange(captured[i].Lines);
            var value = captured[i].Value;
            var ordinal = operation.Arguments[i].Parameter!.Ordinal;
            if (ordinal == 0 && (!value.IsAddressable || value.Space is not (AddressSpace.Global or AddressSpace.Shared)))
                throw _module.Fail(KernelDiagnostics.AtomicTarget, location, method.Name);
            if (i < last && !value.IsStable)
                value = ordinal == 0 ? SpillAddress(value, location) : Spill(value, location);
            values[ordinal] = value;
        }

        var scalar = _module.ScalarType(values[0].Type);
        var type = _module.CType(values[0].Type, AddressSpace.None, location);
        _module.UsesInt64Atomics |= CText.SizeBytes(scalar) == 8;
        _hasSideEffects = true;
        var text = $"gv_atomic_{method.Name.ToLowerInvariant()}_{type}_{CModule.SpaceLetter(values[0].Space)}(&{values[0].Text}, {string.Join(", ", values.Skip(1).Select(v => v.Text))})";
        return Lifted(text, values[0].Type!, true, isStatement, location);
    }

    /// <summary>A call with side effects becomes a statement of its own ahead of the expression that it stands in.</summary>
    private Value Lifted(string text, ITypeSymbol type, bool hasSideEffects, bool isStatement, Location location)
    {
        if (isStatement || !hasSideEffects)
            return new Value(text, type);
        var name = Temporary();
        _lines.Add($"const {_module.CType(type, AddressSpace.None, location)} {name} = {text};");
        return new Value(name, type, isStable: true);
    }

    private Value CallValues(IMethodSymbol method, Location location, params Value[] values)
    {
        var operands = values.Select((v, i) => new Operand(method.Parameters[i], () => v)).ToList();
        return Call(method, operands, location, isStatement: false);
    }

    private Value Call(IMethodSymbol method, IOperation? instance, ImmutableArray<IArgumentOperation> arguments, Location location, bool isStatement)
    {
        var operands = new List<Operand>();
        if (method.MethodKind == MethodKind.DelegateInvoke)
            throw _module.Fail(KernelDiagnostics.Delegate, location, $"The call of '{method.ContainingType.Name}'");
        if (!method.IsStatic && method.MethodKind is not (MethodKind.Constructor or MethodKind.LocalFunction))
        {
            if (method.ContainingType.TypeKind != TypeKind.Struct)
                throw _module.Fail(KernelDiagnostics.Virtual, location, CModule.Display(method));
            // C# copies a receiver that it must not change where the method does not promise to leave it alone.
            var isCopied = !method.IsReadOnly && IsReadOnly(instance!);
            operands.Add(new Operand(null, () => isCopied ? Copy(Expression(instance!)) : Expression(instance!)));
        }
        else if (method.IsStatic && method.ContainingType.TypeKind == TypeKind.Interface)
        {
            throw _module.Fail(KernelDiagnostics.Virtual, location, CModule.Display(method));
        }

        foreach (var argument in arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.ParamArray || argument.ArgumentKind == ArgumentKind.ParamCollection)
                throw _module.Fail(KernelDiagnostics.Allocation, location, $"The params argument of '{method.Name}'");
            operands.Add(new Operand(method.Parameters[argument.Parameter!.Ordinal], () => ArgumentValue(argument)));
        }

        return Call(method, operands, location, isStatement);
    }

    private static Value Copy(Value value) => new(value.Text, value.Type, isStable: value.IsStable);

    private bool IsReadOnly(IOperation instance) => instance switch
    {
        IParameterReferenceOperation { Parameter.RefKind: RefKind.In or RefKind.RefReadOnlyParameter } => true,
        ILocalReferenceOperation { Local.RefKind: RefKind.RefReadOnly } => true,
        IFieldReferenceOperation { Field.IsReadOnly: true } => !_isConstructor,
        IFieldReferenceOperation { Instance: { } inner } => IsReadOnly(inner),
        IInstanceReferenceOperation => _method.IsReadOnly,
        _ => false,
    };

    private Value ArgumentValue(IArgumentOperation argument)
    {
        switch (argument.Value)
        {
            case IDeclarationExpressionOperation declaration:
                return OutVariable(declaration);
            case IDiscardOperation discard:
                var name = Temporary();
                var type = Type(discard.Type!);
                _declarations.Add($"{_module.CType(type, AddressSpace.None, At(discard))} {name};");
                return new Value(name, type, AddressSpace.Private, isLocal: true, isAddressable: true);
            default:
                if (argument.Parameter!.RefKind is RefKind.Ref or RefKind.Out)
                    RefuseThis(argument.Value);
                return Expression(argument.Value);
        }
    }

    private Value OutVariable(IDeclarationExpressionOperation declaration) => declaration.Expression is ILocalReferenceOperation local
        ? OutVariable(local)
        : throw Unknown(declaration);

    /// <summary>A variable declared in the middle of an expression; its scope is the statement list around it.</summary>
    private Value OutVariable(ILocalReferenceOperation local)
    {
        var type = Type(local.Local.Type);
        var name = NewName(CText.Identifier(local.Local.Name));
        _declarations.Add($"{_module.CType(type, AddressSpace.None, At(local))} {name};");
        var variable = new Variable(name, type, AddressSpace.Private, IsLocal: true);
        _variables[local.Local] = variable;
        return variable.AsValue();
    }

    private Value Call(IMethodSymbol method, List<Operand> operands, Location location, bool isStatement)
    {
        CheckCallable(method, location);
        var types = TypeArguments(method);
        var captured = operands.Select(o => Capture(o.Translate)).ToList();
        var last = captured.FindLastIndex(c => c.Lines.Count > 0);
        var isInstance = operands.Count > 0 && operands[0].Parameter is null;
        var slots = method.OriginalDefinition.Parameters.Length + (isInstance ? 1 : 0);
        var texts = new string[slots];
        var spaces = new AddressSpace[slots];
        for (var i = 0; i < operands.Count; i++)
        {
            _lines.AddRange(captured[i].Lines);
            var value = captured[i].Value;
            var parameter = operands[i].Parameter;
            var slot = parameter is null ? 0 : parameter.Ordinal + (isInstance ? 1 : 0);
            var mustSpill = i < last && !value.IsStable;
            if (parameter is { RefKind: RefKind.None })
            {
                var parameterType = SubstituteWith(types, parameter.OriginalDefinition.Type);
                if (Builtin.IsView(parameterType))
                    spaces[slot] = value.Space;
                else
                    value = Convert(value, parameterType, location);
                if (mustSpill)
                    value = Spill(value, location);
                texts[slot] = value.Text;
                continue;
            }

            if (Builtin.IsView(value.Type))
                throw _module.Fail(KernelDiagnostics.View, location, $"The view '{value.Text.TrimEnd('_')}' is passed by reference", "Pass it by value; a view is a window already.");
            if (value.IsAddressable)
            {
                if (mustSpill && !(value.IsLocal && value.IsSimple))
                    value = SpillAddress(value, location);
                spaces[slot] = value.Space;
                texts[slot] = $"&{value.Text}";
            }
            else if (parameter is null || parameter.RefKind is RefKind.In or RefKind.RefReadOnlyParameter)
            {
                if (parameter is not null)
                    value = Convert(value, SubstituteWith(types, parameter.OriginalDefinition.Type), location);
                spaces[slot] = AddressSpace.Value;
                texts[slot] = mustSpill ? Spill(value, location).Text : value.Text;
            }
            else
            {
                throw _module.Fail(KernelDiagnostics.View, location, $"The argument for '{parameter.Name}' is not a variable", "Pass ref view[i] or ref local.");
            }
        }

        var function = _module.Function(method, types, spaces, location);
        _hasSideEffects |= function.HasSideEffects;
        var returned = method.MethodKind == MethodKind.Constructor ? Type(method.ContainingType) : SubstituteWith(types, method.OriginalDefinition.ReturnType);
        var text = $"{function.Name}({string.Join(", ", texts)})";
        return returned.SpecialType == SpecialType.System_Void
            ? new Value(text, returned)
            : Lifted(text, returned, function.HasSideEffects, isStatement, location);
    }

    private void CheckCallable(IMethodSymbol method, Location location)
    {
        if (method.IsAbstract || method.IsVirtual || method.IsOverride || method.ContainingType.TypeKind == TypeKind.Interface)
            throw _module.Fail(KernelDiagnostics.Virtual, location, CModule.Display(method));
        var definition = method.PartialImplementationPart ?? method.OriginalDefinition;
        if (method.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == "GpuVol.Kernels.KernelAttribute"))
            throw _module.Fail(KernelDiagnostics.Syntax, location, $"The call of the kernel '{method.Name}'", "Move what both need into a helper without the attribute.");
        var isSystem = (method.ContainingNamespace?.ToDisplayString() ?? "") is var space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal));
        if (isSystem)
        {
            throw _module.Fail(KernelDiagnostics.Library, location, CModule.Display(method), method.ContainingType.Name == "Interlocked"
                ? "Use Atomic."
                : "Use the functions of XMath, which docs/kernel-language.md lists, or write it out.");
        }

        if (definition.DeclaringSyntaxReferences.IsEmpty || method.IsExtern)
            throw _module.Fail(KernelDiagnostics.NoSource, location, CModule.Display(method));
    }

    private Dictionary<ITypeParameterSymbol, ITypeSymbol> TypeArguments(IMethodSymbol method)
    {
        var result = new Dictionary<ITypeParameterSymbol, ITypeSymbol>(SymbolEqualityComparer.Default);
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            foreach (var pair in _types)
                result[pair.Key] = pair.Value;
        }

        for (var i = 0; i < method.TypeArguments.Length; i++)
            result[method.OriginalDefinition.TypeParameters[i]] = Type(method.TypeArguments[i]);
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            for (var i = 0; i < type.TypeArguments.Length; i++)
                result[type.OriginalDefinition.TypeParameters[i]] = Type(type.TypeArguments[i]);
        }

        return result;
    }

    private static ITypeSymbol SubstituteWith(IReadOnlyDictionary<ITypeParameterSymbol, ITypeSymbol> types, ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol parameter => types.TryGetValue(parameter, out var bound) ? bound : type,
        INamedTypeSymbol { IsGenericType: true, TypeArguments.Length: > 0 } named => named.OriginalDefinition.Construct([.. named.TypeArguments.Select(a => SubstituteWith(types, a))]),
        _ => type,
    };

    private sealed record Operand(IParameterSymbol? Parameter, Func<Value> Translate);
}
