using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <summary>uint8 voxels as 16-bit keys, so that lanes can count more than 255 of them.</summary>
internal readonly unsafe struct UInt8WideKeys : IVoxelKeys<byte, ushort>
{
    /// <inheritdoc/>
    public static ushort Lowest => ushort.MinValue;

    /// <inheritdoc/>
    public static ushort FromBits(uint bits) => unchecked((ushort)bits);

    /// <inheritdoc/>
    public static uint ToBits(ushort key) => key;

    /// <inheritdoc/>
    public static ushort FromCount(int count) => checked((ushort)count);

    /// <inheritdoc/>
    public static ushort FromBorderValue(float value) => (ushort)value;

    /// <inheritdoc/>
    public static void Encode(byte* voxels, ushort* keys, int count)
    {
        var i = 0;
        if (Avx2.IsSupported)
        {
            for (; i <= count - 16; i += 16)
                Avx2.ConvertToVector256Int16(Vector128.Load(voxels + i)).AsUInt16().Store(keys + i);
        }

        for (; i < count; i++)
            keys[i] = voxels[i];
    }

    /// <inheritdoc/>
    public static void Decode(ushort* keys, float* intensities, int count, double slope, double intercept)
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
