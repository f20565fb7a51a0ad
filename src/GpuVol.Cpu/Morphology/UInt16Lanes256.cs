using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuVol.Cpu.Morphology;

/// <summary>16 columns of saturating 16-bit squared distances.</summary>
internal readonly unsafe struct UInt16Lanes256 : IDistanceLanes<Vector256<ushort>, ushort>
{
    public static int Count => 16;

    public static ushort Infinite => ushort.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ushort> Load(ushort* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<ushort> value, ushort* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ushort> Broadcast(long value) => Vector256.Create((ushort)Math.Min(value, ushort.MaxValue));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ushort> Min(Vector256<ushort> a, Vector256<ushort> b) => Vector256.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ushort> Add(Vector256<ushort> a, Vector256<ushort> b) => Vector256.AddSaturate(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyGreater(Vector256<ushort> a, Vector256<ushort> b) => Vector256.GreaterThanAny(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ushort> WhereSameLabel(ushort* labels, ushort* otherLabels, Vector256<ushort> value) =>
        Vector256.Equals(Vector256.Load(labels), Vector256.Load(otherLabels)) & value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyFinite(Vector256<ushort> a) => a != Vector256<ushort>.AllBitsSet;

    public static ushort FromExact(long value) => (ushort)Math.Min(value, ushort.MaxValue);

    public static long ToExact(ushort value) => value;

    public static bool IsFinite(ushort value) => value != ushort.MaxValue;
}
