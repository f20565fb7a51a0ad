using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GpuVol.Kernels.Generator;

internal sealed partial class FunctionTranslator
{
    private void Statement(IOperation operation) => Guarded(() => StatementCore(operation));

    private void StatementCore(IOperation operation)
    {
        _module.Cancellation.ThrowIfCancellationRequested();
        switch (operation)
        {
            case IBlockOperation block:
                _lines.Add("{");
                foreach (var statement in block.Operations)
                    Statement(statement);
                _lines.Add("}");
                return;
            case IVariableDeclarationGroupOperation group:
                foreach (var declaration in group.Declarations)
                {
                    foreach (var declarator in declaration.Declarators)
                        Declare(declarator, declaration.Initializer ?? declarator.Initializer);
                }

                return;
            case IExpressionStatementOperation statement:
                ExpressionStatement(statement.Operation);
                return;
            case IConditionalOperation conditional:
                If(conditional);
                return;
            case IForLoopOperation loop:
                For(loop);
                return;
            case IWhileLoopOperation loop:
                While(loop);
                return;
            case ISwitchOperation choice:
                Switch(choice);
                return;
            case IReturnOperation { Kind: OperationKind.Return } returned:
                Return(returned);
                return;
            case IBranchOperation { BranchKind: BranchKind.Break }:
                _lines.Add("break;");
                return;
            case IBranchOperation { BranchKind: BranchKind.Continue }:
                _lines.Add("continue;");
                return;
            case IEmptyOperation:
                _lines.Add(";");
                return;
            case ILocalFunctionOperation:
                return;
            case IInvalidOperation:
                _module.HasCompileErrors = true;
                throw new UnsupportedException();
            case IBranchOperation or ILabeledOperation:
                throw _module.Fail(KernelDiagnostics.ControlFlow, At(operation), "goto", "Use if, loops, break and continue.");
            case IForEachLoopOperation:
                throw _module.Fail(KernelDiagnostics.ControlFlow, At(operation), "foreach", "Write a for loop over the index.");
            case IUsingOperation or IUsingDeclarationOperation:
                throw _module.Fail(KernelDiagnostics.ControlFlow, At(operation), "using", "Kernels own no resources; dispose on the host.");
            case ILockOperation:
                throw _module.Fail(KernelDiagnostics.ControlFlow, At(operation), "lock", "Use Atomic, or Group.Barrier in a grouped kernel.");
            case IReturnOperation:
                throw _module.Fail(KernelDiagnostics.ControlFlow, At(operation), "yield", "Write results to a view.");
            case ITryOperation:
                throw _module.Fail(KernelDiagnostics.Exception, At(operation), "try");
            case IThrowOperation:
                throw _module.Fail(KernelDiagnostics.Exception, At(operation), "throw");
            default:
                throw Unknown(operation);
        }
    }

    private void Declare(IVariableDeclaratorOperation declarator, IVariableInitializerOperation? initializer)
    {
        var symbol = declarator.Symbol;
        if (symbol.IsConst && _module.ScalarType(Type(symbol.Type)) != SpecialType.None)
            return;
        var type = Type(symbol.Type);
        var location = At(declarator);
        var value = initializer?.Value;
        if (symbol.IsUsing)
            throw _module.Fail(KernelDiagnostics.ControlFlow, location, "using", "Kernels own no resources; dispose on the host.");
        if (symbol.RefKind != RefKind.None)
        {
            var target = Expression(value!);
            if (!target.IsAddressable || Builtin.IsView(target.Type))
                throw _module.Fail(KernelDiagnostics.View, At(value!), $"The reference '{symbol.Name}' does not point to a variable or a view element", "Write ref view[i] or ref local.");
            if (symbol.RefKind == RefKind.Ref)
                RefuseThis(value!);
            var reference = NewName(CText.Identifier(symbol.Name));
            _lines.Add($"{CModule.SpaceMacro(target.Space)} {_module.CType(type, AddressSpace.None, location)}* {reference} = &{target.Text};");
            _variables[symbol] = new Variable($"(*{reference})", type, target.Space, target.IsLocal);
            return;
        }

        if (Builtin.IsView(type))
        {
            DeclareView(symbol, type, value, location);
            return;
        }

        var ctype = _module.CType(type, AddressSpace.None, location);
        var isHoisted = _hoisted.Contains(symbol);
        var name = isHoisted ? _variables[symbol].Text : NewName(CText.Identifier(symbol.Name));
        var text = value is null ? null : Expression(value).Text;
        _variables[symbol] = new Variable(name, type, AddressSpace.Private, IsLocal: true);
        if (text is not null)
            _lines.Add(isHoisted ? $"{name} = {text};" : $"{ctype} {name} = {text};");
        else if (!isHoisted)
            _lines.Add($"{ctype} {name};");
    }

    private void DeclareView(ILocalSymbol symbol, ITypeSymbol type, IOperation? value, Location location)
    {
        if (value is null)
            throw _module.Fail(KernelDiagnostics.View, location, $"The view '{symbol.Name}' has no initial value, so its address space is unknown", "Declare it where it gets its value.");
        var name = NewName(CText.Identifier(symbol.Name));
        var owner = value is IInvocationOperation call ? Builtin.Of(call.TargetMethod.ContainingType) : BuiltinType.None;
        if (owner is BuiltinType.LocalMemory or BuiltinType.SharedMemory)
        {
            DeclareArray(symbol, name, type, (IInvocationOperation)value, owner == BuiltinType.SharedMemory);
            return;
        }

        var view = Expression(value);
        _lines.Add($"{_module.CType(type, view.Space, location)} {name} = {view.Text};");
        _variables[symbol] = new Variable(name, type, view.Space, view.IsLocal && view.Space == AddressSpace.Private);
    }

    private void DeclareArray(ILocalSymbol symbol, string name, ITypeSymbol type, IInvocationOperation call, bool isShared)
    {
        var place = isShared ? "SharedMemory" : "LocalMemory";
        var location = At(call);
        if (call.Arguments[0].Value.ConstantValue is not { HasValue: true, Value: int length } || length <= 0)
            throw _module.Fail(KernelDiagnostics.MemoryAllocate, At(call.Arguments[0].Value), place, "needs a length > 0 that is a compile-time constant. Use a literal or a const.");
        var space = isShared ? AddressSpace.Shared : AddressSpace.Private;
        var element = _module.CType(((INamedTypeSymbol)type).TypeArguments[0], AddressSpace.None, location);
        if (isShared)
        {
            RefuseFlat("SharedMemory.Allocate", location);
            // OpenCL C declares shared arrays at the outermost scope of the kernel only.
            var isTop = _isKernel && Parent<IBlockOperation>(call) is { Parent: IMethodBodyOperation or IBlockOperation { Parent: null } or null };
            if (!isTop)
                throw _module.Fail(KernelDiagnostics.MemoryAllocate, location, place, "must stand at the top level of the kernel. Move it there and pass the view to helpers.");
            _lines.Add($"SHARED_ARRAY {element} {name}data[{length}];");
        }
        else
        {
            _module.UsesLocalMemory = true;
            _lines.Add($"{element} {name}data[{length}] = GV_ZERO;");
        }

        _lines.Add($"{_module.CType(type, space, location)} {name} = {{ {name}data, {length} }};");
        _variables[symbol] = new Variable(name, type, space, IsLocal: !isShared);
    }

    private static T? Parent<T>(IOperation operation)
        where T : class, IOperation
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is T found)
                return found;
        }

        return null;
    }

    private void ExpressionStatement(IOperation operation)
    {
        switch (operation)
        {
            case ISimpleAssignmentOperation assignment:
                Assign(assignment);
                break;
            case ICompoundAssignmentOperation assignment:
                CompoundAssign(assignment);
                break;
            case IIncrementOrDecrementOperation step:
                Step(step);
                break;
            case IInvocationOperation call:
                var value = Invocation(call, isStatement: true);
                _lines.Add(value.Text + ";");
                break;
            case IDeconstructionAssignmentOperation deconstruction:
                Deconstruct(deconstruction);
                break;
            default:
                var other = Expression(operation);
                _lines.Add($"(void)({other.Text});");
                break;
        }
    }

    private void Assign(ISimpleAssignmentOperation operation)
    {
        var location = At(operation);
        if (operation.IsRef)
            throw _module.Fail(KernelDiagnostics.View, location, "A reference is made to point elsewhere", "Declare a second ref variable.");
        if (operation.Target is IDiscardOperation)
        {
            var ignored = Expression(operation.Value);
            _lines.Add($"(void)({ignored.Text});");
            return;
        }

        var (targetLines, target) = Capture(() => Target(operation.Target));
        var (valueLines, value) = Capture(() => Expression(operation.Value));
        if (Builtin.IsView(target.Type) && (operation.Target is not (ILocalReferenceOperation or IParameterReferenceOperation) || value.Space != target.Space || target.Space == AddressSpace.Private))
            throw _module.Fail(KernelDiagnostics.View, location, $"'{Snippet(operation.Target)}' cannot be made to view other memory", "Declare another view variable, or compute an offset.");
        _lines.AddRange(targetLines);
        if (valueLines.Count > 0 && !target.IsSimple)
            target = SpillAddress(target, location);
        _lines.AddRange(valueLines);
        _hasSideEffects |= !target.IsLocal;
        _lines.Add($"{target.Text} = {value.Text};");
    }

    /// <summary>The variable that a statement writes to.</summary>
    private Value Target(IOperation operation)
    {
        RefuseThis(operation);
        var target = Expression(operation);
        if (!target.IsAddressable)
        {
            throw operation is IPropertyReferenceOperation property
                ? _module.Fail(KernelDiagnostics.Mutation, At(operation), property.Property.Name)
                : _module.Fail(KernelDiagnostics.Syntax, At(operation), $"Assignment to '{Snippet(operation)}'", "Assign to a variable, a field or a view element.");
        }

        return target;
    }

    private void RefuseThis(IOperation operation)
    {
        if (_isConstructor)
            return;
        for (var root = operation; ;)
        {
            switch (root)
            {
                case IFieldReferenceOperation field:
                    root = field.Instance;
                    continue;
                case IPropertyReferenceOperation property when !Builtin.IsView(property.Property.ContainingType):
                    root = property.Instance;
                    continue;
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                    throw _module.Fail(KernelDiagnostics.Mutation, At(operation), Snippet(operation));
            }

            return;
        }
    }

    private void CompoundAssign(ICompoundAssignmentOperation operation)
    {
        var location = At(operation);
        RefuseChecked(operation.IsChecked, Type(operation.Type!), location);
        var (targetLines, target) = Capture(() => Target(operation.Target));
        var (valueLines, value) = Capture(() => Expression(operation.Value));
        _lines.AddRange(targetLines);
        var before = target;
        if (valueLines.Count > 0)
        {
            // C# reads the target before it evaluates the right side.
            if (!target.IsSimple)
                target = SpillAddress(target, location);
            before = Spill(new Value(target.Text, target.Type), location);
        }

        _lines.AddRange(valueLines);
        Value result;
        if (operation.OperatorMethod is { } method && !IsPrimitiveOperator(method))
        {
            var left = Convert(before, Type(method.Parameters[0].Type), location);
            result = CallValues(method, location, left, value);
        }
        else
        {
            // The operand type is that of the right side, except for shifts, which promote the left.
            var operandType = OperandType(operation, target.Type!, value.Type!);
            result = Binary(operation.OperatorKind, Convert(before, operandType, location), value, operandType, location, operation.Value);
        }

        result = Convert(result, target.Type!, location);
        _hasSideEffects |= !target.IsLocal;
        _lines.Add($"{target.Text} = {result.Text};");
    }

    private ITypeSymbol OperandType(ICompoundAssignmentOperation operation, ITypeSymbol target, ITypeSymbol value)
    {
        var scalar = _module.ScalarType(target);
        if (operation.OperatorKind is BinaryOperatorKind.LeftShift or BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift)
            return CText.IsSmall(scalar) ? _module.Compilation.GetSpecialType(SpecialType.System_Int32) : target;
        if (target.TypeKind == TypeKind.Enum)
            return target;
        return _module.ScalarType(value) == SpecialType.None ? throw Unknown(operation) : value;
    }

    private void Step(IIncrementOrDecrementOperation operation)
    {
        var location = At(operation);
        var target = Target(operation.Target);
        RefuseChecked(operation.IsChecked, target.Type!, location);
        _hasSideEffects |= !target.IsLocal;
        if (operation.OperatorMethod is { } method && !IsPrimitiveOperator(method))
        {
            _lines.Add($"{target.Text} = {CallValues(method, location, target).Text};");
            return;
        }

        var scalar = _module.ScalarType(target.Type);
        if (scalar is SpecialType.None or SpecialType.System_Boolean)
            throw Unknown(operation);
        var kind = operation.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
        var one = CText.IsFloat(scalar) ? (scalar == SpecialType.System_Single ? "1.0f" : "1.0") : scalar switch
        {
            SpecialType.System_UInt32 => "1u",
            SpecialType.System_Int64 => "I64(1)",
            SpecialType.System_UInt64 => "U64(1)",
            _ => "1",
        };
        _lines.Add($"{target.Text} = {Arithmetic(kind, target.Text, one, scalar, divisorIsSafe: true)};");
    }

    /// <summary><c>(a, b) = (b, a)</c>: targets first, then all values, then the stores.</summary>
    private void Deconstruct(IDeconstructionAssignmentOperation operation)
    {
        var location = At(operation);
        var source = operation.Value;
        while (source is IConversionOperation conversion)
            source = conversion.Operand;
        var left = operation.Target is IDeclarationExpressionOperation declared ? declared.Expression : operation.Target;
        if (left is not ITupleOperation targets || source is not ITupleOperation values || targets.Elements.Any(e => e is ITupleOperation))
            throw _module.Fail(KernelDiagnostics.Syntax, location, "Deconstruction of a value", "Write one assignment per variable; only (a, b) = (x, y) is translated.");
        var variables = new List<Value>();
        foreach (var element in targets.Elements)
        {
            var variable = element is IDeclarationExpressionOperation declaration ? OutVariable(declaration) : element is ILocalReferenceOperation local && !_variables.ContainsKey(local.Local) ? OutVariable(local) : Target(element);
            if (Builtin.IsView(variable.Type))
                throw _module.Fail(KernelDiagnostics.View, At(element), "A view is swapped", "Declare views where they get their value.");
            variables.Add(variable.IsSimple ? variable : SpillAddress(variable, location));
        }

        var temporaries = new List<Value>();
        for (var i = 0; i < variables.Count; i++)
            temporaries.Add(Spill(Convert(Expression(values.Elements[i]), variables[i].Type!, location), location));
        for (var i = 0; i < variables.Count; i++)
        {
            _hasSideEffects |= !variables[i].IsLocal;
            _lines.Add($"{variables[i].Text} = {temporaries[i].Text};");
        }
    }

    private void If(IConditionalOperation operation)
    {
        var condition = Expression(operation.Condition);
        _lines.AddRange([$"if ({condition.Text})", "{"]);
        Embedded(operation.WhenTrue);
        _lines.Add("}");
        if (operation.WhenFalse is null)
            return;
        _lines.AddRange(["else", "{"]);
        Embedded(operation.WhenFalse);
        _lines.Add("}");
    }

    private void Embedded(IOperation? operation)
    {
        if (operation is IBlockOperation block)
        {
            foreach (var statement in block.Operations)
                Statement(statement);
        }
        else if (operation is not null)
        {
            Statement(operation);
        }
    }

    private void For(IForLoopOperation loop)
    {
        var before = CaptureStatement(() =>
        {
            foreach (var operation in loop.Before)
                Statement(operation);
        });
        Value? condition = null;
        var test = CaptureStatement(() => condition = loop.Condition is null ? null : Expression(loop.Condition));
        var steps = loop.AtLoopBottom.Select(step => CaptureStatement(() => Statement(step))).ToList();
        var body = CaptureStatement(() => Embedded(loop.Body));
        var isPlain = test.Count == 0 && steps.All(s => s.Count == 1);
        var isOneStart = before.Count == 1 && isPlain;
        if (!isOneStart)
        {
            _lines.Add("{");
            _lines.AddRange(before);
        }

        if (isPlain)
        {
            var start = isOneStart ? before[0].TrimEnd(';') : "";
            _lines.AddRange([$"for ({start}; {condition?.Text}; {string.Join(", ", steps.Select(s => s[0].TrimEnd(';')))})", "{"]);
        }
        else
        {
            // With statements ahead of the test or the step, these move into the body, where 'continue' still reaches them.
            var first = Temporary();
            _lines.AddRange([$"u8 {first} = 1;", "for (;;)", "{", $"if (!{first})", "{"]);
            foreach (var step in steps)
                _lines.AddRange(step);
            _lines.AddRange(["}", $"{first} = 0;"]);
            _lines.AddRange(test);
            if (condition is { } c)
                _lines.AddRange([$"if (!({c.Text}))", "break;"]);
        }

        _lines.AddRange(body);
        _lines.Add("}");
        if (!isOneStart)
            _lines.Add("}");
    }

    private void While(IWhileLoopOperation loop)
    {
        if (loop.ConditionIsTop)
        {
            Value condition = default;
            var test = CaptureStatement(() => condition = Expression(loop.Condition!));
            if (test.Count == 0)
            {
                _lines.AddRange([$"while ({condition.Text})", "{"]);
            }
            else
            {
                _lines.AddRange(["for (;;)", "{"]);
                _lines.AddRange(test);
                _lines.AddRange([$"if (!({condition.Text}))", "break;"]);
            }

            Embedded(loop.Body);
            _lines.Add("}");
            return;
        }

        var body = CaptureStatement(() => Embedded(loop.Body));
        Value last = default;
        var lines = CaptureStatement(() => last = Expression(loop.Condition!));
        if (lines.Count == 0)
        {
            _lines.AddRange(["do", "{"]);
            _lines.AddRange(body);
            _lines.AddRange(["}", $"while ({last.Text});"]);
            return;
        }

        var first = Temporary();
        _lines.AddRange([$"u8 {first} = 1;", "for (;;)", "{", $"if (!{first})", "{"]);
        _lines.AddRange(lines);
        _lines.AddRange([$"if (!({last.Text}))", "break;", "}", $"{first} = 0;"]);
        _lines.AddRange(body);
        _lines.Add("}");
    }

    private void Switch(ISwitchOperation operation)
    {
        var value = Expression(operation.Value);
        var scalar = _module.ScalarType(value.Type);
        if (scalar == SpecialType.None || CText.IsFloat(scalar))
            throw _module.Fail(KernelDiagnostics.Pattern, At(operation.Value), $"A switch on '{CModule.Display(value.Type!)}'", "Switch on an integer or an enum, or write if and else.");
        foreach (var local in operation.Locals)
        {
            // The sections of a C# switch share one scope, those of the C text do not.
            if (local.IsConst || local.RefKind != RefKind.None || Builtin.IsView(local.Type) || IsOutVariable(local))
                continue;
            var name = NewName(CText.Identifier(local.Name));
            var type = Type(local.Type);
            _variables[local] = new Variable(name, type, AddressSpace.Private, IsLocal: true);
            _hoisted.Add(local);
            _lines.Add($"{_module.CType(type, AddressSpace.None, local.Locations[0])} {name};");
        }

        _lines.AddRange([$"switch ({value.Text})", "{"]);
        foreach (var section in operation.Cases)
        {
            foreach (var clause in section.Clauses)
                _lines.Add(Label(clause, scalar));
            _lines.Add("{");
            foreach (var statement in section.Body)
                Statement(statement);
            _lines.Add("}");
        }

        _lines.Add("}");
    }

    private static bool IsOutVariable(ILocalSymbol local) =>
        local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.SingleVariableDesignationSyntax;

    private string Label(ICaseClauseOperation clause, SpecialType scalar)
    {
        var constant = clause switch
        {
            ISingleValueCaseClauseOperation single => single.Value.ConstantValue,
            IPatternCaseClauseOperation { Guard: null, Pattern: IConstantPatternOperation pattern } => pattern.Value.ConstantValue,
            _ => default,
        };
        if (clause is IDefaultCaseClauseOperation)
            return "default:";
        if (!constant.HasValue || constant.Value is null)
            throw _module.Fail(KernelDiagnostics.Pattern, At(clause), $"'{Snippet(clause)}'", "A switch statement takes constants only; write if and else.");
        return $"case {CText.Constant(constant.Value, scalar)}:";
    }

    private void Return(IReturnOperation operation)
    {
        if (_isConstructor)
        {
            _lines.Add($"return {Self};");
            return;
        }

        if (operation.ReturnedValue is null)
        {
            _lines.Add("return;");
            return;
        }

        var value = Expression(operation.ReturnedValue);
        _lines.Add($"return {value.Text};");
    }

    private UnsupportedException Unknown(IOperation operation)
    {
        if (operation is IInvalidOperation)
        {
            _module.HasCompileErrors = true;
            return new UnsupportedException();
        }

        var what = $"'{Snippet(operation)}'";
        return operation.Syntax.RawKind switch
        {
            (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.StackAllocArrayCreationExpression or (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.ImplicitStackAllocArrayCreationExpression =>
                _module.Fail(KernelDiagnostics.Allocation, At(operation), what),
            (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.PointerIndirectionExpression or (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.AddressOfExpression
                or (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.FixedStatement or (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.PointerMemberAccessExpression =>
                _module.Fail(KernelDiagnostics.Pointer, At(operation), what),
            _ => _module.Fail(KernelDiagnostics.Syntax, At(operation), what, "Use the statements and operators that docs/kernel-language.md lists."),
        };
    }
}
