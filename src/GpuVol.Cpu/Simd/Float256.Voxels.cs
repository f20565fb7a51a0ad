using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <content>Stored voxels, 8 at a time: with AVX2, and on processors that have less.</content>
internal readonly unsafe partial struct Float256 : IVoxelLanes<Vector256<float>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Rescale<T>(T* source, double slope, double intercept)
        where T : unmanaged
    {
        var (lower, upper) = Doubles(source);
        return Vector256.Narrow(
            Vector256.Create(slope) * lower + Vector256.Create(intercept),
            Vector256.Create(slope) * upper + Vector256.Create(intercept));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Round<T>(T* source, double slope, double intercept, double least, double greatest)
        where T : unmanaged
    {
        var (lower, upper) = Doubles(source);
        return Vector256.Create(
            Round(Vector256.Create(slope) * lower + Vector256.Create(intercept), least, greatest),
            Round(Vector256.Create(slope) * upper + Vector256.Create(intercept), least, greatest)).AsSingle();
    }

    public static Vector256<float> Origin<T>(double origin)
        where T : unmanaged => typeof(T) == typeof(float) ? Vector256.Create((float)origin) : Vector256.Create((int)origin).AsSingle();

    // Those of 32-bit integers go through float64, where they are exact.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Distance<T>(T* source, Vector256<float> origin)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return Vector256.Load((float*)source) - origin;
        if (typeof(T) != typeof(int))
            return Vector256.ConvertToSingle(Integers(source) - origin.AsInt32());
        var (lower, upper) = Doubles(Vector256.Load((int*)source));
        var (lowerOrigin, upperOrigin) = Doubles(origin.AsInt32());
        return Vector256.Narrow(lower - lowerOrigin, upper - upperOrigin);
    }

    // x86's maximum takes its second operand where the first is NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Clamp(Vector256<float> value, Vector256<float> low, Vector256<float> high)
    {
        if (Avx.IsSupported)
            return Avx.Min(Avx.Max(value, low), high);
        var below = Vector256.ConditionalSelect(Vector256.LessThan(value, high), value, high);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(value, low), below, low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Within(Vector256<float> value, Vector256<float> lower, Vector256<float> upper)
    {
        var inside = Vector256.GreaterThanOrEqual(value, lower) & Vector256.LessThanOrEqual(value, upper);
        return (inside.AsInt32() & Vector256<int>.One).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreIntegers<T>(T* target, Vector256<float> integers)
        where T : unmanaged
    {
        if (sizeof(T) == 4)
        {
            integers.Store((float*)target);
            return;
        }

        var words = Vector128.Narrow(integers.GetLower().AsInt32(), integers.GetUpper().AsInt32());
        if (sizeof(T) == 2)
            words.Store((short*)target);
        else
            *(ulong*)target = Vector128.Narrow(words, words).AsUInt64().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Integers<T>(T* source)
        where T : unmanaged
    {
        if (typeof(T) == typeof(byte))
        {
            if (Avx2.IsSupported)
                return Avx2.ConvertToVector256Int32((byte*)source);
            var words = Vector128.WidenLower(Vector128.CreateScalar(*(ulong*)source).AsByte());
            return Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
        }

        if (typeof(T) == typeof(short))
        {
            var words = Vector128.Load((short*)source);
            return Avx2.IsSupported ? Avx2.ConvertToVector256Int32(words) : Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words));
        }

        if (typeof(T) == typeof(ushort))
        {
            var words = Vector128.Load((ushort*)source);
            return Avx2.IsSupported ? Avx2.ConvertToVector256Int32(words) : Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
        }

        return Vector256.Load((int*)source);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> Lower, Vector256<double> Upper) Doubles<T>(T* source)
        where T : unmanaged
    {
        if (typeof(T) != typeof(float))
            return Doubles(Integers(source));
        if (Avx.IsSupported)
            return (Avx.ConvertToVector256Double(Vector128.Load((float*)source)), Avx.ConvertToVector256Double(Vector128.Load((float*)source + 4)));
        return Vector256.Widen(Vector256.Load((float*)source));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> Lower, Vector256<double> Upper) Doubles(Vector256<int> integers)
    {
        if (Avx.IsSupported)
            return (Avx.ConvertToVector256Double(integers.GetLower()), Avx.ConvertToVector256Double(integers.GetUpper()));
        var (lower, upper) = Vector256.Widen(integers);
        return (Vector256.ConvertToDouble(lower), Vector256.ConvertToDouble(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Round(Vector256<double> value, double least, double greatest)
    {
        var clamped = Vector256.MinNative(Vector256.MaxNative(value, Vector256.Create(least)), Vector256.Create(greatest));
        var number = Vector256.ConditionalSelect(Vector256.Equals(value, value), clamped, Vector256<double>.Zero);
        if (Avx.IsSupported)
            return Avx.ConvertToVector128Int32(number);
        var shifted = (number + Vector256.Create(VoxelRounding.Shift)).AsInt64();
        return Vector128.Narrow(shifted.GetLower(), shifted.GetUpper());
    }
}
