using GpuVol.Kernels.Generator;
using Microsoft.CodeAnalysis;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>What lies outside the kernel language is refused at build time, with the code, the place and the remedy.</summary>
public class DiagnosticTests
{
    /// <summary>Code, the text underlined, a part of the remedy, the body, other members, other parameters.</summary>
    public static TheoryData<string, string, string, string, string, string?> Bodies { get; } = new()
    {
        // Parameters.
        { "GVK002", "x", "results through a view", "", "", "Index1D i, ref int x" },
        { "GVK002", "v", "integer, float, double, bool or enum", "", "public struct S { public int X; }", "Index1D i, SpecializedValue<S> v" },

        // Types.
        { "GVK003", "c", "Use ushort or byte", "", "", "Index1D i, char c" },
        { "GVK003", "c = 'x'", "Use ushort or byte", "var c = 'x'; n[0] = c;", "", null },
        { "GVK003", "s = \"x\"", "numbers or an enum", "var s = \"x\";", "", null },
        { "GVK003", "m = 1m", "Use double", "var m = 1m;", "", null },
        { "GVK003", "p = 1", "long or ulong", "nint p = 1;", "", null },
        { "GVK003", "q = 1", "a value and a bool", "int? q = 1;", "", null },
        { "GVK003", "t = (1, 2)", "out parameters", "var t = (1, 2); n[0] = t.Item1;", "", null },
        { "GVK003", "h = (Half)1f", "struct of your own", "var h = (Half)1f;", "", null },
        { "GVK003", "v = new Vector2(1, 2)", "Float2", "var v = new Vector2(1, 2); a[0] = v.X;", "", null },
        { "GVK003", "o = 1", "use a struct or a view", "object o = 1;", "", null },
        { "GVK003", "s = stackalloc int[4]", "LocalMemory.Allocate", "Span<int> s = stackalloc int[4];", "", null },
        { "GVK003", "$\"{i.X}\"", "numbers or an enum", "n[0] = Length($\"{i.X}\");", "static int Length(string s) => s.Length;", null },

        // Syntax.
        { "GVK004", "default(S) with { X = 1 }", "docs/kernel-language.md", "a[0] = default(S) with { X = 1 } is { X: 1 } ? 1 : 0;", "public record struct S(int X);", null },
        { "GVK004", "sizeof(S)", "docs/kernel-language.md", "n[0] = sizeof(S);", "public struct S { public int X; }", null },
        { "GVK004", "(x, y) = Pair()", "one assignment per variable", "int x, y; (x, y) = Pair();", "static (int, int) Pair() => (1, 2);", null },
        { "GVK004", "Other(i, a)", "helper without the attribute", "Other(i, a);", "[Kernel] public static void Other(Index1D i, ArrayView<float> a) { a[i] = 1; }", null },

        // Helpers.
        { "GVK005", "Float2.Dot(default, default)", "project of the kernel", "a[0] = Float2.Dot(default, default);", "", null },
        { "GVK006", "F(x - 1)", "write a loop", "n[0] = F(3);", "static int F(int x) => x < 2 ? 1 : x * F(x - 1);", null },
        { "GVK006", "G(x - 1)", "write a loop", "n[0] = G(3);", "static int F(int x) => x < 2 ? 1 : G(x - 1); static int G(int x) => F(x) + 1;", null },

        // Allocation.
        { "GVK007", "x = new int[3]", "LocalMemory.Allocate", "var x = new int[3];", "", null },
        { "GVK007", "new C()", "Use a struct", "n[0] = new C().X;", "class C { public int X; }", null },
        { "GVK007", "new[] { 1, 2 }", "LocalMemory.Allocate", "n[0] = new[] { 1, 2 }[i];", "", null },
        { "GVK007", "Sum(1, 2)", "LocalMemory.Allocate", "n[0] = Sum(1, 2);", "static int Sum(params int[] x) => x[0];", null },

        // Side effects.
        { "GVK008", "k++", "statement of its own", "var k = 0; n[k++] = 1;", "", null },
        { "GVK008", "k = 3", "statement of its own", "int k; n[0] = k = 3;", "", null },
        { "GVK008", "n[1] = 0", "statement of its own", "n[0] = n[1] = 0;", "", null },
        { "GVK008", "k += 2", "statement of its own", "var k = 0; if ((k += 2) > i) n[0] = k;", "", null },

        // Static state, exceptions, delegates, virtual calls.
        { "GVK009", "counter", "Make it const", "n[0] = counter;", "static int counter;", null },
        { "GVK009", "Setting", "Make it const", "n[0] = Setting;", "static int Setting { get; } = 3;", null },
        { "GVK009", "Table", "kernel parameter", "n[0] = Table[1];", "static readonly int[] Table = { 1, 2 };", null },
        { "GVK010", "throw new InvalidOperationException();", "Check on the host", "if (i > 3) throw new InvalidOperationException();", "", null },
        { "GVK010", "try { n[0] = 1; } finally { n[0] = 2; }", "error code", "try { n[0] = 1; } finally { n[0] = 2; }", "", null },
        { "GVK010", "throw new InvalidOperationException()", "Check on the host", "n[0] = i > 3 ? 1 : throw new InvalidOperationException();", "", null },
        { "GVK011", "f = x => x + 1", "Call a static method", "Func<int, int> f = x => x + 1;", "", null },
        { "GVK011", "null", "Call a static method", "n[0] = Apply(null!);", "static int Apply(Func<int, int> f) => f(1);", null },
        { "GVK011", "k", "pass what it needs as parameters", "var k = i.X; n[0] = Local(); int Local() => k + 1;", "", null },
        { "GVK003", "null", "use a struct or a view", "n[0] = Use(null!);", "interface I { int F(); } static int Use(I x) => x.F();", null },
        { "GVK012", "new C().F()", "a method of a struct", "n[0] = new C().F();", "class C { public int F() => 1; }", null },
        { "GVK012", "default(S).ToString()", "a method of a struct", "default(S).ToString();", "public struct S { public int X; public override string ToString() => \"\"; }", null },

        // Views and references.
        { "GVK013", "v = local", "another view variable", "var local = LocalMemory.Allocate<float>(2); var v = a; v = local;", "", null },
        { "GVK013", "v", "where it gets its value", "ArrayView<float> v; v = a;", "", null },
        { "GVK013", "i > 3 ? a : local", "if and else", "var local = LocalMemory.Allocate<float>(2); var v = i > 3 ? a : local;", "", null },
        { "GVK013", "Ref", "take the view and the index", "Ref(a) = 1;", "static ref float Ref(ArrayView<float> x) => ref x[0];", null },
        { "GVK013", "Part", "SubView where it is used", "var p = Part(a);", "static ArrayView<float> Part(ArrayView<float> x) => x.SubView(1, 1);", null },
        { "GVK013", "Grow(ref v)", "a window already", "var v = a; Grow(ref v);", "static void Grow(ref ArrayView<float> x) { }", null },
        { "GVK013", "x = ref n[1]", "second ref variable", "ref var x = ref n[0]; x = ref n[1];", "", null },
        { "GVK013", "new ArrayView<float>(null, 0)", "SubView of a view", "var v = new ArrayView<float>(null, 0);", "", null },
        { "GVK013", "v", "offsets", "", "", "Index1D i, ArrayView<ArrayView<int>> v" },

        // Local and shared memory, groups, atomics.
        { "GVK014", "i", "compile-time constant", "var l = LocalMemory.Allocate<int>(i);", "", null },
        { "GVK014", "0", "length > 0", "var l = LocalMemory.Allocate<int>(0);", "", null },
        { "GVK014", "LocalMemory.Allocate<int>(3)", "initial value of a local variable", "n[0] = LocalMemory.Allocate<int>(3)[0];", "", null },
        { "GVK014", "SharedMemory.Allocate<int>(3)", "top level of the kernel", "if (n[0] > 0) { var s = SharedMemory.Allocate<int>(3); }", "", "ArrayView<int> n" },
        { "GVK014", "SharedMemory.Allocate<int>(3)", "pass the view to helpers", "n[0] = F();", "static int F() { var s = SharedMemory.Allocate<int>(3); return s[0]; }", "ArrayView<int> n" },
        { "GVK015", "Group.IdxX", "KernelExtent.Grouped", "n[0] = Group.IdxX;", "", null },
        { "GVK015", "Grid.DimY", "Remove the index parameter", "n[0] = Grid.DimY;", "", null },
        { "GVK015", "Group.Barrier()", "KernelExtent.Grouped", "Group.Barrier();", "", null },
        { "GVK015", "SharedMemory.Allocate<int>(3)", "KernelExtent.Grouped", "var s = SharedMemory.Allocate<int>(3);", "", null },
        { "GVK016", "Atomic.Add(ref k, 1)", "Atomic.Add(ref view[i]", "var k = 0; Atomic.Add(ref k, 1);", "", null },
        { "GVK016", "Atomic.Max(ref l[0], 1)", "device or shared memory", "var l = LocalMemory.Allocate<int>(3); Atomic.Max(ref l[0], 1);", "", null },

        // Struct layout.
        { "GVK017", "s", "Leave it sequential", "", "[StructLayout(LayoutKind.Explicit)] public struct S { [FieldOffset(0)] public int X; }", "Index1D i, S s" },
        { "GVK017", "s", "without Pack and Size", "", "[StructLayout(LayoutKind.Sequential, Pack = 1)] public struct S { public byte B; public int X; }", "Index1D i, S s" },
        { "GVK017", "s", "Give it a field", "", "public struct S { }", "Index1D i, S s" },
        { "GVK017", "s", "parameters of their own", "", "public struct S { public ArrayView<int> V; }", "Index1D i, S s" },
        { "GVK017", "s", "Keep only numbers", "", "public struct S { public string T; }", "Index1D i, S s" },
        { "GVK017", "s", "elements as fields", "", "public struct S { public fixed int T[3]; }", "Index1D i, S s" },
        { "GVK017", "s", "ordinary struct", "", "public ref struct S { public int X; }", "Index1D i, S s" },

        // Checked arithmetic, mutation, library, patterns, pointers, statements, generics.
        { "GVK018", "i.X + 1", "unchecked", "n[0] = checked(i.X + 1);", "", null },
        { "GVK018", "(byte)i.X", "widen to long", "checked { n[0] = (byte)i.X; }", "", null },
        { "GVK018", "k += 5", "unchecked", "checked { var k = i.X; k += 5; }", "", null },
        { "GVK018", "k++", "unchecked", "checked { var k = i.X; k++; }", "", null },
        { "GVK018", "-i.X", "unchecked", "n[0] = checked(-i.X);", "", null },
        { "GVK019", "X", "Return a changed copy", "var s = new S(); s.Set();", "public struct S { public int X; public void Set() { X = 3; } }", null },
        { "GVK019", "this", "Return a changed copy", "var s = new S(); s.Set();", "public struct S { public int X; public void Set() { this = default; } }", null },
        { "GVK019", "s.Y", "Return a changed copy", "var s = new S(); s.Y = 4;", "public struct S { public int X; public int Y { get => X; set => X = value; } }", null },
        { "GVK020", "Math.IEEERemainder(1.0 + i.X, 2.0)", "functions of XMath", "n[0] = (int)Math.IEEERemainder(1.0 + i.X, 2.0);", "", null },
        { "GVK020", "Math.Round(1.5 + i.X, 2)", "scale back", "a[0] = (float)Math.Round(1.5 + i.X, 2);", "", null },
        { "GVK020", "MathF.Log(a[0], 3f)", "XMath.Log(x) / XMath.Log(base)", "a[0] = MathF.Log(a[0], 3f);", "", null },
        { "GVK020", "Console.WriteLine(\"x\")", "write it out", "Console.WriteLine(\"x\");", "", null },
        { "GVK020", "System.Threading.Interlocked.Increment(ref n[0])", "Use Atomic", "System.Threading.Interlocked.Increment(ref n[0]);", "", null },
        { "GVK021", "case > 3:", "if and else", "switch (i.X) { case > 3: n[0] = 1; break; }", "", null },
        { "GVK021", "a[0]", "integer or an enum", "switch (a[0]) { case 1f: n[0] = 1; break; }", "", null },
        { "GVK021", "i.X switch { 1 => 2 }", "C# would throw", "n[0] = i.X switch { 1 => 2 };", "", null },
        { "GVK021", "var y", "Use constants, comparisons", "n[0] = i.X is var y ? y : 0;", "", null },
        { "GVK022", "p = a.Pointer", "ArrayView<T> and ref", "var p = a.Pointer;", "", null },
        { "GVK022", "*a.Pointer", "ArrayView<T> and ref", "a[0] = *a.Pointer;", "", null },
        { "GVK023", "foreach (var k in new Range()) { }", "for loop", "foreach (var k in new Range()) { }", "public struct Range { public E GetEnumerator() => default; public struct E { public int Current => 0; public bool MoveNext() => false; } }", null },
        { "GVK023", "goto end;", "break and continue", "goto end; end: n[0] = 1;", "", null },
        { "GVK023", "using (default(D)) { }", "dispose on the host", "using (default(D)) { }", "public struct D : IDisposable { public int X; public void Dispose() { } }", null },
        { "GVK023", "lock (typeof(int)) { }", "Group.Barrier", "lock (typeof(int)) { }", "", null },
        { "GVK024", "x + y", "once per type", "Add(default(S), default);", "public struct S : IAdditionOperators<S, S, S> { public int X; static S IAdditionOperators<S, S, S>.operator +(S x, S y) => x; } static T Add<T>(T x, T y) where T : unmanaged, IAdditionOperators<T, T, T> => x + y;", null },
        { "GVK020", "T.Zero", "write it out", "n[0] = Zero<int>();", "static T Zero<T>() where T : unmanaged, INumber<T> => T.Zero;", null },
        { "GVK012", "T.CreateTruncating(1)", "static method", "n[0] = One<int>();", "static T One<T>() where T : unmanaged, INumber<T> => T.CreateTruncating(1);", null },
    };

    /// <summary>Code, the text underlined, a part of the remedy, the source.</summary>
    public static TheoryData<string, string, string, string> Declarations { get; } = new()
    {
        { "GVK001", "K", "Declare it static", "public partial class C { [Kernel] public void K(Index1D i) { } }" },
        { "GVK001", "K", "static partial class", "public partial class C { [Kernel] public static void K(Index1D i) { } }" },
        { "GVK001", "K", "Declare 'C' partial", "public static class C { [Kernel] public static void K(Index1D i) { } }" },
        { "GVK001", "K", "Declare 'Outer' partial", "public static class Outer { public static partial class C { [Kernel] public static void K(Index1D i) { } } }" },
        { "GVK001", "K", "Return void", "public static partial class C { [Kernel] public static int K(Index1D i) => 1; }" },
        { "GVK001", "K", "one kernel per element type", "public static partial class C { [Kernel] public static void K<T>(Index1D i, ArrayView<T> v) where T : unmanaged { } }" },
        { "GVK001", "K", "public or internal", "public static partial class C { [Kernel] private static void K(Index1D i) { } }" },
        { "GVK001", "K", "a name of its own", "public static partial class C { [Kernel] public static void K(Index1D i) { } [Kernel] public static void K(Index2D i) { } }" },
        { "GVK001", "Launch", "another name", "public static partial class C { [Kernel] public static void Launch(Index1D i) { } }" },
        { "GVK001", "K", "Give it one", "public static partial class C { [Kernel] public static extern void K(Index1D i); }" },
    };

    [Theory, MemberData(nameof(Bodies))]
    public void UnsupportedCode_IsRefusedAtItsPlace(string id, string underlined, string remedy, string body, string members, string? parameters)
    {
        var source = parameters is null ? GeneratorHarness.Kernel(body, members) : GeneratorHarness.Kernel(body, members, parameters);
        Check(id, underlined, remedy, source);
    }

    [Theory, MemberData(nameof(Declarations))]
    public void UnsupportedDeclaration_IsRefusedAtItsName(string id, string underlined, string remedy, string source) => Check(id, underlined, remedy, source);

    [Fact]
    public void EveryDiagnostic_HasATestAndAReleaseLine()
    {
        var descriptors = typeof(KernelDiagnostics).GetFields().Select(f => (DiagnosticDescriptor)f.GetValue(null)!).ToList();
        var tested = Bodies.Select(row => (string)row[0]).Concat(Declarations.Select(row => (string)row[0])).ToHashSet();

        // GVK099 is the generator's own failure, which no source is known to cause.
        Assert.Equal([], descriptors.Select(d => d.Id).Where(id => id != "GVK099" && !tested.Contains(id)));
        Assert.All(descriptors, d => Assert.Equal(DiagnosticSeverity.Error, d.DefaultSeverity));
        var release = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "src", "GpuVol.Kernels.Generator", "AnalyzerReleases.Unshipped.md"));
        var documentation = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "kernel-language.md"));
        Assert.All(descriptors, d => Assert.Contains(d.Id, release, StringComparison.Ordinal));
        Assert.All(descriptors, d => Assert.Contains(d.Id, documentation, StringComparison.Ordinal));
    }

    [Fact]
    public void SeveralFaults_AreAllReported()
    {
        var (diagnostics, _) = GeneratorHarness.Run(GeneratorHarness.Kernel("var c = 'x'; var k = 0; n[k++] = 1; throw new Exception();"));
        Assert.Equal(["GVK003", "GVK008", "GVK010"], diagnostics.Select(d => d.Id));
    }

    [Fact]
    public void CodeThatIsNoCSharp_IsLeftToTheCompiler()
    {
        var (diagnostics, output) = GeneratorHarness.Run(GeneratorHarness.Kernel("n[0] = undefinedName + 1;"));
        Assert.Empty(diagnostics);
        Assert.Contains(output.GetDiagnostics(), d => d.Id == "CS0103");
    }

    private static void Check(string id, string underlined, string remedy, string source)
    {
        var (diagnostics, output) = GeneratorHarness.Run(source);
        var found = diagnostics.Where(d => d.Id == id).ToList();
        Assert.True(found.Count > 0, $"expected {id}, got: {string.Join("; ", diagnostics)}");
        Assert.All(diagnostics, d => Assert.Equal(id, d.Id));
        var text = output.SyntaxTrees.First().ToString();
        var places = found.Select(d => text.Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length)).ToList();
        Assert.Contains(underlined, places);
        Assert.Contains(remedy, string.Join("\n", found.Select(d => d.GetMessage())), StringComparison.Ordinal);
        Assert.All(found, d => Assert.Equal(DiagnosticSeverity.Error, d.Severity));
    }
}
