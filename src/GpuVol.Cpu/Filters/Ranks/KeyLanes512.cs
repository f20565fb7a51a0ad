using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuVol.Cpu;

/// <summary>Lanes in a 512-bit register.</summary>
internal readonly unsafe struct KeyLanes512<T> : IKeyLanes<KeyLanes512<T>, T>
{
    private readonly Vector512<T> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private KeyLanes512(Vector512<T> value) => _value = value;

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<T>.Count;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes512<T> Load(T* address) => new(Vector512.Load(address));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* address, KeyLanes512<T> value) => value._value.Store(address);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes512<T> Fill(T value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes512<T> CountLess(KeyLanes512<T> count, KeyLanes512<T> a, KeyLanes512<T> b) => new(count._value - Vector512.LessThan(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes512<T> Choose(KeyLanes512<T> count, KeyLanes512<T> rank, KeyLanes512<T> next, KeyLanes512<T> current) =>
        new(Vector512.ConditionalSelect(Vector512.LessThanOrEqual(count._value, rank._value), next._value, current._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes512<T> Add(KeyLanes512<T> a, KeyLanes512<T> b) => new(a._value + b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes512<T> AddDifferences(KeyLanes512<T> bits, KeyLanes512<T> a, KeyLanes512<T> b) => new(bits._value | (a._value ^ b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes512<T> Blend(KeyLanes512<T> a, KeyLanes512<T> b, KeyLanes512<T> mask) => new((a._value & ~mask._value) | (b._value & mask._value));
}
