using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GpuVol.Kernels.Generator;

/// <summary>
/// Translates the body of one method. Works on Roslyn's operation tree, where every implicit conversion is explicit.
/// What is not handled here by name is refused.
/// </summary>
/// <remarks>
/// C leaves the order of operands open, C# does not. An operand that changes something is therefore lifted into a statement
/// ahead of its expression, and the operands before it into constants ahead of that.
/// </remarks>
internal sealed partial class FunctionTranslator
{
    private const string Self = "self";

    private readonly CModule _module;
    private readonly IMethodSymbol _method;
    private readonly IReadOnlyDictionary<ITypeParameterSymbol, ITypeSymbol> _types;
    private readonly Dictionary<ISymbol, Variable> _variables = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _hoisted = new(SymbolEqualityComparer.Default);
    private readonly HashSet<string> _names = [];
    private readonly Stack<Value> _receivers = [];
    private List<string> _lines = [];
    private List<string> _declarations = [];
    private int _temporaries;
    private bool _isKernel;
    private bool _isConstructor;
    private bool _hasSideEffects;
    private Value? _self;

    public FunctionTranslator(CModule module, IMethodSymbol method, IReadOnlyDictionary<ITypeParameterSymbol, ITypeSymbol> types)
    {
        _module = module;
        _method = method;
        _types = types;
    }

    /// <summary>Translates a kernel: its C parameters, its position, its bounds test, its body.</summary>
    public IReadOnlyList<string> TranslateKernel(string entryPoint, IReadOnlyList<KernelParameterInfo> parameters)
    {
        _isKernel = true;
        var signature = new List<string>();
        var views = new List<string>();
        foreach (var parameter in parameters)
        {
            var location = parameter.Symbol.Locations[0];
            var name = CText.Identifier(parameter.Symbol.Name);
            _names.Add(name);
            switch (parameter.Kind)
            {
                case "View":
                    var element = _module.CType(parameter.Element, AddressSpace.None, location);
                    signature.Add($"GLOBAL {element}* {name}base, i64 {name}offset, i64 {name}length");
                    views.Add($"{_module.ViewType(parameter.Element, AddressSpace.Global, location)} {name} = {{ {name}base + {name}offset, {name}length }};");
                    _variables[parameter.Symbol] = new Variable(name, parameter.Symbol.Type, AddressSpace.Global, IsLocal: false);
                    break;
                case "Specialized":
                    var type = _module.CType(parameter.Element, AddressSpace.None, location);
                    _variables[parameter.Symbol] = new Variable($"(({type}){parameter.Macro})", parameter.Element, AddressSpace.Private, IsLocal: true, IsConstant: true);
                    break;
                default:
                    signature.Add($"{_module.CType(parameter.Element, AddressSpace.None, location)} {name}");
                    _variables[parameter.Symbol] = new Variable(name, parameter.Element, AddressSpace.Private, IsLocal: true);
                    break;
            }
        }

        WriteIndex(signature);
        _lines.AddRange(views);
        Body();
        var result = new List<string> { $"KERNEL void {entryPoint}({(signature.Count == 0 ? "void" : string.Join(", ", signature))})", "{" };
        result.AddRange(_lines);
        result.Add("}");
        return result;
    }

    /// <summary>Translates a helper for one combination of address spaces: the one of <c>this</c> first, then one per parameter.</summary>
    public IReadOnlyList<string> TranslateHelper(FunctionInfo info, IReadOnlyList<AddressSpace> spaces)
    {
        var location = _method.Locations[0];
        var signature = new List<string>();
        var slot = 0;
        if (_method.ReturnsByRef || _method.ReturnsByRefReadonly)
            throw _module.Fail(KernelDiagnostics.View, location, $"'{_method.Name}' returns a reference", "Return the value, or take the view and the index.");
        if (Builtin.IsView(_method.ReturnType))
            throw _module.Fail(KernelDiagnostics.View, location, $"'{_method.Name}' returns a view", "Make the view with SubView where it is used.");
        if (_method.IsAsync)
            throw _module.Fail(KernelDiagnostics.ControlFlow, location, "async", "Kernels run to their end; launch several in order.");
        _isConstructor = _method.MethodKind == MethodKind.Constructor;
        if (!_method.IsStatic && !_isConstructor && _method.MethodKind != MethodKind.LocalFunction)
        {
            var type = Type(_method.ContainingType);
            var space = spaces[slot++];
            var name = _module.CType(type, AddressSpace.None, location);
            signature.Add(space == AddressSpace.Value ? $"{name} {Self}" : $"{CModule.SpaceMacro(space)} {name}* {Self}");
            _self = space == AddressSpace.Value
                ? new Value(Self, type, AddressSpace.Private, isLocal: true, isAddressable: true)
                : new Value($"(*{Self})", type, space, isAddressable: true);
        }

        foreach (var parameter in _method.Parameters)
        {
            var space = spaces[slot++];
            var at = parameter.Locations.FirstOrDefault() ?? location;
            var type = Type(parameter.Type);
            var name = CText.Identifier(parameter.Name);
            _names.Add(name);
            if (parameter.IsParams)
                throw _module.Fail(KernelDiagnostics.Allocation, at, $"The params parameter '{parameter.Name}'");
            if (Builtin.IsView(type))
            {
                signature.Add($"{_module.CType(type, space, at)} {name}");
                _variables[parameter] = new Variable(name, type, space, IsLocal: false);
                continue;
            }

            var ctype = _module.CType(type, AddressSpace.None, at);
            if (space is AddressSpace.None or AddressSpace.Value)
            {
                signature.Add($"{ctype} {name}");
                _variables[parameter] = new Variable(name, type, AddressSpace.Private, IsLocal: true);
            }
            else
            {
                signature.Add($"{CModule.SpaceMacro(space)} {ctype}* {name}");
                _variables[parameter] = new Variable($"(*{name})", type, space, IsLocal: false);
            }
        }

        var returned = _isConstructor ? _method.ContainingType : _method.ReturnType;
        var result = returned.SpecialType == SpecialType.System_Void ? "void" : _module.CType(Type(returned), AddressSpace.None, location);
        if (_isConstructor)
            Constructor(result);
        else
            Body();
        info.HasSideEffects = _hasSideEffects;
        var lines = new List<string> { $"DEVICE {result} {info.Name}({(signature.Count == 0 ? "void" : string.Join(", ", signature))})", "{" };
        lines.AddRange(_lines);
        lines.Add("}");
        return lines;
    }

    private static Location At(IOperation operation) => operation.Syntax.GetLocation();

    private static string Snippet(IOperation operation)
    {
        var text = new StringBuilder();
        foreach (var c in operation.Syntax.ToString())
        {
            if (!char.IsWhiteSpace(c))
                text.Append(c);
            else if (text.Length > 0 && text[text.Length - 1] != ' ')
                text.Append(' ');
        }

        return text.Length > 60 ? text.ToString(0, 57) + "..." : text.ToString();
    }

    private static bool IsAuto(IPropertySymbol property)
    {
        var type = property.ContainingType;
        if (property.DeclaringSyntaxReferences.IsEmpty)
            return CModule.Fields(type).Any(f => f.Name == $"<{property.Name}>k__BackingField");
        return property.DeclaringSyntaxReferences[0].GetSyntax() switch
        {
            PropertyDeclarationSyntax { ExpressionBody: not null } => false,
            PropertyDeclarationSyntax declaration => declaration.AccessorList!.Accessors.All(a => a.Body is null && a.ExpressionBody is null),
            ParameterSyntax => true,
            _ => false,
        };
    }

    private void WriteIndex(List<string> signature)
    {
        if (_module.Shape == KernelShape.Grouped)
            return;
        var index = _method.Parameters[0];
        var name = CText.Identifier(index.Name);
        _names.Add(name);
        signature.Add("i64 extent_x");
        _lines.Add("i64 gid_x = GLOBAL_ID_X;");
        var outside = "gid_x >= extent_x";
        if (_module.Shape is KernelShape.Flat2D or KernelShape.Flat3D)
        {
            signature.Add("i64 extent_y");
            _lines.Add("i64 gid_y = GLOBAL_ID_Y;");
            outside += " || gid_y >= extent_y";
        }

        if (_module.Shape == KernelShape.Flat3D)
        {
            signature.Add("i64 extent_z");
            _lines.Add("i64 gid_z = GLOBAL_ID_Z;");
            outside += " || gid_z >= extent_z";
        }

        _lines.AddRange([$"if ({outside})", "return;"]);
        _lines.Add(_module.Shape switch
        {
            KernelShape.Flat1D => $"i32 {name} = (i32)gid_x;",
            KernelShape.FlatLong1D => $"i64 {name} = gid_x;",
            KernelShape.Flat2D => $"gv_index2 {name} = {{ (i32)gid_x, (i32)gid_y }};",
            _ => $"gv_index3 {name} = {{ (i32)gid_x, (i32)gid_y, (i32)gid_z }};",
        });
        _variables[index] = new Variable(name, index.Type, AddressSpace.Private, IsLocal: true);
    }

    private ITypeSymbol Type(ITypeSymbol type)
    {
        if (_types.Count == 0)
            return type;
        switch (type)
        {
            case ITypeParameterSymbol parameter:
                return _types.TryGetValue(parameter, out var bound) ? bound : type;
            case INamedTypeSymbol { IsGenericType: true, TypeArguments.Length: > 0 } named:
                return named.OriginalDefinition.Construct([.. named.TypeArguments.Select(Type)]);
            default:
                return type;
        }
    }

    private string CTypeOf(Value value, Location location) =>
        _module.CType(value.Type, Builtin.IsView(value.Type) ? value.Space : AddressSpace.None, location);

    private string NewName(string stem)
    {
        var name = stem;
        for (var i = 2; !_names.Add(name); i++)
            name = $"{stem}{i}";
        return name;
    }

    private string Temporary() => $"t{_temporaries++}";

    private void Body()
    {
        var syntax = _method.DeclaringSyntaxReferences.Length > 0 ? (_method.PartialImplementationPart ?? _method).DeclaringSyntaxReferences[0].GetSyntax() : null;
        var operation = syntax is null ? null : _module.Compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax);
        var block = operation switch
        {
            IMethodBodyOperation body => body.BlockBody ?? body.ExpressionBody,
            ILocalFunctionOperation local => local.Body ?? local.IgnoredBody,
            IBlockOperation expression => expression,
            _ => null,
        };
        if (block is null)
            throw _module.Fail(KernelDiagnostics.NoSource, _method.Locations[0], CModule.Display(_method));
        foreach (var statement in block.Operations)
            Statement(statement);
    }

    private void Constructor(string ctype)
    {
        var type = (INamedTypeSymbol)Type(_method.ContainingType);
        _self = new Value(Self, type, AddressSpace.Private, isLocal: true, isAddressable: true);
        _lines.Add($"{ctype} {Self} = GV_ZERO;");
        var syntax = _method.DeclaringSyntaxReferences[0].GetSyntax();
        var model = _module.Compilation.GetSemanticModel(syntax.SyntaxTree);
        if (syntax is TypeDeclarationSyntax primary)
        {
            if (primary is RecordDeclarationSyntax)
            {
                foreach (var parameter in _method.Parameters)
                {
                    var property = _method.ContainingType.GetMembers(parameter.Name).OfType<IPropertySymbol>().FirstOrDefault();
                    if (property?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is ParameterSyntax)
                        _lines.Add($"{Self}.{CText.Identifier(parameter.Name)} = {_variables[parameter].Text};");
                }
            }

            Initializers();
        }
        else if (model.GetOperation(syntax) is IConstructorBodyOperation body)
        {
            if (body.Initializer is IExpressionStatementOperation { Operation: IInvocationOperation chained })
            {
                if (chained.TargetMethod.IsImplicitlyDeclared)
                    Initializers();
                else
                    Guarded(() => _lines.Add($"{Self} = {Call(chained.TargetMethod, null, chained.Arguments, At(chained), isStatement: true).Text};"));
            }
            else
            {
                Initializers();
            }

            foreach (var statement in (body.BlockBody ?? body.ExpressionBody)!.Operations)
                Statement(statement);
        }
        else
        {
            throw _module.Fail(KernelDiagnostics.NoSource, _method.Locations[0], CModule.Display(_method));
        }

        _lines.Add($"return {Self};");
    }

    /// <summary>The values that fields and properties of a struct are declared with.</summary>
    private void Initializers()
    {
        foreach (var field in CModule.Fields(_method.ContainingType))
        {
            var declaration = ((ISymbol?)field.AssociatedSymbol ?? field).DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
            var initializer = declaration switch
            {
                VariableDeclaratorSyntax variable => variable.Initializer,
                PropertyDeclarationSyntax property => property.Initializer,
                _ => null,
            };
            if (initializer is null)
                continue;
            if (_module.Compilation.GetSemanticModel(initializer.SyntaxTree).GetOperation(initializer) is not ISymbolInitializerOperation operation)
                throw _module.Fail(KernelDiagnostics.Syntax, initializer.GetLocation(), "This initial value", "Assign it in the constructor.");
            Guarded(() => _lines.Add($"{Self}.{CModule.FieldName(field)} = {Expression(operation.Value).Text};"));
        }
    }

    private void Guarded(Action action)
    {
        var lines = _lines;
        var declarations = _declarations;
        _lines = [];
        _declarations = [];
        try
        {
            action();
            lines.AddRange(_declarations);
            lines.AddRange(_lines);
        }
        catch (UnsupportedException)
        {
            // The diagnostic is recorded; the next statement may have more to say.
        }
        finally
        {
            _lines = lines;
            _declarations = declarations;
        }
    }

    /// <summary>Runs <paramref name="action"/> and returns what it wrote, declarations first, instead of writing it.</summary>
    private List<string> CaptureStatement(Action action)
    {
        var lines = _lines;
        var declarations = _declarations;
        _lines = [];
        _declarations = [];
        try
        {
            action();
            _declarations.AddRange(_lines);
            return _declarations;
        }
        finally
        {
            _lines = lines;
            _declarations = declarations;
        }
    }

    /// <summary>Translates an expression and returns apart what must run ahead of it.</summary>
    private (List<string> Lines, Value Value) Capture(Func<Value> translate)
    {
        var lines = _lines;
        _lines = [];
        try
        {
            var value = translate();
            return (_lines, value);
        }
        finally
        {
            _lines = lines;
        }
    }

    /// <summary>Translates operands in order, so that none sees a side effect of a later one.</summary>
    private Value[] Operands(Location location, params Func<Value>[] operands)
    {
        var captured = operands.Select(Capture).ToList();
        var last = captured.FindLastIndex(c => c.Lines.Count > 0);
        var result = new Value[operands.Length];
        for (var i = 0; i < operands.Length; i++)
        {
            _lines.AddRange(captured[i].Lines);
            result[i] = i < last && !captured[i].Value.IsStable ? Spill(captured[i].Value, location) : captured[i].Value;
        }

        return result;
    }

    private Value Spill(Value value, Location location)
    {
        var name = Temporary();
        _lines.Add($"const {CTypeOf(value, location)} {name} = {value.Text};");
        return new Value(name, value.Type, Builtin.IsView(value.Type) ? value.Space : AddressSpace.None, isStable: true);
    }

    private Value SpillAddress(Value variable, Location location)
    {
        var name = Temporary();
        _lines.Add($"{CModule.SpaceMacro(variable.Space)} {_module.CType(variable.Type, AddressSpace.None, location)}* {name} = &{variable.Text};");
        return variable.With($"(*{name})", variable.Type);
    }
}
