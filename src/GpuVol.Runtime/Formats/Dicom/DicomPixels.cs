using System.Numerics;
using System.Runtime.InteropServices;

namespace GpuVol;

/// <summary>Takes the stored bits of a pixel out of the allocated ones: other bits (old overlays) go, the sign is extended.</summary>
internal static class DicomPixels
{
    /// <summary>Works in place; true where bits outside the stored ones were set and were neither zero nor the sign.</summary>
    public static bool ExtractStoredBits(Span<byte> pixels, int bitsAllocated, int bitsStored, int highBit, bool signed) => (bitsAllocated, signed) switch
    {
        _ when bitsStored == bitsAllocated => false,
        (8, false) => Extract<byte>(pixels, 8, bitsStored, highBit),
        (8, true) => Extract<sbyte>(pixels, 8, bitsStored, highBit),
        (16, false) => Extract<ushort>(pixels, 16, bitsStored, highBit),
        (16, true) => Extract<short>(pixels, 16, bitsStored, highBit),
        (32, false) => Extract<uint>(pixels, 32, bitsStored, highBit),
        _ => Extract<int>(pixels, 32, bitsStored, highBit),
    };

    /// <summary>Up so that the highest stored bit is the highest of all, then down: the shift of the type brings zeros or the sign.</summary>
    private static bool Extract<T>(Span<byte> bytes, int allocated, int stored, int high)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var pixels = MemoryMarshal.Cast<byte, T>(bytes);
        var up = allocated - 1 - high;
        var down = allocated - stored;
        var field = T.Zero;
        for (var bit = high + 1 - stored; bit <= high; bit++)
            field |= T.One << bit;
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(pixels);
        var outside = new Vector<T>(~field);
        var stray = Vector<T>.Zero;
        for (var n = 0; n < vectors.Length; n++)
        {
            var pixel = vectors[n];
            var value = (pixel << up) >> down;
            stray |= Vector.AndNot(pixel & outside, Vector.Equals(pixel, value));
            vectors[n] = value;
        }

        var anyStray = !Vector.EqualsAll(stray, Vector<T>.Zero);
        foreach (ref var pixel in pixels[(vectors.Length * Vector<T>.Count)..])
        {
            // Small types are computed as int: cut back before the way down.
            var value = T.CreateTruncating(pixel << up) >> down;
            anyStray |= (pixel & ~field) != T.Zero && value != pixel;
            pixel = value;
        }

        return anyStray;
    }
}
