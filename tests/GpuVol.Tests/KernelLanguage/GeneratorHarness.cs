using System.Collections.Immutable;
using GpuVol.Kernels.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Runs the generator on a piece of C# in memory.</summary>
internal static class GeneratorHarness
{
    private const string Usings = "using System; using System.Numerics; using System.Runtime.InteropServices; using System.Threading.Tasks; using GpuVol.Kernels;\n";

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is { } name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "mscorlib.dll" or "netstandard.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(KernelDefinition).Assembly.Location),
    ];

    /// <summary>A class of one kernel <c>K</c> with the body <paramref name="body"/>, and <paramref name="members"/> beside it.</summary>
    public static string Kernel(string body, string members = "", string parameters = "Index1D i, ArrayView<float> a, ArrayView<int> n") =>
        $"public static unsafe partial class Kernels\n{{\n    [Kernel]\n    public static void K({parameters})\n    {{\n        {body}\n    }}\n{members}\n}}\n";

    public static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        $"Snippet{Guid.NewGuid():N}",
        sources.Select((source, i) => CSharpSyntaxTree.ParseText((i == 0 ? Usings : "") + source, new CSharpParseOptions(LanguageVersion.Latest), path: $"Snippet{i}.cs")),
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new KernelGenerator().AsSourceGenerator()],
        parseOptions: new CSharpParseOptions(LanguageVersion.Latest),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>What the generator reports, and the compilation with what it added.</summary>
    public static (ImmutableArray<Diagnostic> Diagnostics, Compilation Output) Run(params string[] sources)
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compile(sources), out var output, out var diagnostics);
        return (diagnostics, output);
    }
}
