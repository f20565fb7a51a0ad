using System.Reflection;
using System.Runtime.Loader;
using GpuVol.Kernels.Generator;
using GpuVol.Tests.Devices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>The generator itself: what it adds compiles, unchanged kernels are not done again, and launchers refuse bad arguments.</summary>
public class GeneratorTests
{
    private const string Nested = """
        namespace Some.Space
        {
            internal enum Kind : byte { A, B }
            internal static partial class Outer
            {
                public static partial class @class
                {
                    [Kernel]
                    internal static void @event(Index1D @int, ArrayView<Kind> device, Kind extent, SpecializedValue<Kind> @for, bool b)
                        => device[@int] = @for == Kind.B && b ? extent : Kind.A;

                    [Kernel]
                    internal static void Event(Index1D i)
                    {
                    }
                }
            }
        }
        """;

    [Fact]
    public void GeneratedCode_CompilesWithoutWarnings()
    {
        var (diagnostics, output) = GeneratorHarness.Run(Nested, "public static partial class Empty { [GpuVol.Kernels.Kernel] public static void Nothing() { } }");
        Assert.Empty(diagnostics);
        Assert.Equal([], output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d.ToString()));
    }

    [Fact]
    public void KernelWithoutFaultsElsewhere_StillHasItsLauncher()
    {
        // The launcher of a refused kernel is there, so that its callers add no errors of their own.
        var (_, output) = GeneratorHarness.Run(GeneratorHarness.Kernel("throw new Exception();"), "class Caller { object D => Kernels.Definitions.K; }");
        Assert.Equal([], output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));
    }

    [Fact]
    public void EditElsewhere_LeavesTheResultCached()
    {
        var compilation = GeneratorHarness.Compile(GeneratorHarness.Kernel("a[i] = n[i];"), "class Other { }");
        var driver = GeneratorHarness.Driver().RunGenerators(compilation);
        var edited = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees.Last(), CSharpSyntaxTree.ParseText("class Other { int x = 1; }", new CSharpParseOptions(LanguageVersion.Latest), path: "Snippet1.cs"));
        var steps = driver.RunGenerators(edited).GetRunResult().Results.Single().TrackedSteps[KernelGenerator.KernelStep];
        Assert.All(steps.SelectMany(s => s.Outputs), o => Assert.True(o.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{o.Reason}"));
    }

    [Fact]
    public void EditOfAHelper_ChangesTheKernel()
    {
        const string Helper = "public static class Helper { public static float F(float x) => x + 1; }";
        var compilation = GeneratorHarness.Compile(GeneratorHarness.Kernel("a[i] = Helper.F(a[i]);"), Helper);
        var driver = GeneratorHarness.Driver().RunGenerators(compilation);
        var edited = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees.Last(), CSharpSyntaxTree.ParseText(Helper.Replace("x + 1", "x * 3", StringComparison.Ordinal), new CSharpParseOptions(LanguageVersion.Latest), path: "Snippet1.cs"));
        var result = driver.RunGenerators(edited).GetRunResult();
        Assert.Contains("* 3.0f", result.GeneratedTrees.Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void SameSource_GivesTheSameText()
    {
        var first = GeneratorHarness.Run(Nested).Output.SyntaxTrees.Last().ToString();
        Assert.Equal(first, GeneratorHarness.Run(Nested).Output.SyntaxTrees.Last().ToString());
    }

    [SkippableTheory, Devices]
    public void Float2_IsOrdinaryKernelSource(string id)
    {
        var device = TestDevices.Get(id);
        var source = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "src", "GpuVol.Kernels", "Language", "Float2.cs"))
            .Replace("namespace GpuVol.Kernels;", "namespace Here { using GpuVol.Kernels;", StringComparison.Ordinal) + "}";
        const string Kernel = """
            public static partial class Complexes
            {
                [Kernel]
                public static void K(Index1D i, ArrayView<float> r)
                {
                    var a = new Here.Float2(i, 2);
                    var b = Here.Float2.ComplexMultiply(a, a.Conjugate) + (a - Here.Float2.FromAngle(0)) * 0.5f - -(2f * a) * a;
                    r[i] = b.X + 100 * b.Y + a.Length + b.LengthSquared + Here.Float2.Dot(a, b);
                }

                public static void Run(GpuVol.ComputeDevice device, GpuVol.DeviceView<float> r) => Launch.K(device, (int)r.Length, r);
            }
            """;
        var (diagnostics, output) = GeneratorHarness.Run(Kernel, source);
        Assert.Empty(diagnostics);
        using var image = new MemoryStream();
        var emitted = output.Emit(image);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Take(5)));
        image.Position = 0;
        var run = new AssemblyLoadContext(null).LoadFromStream(image).GetType("Complexes")!.GetMethod("Run", BindingFlags.Public | BindingFlags.Static)!
            .CreateDelegate<Action<ComputeDevice, DeviceView<float>>>();
        using var results = device.Allocate<float>(8);
        run(device, results);
        var actual = results.ToArray();
        for (var i = 0; i < 8; i++)
        {
            float x = (i * i) + 4 + ((i - 1) * 0.5f) + (2 * i * i), y = 1 + 8;
            var expected = x + (100 * y) + MathF.Sqrt((i * i) + 4) + ((x * x) + (y * y)) + ((i * x) + (2 * y));
            Assert.Equal(expected, actual[i]);
        }
    }

    [Fact]
    public void DefaultView_IsRefusedByName()
    {
        var device = TestDevices.Get("cpu");
        using var buffer = device.Allocate<int>(4);
        var failure = Assert.Throws<ArgumentException>(() => MemoryKernels.Launch.Divide(device, 4, buffer, default, buffer, buffer));
        Assert.Equal("b", failure.ParamName);
        Assert.Contains("MemoryKernels.Divide", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ViewOfAnotherDevice_IsRefusedByName()
    {
        var device = TestDevices.Get("cpu");
        using var other = new GpuVol.Cpu.CpuDevice(1);
        using var here = device.Allocate<int>(4);
        using var there = other.Allocate<int>(4);
        var failure = Assert.Throws<ArgumentException>(() => MemoryKernels.Launch.Divide(device, 4, here, here, there, here));
        Assert.Equal("quotients", failure.ParamName);
    }

    [Fact]
    public void ViewBeyondItsBuffer_IsRefusedWithTheRange()
    {
        var device = TestDevices.Get("cpu");
        using var buffer = device.Allocate<int>(4);
        var failure = Assert.Throws<ArgumentException>(() => MemoryKernels.Launch.Divide(device, 4, buffer, buffer.View with { Offset = 2 }, buffer, buffer));
        Assert.Contains("[2, 6)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GroupedKernelWithFlatExtent_IsRefused()
    {
        var device = TestDevices.Get("cpu");
        using var values = device.Allocate<long>(32);
        var failure = Assert.Throws<ArgumentException>(() => MemoryKernels.Launch.Scan(device, new Kernels.Index1D(32), values));
        Assert.Contains("KernelExtent.Grouped", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NegativeExtent_IsRefused()
    {
        var device = TestDevices.Get("cpu");
        using var results = device.Allocate<int>(4);
        Assert.Throws<ArgumentException>(() => ControlFlowKernels.Launch.NestedLoops(device, -1, results));
        Assert.Throws<ArgumentNullException>(() => ControlFlowKernels.Launch.NestedLoops(null!, 1, results));
    }

    [Fact]
    public void Definition_TellsWhatTheKernelNeeds()
    {
        Assert.True(MemoryKernels.Definitions.Scan is { UsesBarriers: true, UsesFloat64: false, UsesInt64Atomics: false, Shape: KernelShape.Grouped });
        Assert.True(MemoryKernels.Definitions.Atomics64 is { UsesBarriers: false, UsesFloat64: true, UsesInt64Atomics: true, Shape: KernelShape.Flat1D });
        Assert.True(MemoryKernels.Definitions.Atomics32 is { UsesFloat64: false, UsesInt64Atomics: false });
        Assert.True(ControlFlowKernels.Definitions.Plane is { Shape: KernelShape.Flat2D });
        Assert.Equal("ControlFlowKernels.Plane", ControlFlowKernels.Definitions.Plane.Name);
        Assert.Equal(
            [new("results", KernelParameterKind.View, "double", 8), new("taps", KernelParameterKind.Specialized, "int", 4, "SPEC_taps")],
            MemoryKernels.Definitions.Specialized.Parameters.Take(2));
    }

    [Theory]
    [InlineData("int", new byte[] { 0, 0, 0, 0x80 }, "((i32)0x80000000u)")]
    [InlineData("bool", new byte[] { 1 }, "1")]
    [InlineData("sbyte", new byte[] { 0x80 }, "-128")]
    [InlineData("float", new byte[] { 0, 0, 0xc0, 0x7f }, "gv_bits_to_f32(0x7fc00000u)")]
    [InlineData("ulong", new byte[] { 255, 255, 255, 255, 255, 255, 255, 255 }, "U64(0xffffffffffffffff)")]
    public void SpecializedLiteral_KeepsEveryBit(string type, byte[] bytes, string literal) =>
        Assert.Equal(literal, KernelSource.FormatLiteral(new KernelParameter("p", KernelParameterKind.Specialized, type, bytes.Length, "SPEC_p"), bytes));

    [Fact]
    public void SpecializedStruct_HasNoLiteral() =>
        Assert.Throws<ArgumentException>(() => KernelSource.FormatLiteral(new KernelParameter("p", KernelParameterKind.Specialized, "S", 8), new byte[8]));
}
