using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <summary>int16 voxels are their own keys.</summary>
internal readonly unsafe struct Int16Keys : IVoxelKeys<short, short>
{
    /// <inheritdoc/>
    public static short Lowest => short.MinValue;

    /// <inheritdoc/>
    public static short FromBits(uint bits) => unchecked((short)bits);

    /// <inheritdoc/>
    public static uint ToBits(short key) => (ushort)key;

    /// <inheritdoc/>
    public static short FromCount(int count) => checked((short)count);

    /// <inheritdoc/>
    public static short FromBorderValue(float value) => (short)value;

    /// <inheritdoc/>
    public static void Encode(short* voxels, short* keys, int count) => Buffer.MemoryCopy(voxels, keys, (long)count * sizeof(short), (long)count * sizeof(short));

    /// <inheritdoc/>
    public static void Decode(short* keys, float* intensities, int count, double slope, double intercept)
    {
        var i = 0;
        if (slope == 1 && intercept == 0)
        {
            // Integers of 16 bits are float32 numbers as they are.
            if (Avx512F.IsSupported)
            {
                for (; i <= count - 16; i += 16)
                    Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector256.Load(keys + i))).Store(intensities + i);
            }
            else if (Avx2.IsSupported)
            {
                for (; i <= count - 8; i += 8)
                    Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(Vector128.Load(keys + i))).Store(intensities + i);
            }
        }
        else if (Avx512F.IsSupported)
        {
            for (; i <= count - 8; i += 8)
            {
                var product = Avx512F.ConvertToVector512Double(Avx2.ConvertToVector256Int32(Vector128.Load(keys + i))) * slope;
                Avx512F.ConvertToVector256Single(product + Vector512.Create(intercept)).Store(intensities + i);
            }
        }

        for (; i < count; i++)
        {
            var product = slope * keys[i];
            intensities[i] = (float)(product + intercept);
        }
    }
}
