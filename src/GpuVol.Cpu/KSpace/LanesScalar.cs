using System.Runtime.CompilerServices;

namespace GpuVol.Cpu.KSpace;

/// <summary>One line, for hardware without vectors that pay.</summary>
internal readonly unsafe struct LanesScalar<TReal>(TReal value) : IFourierLanes<LanesScalar<TReal>, TReal>
{
    private readonly TReal _value = value;

    public static int Width => 1;

    public static int Columns => 1;

    public static bool HasManyRegisters => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<TReal> Constant(double value) => new(Real.Of<TReal>(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<TReal> Broadcast(TReal value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<TReal> Load(TReal* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TReal* target, LanesScalar<TReal> value) => *target = value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<TReal> operator +(LanesScalar<TReal> a, LanesScalar<TReal> b) => new(Real.Add(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<TReal> operator -(LanesScalar<TReal> a, LanesScalar<TReal> b) => new(Real.Subtract(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<TReal> operator *(LanesScalar<TReal> a, LanesScalar<TReal> b) => new(Real.Multiply(a._value, b._value));

    // Without the instruction a fused multiplication is emulated, at fifty times the cost; the tolerance of a transform does not need it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<TReal> MultiplyAdd(LanesScalar<TReal> a, LanesScalar<TReal> b, LanesScalar<TReal> c) => a * b + c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<TReal> MultiplySubtract(LanesScalar<TReal> a, LanesScalar<TReal> b, LanesScalar<TReal> c) => a * b - c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar<TReal> SubtractProduct(LanesScalar<TReal> a, LanesScalar<TReal> b, LanesScalar<TReal> c) => c - a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Split(TReal* source, out LanesScalar<TReal> re, out LanesScalar<TReal> im)
    {
        re = new(source[0]);
        im = new(source[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join(TReal* target, LanesScalar<TReal> re, LanesScalar<TReal> im)
    {
        target[0] = re._value;
        target[1] = im._value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void JoinNonTemporal(TReal* target, LanesScalar<TReal> re, LanesScalar<TReal> im) => Join(target, re, im);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadRows(TReal** rows, nint offset, TReal* elements, int* places, int re, int im)
    {
        var element = elements + 2 * places[0];
        element[re] = rows[0][offset];
        element[im] = rows[0][offset + 1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRows(TReal** rows, nint offset, TReal* elements, int* order, LanesScalar<TReal> scale, int re, int im)
    {
        var element = elements + 2 * order[0];
        rows[0][offset] = Real.Multiply(element[re], scale._value);
        rows[0][offset + 1] = Real.Multiply(element[im], scale._value);
    }
}
