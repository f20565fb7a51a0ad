using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu.Morphology;

/// <summary>8 columns of float32 squared distances where no sum exceeds 2^24, so that float32 is exact.</summary>
internal readonly unsafe struct SingleLanes256 : IDistanceLanes<Vector256<float>, float>
{
    public static int Count => 8;

    public static float Infinite => float.PositiveInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(long value) => Vector256.Create((float)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Min(Vector256<float> a, Vector256<float> b) => Avx.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyGreater(Vector256<float> a, Vector256<float> b) => Vector256.GreaterThanAny(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WhereSameLabel(ushort* labels, ushort* otherLabels, Vector256<float> value)
    {
        var same = Vector128.Equals(Vector128.Load(labels), Vector128.Load(otherLabels)).AsInt16();
        return Avx2.ConvertToVector256Int32(same).AsSingle() & value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyFinite(Vector256<float> a) => Vector256.LessThanAny(a, Vector256.Create(float.PositiveInfinity));

    public static float FromExact(long value) => value;

    public static long ToExact(float value) => (long)value;

    public static bool IsFinite(float value) => value < float.PositiveInfinity;
}
