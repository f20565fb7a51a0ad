using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuVol.Cpu.Morphology;

/// <summary>32 columns of saturating 16-bit squared distances.</summary>
internal readonly unsafe struct UInt16Lanes512 : IDistanceLanes<Vector512<ushort>, ushort>
{
    public static int Count => 32;

    public static ushort Infinite => ushort.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ushort> Load(ushort* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<ushort> value, ushort* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ushort> Broadcast(long value) => Vector512.Create((ushort)Math.Min(value, ushort.MaxValue));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ushort> Min(Vector512<ushort> a, Vector512<ushort> b) => Vector512.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ushort> Add(Vector512<ushort> a, Vector512<ushort> b) => Vector512.AddSaturate(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyGreater(Vector512<ushort> a, Vector512<ushort> b) => Vector512.GreaterThanAny(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ushort> WhereSameLabel(ushort* labels, ushort* otherLabels, Vector512<ushort> value) =>
        Vector512.Equals(Vector512.Load(labels), Vector512.Load(otherLabels)) & value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyFinite(Vector512<ushort> a) => a != Vector512<ushort>.AllBitsSet;

    public static ushort FromExact(long value) => (ushort)Math.Min(value, ushort.MaxValue);

    public static long ToExact(ushort value) => value;

    public static bool IsFinite(ushort value) => value != ushort.MaxValue;
}
