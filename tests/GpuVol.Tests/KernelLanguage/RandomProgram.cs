using System.Globalization;
using System.Text;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Writes a random kernel that is valid C#, ends, and divides by nothing that throws.</summary>
internal sealed class RandomProgram(int seed)
{
    private static readonly string[] Types = ["int", "uint", "long", "ulong", "byte", "short", "float", "double"];
    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();
    private int _locals;

    /// <summary>The class <c>Program</c> with the kernel <c>K</c> and a method <c>Run</c> that launches it.</summary>
    public string Write()
    {
        _text.Append("""
            public struct Acc
            {
                public int A; public double B; public byte C;
                public Acc(int a, double b) { A = a; B = b; C = (byte)(a + 1); }
                public readonly double Total => A + B + C;
                public readonly int Mixed(ref int x) { unchecked { x += A * 5; return x ^ C; } }
                public static Acc operator +(Acc x, Acc y) => new(unchecked(x.A + y.A), x.B + y.B);
            }

            public static partial class Program
            {
                private static int Bump(ref int x, int y) { unchecked { x = (x * 3) + y; return x ^ (y << 3); } }
                private static float Blur(ref float x, float y) { x = (x * 0.5f) + y; return x - y; }
                private static bool Split(int x, out byte low, out int high) { low = (byte)x; high = x >> 8; return low > 100; }
                private static long Poke(ArrayView<int> v, int at, int value) { unchecked { v[at & 7] += value; return v[(at + 1) & 7]; } }
                private static double Pick(in double a, double b, bool c) => c ? a : b;

                public static void Run(GpuVol.ComputeDevice device, GpuVol.DeviceView<int> ints, GpuVol.DeviceView<double> reals, GpuVol.DeviceView<double> results, int n)
                    => Launch.K(device, n, ints, reals, results);

                [Kernel]
                public static void K(Index1D i, ArrayView<int> ints, ArrayView<double> reals, ArrayView<double> results)
                {
                    unchecked
                    {
                        var mem = ints.SubView(i * 8L, 8);
                        var loc = LocalMemory.Allocate<int>(8);
                        int vint = mem[0]; uint vuint = (uint)mem[1]; long vlong = (long)mem[2] << (mem[3] & 40); ulong vulong = (ulong)mem[3] * 0x9E3779B97F4A7C15UL;
                        byte vbyte = (byte)mem[4]; short vshort = (short)mem[5]; float vfloat = (float)reals[i]; double vdouble = reals[i];
                        bool vbool = mem[6] > 0; var acc = new Acc(mem[7], vdouble);

            """);
        for (var i = 0; i < 14; i++)
            Statement(3);
        _text.Append("""
                        var row = results.SubView(i * 12L, 12);
                        row[0] = vint; row[1] = vuint; row[2] = vlong & 0xFFFFFFFFFFFF; row[3] = vulong >> 12; row[4] = vbyte; row[5] = vshort; row[6] = vfloat; row[7] = vdouble;
                        row[8] = vbool ? 1 : 0; row[9] = acc.Total; row[10] = loc[0] + loc[1] + loc[2]; row[11] = mem[0] ^ mem[1] ^ mem[2] ^ mem[3];
                    }
                }
            }
            """);
        return _text.ToString();
    }

    private string Type() => Types[_random.Next(Types.Length)];

    private void Statement(int depth)
    {
        var t = Type();
        switch (depth > 0 ? _random.Next(17) : _random.Next(8))
        {
            case 0 or 1 or 2:
                Line($"v{t} = {Value(t, 3)};");
                break;
            case 3:
                var op = t is "float" or "double" ? One("+", "-", "*", "/", "%") : One("+", "-", "*", "&", "|", "^");
                Line($"v{t} {op}= {Value(t, 2)};");
                break;
            case 4:
                Line(t is "float" or "double" ? $"v{t}{One("++", "--")};" : $"v{t} {One("<<", ">>", ">>>")}= {Value("int", 2)};");
                break;
            case 5:
                Line($"{One("loc", "mem")}[{Index()}] {One("=", "+=", "-=", "^=")} {Value("int", 2)};");
                break;
            case 6:
                Line($"vbool = {Condition(2)};");
                break;
            case 7:
                Line(One("acc += new Acc(vint, 1);", "acc.A++;", $"acc = new Acc {{ A = {Value("int", 2)}, B = vdouble }};", $"vint = acc.Mixed(ref vint) + {Value("int", 1)};", "(vint, acc.A) = (acc.A, vint);"));
                break;
            case 8 or 9:
                Line($"if ({Condition(2)})");
                Block(depth - 1);
                if (_random.Next(2) == 0)
                {
                    Line("else");
                    Block(depth - 1);
                }

                break;
            case 10 or 11:
                var k = $"k{_locals++}";
                Line($"for (var {k} = 0; {k} < {_random.Next(1, 6)}{(_random.Next(3) == 0 ? $" && {Condition(1)}" : "")}; {k}++)");
                Block(depth - 1, isLoop: true);
                break;
            case 12:
                var turns = $"k{_locals++}";
                Line($"var {turns} = 0;");
                if (_random.Next(2) == 0)
                {
                    Line($"while ({turns} < 4 && {Condition(2)})");
                    Block(depth - 1, isLoop: true, first: $"{turns}++;");
                }
                else
                {
                    Line("do");
                    Block(depth - 1, isLoop: true, first: $"{turns}++;");
                    Line($"while ({turns} < 3 && {Condition(2)});");
                }

                break;
            case 13:
                Line($"switch ({Value(One("int", "byte", "uint"), 2)} & 3)");
                Line("{");
                Line("case 0: case 2:");
                Block(depth - 1);
                Line("break;");
                Line("default:");
                Block(depth - 1);
                Line("break;");
                Line("}");
                break;
            case 14:
                var local = $"k{_locals++}";
                Line("{");
                Line($"{t} {local} = {Value(t, 2)};");
                Line($"ref var r{local} = ref {One("vint", $"mem[{Index()}]", $"loc[{Index()}]")};");
                Line($"v{t} = ({t})(v{t} + {local});");
                Line($"r{local} += Bump(ref r{local}, 2);");
                Line("}");
                break;
            case 15:
                var (low, high) = ($"low{_locals}", $"high{_locals++}");
                Line("{");
                Line($"if (Split({Value("int", 2)}, out var {low}, out var {high}) {One("&&", "||")} {Condition(1)})");
                Block(depth - 1);
                Line($"vint += {low} ^ {high};");
                Line("}");
                break;
            default:
                Line($"vlong += Poke({One("mem", "loc")}, vint, {Value("int", 2)}) * Poke({One("mem", "loc")}, {Value("int", 1)}, vint);");
                break;
        }
    }

    private void Block(int depth, bool isLoop = false, string first = "")
    {
        Line("{");
        Line(first);
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            Statement(depth);
            if (isLoop && _random.Next(5) == 0)
                Line($"if ({Condition(1)}) {One("break", "continue")};");
        }

        Line("}");
    }

    private string Condition(int depth) => depth == 0 ? One("vbool", "vint > 3", "vfloat < vdouble", "vulong >= 77") : _random.Next(7) switch
    {
        0 => $"({Condition(depth - 1)} && {Condition(depth - 1)})",
        1 => $"({Condition(depth - 1)} || {Condition(depth - 1)})",
        2 => $"!({Condition(depth - 1)})",
        3 => $"(Bump(ref vint, {Value("int", depth - 1)}) % 3 == 0)",
        4 => $"({Value("int", depth - 1)} is > 5 and not 77 or -3)",
        5 => $"({Condition(depth - 1)} {One("^", "&", "|")} {Condition(depth - 1)})",
        _ => Type() is var t ? $"({Value(t, depth)} {One("<", "<=", ">", ">=", "==", "!=")} {Value(t, depth)})" : "",
    };

    private string Value(string type, int depth)
    {
        if (depth == 0)
            return _random.Next(3) == 0 ? Literal(type) : $"v{type}";
        var isFloat = type is "float" or "double";
        switch (_random.Next(12))
        {
            case 0 or 1 or 2:
                return isFloat
                    ? $"({type})({Value(type, depth - 1)} {One("+", "-", "*", "/", "%")} {Value(type, depth - 1)})"
                    : $"({type})({Value(type, depth - 1)} {One("+", "-", "*", "&", "|", "^")} {Value(type, depth - 1)})";
            case 3:
                return isFloat
                    ? $"({type}){One("XMath.Floor", "XMath.Round", "XMath.Truncate", "XMath.Abs", "XMath.Sqrt", "-", "XMath.Ceiling")}({Value(type, depth - 1)})"
                    : $"({type})({Value(type, depth - 1)} {One("<<", ">>", ">>>")} {Value("int", depth - 1)})";
            case 4 or 5:
                return $"({type}){Value(Type(), depth - 1)}";
            case 6:
                return $"({Condition(depth - 1)} ? {Value(type, depth - 1)} : {Value(type, depth - 1)})";
            case 7:
                return type switch
                {
                    "int" => $"Bump(ref vint, {Value("int", depth - 1)})",
                    "float" => $"Blur(ref vfloat, {Value("float", depth - 1)})",
                    "double" => $"Pick({One("vdouble", Value("double", depth - 1))}, acc.Total, {Condition(depth - 1)})",
                    "long" => $"Poke({One("mem", "loc")}, {Value("int", depth - 1)}, {Value("int", depth - 1)})",
                    _ => $"({type})({Value(type, depth - 1)} + 1)",
                };
            case 8:
                return isFloat
                    ? $"XMath.{One("Min", "Max")}({Value(type, depth - 1)}, {Value(type, depth - 1)})"
                    : $"({type})({Value(type, depth - 1)} {One("/", "%")} ({type})(({Value(type, depth - 1)} & 15) | 1))";
            case 9:
                return type == "int" ? $"{One("mem", "loc")}[{Index()}]" : $"({type})acc.A";
            case 10:
                return $"({Value("int", depth - 1)} switch {{ 1 or 5 => {Value(type, depth - 1)}, < -9 => {Value(type, depth - 1)}, _ => {Value(type, depth - 1)} }})";
            default:
                return type is "ulong" ? $"({type})~{Value(type, depth - 1)}" : $"({type})(-({Value(type, depth - 1)}))";
        }
    }

    private string Index() => $"{Value("int", 1)} & 7";

    private string Literal(string type) => type switch
    {
        "int" => _random.Next(4) == 0 ? "int.MinValue" : _random.Next(-1000, 1000).ToString(CultureInfo.InvariantCulture),
        "uint" => $"{(uint)_random.NextInt64(1L << 32)}u",
        "long" => $"{_random.NextInt64(long.MinValue, long.MaxValue)}L",
        "ulong" => $"{(ulong)_random.NextInt64()}UL",
        "byte" => $"(byte){_random.Next(256)}",
        "short" => $"(short){_random.Next(-32768, 32768)}",
        "float" => _random.Next(8) == 0 ? One("float.NaN", "float.PositiveInfinity", "-0f", "float.Epsilon") : $"{((float)(_random.NextDouble() - 0.5) * 1000).ToString("R", CultureInfo.InvariantCulture)}f",
        _ => _random.Next(8) == 0 ? One("double.NaN", "double.NegativeInfinity", "-0.0", "1e300") : $"{((_random.NextDouble() - 0.5) * 1e6).ToString("R", CultureInfo.InvariantCulture)}d",
    };

    private string One(params string[] choices) => choices[_random.Next(choices.Length)];

    private void Line(string text) => _text.Append("            ").Append(text).Append('\n');
}
