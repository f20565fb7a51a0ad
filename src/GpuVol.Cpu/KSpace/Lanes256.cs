using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu.KSpace;

/// <summary>8 lines of float32 or 4 of float64. For hardware with AVX2 and FMA.</summary>
internal readonly unsafe struct Lanes256<TReal>(Vector256<TReal> value) : IFourierLanes<Lanes256<TReal>, TReal>
{
    private readonly Vector256<TReal> _value = value;

    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<TReal>.Count;
    }

    public static int Columns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<TReal>.Count / 2;
    }

    public static bool HasManyRegisters => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<TReal> Constant(double value) =>
        typeof(TReal) == typeof(float) ? new(Vector256.Create((float)value).As<float, TReal>()) : new(Vector256.Create(value).As<double, TReal>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<TReal> Broadcast(TReal value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<TReal> Load(TReal* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TReal* target, Lanes256<TReal> value) => value._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<TReal> operator +(Lanes256<TReal> a, Lanes256<TReal> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<TReal> operator -(Lanes256<TReal> a, Lanes256<TReal> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<TReal> operator *(Lanes256<TReal> a, Lanes256<TReal> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<TReal> MultiplyAdd(Lanes256<TReal> a, Lanes256<TReal> b, Lanes256<TReal> c) => typeof(TReal) == typeof(float)
        ? new(Fma.MultiplyAdd(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle()).As<float, TReal>())
        : new(Fma.MultiplyAdd(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble()).As<double, TReal>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<TReal> MultiplySubtract(Lanes256<TReal> a, Lanes256<TReal> b, Lanes256<TReal> c) => typeof(TReal) == typeof(float)
        ? new(Fma.MultiplySubtract(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle()).As<float, TReal>())
        : new(Fma.MultiplySubtract(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble()).As<double, TReal>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<TReal> SubtractProduct(Lanes256<TReal> a, Lanes256<TReal> b, Lanes256<TReal> c) => typeof(TReal) == typeof(float)
        ? new(Fma.MultiplyAddNegated(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle()).As<float, TReal>())
        : new(Fma.MultiplyAddNegated(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble()).As<double, TReal>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(TReal* source, out Lanes256<TReal> re, out Lanes256<TReal> im) =>
        Split(Vector256.Load(source), Vector256.Load(source + Vector256<TReal>.Count), out re, out im);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(TReal* target, Lanes256<TReal> re, Lanes256<TReal> im)
    {
        Low(re, im).Store(target);
        High(re, im).Store(target + Vector256<TReal>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void JoinNonTemporal(TReal* target, Lanes256<TReal> re, Lanes256<TReal> im)
    {
        Low(re, im).StoreAlignedNonTemporal(target);
        High(re, im).StoreAlignedNonTemporal(target + Vector256<TReal>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadRows(TReal** rows, nint offset, TReal* elements, int* places, int re, int im)
    {
        if (typeof(TReal) == typeof(float))
        {
            Transpose4((double**)rows, offset / 2, out var a0, out var a1, out var a2, out var a3);
            Transpose4((double**)rows + 4, offset / 2, out var b0, out var b1, out var b2, out var b3);
            Put(a0, b0, elements + 16 * places[0], re, im);
            Put(a1, b1, elements + 16 * places[1], re, im);
            Put(a2, b2, elements + 16 * places[2], re, im);
            Put(a3, b3, elements + 16 * places[3], re, im);
        }
        else
        {
            Transpose2((double**)rows, offset, out var a0, out var a1);
            Transpose2((double**)rows + 2, offset, out var b0, out var b1);
            Put(a0, b0, elements + 8 * places[0], re, im);
            Put(a1, b1, elements + 8 * places[1], re, im);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRows(TReal** rows, nint offset, TReal* elements, int* order, Lanes256<TReal> scale, int re, int im)
    {
        if (typeof(TReal) == typeof(float))
        {
            Get(elements + 16 * order[0], scale, re, im, out var a0, out var b0);
            Get(elements + 16 * order[1], scale, re, im, out var a1, out var b1);
            Get(elements + 16 * order[2], scale, re, im, out var a2, out var b2);
            Get(elements + 16 * order[3], scale, re, im, out var a3, out var b3);
            Transpose4((double**)rows, offset / 2, a0, a1, a2, a3);
            Transpose4((double**)rows + 4, offset / 2, b0, b1, b2, b3);
        }
        else
        {
            Get(elements + 8 * order[0], scale, re, im, out var a0, out var b0);
            Get(elements + 8 * order[1], scale, re, im, out var a1, out var b1);
            Transpose2((double**)rows, offset, a0, a1);
            Transpose2((double**)rows + 2, offset, b0, b1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(Vector256<TReal> a, Vector256<TReal> b, out Lanes256<TReal> re, out Lanes256<TReal> im)
    {
        if (typeof(TReal) == typeof(float))
        {
            re = new(Avx.Shuffle(a.AsSingle(), b.AsSingle(), 0x88).As<float, TReal>());
            im = new(Avx.Shuffle(a.AsSingle(), b.AsSingle(), 0xDD).As<float, TReal>());
        }
        else
        {
            re = new(Avx.UnpackLow(a.AsDouble(), b.AsDouble()).As<double, TReal>());
            im = new(Avx.UnpackHigh(a.AsDouble(), b.AsDouble()).As<double, TReal>());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<TReal> Low(Lanes256<TReal> re, Lanes256<TReal> im) => typeof(TReal) == typeof(float)
        ? Avx.UnpackLow(re._value.AsSingle(), im._value.AsSingle()).As<float, TReal>()
        : Avx.UnpackLow(re._value.AsDouble(), im._value.AsDouble()).As<double, TReal>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<TReal> High(Lanes256<TReal> re, Lanes256<TReal> im) => typeof(TReal) == typeof(float)
        ? Avx.UnpackHigh(re._value.AsSingle(), im._value.AsSingle()).As<float, TReal>()
        : Avx.UnpackHigh(re._value.AsDouble(), im._value.AsDouble()).As<double, TReal>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector256<double> a, Vector256<double> b, TReal* element, int re, int im)
    {
        Split(a.As<double, TReal>(), b.As<double, TReal>(), out var x, out var y);
        Store(element + re, x);
        Store(element + im, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Get(TReal* element, Lanes256<TReal> scale, int re, int im, out Vector256<double> a, out Vector256<double> b)
    {
        var x = Load(element + re) * scale;
        var y = Load(element + im) * scale;
        a = Low(x, y).AsDouble();
        b = High(x, y).AsDouble();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(double** rows, nint offset, out Vector256<double> c0, out Vector256<double> c1, out Vector256<double> c2, out Vector256<double> c3) =>
        Turn(Vector256.Load(rows[0] + offset), Vector256.Load(rows[1] + offset), Vector256.Load(rows[2] + offset), Vector256.Load(rows[3] + offset), out c0, out c1, out c2, out c3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(double** rows, nint offset, Vector256<double> c0, Vector256<double> c1, Vector256<double> c2, Vector256<double> c3)
    {
        Turn(c0, c1, c2, c3, out var r0, out var r1, out var r2, out var r3);
        r0.Store(rows[0] + offset);
        r1.Store(rows[1] + offset);
        r2.Store(rows[2] + offset);
        r3.Store(rows[3] + offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(Vector256<double> r0, Vector256<double> r1, Vector256<double> r2, Vector256<double> r3, out Vector256<double> c0, out Vector256<double> c1, out Vector256<double> c2, out Vector256<double> c3)
    {
        Halves(Avx.UnpackLow(r0, r1), Avx.UnpackLow(r2, r3), out c0, out c2);
        Halves(Avx.UnpackHigh(r0, r1), Avx.UnpackHigh(r2, r3), out c1, out c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose2(double** rows, nint offset, out Vector256<double> c0, out Vector256<double> c1) =>
        Halves(Vector256.Load(rows[0] + offset), Vector256.Load(rows[1] + offset), out c0, out c1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose2(double** rows, nint offset, Vector256<double> c0, Vector256<double> c1)
    {
        Halves(c0, c1, out var r0, out var r1);
        r0.Store(rows[0] + offset);
        r1.Store(rows[1] + offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halves(Vector256<double> a, Vector256<double> b, out Vector256<double> lower, out Vector256<double> upper)
    {
        lower = Avx.Permute2x128(a, b, 0x20);
        upper = Avx.Permute2x128(a, b, 0x31);
    }
}
