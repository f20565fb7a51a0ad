using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace GpuVol.Kernels.Generator;

/// <summary>Turns every method marked <c>[Kernel]</c> into a C text, a definition and a typed launcher.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class KernelGenerator : IIncrementalGenerator
{
    /// <summary>Name of the step whose output is cached, for tests.</summary>
    public const string KernelStep = "Kernel";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var kernels = context.SyntaxProvider
            .ForAttributeWithMetadataName("GpuVol.Kernels.KernelAttribute", static (_, _) => true, Translate)
            .WithTrackingName(KernelStep);
        context.RegisterSourceOutput(kernels, static (output, result) =>
        {
            foreach (var diagnostic in result.Diagnostics)
                output.ReportDiagnostic(diagnostic.ToDiagnostic());
            if (result.Source is not null)
                output.AddSource(result.HintName, SourceText.From(result.Source, Encoding.UTF8));
        });
    }

    private static KernelResult Translate(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var method = (IMethodSymbol)context.TargetSymbol;
        var location = method.Locations[0];
        try
        {
            return KernelCompiler.Compile(method, location, context.SemanticModel.Compilation, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var first = (exception.StackTrace ?? "").Split('\n')[0].Trim();
            var diagnostics = new List<DiagnosticInfo>
            {
                DiagnosticInfo.Create(KernelDiagnostics.Internal, location, method.Name, $"{exception.GetType().Name}: {exception.Message.Replace("\n", " ")} {first}"),
            };
            return new KernelResult("", null, diagnostics);
        }
    }
}
