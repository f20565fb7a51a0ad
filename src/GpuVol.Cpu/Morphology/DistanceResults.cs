using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu.Morphology;

/// <summary>The last step: the root and the scale.</summary>
internal static unsafe class DistanceResults
{
    /// <summary>Squared 16-bit distances to results; false where one has saturated.</summary>
    public static bool Finish(ushort* source, float* target, int count, bool rooted, float scale)
    {
        var i = 0;
        var highest = Vector256<ushort>.Zero;
        if (Avx512F.IsSupported)
        {
            var factor = Vector512.Create(scale);
            var stream = ((nuint)target & 63) == 0;
            for (; i <= count - 16; i += 16)
            {
                var stored = Vector256.Load(source + i);
                highest = Vector256.Max(highest, stored);
                var value = Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(stored));
                if (rooted)
                    value = Avx512F.Sqrt(value);
                value *= factor;
                if (stream)
                    value.StoreAlignedNonTemporal(target + i);
                else
                    value.Store(target + i);
            }
        }
        else
        {
            var factor = Vector256.Create(scale);
            var stream = ((nuint)target & 31) == 0;
            for (; i <= count - 16; i += 16)
            {
                var stored = Vector256.Load(source + i);
                highest = Vector256.Max(highest, stored);
                var (lower, upper) = Vector256.Widen(stored);
                for (var half = 0; half < 2; half++)
                {
                    var value = Vector256.ConvertToSingle((half == 0 ? lower : upper).AsInt32());
                    if (rooted)
                        value = Vector256.Sqrt(value);
                    value *= factor;
                    if (stream)
                        value.StoreAlignedNonTemporal(target + i + (half * 8));
                    else
                        value.Store(target + i + (half * 8));
                }
            }
        }

        var saturated = Vector256.EqualsAny(highest, Vector256<ushort>.AllBitsSet);
        for (; i < count; i++)
        {
            saturated |= source[i] == ushort.MaxValue;
            target[i] = (rooted ? MathF.Sqrt(source[i]) : source[i]) * scale;
        }

        return !saturated;
    }

    /// <summary>Squared float32 distances to results.</summary>
    public static void Finish(float* source, float* target, int count, bool rooted, float scale)
    {
        var i = 0;
        var factor = Vector256.Create(scale);
        for (; i <= count - 8; i += 8)
        {
            var value = Vector256.Load(source + i);
            if (rooted)
                value = Vector256.Sqrt(value);
            (value * factor).Store(target + i);
        }

        for (; i < count; i++)
            target[i] = (rooted ? MathF.Sqrt(source[i]) : source[i]) * scale;
    }

    /// <summary>Changes the sign where the label is 0.</summary>
    public static void NegateBackground(ushort* labels, float* target, int count)
    {
        for (var i = 0; i < count; i++)
            target[i] = labels[i] == 0 ? -target[i] : target[i];
    }
}
