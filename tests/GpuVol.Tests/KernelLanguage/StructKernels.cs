using GpuVol.Kernels;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Structs as values, parameters and elements: layout, constructors, members, operators, nesting, generics, and names that C or a device language reserves.</summary>
public static partial class StructKernels
{
    /// <summary>Reads every field of an oddly aligned struct and writes it back changed.</summary>
    [Kernel]
    public static void Layout(Index1D i, ArrayView<Mixed> records, Mixed added, ArrayView<double> sums)
    {
        var r = records[i];
        sums[i] = r.Byte + (10.0 * r.Long) + (100.0 * r.Inner.Small) + (1000.0 * r.Inner.Single) + (10000.0 * r.Double) + (r.Flag ? 0.5 : 0.25) + (double)r.Kind + r.Tail;
        r.Byte += added.Byte;
        r.Inner.Small = (short)(r.Inner.Small + added.Inner.Small);
        r.Inner.Single *= added.Inner.Single;
        r.Flag = !r.Flag && added.Flag;
        r.Kind = r.Kind == Kind.Second ? Kind.Third : added.Kind;
        r.Long = -r.Long;
        r.Tail = added.Tail;
        records[i] = r;
        records[i].Double += added.Double;
    }

    /// <summary>Constructors, members and operators.</summary>
    [Kernel]
    public static void Members(Index1D i, ArrayView<float> results)
    {
        var a = new Complex(i, 2);
        var b = new Complex { Re = 3, Im = i.X * 0.5f };
        var c = (a * b) + -a - (2f * b);
        c += new Complex(1);
        c++;
        Complex fromFloat = 0.25f;
        var norm = (float)(c + fromFloat);
        var p = new Position(i, 4) { Z = 7 };
        var moved = p.Moved(1).Moved(p.Length2);
        var none = default(Complex);
        var pair = new Pair<Complex>(a, b);
        var swapped = pair.Swapped;
        var numbers = Pair<int>.Make(i, 9);
        results[i] = norm + c.Re + moved.X + (10 * moved.Z) + none.Im + swapped.First.Im + (Complex.One + b).Squared + numbers.Second + Largest(numbers.First, numbers.Second) + p[1];
    }

    /// <summary>Members of structs that lie in device memory and in a local array see later writes.</summary>
    [Kernel]
    public static void InMemory(Index1D i, ArrayView<Complex> memory, ArrayView<float> results)
    {
        var local = LocalMemory.Allocate<Complex>(3);
        local[1] = memory[i];
        Complex.Double(ref local[1]);
        Complex.Double(ref memory[i]);
        results[i] = memory[i].SquaredAfter(memory, i) + local[1].Squared + local[2].Squared + Sum(local) + Sum(memory.SubView(i, 1));
    }

    /// <summary>Names that mean something in C, C++, OpenCL C or CUDA.</summary>
    [Kernel]
    public static void Names(Index1D global, ArrayView<event_t> kernel, ArrayView<float> float4, int sampler_t, float signed, float extent_x, float base_, ArrayView<float> float4_base)
    {
        var local = kernel[global];
        var constant = sampler_t + local.unsigned;
        var gid_x = get_global_id(constant, signed);
        var t0 = gid_x;
        var self = local.restrict;
        var blockIdx = self + t0;
        ref var __shared__ = ref float4[global];
        var auto = base_;
        var größe = extent_x;
        var template = LocalMemory.Allocate<float>(1);
        template[0] = float4_base[global];
        for (var barrier = 0; barrier < 2; barrier++)
            __shared__ = blockIdx + auto + größe + template[0] + M_PI(barrier);
    }

    /// <summary>Generic helpers: arithmetic on number types, and a policy behind an interface.</summary>
    [Kernel]
    public static void Generics(Index1D i, ArrayView<byte> bytes, ArrayView<float> floats, ArrayView<long> results)
    {
        bytes[i] = Blend(bytes, i, (byte)3);
        floats[i] = Blend(floats, i, 3f);
        results[i] = Shift(default(Twice), i) + Shift(new Plus(5), i) + Constant<Plus>() + (Less(i.X, 4) ? 1000 : 0);
        floats[i] += Half(bytes[i]) + (float)Third((short)(-i.X)) + Half(floats[i]);
    }

    private static float Half<T>(T x)
        where T : unmanaged, System.Numerics.INumberBase<T> => 0.5f * float.CreateTruncating(x);

    private static double Third<T>(T x)
        where T : unmanaged, System.Numerics.INumberBase<T> => double.CreateTruncating(x) / 3;

    private static T Blend<T>(ArrayView<T> values, int i, T scale)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var v = values[i];
        return (v * scale) + (v / scale) - (v % scale);
    }

    private static bool Less<T>(T a, T b)
        where T : unmanaged, System.Numerics.IComparisonOperators<T, T, bool> => a < b;

    private static int Shift<T>(T policy, int i)
        where T : unmanaged, IPolicy => policy.Apply(i) + policy.Offset;

    private static int Constant<T>()
        where T : unmanaged, IPolicy => T.Unit;

    private static float get_global_id(float x, float y) => x + y;

    private static float M_PI(int @volatile) => @volatile;

    private static T Largest<T>(T a, T b)
        where T : unmanaged => Pick(1, a, b);

    private static T Pick<T>(int which, T a, T b)
        where T : unmanaged => which == 0 ? a : b;

    private static float Sum(ArrayView<Complex> values)
    {
        var sum = 0f;
        for (var k = 0; k < values.Length; k++)
            sum += values[k].Re + values[k].Im;
        return sum;
    }

    /// <summary>An enumeration of 16 bits.</summary>
    public enum Kind : short
    {
        /// <summary>Minus one.</summary>
        First = -1,

        /// <summary>Five.</summary>
        Second = 5,

        /// <summary>Six.</summary>
        Third,
    }

    /// <summary>Padding in every place.</summary>
    public struct Mixed
    {
        public byte Byte;
        public long Long;
        public Nested Inner;
        public double Double;
        public bool Flag;
        public Kind Kind;
        public byte Tail;
    }

    /// <summary>Inside it.</summary>
    public struct Nested
    {
        public short Small;
        public float Single;
    }

    /// <summary>A name of OpenCL C.</summary>
    public struct event_t
    {
        public int unsigned;
        public float restrict;
    }

    /// <summary>User-defined operators and conversions.</summary>
    public struct Complex
    {
        public float Re;
        public float Im;

        public Complex(float re, float im)
        {
            Re = re;
            Im = im;
        }

        public Complex(float both)
            : this(both, both) => Im += 1;

        public static Complex One => new(1, 0);

        public readonly float Squared => (Re * Re) + (Im * Im);

        public static Complex operator +(Complex a, Complex b) => new(a.Re + b.Re, a.Im + b.Im);

        public static Complex operator -(Complex a, Complex b) => new(a.Re - b.Re, a.Im - b.Im);

        public static Complex operator -(Complex a) => new() { Re = -a.Re, Im = -a.Im };

        public static Complex operator *(in Complex a, in Complex b) => new((a.Re * b.Re) - (a.Im * b.Im), (a.Re * b.Im) + (a.Im * b.Re));

        public static Complex operator *(float s, Complex a) => new(s * a.Re, s * a.Im);

        public static Complex operator ++(Complex a) => a + One;

        public static implicit operator Complex(float re) => new(re, 0);

        public static explicit operator float(Complex a) => XMath.Sqrt(a.Squared);

        public static void Double(ref Complex a)
        {
            a.Re *= 2;
            a.Im += a.Im;
        }

        public readonly float SquaredAfter(ArrayView<Complex> memory, int i)
        {
            var before = Squared;
            memory[i].Re = 5;
            return before + Squared;
        }
    }

    /// <summary>A record struct with an init property and an indexer.</summary>
    public readonly record struct Position(float X, float Y)
    {
        public float Z { get; init; } = 3;

        public float Length2
        {
            get
            {
                var sum = X * X;
                sum += Y * Y;
                return sum;
            }
        }

        public float this[int axis] => axis switch { 0 => X, 1 => Y, _ => Z };

        public Position Moved(float by) => new(X + by, Y) { Z = Z + by };
    }

    /// <summary>A generic struct.</summary>
    public readonly struct Pair<T>(T first, T second)
        where T : unmanaged
    {
        public T First { get; } = first;

        public T Second { get; } = second;

        public Pair<T> Swapped => new(Second, First);

        public static Pair<T> Make(T a, T b) => new(second: b, first: a);
    }

    /// <summary>What a type parameter may promise.</summary>
    public interface IPolicy
    {
        static abstract int Unit { get; }

        int Offset { get; }

        int Apply(int i);
    }

    /// <summary>One implementation.</summary>
    public readonly struct Twice : IPolicy
    {
        private readonly int _unused;

        public Twice(int unused) => _unused = unused;

        public static int Unit => 1;

        public int Offset => _unused + 100;

        public int Apply(int i) => 2 * i;
    }

    /// <summary>Another.</summary>
    public readonly struct Plus(int by) : IPolicy
    {
        public static int Unit => 70000;

        public int Offset { get; } = by;

        int IPolicy.Apply(int i) => i + Offset;
    }
}
