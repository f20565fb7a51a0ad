using System.Runtime.CompilerServices;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Coordinates along a row with 32 bits on each side of the point: whole part and fraction take one integer operation each, while the units for floating point are busy with vectors.
/// </summary>
internal static class FixedPoint
{
    /// <summary>A coordinate.</summary>
    public static long Of(double value) => (long)Math.Floor(value * 4294967296.0);

    /// <summary>The whole part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Whole(long position) => (int)(position >> 32);

    /// <summary>1 and the fraction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float OneAndFraction(long position) => BitConverter.UInt32BitsToSingle(((uint)position >> 9) | 0x3F800000);
}
