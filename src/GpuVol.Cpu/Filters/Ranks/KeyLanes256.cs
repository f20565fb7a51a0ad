using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuVol.Cpu;

/// <summary>Lanes in a 256-bit register.</summary>
internal readonly unsafe struct KeyLanes256<T> : IKeyLanes<KeyLanes256<T>, T>
{
    private readonly Vector256<T> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private KeyLanes256(Vector256<T> value) => _value = value;

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<T>.Count;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes256<T> Load(T* address) => new(Vector256.Load(address));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* address, KeyLanes256<T> value) => value._value.Store(address);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes256<T> Fill(T value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes256<T> CountLess(KeyLanes256<T> count, KeyLanes256<T> a, KeyLanes256<T> b) => new(count._value - Vector256.LessThan(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes256<T> Choose(KeyLanes256<T> count, KeyLanes256<T> rank, KeyLanes256<T> next, KeyLanes256<T> current) =>
        new(Vector256.ConditionalSelect(Vector256.LessThanOrEqual(count._value, rank._value), next._value, current._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes256<T> Add(KeyLanes256<T> a, KeyLanes256<T> b) => new(a._value + b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes256<T> AddDifferences(KeyLanes256<T> bits, KeyLanes256<T> a, KeyLanes256<T> b) => new(bits._value | (a._value ^ b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes256<T> Blend(KeyLanes256<T> a, KeyLanes256<T> b, KeyLanes256<T> mask) => new((a._value & ~mask._value) | (b._value & mask._value));
}
