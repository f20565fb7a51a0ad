using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GpuVol.Kernels.Generator;

/// <summary>Checks a kernel's declaration, has its body translated, and puts the generated file together.</summary>
internal static class KernelCompiler
{
    public static KernelResult Compile(IMethodSymbol method, Location location, Compilation compilation, CancellationToken cancellation)
    {
        var module = new CModule(compilation, cancellation);
        CheckDeclaration(method, location, module);
        var shape = Shape(method);
        var name = $"{method.ContainingType.Name}.{method.Name}";
        module.Kernel = method;
        module.Shape = shape;
        var refusals = module.Diagnostics.Count;
        var parameters = Parameters(method, shape, module);
        if (refusals > 0)
        {
            // What the declaration got wrong explains what follows from it.
            module.Diagnostics.RemoveRange(refusals, module.Diagnostics.Count - refusals);
        }

        var entryPoint = $"gvk_{CText.Sanitize(method.ContainingType.Name)}_{CText.Sanitize(method.Name)}";
        string? text = null;
        if (module.Diagnostics.Count == 0)
        {
            var body = new FunctionTranslator(module, method, new Dictionary<ITypeParameterSymbol, ITypeSymbol>(SymbolEqualityComparer.Default));
            var lines = body.TranslateKernel(entryPoint, parameters);
            if (module.Diagnostics.Count == 0 && !module.HasCompileErrors)
                text = module.Compose($"{name}", lines);
        }

        var hint = HintName($"{method.ContainingType.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat)}.{method.Name}");
        var canEmit = parameters.All(p => !p.IsBroken) && CanEmit(method);
        var source = canEmit ? LauncherWriter.Write(method, name, entryPoint, shape, parameters, text, module) : null;
        return new KernelResult(hint, source, module.Diagnostics);
    }

    /// <summary>A file name; names that differ in case only must still differ.</summary>
    private static string HintName(string name)
    {
        var hash = 2166136261u;
        foreach (var c in name)
            hash = unchecked((hash ^ c) * 16777619u);
        return $"{CText.Sanitize(name.Replace('.', '-')).Replace("_u002d", ".").Replace("_u0040", "")}.{hash:x8}.g.cs";
    }

    private static void CheckDeclaration(IMethodSymbol method, Location location, CModule module)
    {
        void Refuse(string reason) => module.Report(KernelDiagnostics.Declaration, location, method.Name, reason);

        if (!method.IsStatic)
            Refuse("is not static. Declare it static.");
        if (!method.ReturnsVoid || method.IsAsync)
            Refuse("returns a value. Return void and write results to a view.");
        if (method.IsGenericMethod || method.ContainingType.IsGenericType)
            Refuse("is generic. Write one kernel per element type that calls a generic helper.");
        if (method.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal))
            Refuse("is not visible to its launcher. Declare it public or internal.");
        if (method.ContainingType is not { TypeKind: TypeKind.Class, IsStatic: true })
            Refuse("is not in a static class. Put it in a static partial class.");
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (!type.DeclaringSyntaxReferences.All(r => r.GetSyntax() is TypeDeclarationSyntax d && d.Modifiers.Any(SyntaxKind.PartialKeyword)))
                Refuse($"lies in '{type.Name}', which is not partial, so its launcher cannot be added. Declare '{type.Name}' partial.");
        }

        if (method.IsExtern || method.IsPartialDefinition && method.PartialImplementationPart is null)
            Refuse("has no body. Give it one.");
        var same = method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>()
            .Where(m => m.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == "GpuVol.Kernels.KernelAttribute")).ToList();
        if (same.Count > 1)
            Refuse("is declared more than once with this name. Give each kernel of a class a name of its own.");
        if (method.Name is "Definitions" or "Launch")
            Refuse("has a name that the generated code needs. Choose another name.");
    }

    private static bool CanEmit(IMethodSymbol method)
    {
        if (!method.IsStatic || method.IsGenericMethod || method.ContainingType is not { TypeKind: TypeKind.Class, IsStatic: true })
            return false;
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.IsGenericType || !type.DeclaringSyntaxReferences.All(r => r.GetSyntax() is TypeDeclarationSyntax d && d.Modifiers.Any(SyntaxKind.PartialKeyword)))
                return false;
        }

        return method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>()
                .Count(m => m.GetAttributes().Any(a => a.AttributeClass?.Name == "KernelAttribute")) == 1
            && method.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal
            && method.Name is not ("Definitions" or "Launch");
    }

    private static KernelShape Shape(IMethodSymbol method) => method.Parameters.Length == 0 ? KernelShape.Grouped : Builtin.Of(method.Parameters[0].Type) switch
    {
        BuiltinType.Index1D => KernelShape.Flat1D,
        BuiltinType.LongIndex1D => KernelShape.FlatLong1D,
        BuiltinType.Index2D => KernelShape.Flat2D,
        BuiltinType.Index3D => KernelShape.Flat3D,
        _ => KernelShape.Grouped,
    };

    private static List<KernelParameterInfo> Parameters(IMethodSymbol method, KernelShape shape, CModule module)
    {
        var result = new List<KernelParameterInfo>();
        foreach (var parameter in method.Parameters.Skip(shape == KernelShape.Grouped ? 0 : 1))
        {
            var location = parameter.Locations.FirstOrDefault() ?? method.Locations[0];
            var info = new KernelParameterInfo(parameter);
            result.Add(info);
            if (parameter.RefKind != RefKind.None || parameter.IsParams)
            {
                module.Report(KernelDiagnostics.Parameter, location, parameter.Name, "is passed by reference or as params. Pass values by value, and results through a view.");
                info.IsBroken = true;
                continue;
            }

            try
            {
                switch (Builtin.Of(parameter.Type))
                {
                    case BuiltinType.ArrayView:
                        info.Kind = "View";
                        info.Element = ((INamedTypeSymbol)parameter.Type).TypeArguments[0];
                        module.ViewType(info.Element, AddressSpace.Global, location);
                        break;
                    case BuiltinType.SpecializedValue:
                        info.Kind = "Specialized";
                        info.Element = ((INamedTypeSymbol)parameter.Type).TypeArguments[0];
                        info.Macro = $"SPEC_{CText.Sanitize(parameter.Name)}";
                        if (module.ScalarType(info.Element) == SpecialType.None)
                        {
                            module.Report(KernelDiagnostics.Parameter, location, parameter.Name, $"specialises on '{info.Element}'. Specialise on an integer, float, double, bool or enum.");
                            info.IsBroken = true;
                        }

                        break;
                    default:
                        info.Kind = "Value";
                        info.Element = parameter.Type;
                        module.CType(parameter.Type, AddressSpace.None, location);
                        break;
                }
            }
            catch (UnsupportedException)
            {
                info.IsBroken = !parameter.Type.IsUnmanagedType;
            }

            if (info.Element is { TypeKind: TypeKind.Error })
                info.IsBroken = true;
        }

        return result;
    }
}
