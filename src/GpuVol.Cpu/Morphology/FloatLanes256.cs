using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu.Morphology;

/// <summary>4 columns of float32 squared distances, computed in float64, where every sum is an exact integer.</summary>
internal readonly unsafe struct FloatLanes256 : IDistanceLanes<Vector256<double>, float>
{
    public static int Count => 4;

    public static float Infinite => float.PositiveInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Load(float* source) => Avx.ConvertToVector256Double(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<double> value, float* target) => Avx.ConvertToVector128Single(value).Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Broadcast(long value) => Vector256.Create((double)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Min(Vector256<double> a, Vector256<double> b) => Avx.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Add(Vector256<double> a, Vector256<double> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyGreater(Vector256<double> a, Vector256<double> b) => Vector256.GreaterThanAny(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> WhereSameLabel(ushort* labels, ushort* otherLabels, Vector256<double> value)
    {
        var same = Vector128.Equals(Vector128.LoadUnsafe(ref *labels), Vector128.LoadUnsafe(ref *otherLabels)).AsInt16();
        return Avx2.ConvertToVector256Int64(same).AsDouble() & value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyFinite(Vector256<double> a) => Vector256.LessThanAny(a, Vector256.Create(double.PositiveInfinity));

    public static float FromExact(long value) => value;

    public static long ToExact(float value) => (long)value;

    public static bool IsFinite(float value) => value < float.PositiveInfinity;
}
