using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuVol.Cpu;

/// <summary>float32 voxels as int32: negative numbers with their magnitude inverted; every NaN is the greatest key.</summary>
/// <remarks>Integer minimum and maximum run at twice the rate of the float ones and leave no question about NaN and the sign of 0.</remarks>
internal readonly unsafe struct Float32Keys : IVoxelKeys<float, int>
{
    /// <inheritdoc/>
    public static int Lowest => int.MinValue;

    /// <inheritdoc/>
    public static int FromBits(uint bits) => (int)bits;

    /// <inheritdoc/>
    public static uint ToBits(int key) => (uint)key;

    /// <inheritdoc/>
    public static int FromCount(int count) => count;

    /// <inheritdoc/>
    public static int FromBorderValue(float value) => Key(value);

    /// <inheritdoc/>
    public static void Encode(float* voxels, int* keys, int count)
    {
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= count - 16; i += 16)
            {
                var value = Vector512.Load(voxels + i);
                var bits = value.AsInt32();
                var key = bits ^ Vector512.ShiftRightLogical(Vector512.ShiftRightArithmetic(bits, 31), 1);
                Vector512.ConditionalSelect(Vector512.Equals(value, value).AsInt32(), key, Vector512.Create(int.MaxValue)).Store(keys + i);
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= count - 8; i += 8)
            {
                var value = Vector256.Load(voxels + i);
                var bits = value.AsInt32();
                var key = bits ^ Vector256.ShiftRightLogical(Vector256.ShiftRightArithmetic(bits, 31), 1);
                Vector256.ConditionalSelect(Vector256.Equals(value, value).AsInt32(), key, Vector256.Create(int.MaxValue)).Store(keys + i);
            }
        }

        for (; i < count; i++)
            keys[i] = Key(voxels[i]);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Decode(int* keys, float* intensities, int count, double slope, double intercept)
    {
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= count - 16; i += 16)
                Value(Vector512.Load(keys + i)).Store(intensities + i);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= count - 8; i += 8)
            {
                var key = Vector256.Load(keys + i);
                (key ^ Vector256.ShiftRightLogical(Vector256.ShiftRightArithmetic(key, 31), 1)).AsSingle().Store(intensities + i);
            }
        }

        for (; i < count; i++)
            intensities[i] = BitConverter.Int32BitsToSingle(keys[i] ^ (int)((uint)(keys[i] >> 31) >> 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Value(Vector512<int> key) => (key ^ Vector512.ShiftRightLogical(Vector512.ShiftRightArithmetic(key, 31), 1)).AsSingle();

    private static int Key(float value)
    {
        if (float.IsNaN(value))
            return int.MaxValue;
        var bits = BitConverter.SingleToInt32Bits(value);
        return bits ^ (int)((uint)(bits >> 31) >> 1);
    }
}
