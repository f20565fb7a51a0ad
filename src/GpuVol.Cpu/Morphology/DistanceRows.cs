using System.Numerics;
using System.Runtime.Intrinsics;

namespace GpuVol.Cpu.Morphology;

/// <summary>Rows of a mask or of labels as 16-bit labels, and the runs in them.</summary>
internal static unsafe class DistanceRows
{
    /// <summary>1 where a stored value is not 0 (NaN is not), else 0.</summary>
    public static void Mask(void* source, int elementBytes, bool isFloat, ushort* target, int count)
    {
        switch (elementBytes)
        {
            case 1:
                Mask8((byte*)source, target, count);
                break;
            case 2:
                Mask16((ushort*)source, target, count);
                break;
            default:
                if (isFloat)
                    MaskFloat((float*)source, target, count);
                else
                    Mask32((int*)source, target, count);
                break;
        }
    }

    /// <summary>8-bit labels widened.</summary>
    public static void Widen(byte* source, ushort* target, int count)
    {
        var i = 0;
        for (; i <= count - 32; i += 32)
        {
            var (lower, upper) = Vector256.Widen(Vector256.Load(source + i));
            lower.Store(target + i);
            upper.Store(target + i + 16);
        }

        for (; i < count; i++)
            target[i] = source[i];
    }

    /// <summary>Voxels from a row to the nearest other label beyond <paramref name="neighbour"/>, one row further each call; 0 in the background.</summary>
    public static void CountFrom(ushort* labels, ushort* neighbour, ushort* counts, ushort* neighbourCounts, int count, bool wall, bool backgroundToo)
    {
        var one = Vector512<ushort>.One;
        var keep = backgroundToo ? Vector512<ushort>.AllBitsSet : Vector512<ushort>.Zero;
        if (neighbour == null)
        {
            var first = wall ? one : Vector512<ushort>.AllBitsSet;
            for (var i = 0; i < count; i += 32)
            {
                var label = Vector512.Load(labels + i);
                (first & (~Vector512.Equals(label, Vector512<ushort>.Zero) | keep)).Store(counts + i);
            }

            return;
        }

        for (var i = 0; i < count; i += 32)
        {
            var label = Vector512.Load(labels + i);
            var same = Vector512.Equals(label, Vector512.Load(neighbour + i));
            var value = Vector512.AddSaturate(Vector512.Load(neighbourCounts + i) & same, one);
            (value & (~Vector512.Equals(label, Vector512<ushort>.Zero) | keep)).Store(counts + i);
        }
    }

    /// <summary>weight · min(a, b)², saturating.</summary>
    public static void Squares(ushort* a, ushort* b, ushort* target, int count, long weight)
    {
        var highest = Vector512.Create((ushort)Math.Sqrt(ushort.MaxValue / weight));
        var factor = Vector512.Create((ushort)weight);
        for (var i = 0; i < count; i += 32)
        {
            var least = Vector512.Min(Vector512.Load(a + i), Vector512.Load(b + i));
            var square = least * least * factor;
            (square | Vector512.GreaterThan(least, highest)).Store(target + i);
        }
    }

    /// <summary>One bit per voxel of a row, set where the label differs from the one before; returns the number of words.</summary>
    /// <param name="labels">The row, readable for 64 labels behind its end and for one before its start.</param>
    /// <param name="count">Voxels of the row.</param>
    /// <param name="bits">Receives a bit per voxel, in whole words.</param>
    public static int Changes(ushort* labels, int count, ulong* bits)
    {
        var words = (count + 63) >> 6;
        for (var w = 0; w < words; w++)
        {
            var at = labels + (w << 6);
            ulong equal = 0;
            if (Vector512.IsHardwareAccelerated)
            {
                equal = Vector512.Equals(Vector512.Load(at), Vector512.Load(at - 1)).ExtractMostSignificantBits()
                    | (Vector512.Equals(Vector512.Load(at + 32), Vector512.Load(at + 31)).ExtractMostSignificantBits() << 32);
            }
            else
            {
                for (var part = 0; part < 64; part += 32)
                {
                    var low = Vector256.Equals(Vector256.Load(at + part), Vector256.Load(at + part - 1));
                    var high = Vector256.Equals(Vector256.Load(at + part + 16), Vector256.Load(at + part + 15));
                    equal |= (ulong)Vector256.Narrow(low, high).ExtractMostSignificantBits() << part;
                }
            }

            bits[w] = ~equal;
        }

        bits[0] &= ~1UL;
        if ((count & 63) != 0)
            bits[words - 1] &= (1UL << (count & 63)) - 1;
        return words;
    }

    /// <summary>The next set bit at or behind <paramref name="from"/>, or <paramref name="count"/>.</summary>
    public static int Next(ulong* bits, int from, int count)
    {
        var w = from >> 6;
        var words = (count + 63) >> 6;
        if (w >= words)
            return count;
        var word = bits[w] & (ulong.MaxValue << (from & 63));
        while (word == 0)
        {
            if (++w == words)
                return count;
            word = bits[w];
        }

        return (w << 6) + BitOperations.TrailingZeroCount(word);
    }

    private static void Mask8(byte* source, ushort* target, int count)
    {
        var i = 0;
        for (; i <= count - 32; i += 32)
        {
            var (lower, upper) = Vector256.Widen(Vector256.Min(Vector256.Load(source + i), Vector256.Create((byte)1)));
            lower.Store(target + i);
            upper.Store(target + i + 16);
        }

        for (; i < count; i++)
            target[i] = source[i] != 0 ? (ushort)1 : (ushort)0;
    }

    private static void Mask16(ushort* source, ushort* target, int count)
    {
        var i = 0;
        for (; i <= count - 16; i += 16)
            Vector256.Min(Vector256.Load(source + i), Vector256.Create((ushort)1)).Store(target + i);
        for (; i < count; i++)
            target[i] = source[i] != 0 ? (ushort)1 : (ushort)0;
    }

    private static void Mask32(int* source, ushort* target, int count)
    {
        var i = 0;
        for (; i <= count - 16; i += 16)
        {
            var zero = Vector256.Narrow(Vector256.Equals(Vector256.Load(source + i), Vector256<int>.Zero), Vector256.Equals(Vector256.Load(source + i + 8), Vector256<int>.Zero));
            Vector256.AndNot(Vector256.Create((short)1), zero).AsUInt16().Store(target + i);
        }

        for (; i < count; i++)
            target[i] = source[i] != 0 ? (ushort)1 : (ushort)0;
    }

    private static void MaskFloat(float* source, ushort* target, int count)
    {
        var i = 0;
        for (; i <= count - 16; i += 16)
        {
            var zero = Vector256.Narrow(Vector256.Equals(Vector256.Load(source + i), Vector256<float>.Zero).AsInt32(), Vector256.Equals(Vector256.Load(source + i + 8), Vector256<float>.Zero).AsInt32());
            Vector256.AndNot(Vector256.Create((short)1), zero).AsUInt16().Store(target + i);
        }

        for (; i < count; i++)
            target[i] = source[i] != 0 ? (ushort)1 : (ushort)0;
    }
}
