using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <summary>Stores 16 numbers, which are in range, as voxels of a type.</summary>
internal unsafe interface IVoxelStorer<T>
    where T : unmanaged
{
    /// <summary>Least value of the type.</summary>
    static abstract double Least { get; }

    /// <summary>Greatest value of the type.</summary>
    static abstract double Greatest { get; }

    static abstract void Store(T* target, Vector512<int> value);

    static abstract T FromInt(int value);
}

/// <summary>8-bit, unsigned.</summary>
internal readonly unsafe struct UInt8Storer : IVoxelStorer<byte>
{
    public static double Least => byte.MinValue;

    public static double Greatest => byte.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* target, Vector512<int> value)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.ConvertToVector128Byte(value).Store(target);
            return;
        }

        var words = Vector256.Narrow(value.GetLower(), value.GetUpper());
        Vector128.Narrow(words.GetLower(), words.GetUpper()).AsByte().Store(target);
    }

    public static byte FromInt(int value) => (byte)value;
}

/// <summary>16-bit, signed.</summary>
internal readonly unsafe struct Int16Storer : IVoxelStorer<short>
{
    public static double Least => short.MinValue;

    public static double Greatest => short.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(short* target, Vector512<int> value) => Words(value).Store(target);

    public static short FromInt(int value) => (short)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Words(Vector512<int> value) =>
        Avx512F.IsSupported ? Avx512F.ConvertToVector256Int16(value) : Vector256.Narrow(value.GetLower(), value.GetUpper());
}

/// <summary>16-bit, unsigned.</summary>
internal readonly unsafe struct UInt16Storer : IVoxelStorer<ushort>
{
    public static double Least => ushort.MinValue;

    public static double Greatest => ushort.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ushort* target, Vector512<int> value) => Int16Storer.Words(value).AsUInt16().Store(target);

    public static ushort FromInt(int value) => (ushort)value;
}

/// <summary>32-bit, signed.</summary>
internal readonly unsafe struct Int32Storer : IVoxelStorer<int>
{
    public static double Least => int.MinValue;

    public static double Greatest => int.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* target, Vector512<int> value) => value.Store(target);

    public static int FromInt(int value) => value;
}
