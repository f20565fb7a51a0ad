using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <summary>Loads 16 stored voxels of a type.</summary>
internal unsafe interface IVoxelLoader<T>
    where T : unmanaged
{
    static abstract (Vector512<double> Lower, Vector512<double> Upper) LoadDouble(T* source);

    /// <summary>An origin in 16 lanes, for <see cref="LoadDistance"/>: integers, or the bits of floats.</summary>
    static abstract Vector512<int> Origin(double origin);

    /// <summary>Distance of each voxel from an origin, rounded once to float32.</summary>
    static abstract Vector512<float> LoadDistance(T* source, Vector512<int> origin);

    static abstract double ToDouble(T value);

    static abstract float Distance(T value, double origin);
}

/// <summary>What the loaders of integers share.</summary>
internal static class IntegerVoxels
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Lower, Vector512<double> Upper) ToDouble(Vector512<int> value)
    {
        if (Avx512F.IsSupported)
            return (Avx512F.ConvertToVector512Double(value.GetLower()), Avx512F.ConvertToVector512Double(value.GetUpper()));
        if (Avx.IsSupported)
            return (ToDouble(value.GetLower()), ToDouble(value.GetUpper()));
        var (lower, upper) = Vector512.Widen(value);
        return (Vector512.ConvertToDouble(lower), Vector512.ConvertToDouble(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ToDouble(Vector256<int> value) =>
        Vector512.Create(Avx.ConvertToVector256Double(value.GetLower()), Avx.ConvertToVector256Double(value.GetUpper()));
}

/// <summary>8-bit, unsigned.</summary>
internal readonly unsafe struct UInt8Loader : IVoxelLoader<byte>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Lower, Vector512<double> Upper) LoadDouble(byte* source) => IntegerVoxels.ToDouble(Load(source));

    public static Vector512<int> Origin(double origin) => Vector512.Create((int)origin);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadDistance(byte* source, Vector512<int> origin) => Vector512.ConvertToSingle(Load(source) - origin);

    public static double ToDouble(byte value) => value;

    public static float Distance(byte value, double origin) => value - (int)origin;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Load(byte* source)
    {
        if (Avx512F.IsSupported)
            return Avx512F.ConvertToVector512Int32(Vector128.Load(source));
        if (Avx2.IsSupported)
            return Vector512.Create(Avx2.ConvertToVector256Int32(source), Avx2.ConvertToVector256Int32(source + 8));
        var (lower, upper) = Vector256.Widen(Vector256.Create(Vector128.WidenLower(Vector128.Load(source)), Vector128.WidenUpper(Vector128.Load(source))));
        return Vector512.Create(lower, upper).AsInt32();
    }
}

/// <summary>16-bit, signed.</summary>
internal readonly unsafe struct Int16Loader : IVoxelLoader<short>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Lower, Vector512<double> Upper) LoadDouble(short* source) => IntegerVoxels.ToDouble(Load(source));

    public static Vector512<int> Origin(double origin) => Vector512.Create((int)origin);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadDistance(short* source, Vector512<int> origin) => Vector512.ConvertToSingle(Load(source) - origin);

    public static double ToDouble(short value) => value;

    public static float Distance(short value, double origin) => value - (int)origin;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Load(short* source)
    {
        if (Avx512F.IsSupported)
            return Avx512F.ConvertToVector512Int32(Vector256.Load(source));
        if (Avx2.IsSupported)
            return Vector512.Create(Avx2.ConvertToVector256Int32(source), Avx2.ConvertToVector256Int32(source + 8));
        var (lower, upper) = Vector256.Widen(Vector256.Load(source));
        return Vector512.Create(lower, upper);
    }
}

/// <summary>16-bit, unsigned.</summary>
internal readonly unsafe struct UInt16Loader : IVoxelLoader<ushort>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Lower, Vector512<double> Upper) LoadDouble(ushort* source) => IntegerVoxels.ToDouble(Load(source));

    public static Vector512<int> Origin(double origin) => Vector512.Create((int)origin);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadDistance(ushort* source, Vector512<int> origin) => Vector512.ConvertToSingle(Load(source) - origin);

    public static double ToDouble(ushort value) => value;

    public static float Distance(ushort value, double origin) => value - (int)origin;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Load(ushort* source)
    {
        if (Avx512F.IsSupported)
            return Avx512F.ConvertToVector512Int32(Vector256.Load(source));
        if (Avx2.IsSupported)
            return Vector512.Create(Avx2.ConvertToVector256Int32(source), Avx2.ConvertToVector256Int32(source + 8));
        var (lower, upper) = Vector256.Widen(Vector256.Load(source));
        return Vector512.Create(lower, upper).AsInt32();
    }
}

/// <summary>32-bit, signed. Distances go through float64, where they are exact.</summary>
internal readonly unsafe struct Int32Loader : IVoxelLoader<int>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Lower, Vector512<double> Upper) LoadDouble(int* source) => IntegerVoxels.ToDouble(Vector512.Load(source));

    public static Vector512<int> Origin(double origin) => Vector512.Create((int)origin);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadDistance(int* source, Vector512<int> origin)
    {
        var (lower, upper) = LoadDouble(source);
        var (lowerOrigin, upperOrigin) = IntegerVoxels.ToDouble(origin);
        return Vector512.Narrow(lower - lowerOrigin, upper - upperOrigin);
    }

    public static double ToDouble(int value) => value;

    public static float Distance(int value, double origin) => value - (long)origin;
}

/// <summary>32-bit float.</summary>
internal readonly unsafe struct Float32Loader : IVoxelLoader<float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Lower, Vector512<double> Upper) LoadDouble(float* source)
    {
        if (Avx512F.IsSupported)
            return (Avx512F.ConvertToVector512Double(Vector256.Load(source)), Avx512F.ConvertToVector512Double(Vector256.Load(source + 8)));
        return Vector512.Widen(Vector512.Load(source));
    }

    public static Vector512<int> Origin(double origin) => Vector512.Create((float)origin).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadDistance(float* source, Vector512<int> origin) => Vector512.Load(source) - origin.AsSingle();

    public static double ToDouble(float value) => value;

    public static float Distance(float value, double origin) => value - (float)origin;
}
