using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu.Morphology;

/// <summary>8 columns of float32 squared distances, computed in float64, where every sum is an exact integer.</summary>
internal readonly unsafe struct FloatLanes512 : IDistanceLanes<Vector512<double>, float>
{
    public static int Count => 8;

    public static float Infinite => float.PositiveInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(float* source) => Avx512F.ConvertToVector512Double(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<double> value, float* target) => Avx512F.ConvertToVector256Single(value).Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Broadcast(long value) => Vector512.Create((double)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Min(Vector512<double> a, Vector512<double> b) => Avx512F.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Add(Vector512<double> a, Vector512<double> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyGreater(Vector512<double> a, Vector512<double> b) => Vector512.GreaterThanAny(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> WhereSameLabel(ushort* labels, ushort* otherLabels, Vector512<double> value)
    {
        var same = Vector128.Equals(Vector128.Load(labels), Vector128.Load(otherLabels)).AsInt16();
        return Avx512F.ConvertToVector512Int64(same).AsDouble() & value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyFinite(Vector512<double> a) => Vector512.LessThanAny(a, Vector512.Create(double.PositiveInfinity));

    public static float FromExact(long value) => value;

    public static long ToExact(float value) => (long)value;

    public static bool IsFinite(float value) => value < float.PositiveInfinity;
}
