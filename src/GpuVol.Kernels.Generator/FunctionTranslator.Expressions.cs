using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace GpuVol.Kernels.Generator;

internal sealed partial class FunctionTranslator
{
    private Value Expression(IOperation operation)
    {
        var location = At(operation);
        if (operation.ConstantValue.HasValue && operation.Type is not null)
            return Constant(operation, location);
        switch (operation)
        {
            case ILocalReferenceOperation local:
                return Variable(local.Local, operation);
            case IParameterReferenceOperation parameter:
                return Variable(parameter.Parameter, operation);
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver }:
                return _receivers.Peek();
            case IInstanceReferenceOperation:
                return _self ?? throw _module.Fail(KernelDiagnostics.Virtual, location, Snippet(operation));
            case IFieldReferenceOperation field:
                return Field(field);
            case IPropertyReferenceOperation property:
                return Property(property);
            case IInvocationOperation call:
                return Invocation(call, isStatement: false);
            case IObjectCreationOperation creation:
                return Creation(creation);
            case IDefaultValueOperation:
                return Default(Type(operation.Type!), location);
            case IConversionOperation conversion:
                return Conversion(conversion);
            case IUnaryOperation unary:
                return Unary(unary);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary:
                return ShortCircuit(binary);
            case IBinaryOperation binary:
                return BinaryExpression(binary);
            case IConditionalOperation conditional:
                return Conditional(conditional);
            case ISwitchExpressionOperation choice:
                return SwitchExpression(choice);
            case IIsPatternOperation pattern:
                var input = Expression(pattern.Value);
                var tested = IsUnmoved(input) ? input : Spill(input, location);
                return new Value(Pattern(tested, pattern.Pattern), operation.Type);
            case IParenthesizedOperation parenthesized:
                return Expression(parenthesized.Operand);
            case IInvalidOperation:
                throw Unknown(operation);
            case IAssignmentOperation:
                throw _module.Fail(KernelDiagnostics.SideEffect, location, $"The assignment '{Snippet(operation)}'");
            case IIncrementOrDecrementOperation:
                throw _module.Fail(KernelDiagnostics.SideEffect, location, $"'{Snippet(operation)}'");
            case IArrayCreationOperation or IAnonymousObjectCreationOperation or ICollectionExpressionOperation:
                throw _module.Fail(KernelDiagnostics.Allocation, location, $"'{Snippet(operation)}'");
            case IAnonymousFunctionOperation or IDelegateCreationOperation or IMethodReferenceOperation:
                throw _module.Fail(KernelDiagnostics.Delegate, location, $"'{Snippet(operation)}'");
            case IThrowOperation:
                throw _module.Fail(KernelDiagnostics.Exception, location, "throw");
            case IAwaitOperation:
                throw _module.Fail(KernelDiagnostics.ControlFlow, location, "await", "Kernels run to their end; launch several in order.");
            case IInterpolatedStringOperation:
                throw _module.Fail(KernelDiagnostics.Type, location, "string", "Kernels have no text; use numbers or an enum.");
            case IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicIndexerAccessOperation:
                throw _module.Fail(KernelDiagnostics.Type, location, "dynamic", "Use a concrete type.");
            case IAddressOfOperation:
                throw _module.Fail(KernelDiagnostics.Pointer, location, $"'{Snippet(operation)}'");
            case IArrayElementReferenceOperation element:
                Expression(element.ArrayReference);
                throw _module.Fail(KernelDiagnostics.Allocation, location, $"'{Snippet(operation)}'");
            case ITupleOperation:
                throw _module.Fail(KernelDiagnostics.Type, location, Snippet(operation), "Use a struct, or out parameters.");
            default:
                throw Unknown(operation);
        }
    }

    private Value Constant(IOperation operation, Location location)
    {
        var type = Type(operation.Type!);
        var scalar = _module.ScalarType(type);
        if (operation.ConstantValue.Value is null || scalar == SpecialType.None)
        {
            _module.CType(type, AddressSpace.None, location);
            throw Unknown(operation);
        }

        _module.UsesFloat64 |= scalar == SpecialType.System_Double;
        return new Value(CText.Constant(operation.ConstantValue.Value, scalar), type, isStable: true);
    }

    private Value Variable(ISymbol symbol, IOperation operation)
    {
        if (_variables.TryGetValue(symbol, out var variable))
            return variable.AsValue();
        if (!SymbolEqualityComparer.Default.Equals(symbol.ContainingSymbol, _method))
        {
            throw symbol.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor }
                ? _module.Fail(KernelDiagnostics.Syntax, At(operation), $"The captured constructor parameter '{symbol.Name}'", "Store it in a field or property of the struct.")
                : _module.Fail(KernelDiagnostics.Delegate, At(operation), $"'{symbol.Name}', captured from '{symbol.ContainingSymbol.Name}',");
        }

        // Its declaration was refused, and says why.
        if (_module.Diagnostics.Count == 0 && !_module.HasCompileErrors)
            throw Unknown(operation);
        throw new UnsupportedException();
    }

    private Value Field(IFieldReferenceOperation operation)
    {
        var field = operation.Field;
        if (field.IsStatic || operation.Instance is null)
            throw _module.Fail(KernelDiagnostics.StaticState, At(operation), CModule.Display(field));
        if (field.IsFixedSizeBuffer)
            throw _module.Fail(KernelDiagnostics.Pointer, At(operation), $"The fixed buffer '{field.Name}'");
        return Member(Expression(operation.Instance), CModule.FieldName(field), Type(field.Type), operation);
    }

    private Value Member(Value instance, string field, ITypeSymbol type, IOperation operation)
    {
        _module.CType(instance.Type, AddressSpace.None, At(operation));
        return instance.With($"{instance.Text}.{field}", type);
    }

    private Value Property(IPropertyReferenceOperation operation)
    {
        var property = operation.Property;
        var location = At(operation);
        var type = Type(property.Type);
        switch (Builtin.Of(property.ContainingType))
        {
            case BuiltinType.ArrayView:
                return ViewMember(operation, property, type);
            case BuiltinType.SpecializedValue:
                return Expression(operation.Instance!);
            case BuiltinType.Index1D or BuiltinType.LongIndex1D when property.Name == "X":
                var index = Expression(operation.Instance!);
                return index.With(index.Text, type);
            case BuiltinType.Index2D or BuiltinType.Index3D when property.Name is "X" or "Y" or "Z":
                return Member(Expression(operation.Instance!), property.Name, type, operation);
            case BuiltinType.Grid or BuiltinType.Group:
                var owner = property.ContainingType.Name;
                RefuseFlat($"{owner}.{property.Name}", location);
                return new Value($"{owner.ToUpperInvariant()}_{property.Name.Substring(0, 3).ToUpperInvariant()}_{property.Name.Substring(3)}", type, isStable: true);
        }

        if (property.IsIndexer && property.ContainingType.TypeKind == TypeKind.Array)
            throw _module.Fail(KernelDiagnostics.Allocation, location, Snippet(operation));
        if (!property.IsStatic && property.ContainingType.IsValueType && IsAuto(property))
            return Member(Expression(operation.Instance!), CText.Identifier(property.Name), type, operation);
        if (property.IsStatic && property.ContainingType.TypeKind != TypeKind.Interface && property.GetMethod is { DeclaringSyntaxReferences.IsEmpty: false } && IsAuto(property))
            throw _module.Fail(KernelDiagnostics.StaticState, location, CModule.Display(property));
        if (property.GetMethod is not { } getter)
            throw _module.Fail(KernelDiagnostics.Mutation, location, property.Name);
        if (property.ReturnsByRef || property.ReturnsByRefReadonly)
            throw _module.Fail(KernelDiagnostics.View, location, $"'{property.Name}' returns a reference", "Return the value.");
        getter = Implementation(getter, operation.Instance?.Type ?? operation.ConstrainedToType);
        if (getter.AssociatedSymbol is IPropertySymbol { IsStatic: false, ContainingType.IsValueType: true } implemented && IsAuto(implemented))
            return Member(Expression(operation.Instance!), CText.Identifier(implemented.Name), type, operation);
        return Call(getter, operation.Instance, operation.Arguments, location, isStatement: false);
    }

    private Value ViewMember(IPropertyReferenceOperation operation, IPropertySymbol property, ITypeSymbol type)
    {
        var location = At(operation);
        if (property.IsIndexer)
        {
            var parts = Operands(location, () => Expression(operation.Instance!), () => Expression(operation.Arguments[0].Value));
            _module.CType(type, AddressSpace.None, location);
            return new Value($"{parts[0].Text}.data[{parts[1].Text}]", type, parts[0].Space, isLocal: parts[0].IsLocal, isAddressable: true);
        }

        switch (property.Name)
        {
            case "Length":
                return new Value($"{Expression(operation.Instance!).Text}.length", type);
            case "IntLength":
                return new Value($"((i32){Expression(operation.Instance!).Text}.length)", type);
            default:
                throw _module.Fail(KernelDiagnostics.Pointer, location, Snippet(operation));
        }
    }

    private Value Default(ITypeSymbol type, Location location)
    {
        var scalar = _module.ScalarType(type);
        if (scalar != SpecialType.None)
        {
            _module.UsesFloat64 |= scalar == SpecialType.System_Double;
            return new Value(scalar switch { SpecialType.System_Single => "0.0f", SpecialType.System_Double => "0.0", _ => "0" }, type, isStable: true);
        }

        if (Builtin.IsView(type))
            throw _module.Fail(KernelDiagnostics.View, location, "A default view points nowhere", "Pass a view, or take a SubView of length 0.");
        var name = Temporary();
        _lines.Add($"{_module.CType(type, AddressSpace.None, location)} {name} = GV_ZERO;");
        return new Value(name, type, AddressSpace.Private, isStable: true, isLocal: true);
    }

    private Value Creation(IObjectCreationOperation operation)
    {
        var type = Type(operation.Type!);
        var location = At(operation);
        if (type.IsReferenceType && type.TypeKind != TypeKind.Error)
            throw _module.Fail(KernelDiagnostics.Allocation, location, $"'{Snippet(operation)}'");
        Value result;
        switch (Builtin.Of(type))
        {
            case BuiltinType.ArrayView:
                throw _module.Fail(KernelDiagnostics.View, location, "A view is made from a pointer", "Take a SubView of a view.");
            case BuiltinType.Index1D or BuiltinType.LongIndex1D when operation.Arguments.Length == 1:
                result = Expression(operation.Arguments[0].Value);
                result = new Value(result.Text, type, isStable: result.IsStable);
                break;
            case BuiltinType.Index2D or BuiltinType.Index3D when operation.Arguments.Length > 0:
                var parts = Operands(location, [.. operation.Arguments.Select(a => (System.Func<Value>)(() => Expression(a.Value)))]);
                var ordered = operation.Arguments.Select((a, i) => (a.Parameter!.Ordinal, parts[i].Text)).OrderBy(p => p.Ordinal).Select(p => p.Text);
                result = new Value($"gv_make_index{parts.Length}({string.Join(", ", ordered)})", type);
                break;
            default:
                if (operation.Constructor is null && type is not ITypeParameterSymbol)
                    throw Unknown(operation);
                result = operation.Constructor is null || operation.Constructor.IsImplicitlyDeclared && operation.Constructor.Parameters.Length == 0
                    ? Default(type, location)
                    : Call(operation.Constructor, null, operation.Arguments, location, isStatement: false);
                break;
        }

        if (operation.Initializer is null)
            return result;
        var name = Temporary();
        _lines.Add($"{_module.CType(type, AddressSpace.None, location)} {name} = {result.Text};");
        _receivers.Push(new Value(name, type, AddressSpace.Private, isLocal: true, isAddressable: true));
        try
        {
            foreach (var initializer in operation.Initializer.Initializers)
            {
                if (initializer is not ISimpleAssignmentOperation assignment)
                    throw _module.Fail(KernelDiagnostics.Syntax, At(initializer), $"The nested initializer '{Snippet(initializer)}'", "Write new inside, or assign afterwards.");
                var target = Expression(assignment.Target);
                if (!target.IsAddressable)
                    throw _module.Fail(KernelDiagnostics.Mutation, At(assignment.Target), Snippet(assignment.Target));
                _lines.Add($"{target.Text} = {Expression(assignment.Value).Text};");
            }
        }
        finally
        {
            _receivers.Pop();
        }

        return new Value(name, type, AddressSpace.Private, isStable: true, isLocal: true);
    }

    private Value Conversion(IConversionOperation operation)
    {
        var location = At(operation);
        var to = Type(operation.Type!);
        if (operation.OperatorMethod is { } method && !IsPrimitiveOperator(method) && !IsScalarBuiltin(method.ContainingType))
        {
            var operand = Convert(Expression(operation.Operand), Type(method.Parameters[0].Type), location);
            return Convert(CallValues(method, location, operand), to, location);
        }

        if (operation.Operand is ITupleOperation || to is INamedTypeSymbol { IsTupleType: true } or { IsReferenceType: true })
            _module.CType(to, AddressSpace.None, location);
        if (operation.Operand.Type is null)
        {
            _module.CType(to, AddressSpace.None, location);
            return operation.Operand is IDefaultValueOperation ? Default(to, location) : Expression(operation.Operand);
        }

        RefuseChecked(operation.IsChecked && !operation.IsImplicit, to, location);
        return Convert(Expression(operation.Operand), to, location);
    }

    private static bool IsScalarBuiltin(ITypeSymbol type) =>
        Builtin.Of(type) is BuiltinType.Index1D or BuiltinType.LongIndex1D or BuiltinType.SpecializedValue;

    /// <summary>Some operators of numbers are declared in the run-time library; they are the language's own here.</summary>
    private static bool IsPrimitiveOperator(IMethodSymbol method) => Builtin.Of(method.ContainingType) == BuiltinType.Primitive;

    /// <summary>A numeric conversion with the semantics of .NET 9 and later: floating point to integer saturates, NaN gives 0.</summary>
    private Value Convert(Value value, ITypeSymbol to, Location location)
    {
        var target = _module.ScalarType(to);
        var source = _module.ScalarType(value.Type);
        var ctype = _module.CType(to, Builtin.IsView(to) ? value.Space : AddressSpace.None, location);
        if (SymbolEqualityComparer.Default.Equals(to, value.Type))
            return value;
        if (target == source && target != SpecialType.None)
            return new Value(value.Text, to, isStable: value.IsStable);
        var isBoolean = target == SpecialType.System_Boolean || source == SpecialType.System_Boolean;
        if (target == SpecialType.None || source == SpecialType.None || isBoolean)
        {
            throw _module.Fail(KernelDiagnostics.Syntax, location, $"The conversion from '{CModule.Display(value.Type!)}' to '{CModule.Display(to)}'", "Convert between numbers, or declare an operator on your struct.");
        }

        if (!CText.IsFloat(source) || CText.IsFloat(target))
            return new Value($"(({ctype}){value.Text})", to, isStable: value.IsStable);
        var from = CText.Scalar(source);
        return CText.IsSmall(target)
            ? new Value($"(({ctype})gv_{from}_to_i32({value.Text}))", to, isStable: value.IsStable)
            : new Value($"gv_{from}_to_{ctype}({value.Text})", to, isStable: value.IsStable);
    }

    private void RefuseChecked(bool isChecked, ITypeSymbol type, Location location)
    {
        var scalar = _module.ScalarType(type);
        if (isChecked && !CText.IsFloat(scalar) && scalar != SpecialType.System_Boolean)
            throw _module.Fail(KernelDiagnostics.Checked, location);
    }

    private Value Unary(IUnaryOperation operation)
    {
        var location = At(operation);
        var type = Type(operation.Type!);
        if (operation.IsLifted)
            _module.CType(type, AddressSpace.None, location);
        if (operation.OperatorMethod is { } method && !IsPrimitiveOperator(method))
            return Convert(CallValues(method, location, Convert(Expression(operation.Operand), Type(method.Parameters[0].Type), location)), type, location);
        RefuseChecked(operation.IsChecked, type, location);
        var operand = Convert(Expression(operation.Operand), type, location);
        var scalar = _module.ScalarType(type);
        return operation.OperatorKind switch
        {
            UnaryOperatorKind.Plus when scalar != SpecialType.None => operand,
            UnaryOperatorKind.Minus when CText.IsFloat(scalar) => new Value($"(-{operand.Text})", type),
            UnaryOperatorKind.Minus when scalar is SpecialType.System_Int32 or SpecialType.System_Int64 => new Value($"gv_neg_{CText.Scalar(scalar)}({operand.Text})", type),
            UnaryOperatorKind.BitwiseNegation when CText.IsInteger(scalar) => new Value($"(({CText.Scalar(scalar)})~{operand.Text})", type),
            UnaryOperatorKind.Not when scalar == SpecialType.System_Boolean => new Value($"(!{operand.Text})", type),
            _ => throw Unknown(operation),
        };
    }

    private Value BinaryExpression(IBinaryOperation operation)
    {
        var location = At(operation);
        var type = Type(operation.Type!);
        if (operation.IsLifted)
            _module.CType(operation.LeftOperand.Type, AddressSpace.None, location);
        var operands = Operands(location, () => Expression(operation.LeftOperand), () => Expression(operation.RightOperand));
        if (operation.OperatorMethod is { } equality && Builtin.Of(equality.ContainingType) is BuiltinType.Index2D or BuiltinType.Index3D)
        {
            var name = $"gv_equal_index{(Builtin.Of(equality.ContainingType) == BuiltinType.Index2D ? 2 : 3)}";
            return new Value($"({(operation.OperatorKind == BinaryOperatorKind.NotEquals ? "!" : "")}{name}({operands[0].Text}, {operands[1].Text}))", type);
        }

        if (operation.OperatorMethod is { } method && !IsPrimitiveOperator(method) && !IsScalarBuiltin(method.ContainingType))
        {
            if (method.ContainingType.TypeKind == TypeKind.Interface)
                return GenericOperator(operation, operands, type, location);
            var left = Convert(operands[0], Type(method.Parameters[0].Type), location);
            var right = Convert(operands[1], Type(method.Parameters[1].Type), location);
            return Convert(CallValues(method, location, left, right), type, location);
        }

        var operandType = operands[0].Type!;
        RefuseChecked(operation.IsChecked, operandType, location);
        var result = Binary(operation.OperatorKind, operands[0], operands[1], operandType, location, operation.RightOperand);
        return new Value(result.Text, type);
    }

    /// <summary>An operator of <c>INumber&lt;T&gt;</c> and its kin, once the helper is bound to a number type.</summary>
    private Value GenericOperator(IBinaryOperation operation, Value[] operands, ITypeSymbol type, Location location)
    {
        var scalar = _module.ScalarType(operands[0].Type);
        if (scalar is SpecialType.None or SpecialType.System_Boolean || scalar != _module.ScalarType(operands[1].Type))
            throw _module.Fail(KernelDiagnostics.Generic, location, $"The operator in '{Snippet(operation)}' belongs to an interface that '{CModule.Display(operands[0].Type!)}' does not meet as a number", "Write the helper once per type.");
        return new Value(Binary(operation.OperatorKind, operands[0], operands[1], operands[0].Type!, location, operation.RightOperand).Text, type);
    }

    private Value Binary(BinaryOperatorKind kind, Value left, Value right, ITypeSymbol operandType, Location location, IOperation rightOperation)
    {
        var scalar = _module.ScalarType(operandType);
        if (scalar == SpecialType.None)
        {
            _module.CType(operandType, AddressSpace.None, location);
            throw _module.Fail(KernelDiagnostics.Syntax, location, $"The operator on '{CModule.Display(operandType)}'", "Declare the operator on your struct, or compare the fields.");
        }

        var symbol = kind switch
        {
            BinaryOperatorKind.Equals => "==",
            BinaryOperatorKind.NotEquals => "!=",
            BinaryOperatorKind.LessThan => "<",
            BinaryOperatorKind.LessThanOrEqual => "<=",
            BinaryOperatorKind.GreaterThan => ">",
            BinaryOperatorKind.GreaterThanOrEqual => ">=",
            _ => null,
        };
        if (symbol is not null)
            return new Value($"({left.Text} {symbol} {right.Text})", _module.Compilation.GetSpecialType(SpecialType.System_Boolean));
        var divisorIsSafe = rightOperation.ConstantValue is { HasValue: true, Value: not null } constant
            && CText.IsInteger(_module.ScalarType(rightOperation.Type))
            && System.Convert.ToDecimal(constant.Value, System.Globalization.CultureInfo.InvariantCulture) is not (0 or -1);
        return new Value(Arithmetic(kind, left.Text, right.Text, scalar, divisorIsSafe) ?? throw Unknown(rightOperation.Parent!), operandType);
    }

    /// <summary>C with the meaning that C# gives an operator: wrap-around, masked shifts, guarded division.</summary>
    private static string? Arithmetic(BinaryOperatorKind kind, string left, string right, SpecialType type, bool divisorIsSafe)
    {
        if (CText.IsSmall(type))
        {
            // Enumerations and ++ on small integers: promoted, then cut back.
            var wide = Arithmetic(kind, $"((i32){left})", $"((i32){right})", SpecialType.System_Int32, divisorIsSafe);
            return wide is null ? null : $"(({CText.Scalar(type)}){wide})";
        }

        var name = CText.Scalar(type);
        var isFloat = CText.IsFloat(type);
        var isSigned = type is SpecialType.System_Int32 or SpecialType.System_Int64;
        if (type == SpecialType.System_Boolean && kind is not (BinaryOperatorKind.And or BinaryOperatorKind.Or or BinaryOperatorKind.ExclusiveOr))
            return null;
        switch (kind)
        {
            case BinaryOperatorKind.Add:
                return isSigned ? $"gv_add_{name}({left}, {right})" : $"({left} + {right})";
            case BinaryOperatorKind.Subtract:
                return isSigned ? $"gv_sub_{name}({left}, {right})" : $"({left} - {right})";
            case BinaryOperatorKind.Multiply:
                return isSigned ? $"gv_mul_{name}({left}, {right})" : $"({left} * {right})";
            case BinaryOperatorKind.Divide:
                return isFloat || divisorIsSafe ? $"({left} / {right})" : $"gv_div_{name}({left}, {right})";
            case BinaryOperatorKind.Remainder:
                return isFloat ? $"gv_fmod_{name}({left}, {right})" : divisorIsSafe ? $"({left} % {right})" : $"gv_rem_{name}({left}, {right})";
            case BinaryOperatorKind.LeftShift when !isFloat:
                return $"gv_shl_{name}({left}, {right})";
            case BinaryOperatorKind.RightShift when !isFloat:
                return $"gv_shr_{name}({left}, {right})";
            case BinaryOperatorKind.UnsignedRightShift when !isFloat:
                return $"gv_ushr_{name}({left}, {right})";
            case BinaryOperatorKind.And when !isFloat:
                return $"({left} & {right})";
            case BinaryOperatorKind.Or when !isFloat:
                return $"({left} | {right})";
            case BinaryOperatorKind.ExclusiveOr when !isFloat:
                return $"({left} ^ {right})";
            default:
                return null;
        }
    }

    private Value ShortCircuit(IBinaryOperation operation)
    {
        var location = At(operation);
        if (operation.OperatorMethod is not null)
            throw _module.Fail(KernelDiagnostics.Syntax, location, $"A user-defined && or || in '{Snippet(operation)}'", "Compare to bool first.");
        var isAnd = operation.OperatorKind == BinaryOperatorKind.ConditionalAnd;
        var left = Expression(operation.LeftOperand);
        var (lines, right) = Capture(() => Expression(operation.RightOperand));
        if (lines.Count == 0)
            return new Value($"({left.Text} {(isAnd ? "&&" : "||")} {right.Text})", operation.Type);
        var name = Temporary();
        _lines.Add($"u8 {name} = {left.Text};");
        _lines.AddRange([isAnd ? $"if ({name})" : $"if (!{name})", "{"]);
        _lines.AddRange(lines);
        _lines.AddRange([$"{name} = {right.Text};", "}"]);
        return new Value(name, operation.Type, isStable: true);
    }

    private Value Conditional(IConditionalOperation operation)
    {
        var location = At(operation);
        if (operation.IsRef || operation.WhenFalse is null)
            throw _module.Fail(KernelDiagnostics.View, location, "A reference is chosen by a condition", "Choose the index or the value instead.");
        var condition = Expression(operation.Condition);
        var (trueLines, whenTrue) = Capture(() => Expression(operation.WhenTrue));
        var (falseLines, whenFalse) = Capture(() => Expression(operation.WhenFalse));
        var type = Type(operation.Type!);
        var isView = Builtin.IsView(type);
        if (isView && whenTrue.Space != whenFalse.Space)
            throw _module.Fail(KernelDiagnostics.View, location, "The two views lie in different memories", "Write if and else around their uses.");
        var space = isView ? whenTrue.Space : AddressSpace.None;
        if (trueLines.Count == 0 && falseLines.Count == 0)
            return new Value($"({condition.Text} ? {whenTrue.Text} : {whenFalse.Text})", type, space);
        var name = Temporary();
        _lines.AddRange([$"{_module.CType(type, space, location)} {name};", $"if ({condition.Text})", "{"]);
        _lines.AddRange(trueLines);
        _lines.AddRange([$"{name} = {whenTrue.Text};", "}", "else", "{"]);
        _lines.AddRange(falseLines);
        _lines.AddRange([$"{name} = {whenFalse.Text};", "}"]);
        return new Value(name, type, space, isStable: true);
    }

    private Value SwitchExpression(ISwitchExpressionOperation operation)
    {
        var location = At(operation);
        var type = Type(operation.Type!);
        if (Builtin.IsView(type))
            throw _module.Fail(KernelDiagnostics.View, location, "A view is chosen by a switch", "Write if and else around its uses.");
        var input = Expression(operation.Value);
        if (!IsUnmoved(input))
            input = Spill(input, location);
        var arms = operation.Arms.Where(a => !a.Syntax.IsMissing).ToList();
        if (arms.Count == 0 || arms[arms.Count - 1] is not { Pattern: IDiscardPatternOperation, Guard: null })
            throw _module.Fail(KernelDiagnostics.Pattern, location, "A switch expression without a last arm '_'", "Add one: without it C# would throw.");
        var name = Temporary();
        _lines.Add($"{_module.CType(type, AddressSpace.None, location)} {name};");
        var open = 0;
        foreach (var arm in arms)
        {
            if (arm.Pattern is IDiscardPatternOperation && arm.Guard is null)
            {
                _lines.Add($"{name} = {Expression(arm.Value).Text};");
                break;
            }

            var test = Pattern(input, arm.Pattern);
            if (arm.Guard is not null)
            {
                var (guardLines, guard) = Capture(() => Expression(arm.Guard));
                if (guardLines.Count > 0)
                    throw _module.Fail(KernelDiagnostics.Pattern, At(arm.Guard), $"The side effect in 'when {Snippet(arm.Guard)}'", "Evaluate it before the switch.");
                test = $"({test} && {guard.Text})";
            }

            _lines.AddRange([$"if ({test})", "{"]);
            var (lines, value) = Capture(() => Expression(arm.Value));
            _lines.AddRange(lines);
            _lines.AddRange([$"{name} = {value.Text};", "}", "else", "{"]);
            open++;
        }

        for (var i = 0; i < open; i++)
            _lines.Add("}");
        return new Value(name, type, isStable: true);
    }

    /// <summary>True for what tests may read again and again: constants and plain local variables, which tests do not change.</summary>
    private static bool IsUnmoved(Value value) => value.IsStable || (value.IsAddressable && value.IsLocal && value.IsSimple);

    /// <summary>The test that a value meets a pattern; the value is a constant or a variable that nothing changes.</summary>
    private string Pattern(Value input, IPatternOperation pattern)
    {
        switch (pattern)
        {
            case IDiscardPatternOperation:
                return "1";
            case IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: not null } constant } when _module.ScalarType(input.Type) != SpecialType.None:
                return constant.Value is float.NaN or double.NaN
                    ? $"({input.Text} != {input.Text})"
                    : $"({input.Text} == {CText.Constant(constant.Value, _module.ScalarType(input.Type))})";
            case IRelationalPatternOperation { Value.ConstantValue: { HasValue: true, Value: not null } bound } relation when _module.ScalarType(input.Type) != SpecialType.None:
                var symbol = relation.OperatorKind switch
                {
                    BinaryOperatorKind.LessThan => "<",
                    BinaryOperatorKind.LessThanOrEqual => "<=",
                    BinaryOperatorKind.GreaterThan => ">",
                    BinaryOperatorKind.GreaterThanOrEqual => ">=",
                    _ => throw Unknown(relation),
                };
                return $"({input.Text} {symbol} {CText.Constant(bound.Value, _module.ScalarType(input.Type))})";
            case INegatedPatternOperation negated:
                return $"(!{Pattern(input, negated.Pattern)})";
            case IBinaryPatternOperation binary:
                return $"({Pattern(input, binary.LeftPattern)} {(binary.OperatorKind == BinaryOperatorKind.And ? "&&" : "||")} {Pattern(input, binary.RightPattern)})";
            default:
                throw _module.Fail(KernelDiagnostics.Pattern, At(pattern), $"The pattern '{Snippet(pattern)}'", "Use constants, comparisons, and, or, not; or write if and else.");
        }
    }

    private void RefuseFlat(string what, Location location)
    {
        if (_module.Shape != KernelShape.Grouped)
            throw _module.Fail(KernelDiagnostics.Grouped, location, what, _module.Kernel.Name);
    }
}
