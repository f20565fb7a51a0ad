using GpuVol.Kernels;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Every numeric conversion.</summary>
public static partial class ConversionKernels
{
    /// <summary>From <c>sbyte</c> to every number type.</summary>
    [Kernel]
    public static void FromSByte(Index1D i, ArrayView<sbyte> source, ArrayView<sbyte> toSByte, ArrayView<byte> toByte, ArrayView<short> toInt16, ArrayView<ushort> toUInt16, ArrayView<int> toInt32, ArrayView<uint> toUInt32, ArrayView<long> toInt64, ArrayView<ulong> toUInt64, ArrayView<float> toSingle, ArrayView<double> toDouble)
    {
        var x = source[i];
        toSByte[i] = (sbyte)x;
        toByte[i] = (byte)x;
        toInt16[i] = (short)x;
        toUInt16[i] = (ushort)x;
        toInt32[i] = (int)x;
        toUInt32[i] = (uint)x;
        toInt64[i] = (long)x;
        toUInt64[i] = (ulong)x;
        toSingle[i] = (float)x;
        toDouble[i] = (double)x;
    }

    /// <summary>From <c>byte</c> to every number type.</summary>
    [Kernel]
    public static void FromByte(Index1D i, ArrayView<byte> source, ArrayView<sbyte> toSByte, ArrayView<byte> toByte, ArrayView<short> toInt16, ArrayView<ushort> toUInt16, ArrayView<int> toInt32, ArrayView<uint> toUInt32, ArrayView<long> toInt64, ArrayView<ulong> toUInt64, ArrayView<float> toSingle, ArrayView<double> toDouble)
    {
        var x = source[i];
        toSByte[i] = (sbyte)x;
        toByte[i] = (byte)x;
        toInt16[i] = (short)x;
        toUInt16[i] = (ushort)x;
        toInt32[i] = (int)x;
        toUInt32[i] = (uint)x;
        toInt64[i] = (long)x;
        toUInt64[i] = (ulong)x;
        toSingle[i] = (float)x;
        toDouble[i] = (double)x;
    }

    /// <summary>From <c>short</c> to every number type.</summary>
    [Kernel]
    public static void FromInt16(Index1D i, ArrayView<short> source, ArrayView<sbyte> toSByte, ArrayView<byte> toByte, ArrayView<short> toInt16, ArrayView<ushort> toUInt16, ArrayView<int> toInt32, ArrayView<uint> toUInt32, ArrayView<long> toInt64, ArrayView<ulong> toUInt64, ArrayView<float> toSingle, ArrayView<double> toDouble)
    {
        var x = source[i];
        toSByte[i] = (sbyte)x;
        toByte[i] = (byte)x;
        toInt16[i] = (short)x;
        toUInt16[i] = (ushort)x;
        toInt32[i] = (int)x;
        toUInt32[i] = (uint)x;
        toInt64[i] = (long)x;
        toUInt64[i] = (ulong)x;
        toSingle[i] = (float)x;
        toDouble[i] = (double)x;
    }

    /// <summary>From <c>ushort</c> to every number type.</summary>
    [Kernel]
    public static void FromUInt16(Index1D i, ArrayView<ushort> source, ArrayView<sbyte> toSByte, ArrayView<byte> toByte, ArrayView<short> toInt16, ArrayView<ushort> toUInt16, ArrayView<int> toInt32, ArrayView<uint> toUInt32, ArrayView<long> toInt64, ArrayView<ulong> toUInt64, ArrayView<float> toSingle, ArrayView<double> toDouble)
    {
        var x = source[i];
        toSByte[i] = (sbyte)x;
        toByte[i] = (byte)x;
        toInt16[i] = (short)x;
        toUInt16[i] = (ushort)x;
        toInt32[i] = (int)x;
        toUInt32[i] = (uint)x;
        toInt64[i] = (long)x;
        toUInt64[i] = (ulong)x;
        toSingle[i] = (float)x;
        toDouble[i] = (double)x;
    }

    /// <summary>From <c>int</c> to every number type.</summary>
    [Kernel]
    public static void FromInt32(Index1D i, ArrayView<int> source, ArrayView<sbyte> toSByte, ArrayView<byte> toByte, ArrayView<short> toInt16, ArrayView<ushort> toUInt16, ArrayView<int> toInt32, ArrayView<uint> toUInt32, ArrayView<long> toInt64, ArrayView<ulong> toUInt64, ArrayView<float> toSingle, ArrayView<double> toDouble)
    {
        var x = source[i];
        toSByte[i] = (sbyte)x;
        toByte[i] = (byte)x;
        toInt16[i] = (short)x;
        toUInt16[i] = (ushort)x;
        toInt32[i] = (int)x;
        toUInt32[i] = (uint)x;
        toInt64[i] = (long)x;
        toUInt64[i] = (ulong)x;
        toSingle[i] = (float)x;
        toDouble[i] = (double)x;
    }

    /// <summary>From <c>uint</c> to every number type.</summary>
    [Kernel]
    public static void FromUInt32(Index1D i, ArrayView<uint> source, ArrayView<sbyte> toSByte, ArrayView<byte> toByte, ArrayView<short> toInt16, ArrayView<ushort> toUInt16, ArrayView<int> toInt32, ArrayView<uint> toUInt32, ArrayView<long> toInt64, ArrayView<ulong> toUInt64, ArrayView<float> toSingle, ArrayView<double> toDouble)
    {
        var x = source[i];
        toSByte[i] = (sbyte)x;
        toByte[i] = (byte)x;
        toInt16[i] = (short)x;
        toUInt16[i] = (ushort)x;
        toInt32[i] = (int)x;
        toUInt32[i] = (uint)x;
        toInt64[i] = (long)x;
        toUInt64[i] = (ulong)x;
        toSingle[i] = (float)x;
        toDouble[i] = (double)x;
    }

    /// <summary>From <c>long</c> to every number type.</summary>
    [Kernel]
    public static void FromInt64(Index1D i, ArrayView<long> source, ArrayView<sbyte> toSByte, ArrayView<byte> toByte, ArrayView<short> toInt16, ArrayView<ushort> toUInt16, ArrayView<int> toInt32, ArrayView<uint> toUInt32, ArrayView<long> toInt64, ArrayView<ulong> toUInt64, ArrayView<float> toSingle, ArrayView<double> toDouble)
    {
        var x = source[i];
        toSByte[i] = (sbyte)x;
        toByte[i] = (byte)x;
        toInt16[i] = (short)x;
        toUInt16[i] = (ushort)x;
        toInt32[i] = (int)x;
        toUInt32[i] = (uint)x;
        toInt64[i] = (long)x;
        toUInt64[i] = (ulong)x;
        toSingle[i] = (float)x;
        toDouble[i] = (double)x;
    }

    /// <summary>From <c>ulong</c> to every number type.</summary>
    [Kernel]
    public static void FromUInt64(Index1D i, ArrayView<ulong> source, ArrayView<sbyte> toSByte, ArrayView<byte> toByte, ArrayView<short> toInt16, ArrayView<ushort> toUInt16, ArrayView<int> toInt32, ArrayView<uint> toUInt32, ArrayView<long> toInt64, ArrayView<ulong> toUInt64, ArrayView<float> toSingle, ArrayView<double> toDouble)
    {
        var x = source[i];
        toSByte[i] = (sbyte)x;
        toByte[i] = (byte)x;
        toInt16[i] = (short)x;
        toUInt16[i] = (ushort)x;
        toInt32[i] = (int)x;
        toUInt32[i] = (uint)x;
        toInt64[i] = (long)x;
        toUInt64[i] = (ulong)x;
        toSingle[i] = (float)x;
        toDouble[i] = (double)x;
    }

    /// <summary>From <c>float</c> to every number type.</summary>
    [Kernel]
    public static void FromSingle(Index1D i, ArrayView<float> source, ArrayView<sbyte> toSByte, ArrayView<byte> toByte, ArrayView<short> toInt16, ArrayView<ushort> toUInt16, ArrayView<int> toInt32, ArrayView<uint> toUInt32, ArrayView<long> toInt64, ArrayView<ulong> toUInt64, ArrayView<float> toSingle, ArrayView<double> toDouble)
    {
        var x = source[i];
        toSByte[i] = (sbyte)x;
        toByte[i] = (byte)x;
        toInt16[i] = (short)x;
        toUInt16[i] = (ushort)x;
        toInt32[i] = (int)x;
        toUInt32[i] = (uint)x;
        toInt64[i] = (long)x;
        toUInt64[i] = (ulong)x;
        toSingle[i] = (float)x;
        toDouble[i] = (double)x;
    }

    /// <summary>From <c>double</c> to every number type.</summary>
    [Kernel]
    public static void FromDouble(Index1D i, ArrayView<double> source, ArrayView<sbyte> toSByte, ArrayView<byte> toByte, ArrayView<short> toInt16, ArrayView<ushort> toUInt16, ArrayView<int> toInt32, ArrayView<uint> toUInt32, ArrayView<long> toInt64, ArrayView<ulong> toUInt64, ArrayView<float> toSingle, ArrayView<double> toDouble)
    {
        var x = source[i];
        toSByte[i] = (sbyte)x;
        toByte[i] = (byte)x;
        toInt16[i] = (short)x;
        toUInt16[i] = (ushort)x;
        toInt32[i] = (int)x;
        toUInt32[i] = (uint)x;
        toInt64[i] = (long)x;
        toUInt64[i] = (ulong)x;
        toSingle[i] = (float)x;
        toDouble[i] = (double)x;
    }
}
