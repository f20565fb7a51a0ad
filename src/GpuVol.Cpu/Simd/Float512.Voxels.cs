using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <content>Stored voxels, 16 at a time.</content>
internal readonly unsafe partial struct Float512 : IVoxelLanes<Vector512<float>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Rescale<T>(T* source, double slope, double intercept)
        where T : unmanaged
    {
        var (lower, upper) = Doubles(source);
        return Vector512.Narrow(
            Vector512.Create(slope) * lower + Vector512.Create(intercept),
            Vector512.Create(slope) * upper + Vector512.Create(intercept));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Round<T>(T* source, double slope, double intercept, double least, double greatest)
        where T : unmanaged
    {
        var (lower, upper) = Doubles(source);
        return Vector512.Create(
            Round(Vector512.Create(slope) * lower + Vector512.Create(intercept), least, greatest),
            Round(Vector512.Create(slope) * upper + Vector512.Create(intercept), least, greatest)).AsSingle();
    }

    public static Vector512<float> Origin<T>(double origin)
        where T : unmanaged => typeof(T) == typeof(float) ? Vector512.Create((float)origin) : Vector512.Create((int)origin).AsSingle();

    // Those of 32-bit integers go through float64, where they are exact.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Distance<T>(T* source, Vector512<float> origin)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return Vector512.Load((float*)source) - origin;
        if (typeof(T) != typeof(int))
            return Vector512.ConvertToSingle(Integers(source) - origin.AsInt32());
        var (lower, upper) = Doubles(Vector512.Load((int*)source));
        var (lowerOrigin, upperOrigin) = Doubles(origin.AsInt32());
        return Vector512.Narrow(lower - lowerOrigin, upper - upperOrigin);
    }

    // x86's maximum takes its second operand where the first is NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Clamp(Vector512<float> value, Vector512<float> low, Vector512<float> high) => Avx512F.Min(Avx512F.Max(value, low), high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Within(Vector512<float> value, Vector512<float> lower, Vector512<float> upper)
    {
        var inside = Vector512.GreaterThanOrEqual(value, lower) & Vector512.LessThanOrEqual(value, upper);
        return (inside.AsInt32() & Vector512<int>.One).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreIntegers<T>(T* target, Vector512<float> integers)
        where T : unmanaged
    {
        if (sizeof(T) == 1)
            Avx512F.ConvertToVector128Byte(integers.AsInt32()).Store((byte*)target);
        else if (sizeof(T) == 2)
            Avx512F.ConvertToVector256Int16(integers.AsInt32()).Store((short*)target);
        else
            integers.Store((float*)target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Integers<T>(T* source)
        where T : unmanaged
    {
        if (typeof(T) == typeof(byte))
            return Avx512F.ConvertToVector512Int32(Vector128.Load((byte*)source));
        if (typeof(T) == typeof(short))
            return Avx512F.ConvertToVector512Int32(Vector256.Load((short*)source));
        if (typeof(T) == typeof(ushort))
            return Avx512F.ConvertToVector512Int32(Vector256.Load((ushort*)source));
        return Vector512.Load((int*)source);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> Lower, Vector512<double> Upper) Doubles<T>(T* source)
        where T : unmanaged => typeof(T) == typeof(float)
            ? (Avx512F.ConvertToVector512Double(Vector256.Load((float*)source)), Avx512F.ConvertToVector512Double(Vector256.Load((float*)source + 8)))
            : Doubles(Integers(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> Lower, Vector512<double> Upper) Doubles(Vector512<int> integers) =>
        (Avx512F.ConvertToVector512Double(integers.GetLower()), Avx512F.ConvertToVector512Double(integers.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Round(Vector512<double> value, double least, double greatest)
    {
        var clamped = Vector512.MinNative(Vector512.MaxNative(value, Vector512.Create(least)), Vector512.Create(greatest));
        return Avx512F.ConvertToVector256Int32(Vector512.ConditionalSelect(Vector512.Equals(value, value), clamped, Vector512<double>.Zero));
    }
}
