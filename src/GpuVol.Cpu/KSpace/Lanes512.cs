using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu.KSpace;

/// <summary>16 lines of float32 or 8 of float64. For hardware with AVX-512.</summary>
internal readonly unsafe struct Lanes512<TReal>(Vector512<TReal> value) : IFourierLanes<Lanes512<TReal>, TReal>
{
    private readonly Vector512<TReal> _value = value;

    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<TReal>.Count;
    }

    public static int Columns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<TReal>.Count / 2;
    }

    public static bool HasManyRegisters => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<TReal> Constant(double value) =>
        typeof(TReal) == typeof(float) ? new(Vector512.Create((float)value).As<float, TReal>()) : new(Vector512.Create(value).As<double, TReal>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<TReal> Broadcast(TReal value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<TReal> Load(TReal* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TReal* target, Lanes512<TReal> value) => value._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<TReal> operator +(Lanes512<TReal> a, Lanes512<TReal> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<TReal> operator -(Lanes512<TReal> a, Lanes512<TReal> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<TReal> operator *(Lanes512<TReal> a, Lanes512<TReal> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<TReal> MultiplyAdd(Lanes512<TReal> a, Lanes512<TReal> b, Lanes512<TReal> c) => typeof(TReal) == typeof(float)
        ? new(Avx512F.FusedMultiplyAdd(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle()).As<float, TReal>())
        : new(Avx512F.FusedMultiplyAdd(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble()).As<double, TReal>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<TReal> MultiplySubtract(Lanes512<TReal> a, Lanes512<TReal> b, Lanes512<TReal> c) => typeof(TReal) == typeof(float)
        ? new(Avx512F.FusedMultiplySubtract(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle()).As<float, TReal>())
        : new(Avx512F.FusedMultiplySubtract(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble()).As<double, TReal>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<TReal> SubtractProduct(Lanes512<TReal> a, Lanes512<TReal> b, Lanes512<TReal> c) => typeof(TReal) == typeof(float)
        ? new(Avx512F.FusedMultiplyAddNegated(a._value.AsSingle(), b._value.AsSingle(), c._value.AsSingle()).As<float, TReal>())
        : new(Avx512F.FusedMultiplyAddNegated(a._value.AsDouble(), b._value.AsDouble(), c._value.AsDouble()).As<double, TReal>());

    // Shuffles within 128 bits order the lanes oddly, but one instruction each way is enough.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(TReal* source, out Lanes512<TReal> re, out Lanes512<TReal> im) =>
        Split(Vector512.Load(source), Vector512.Load(source + Vector512<TReal>.Count), out re, out im);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(TReal* target, Lanes512<TReal> re, Lanes512<TReal> im)
    {
        Low(re, im).Store(target);
        High(re, im).Store(target + Vector512<TReal>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void JoinNonTemporal(TReal* target, Lanes512<TReal> re, Lanes512<TReal> im)
    {
        Low(re, im).StoreAlignedNonTemporal(target);
        High(re, im).StoreAlignedNonTemporal(target + Vector512<TReal>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadRows(TReal** rows, nint offset, TReal* elements, int* places, int re, int im)
    {
        if (typeof(TReal) == typeof(float))
        {
            // Complex numbers are moved as doubles.
            Transpose8((double**)rows, offset / 2, out var a0, out var a1, out var a2, out var a3, out var a4, out var a5, out var a6, out var a7);
            Transpose8((double**)rows + 8, offset / 2, out var b0, out var b1, out var b2, out var b3, out var b4, out var b5, out var b6, out var b7);
            Put(a0, b0, elements + 32 * places[0], re, im);
            Put(a1, b1, elements + 32 * places[1], re, im);
            Put(a2, b2, elements + 32 * places[2], re, im);
            Put(a3, b3, elements + 32 * places[3], re, im);
            Put(a4, b4, elements + 32 * places[4], re, im);
            Put(a5, b5, elements + 32 * places[5], re, im);
            Put(a6, b6, elements + 32 * places[6], re, im);
            Put(a7, b7, elements + 32 * places[7], re, im);
        }
        else
        {
            Transpose4((double**)rows, offset, out var a0, out var a1, out var a2, out var a3);
            Transpose4((double**)rows + 4, offset, out var b0, out var b1, out var b2, out var b3);
            Put(a0, b0, elements + 16 * places[0], re, im);
            Put(a1, b1, elements + 16 * places[1], re, im);
            Put(a2, b2, elements + 16 * places[2], re, im);
            Put(a3, b3, elements + 16 * places[3], re, im);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRows(TReal** rows, nint offset, TReal* elements, int* order, Lanes512<TReal> scale, int re, int im)
    {
        if (typeof(TReal) == typeof(float))
        {
            Get(elements + 32 * order[0], scale, re, im, out var a0, out var b0);
            Get(elements + 32 * order[1], scale, re, im, out var a1, out var b1);
            Get(elements + 32 * order[2], scale, re, im, out var a2, out var b2);
            Get(elements + 32 * order[3], scale, re, im, out var a3, out var b3);
            Get(elements + 32 * order[4], scale, re, im, out var a4, out var b4);
            Get(elements + 32 * order[5], scale, re, im, out var a5, out var b5);
            Get(elements + 32 * order[6], scale, re, im, out var a6, out var b6);
            Get(elements + 32 * order[7], scale, re, im, out var a7, out var b7);
            Transpose8((double**)rows, offset / 2, a0, a1, a2, a3, a4, a5, a6, a7);
            Transpose8((double**)rows + 8, offset / 2, b0, b1, b2, b3, b4, b5, b6, b7);
        }
        else
        {
            Get(elements + 16 * order[0], scale, re, im, out var a0, out var b0);
            Get(elements + 16 * order[1], scale, re, im, out var a1, out var b1);
            Get(elements + 16 * order[2], scale, re, im, out var a2, out var b2);
            Get(elements + 16 * order[3], scale, re, im, out var a3, out var b3);
            Transpose4((double**)rows, offset, a0, a1, a2, a3);
            Transpose4((double**)rows + 4, offset, b0, b1, b2, b3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(Vector512<TReal> a, Vector512<TReal> b, out Lanes512<TReal> re, out Lanes512<TReal> im)
    {
        if (typeof(TReal) == typeof(float))
        {
            re = new(Avx512F.Shuffle(a.AsSingle(), b.AsSingle(), 0x88).As<float, TReal>());
            im = new(Avx512F.Shuffle(a.AsSingle(), b.AsSingle(), 0xDD).As<float, TReal>());
        }
        else
        {
            re = new(Avx512F.UnpackLow(a.AsDouble(), b.AsDouble()).As<double, TReal>());
            im = new(Avx512F.UnpackHigh(a.AsDouble(), b.AsDouble()).As<double, TReal>());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<TReal> Low(Lanes512<TReal> re, Lanes512<TReal> im) => typeof(TReal) == typeof(float)
        ? Avx512F.UnpackLow(re._value.AsSingle(), im._value.AsSingle()).As<float, TReal>()
        : Avx512F.UnpackLow(re._value.AsDouble(), im._value.AsDouble()).As<double, TReal>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<TReal> High(Lanes512<TReal> re, Lanes512<TReal> im) => typeof(TReal) == typeof(float)
        ? Avx512F.UnpackHigh(re._value.AsSingle(), im._value.AsSingle()).As<float, TReal>()
        : Avx512F.UnpackHigh(re._value.AsDouble(), im._value.AsDouble()).As<double, TReal>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector512<double> a, Vector512<double> b, TReal* element, int re, int im)
    {
        Split(a.As<double, TReal>(), b.As<double, TReal>(), out var x, out var y);
        Store(element + re, x);
        Store(element + im, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Get(TReal* element, Lanes512<TReal> scale, int re, int im, out Vector512<double> a, out Vector512<double> b)
    {
        var x = Load(element + re) * scale;
        var y = Load(element + im) * scale;
        a = Low(x, y).AsDouble();
        b = High(x, y).AsDouble();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8(double** rows, nint offset, out Vector512<double> c0, out Vector512<double> c1, out Vector512<double> c2, out Vector512<double> c3, out Vector512<double> c4, out Vector512<double> c5, out Vector512<double> c6, out Vector512<double> c7)
    {
        Turn(
            Vector512.Load(rows[0] + offset), Vector512.Load(rows[1] + offset), Vector512.Load(rows[2] + offset), Vector512.Load(rows[3] + offset),
            Vector512.Load(rows[4] + offset), Vector512.Load(rows[5] + offset), Vector512.Load(rows[6] + offset), Vector512.Load(rows[7] + offset),
            out c0, out c1, out c2, out c3, out c4, out c5, out c6, out c7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8(double** rows, nint offset, Vector512<double> c0, Vector512<double> c1, Vector512<double> c2, Vector512<double> c3, Vector512<double> c4, Vector512<double> c5, Vector512<double> c6, Vector512<double> c7)
    {
        Turn(c0, c1, c2, c3, c4, c5, c6, c7, out var r0, out var r1, out var r2, out var r3, out var r4, out var r5, out var r6, out var r7);
        r0.Store(rows[0] + offset);
        r1.Store(rows[1] + offset);
        r2.Store(rows[2] + offset);
        r3.Store(rows[3] + offset);
        r4.Store(rows[4] + offset);
        r5.Store(rows[5] + offset);
        r6.Store(rows[6] + offset);
        r7.Store(rows[7] + offset);
    }

    // 8 by 8 doubles: pairs, then 128-bit quarters twice.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(Vector512<double> r0, Vector512<double> r1, Vector512<double> r2, Vector512<double> r3, Vector512<double> r4, Vector512<double> r5, Vector512<double> r6, Vector512<double> r7, out Vector512<double> c0, out Vector512<double> c1, out Vector512<double> c2, out Vector512<double> c3, out Vector512<double> c4, out Vector512<double> c5, out Vector512<double> c6, out Vector512<double> c7)
    {
        Quarters(Avx512F.UnpackLow(r0, r1), Avx512F.UnpackLow(r2, r3), Avx512F.UnpackLow(r4, r5), Avx512F.UnpackLow(r6, r7), out c0, out c2, out c4, out c6);
        Quarters(Avx512F.UnpackHigh(r0, r1), Avx512F.UnpackHigh(r2, r3), Avx512F.UnpackHigh(r4, r5), Avx512F.UnpackHigh(r6, r7), out c1, out c3, out c5, out c7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(double** rows, nint offset, out Vector512<double> c0, out Vector512<double> c1, out Vector512<double> c2, out Vector512<double> c3) =>
        Quarters(Vector512.Load(rows[0] + offset), Vector512.Load(rows[1] + offset), Vector512.Load(rows[2] + offset), Vector512.Load(rows[3] + offset), out c0, out c1, out c2, out c3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(double** rows, nint offset, Vector512<double> c0, Vector512<double> c1, Vector512<double> c2, Vector512<double> c3)
    {
        Quarters(c0, c1, c2, c3, out var r0, out var r1, out var r2, out var r3);
        r0.Store(rows[0] + offset);
        r1.Store(rows[1] + offset);
        r2.Store(rows[2] + offset);
        r3.Store(rows[3] + offset);
    }

    // 4 by 4 blocks of 128 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d, out Vector512<double> q0, out Vector512<double> q1, out Vector512<double> q2, out Vector512<double> q3)
    {
        var ab0 = Avx512F.Shuffle4x128(a, b, 0x44);
        var ab1 = Avx512F.Shuffle4x128(a, b, 0xEE);
        var cd0 = Avx512F.Shuffle4x128(c, d, 0x44);
        var cd1 = Avx512F.Shuffle4x128(c, d, 0xEE);
        q0 = Avx512F.Shuffle4x128(ab0, cd0, 0x88);
        q1 = Avx512F.Shuffle4x128(ab0, cd0, 0xDD);
        q2 = Avx512F.Shuffle4x128(ab1, cd1, 0x88);
        q3 = Avx512F.Shuffle4x128(ab1, cd1, 0xDD);
    }
}
