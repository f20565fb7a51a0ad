using System.Runtime.CompilerServices;

namespace GpuVol.Cpu.KSpace;

/// <summary>
/// Arithmetic of single numbers in code that is generic in float32 and float64. System.Numerics has interfaces for that, but a method whose
/// type parameter is bound to one of them and stands for a primitive type cannot be precompiled.
/// </summary>
internal static class Real
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TReal Of<TReal>(double value) => typeof(TReal) == typeof(float) ? Unsafe.BitCast<float, TReal>((float)value) : Unsafe.BitCast<double, TReal>(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TReal Add<TReal>(TReal a, TReal b) => typeof(TReal) == typeof(float) ? Unsafe.BitCast<float, TReal>(Single(a) + Single(b)) : Unsafe.BitCast<double, TReal>(Double(a) + Double(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TReal Subtract<TReal>(TReal a, TReal b) => typeof(TReal) == typeof(float) ? Unsafe.BitCast<float, TReal>(Single(a) - Single(b)) : Unsafe.BitCast<double, TReal>(Double(a) - Double(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TReal Multiply<TReal>(TReal a, TReal b) => typeof(TReal) == typeof(float) ? Unsafe.BitCast<float, TReal>(Single(a) * Single(b)) : Unsafe.BitCast<double, TReal>(Double(a) * Double(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TReal Negate<TReal>(TReal value) => typeof(TReal) == typeof(float) ? Unsafe.BitCast<float, TReal>(-Single(value)) : Unsafe.BitCast<double, TReal>(-Double(value));

    private static float Single<TReal>(TReal value) => Unsafe.BitCast<TReal, float>(value);

    private static double Double<TReal>(TReal value) => Unsafe.BitCast<TReal, double>(value);
}
