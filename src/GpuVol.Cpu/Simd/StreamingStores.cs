using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <summary>Stores past the caches, for results that are larger than they are and that nobody reads soon.</summary>
internal static unsafe class StreamingStores
{
    /// <summary>Results of at least this size are stored past the caches; smaller ones stay there for the next step.</summary>
    public const long ThresholdBytes = 8 << 20;

    /// <summary>Whether a result of so many floats is stored past the caches.</summary>
    public static bool Pay(long floats) => Vector256.IsHardwareAccelerated && floats * sizeof(float) >= ThresholdBytes;

    /// <summary>Copies floats, whole cache lines past the caches.</summary>
    public static void Copy(float* source, float* target, int count)
    {
        var head = (int)(((64 - ((nint)target & 63)) & 63) / sizeof(float));
        if (!Vector256.IsHardwareAccelerated || count < head + 16)
        {
            Unsafe.CopyBlockUnaligned(target, source, (uint)count * sizeof(float));
            return;
        }

        for (var c = 0; c < head; c++)
            target[c] = source[c];
        var rest = head;
        for (; rest + 16 <= count; rest += 16)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Vector512.Load(source + rest).StoreAlignedNonTemporal(target + rest);
            }
            else
            {
                Vector256.Load(source + rest).StoreAlignedNonTemporal(target + rest);
                Vector256.Load(source + rest + 8).StoreAlignedNonTemporal(target + rest + 8);
            }
        }

        for (; rest < count; rest++)
            target[rest] = source[rest];
    }

    /// <summary>Makes the streamed stores visible to other threads before those of later instructions.</summary>
    public static void Fence()
    {
        if (Sse.IsSupported)
            Sse.StoreFence();
    }
}
