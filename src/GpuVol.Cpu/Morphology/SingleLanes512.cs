using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu.Morphology;

/// <summary>16 columns of float32 squared distances where no sum exceeds 2^24, so that float32 is exact.</summary>
internal readonly unsafe struct SingleLanes512 : IDistanceLanes<Vector512<float>, float>
{
    public static int Count => 16;

    public static float Infinite => float.PositiveInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(long value) => Vector512.Create((float)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Min(Vector512<float> a, Vector512<float> b) => Avx512F.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyGreater(Vector512<float> a, Vector512<float> b) => Vector512.GreaterThanAny(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> WhereSameLabel(ushort* labels, ushort* otherLabels, Vector512<float> value)
    {
        var same = Vector256.Equals(Vector256.Load(labels), Vector256.Load(otherLabels)).AsInt16();
        return Avx512F.ConvertToVector512Int32(same).AsSingle() & value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyFinite(Vector512<float> a) => Vector512.LessThanAny(a, Vector512.Create(float.PositiveInfinity));

    public static float FromExact(long value) => value;

    public static long ToExact(float value) => (long)value;

    public static bool IsFinite(float value) => value < float.PositiveInfinity;
}
