using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuVol.Cpu.KSpace;

/// <summary>4 lines of float32 or 2 of float64. For hardware with 128-bit vectors of any make.</summary>
internal readonly unsafe struct Lanes128<TReal>(Vector128<TReal> value) : IFourierLanes<Lanes128<TReal>, TReal>
{
    private readonly Vector128<TReal> _value = value;

    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128<TReal>.Count;
    }

    public static int Columns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128<TReal>.Count / 2;
    }

    public static bool HasManyRegisters => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<TReal> Constant(double value) =>
        typeof(TReal) == typeof(float) ? new(Vector128.Create((float)value).As<float, TReal>()) : new(Vector128.Create(value).As<double, TReal>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<TReal> Broadcast(TReal value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<TReal> Load(TReal* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TReal* target, Lanes128<TReal> value) => value._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<TReal> operator +(Lanes128<TReal> a, Lanes128<TReal> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<TReal> operator -(Lanes128<TReal> a, Lanes128<TReal> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<TReal> operator *(Lanes128<TReal> a, Lanes128<TReal> b) => new(a._value * b._value);

    // Fused where the hardware does it; emulated it would cost fifty times as much, and the tolerance of a transform does not need it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<TReal> MultiplyAdd(Lanes128<TReal> a, Lanes128<TReal> b, Lanes128<TReal> c) => typeof(TReal) == typeof(float)
        ? new(Vector128.MultiplyAddEstimate(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle()).As<float, TReal>())
        : new(Vector128.MultiplyAddEstimate(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble()).As<double, TReal>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<TReal> MultiplySubtract(Lanes128<TReal> a, Lanes128<TReal> b, Lanes128<TReal> c) => MultiplyAdd(a, b, new(-c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<TReal> SubtractProduct(Lanes128<TReal> a, Lanes128<TReal> b, Lanes128<TReal> c) => MultiplyAdd(new(-a._value), b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(TReal* source, out Lanes128<TReal> re, out Lanes128<TReal> im) =>
        Split(Vector128.Load(source), Vector128.Load(source + Vector128<TReal>.Count), out re, out im);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(TReal* target, Lanes128<TReal> re, Lanes128<TReal> im)
    {
        Interleave(re, im, out var a, out var b);
        a.Store(target);
        b.Store(target + Vector128<TReal>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void JoinNonTemporal(TReal* target, Lanes128<TReal> re, Lanes128<TReal> im)
    {
        Interleave(re, im, out var a, out var b);
        a.StoreAlignedNonTemporal(target);
        b.StoreAlignedNonTemporal(target + Vector128<TReal>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadRows(TReal** rows, nint offset, TReal* elements, int* places, int re, int im)
    {
        var a = Vector128.Load(rows[0] + offset);
        var b = Vector128.Load(rows[1] + offset);
        if (typeof(TReal) == typeof(float))
        {
            var c = Vector128.Load(rows[2] + offset);
            var d = Vector128.Load(rows[3] + offset);
            Put(Lower(a, b), Lower(c, d), elements + 8 * places[0], re, im);
            Put(Upper(a, b), Upper(c, d), elements + 8 * places[1], re, im);
        }
        else
        {
            Put(a, b, elements + 4 * places[0], re, im);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRows(TReal** rows, nint offset, TReal* elements, int* order, Lanes128<TReal> scale, int re, int im)
    {
        Get(elements + 2 * Vector128<TReal>.Count * order[0], scale, re, im, out var a0, out var b0);
        if (typeof(TReal) == typeof(float))
        {
            Get(elements + 8 * order[1], scale, re, im, out var a1, out var b1);
            Lower(a0, a1).Store(rows[0] + offset);
            Upper(a0, a1).Store(rows[1] + offset);
            Lower(b0, b1).Store(rows[2] + offset);
            Upper(b0, b1).Store(rows[3] + offset);
        }
        else
        {
            a0.Store(rows[0] + offset);
            b0.Store(rows[1] + offset);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(Vector128<TReal> a, Vector128<TReal> b, out Lanes128<TReal> re, out Lanes128<TReal> im)
    {
        if (typeof(TReal) == typeof(float))
        {
            var even = Vector128.Shuffle(a.AsInt32(), Vector128.Create(0, 2, 1, 3)).AsInt64();
            var odd = Vector128.Shuffle(b.AsInt32(), Vector128.Create(0, 2, 1, 3)).AsInt64();
            re = new(Vector128.Create(even.GetLower(), odd.GetLower()).As<long, TReal>());
            im = new(Vector128.Create(even.GetUpper(), odd.GetUpper()).As<long, TReal>());
        }
        else
        {
            re = new(Lower(a, b));
            im = new(Upper(a, b));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Lanes128<TReal> re, Lanes128<TReal> im, out Vector128<TReal> a, out Vector128<TReal> b)
    {
        if (typeof(TReal) == typeof(float))
        {
            a = Vector128.Shuffle(Lower(re._value, im._value).AsInt32(), Vector128.Create(0, 2, 1, 3)).As<int, TReal>();
            b = Vector128.Shuffle(Upper(re._value, im._value).AsInt32(), Vector128.Create(0, 2, 1, 3)).As<int, TReal>();
        }
        else
        {
            a = Lower(re._value, im._value);
            b = Upper(re._value, im._value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector128<TReal> a, Vector128<TReal> b, TReal* element, int re, int im)
    {
        Split(a, b, out var x, out var y);
        Store(element + re, x);
        Store(element + im, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Get(TReal* element, Lanes128<TReal> scale, int re, int im, out Vector128<TReal> a, out Vector128<TReal> b) =>
        Interleave(Load(element + re) * scale, Load(element + im) * scale, out a, out b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<TReal> Lower(Vector128<TReal> a, Vector128<TReal> b) => Vector128.Create(a.GetLower(), b.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<TReal> Upper(Vector128<TReal> a, Vector128<TReal> b) => Vector128.Create(a.GetUpper(), b.GetUpper());
}
