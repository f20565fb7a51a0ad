using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <summary>uint8 voxels are their own keys.</summary>
internal readonly unsafe struct UInt8Keys : IVoxelKeys<byte, byte>
{
    /// <inheritdoc/>
    public static byte Lowest => byte.MinValue;

    /// <inheritdoc/>
    public static byte FromBits(uint bits) => unchecked((byte)bits);

    /// <inheritdoc/>
    public static uint ToBits(byte key) => key;

    /// <inheritdoc/>
    public static byte FromCount(int count) => checked((byte)count);

    /// <inheritdoc/>
    public static byte FromBorderValue(float value) => (byte)value;

    /// <inheritdoc/>
    public static void Encode(byte* voxels, byte* keys, int count) => Buffer.MemoryCopy(voxels, keys, (long)count * sizeof(byte), (long)count * sizeof(byte));

    /// <inheritdoc/>
    public static void Decode(byte* keys, float* intensities, int count, double slope, double intercept)
    {
        var i = 0;
        if (slope == 1 && intercept == 0)
        {
            // Integers of 16 bits are float32 numbers as they are.
            if (Avx512F.IsSupported)
            {
                for (; i <= count - 16; i += 16)
                    Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(keys + i))).Store(intensities + i);
            }
            else if (Avx2.IsSupported)
            {
                for (; i <= count - 8; i += 8)
                    Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(*(ulong*)(keys + i)).AsByte())).Store(intensities + i);
            }
        }
        else if (Avx512F.IsSupported)
        {
            for (; i <= count - 8; i += 8)
            {
                var product = Avx512F.ConvertToVector512Double(Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(*(ulong*)(keys + i)).AsByte())) * slope;
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
