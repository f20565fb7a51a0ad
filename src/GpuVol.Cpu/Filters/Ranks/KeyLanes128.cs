using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuVol.Cpu;

/// <summary>Lanes in a 128-bit register.</summary>
internal readonly unsafe struct KeyLanes128<T> : IKeyLanes<KeyLanes128<T>, T>
{
    private readonly Vector128<T> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private KeyLanes128(Vector128<T> value) => _value = value;

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128<T>.Count;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes128<T> Load(T* address) => new(Vector128.Load(address));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T* address, KeyLanes128<T> value) => value._value.Store(address);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes128<T> Fill(T value) => new(Vector128.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes128<T> CountLess(KeyLanes128<T> count, KeyLanes128<T> a, KeyLanes128<T> b) => new(count._value - Vector128.LessThan(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes128<T> Choose(KeyLanes128<T> count, KeyLanes128<T> rank, KeyLanes128<T> next, KeyLanes128<T> current) =>
        new(Vector128.ConditionalSelect(Vector128.LessThanOrEqual(count._value, rank._value), next._value, current._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes128<T> Add(KeyLanes128<T> a, KeyLanes128<T> b) => new(a._value + b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes128<T> AddDifferences(KeyLanes128<T> bits, KeyLanes128<T> a, KeyLanes128<T> b) => new(bits._value | (a._value ^ b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyLanes128<T> Blend(KeyLanes128<T> a, KeyLanes128<T> b, KeyLanes128<T> mask) => new((a._value & ~mask._value) | (b._value & mask._value));
}
