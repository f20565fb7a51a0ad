using System.Numerics;
using System.Runtime.CompilerServices;

namespace GpuVol.Cpu;

/// <summary>Turns stored voxels into results, a vector at a time or one; both give the same bits, those of the kernel.</summary>
internal unsafe interface IVoxelMap<TStored, TResult>
    where TStored : unmanaged
    where TResult : unmanaged
{
    /// <summary>Voxels of a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Maps a vector; the target is aligned to the size of one of results where <paramref name="streams"/> is set.</summary>
    void MapVector(TStored* source, TResult* target, bool streams);

    TResult Map(TStored value);
}

/// <summary>slope · stored + intercept in float64, rounded to float32.</summary>
internal readonly unsafe struct RescaleMap<T, TLanes, TVector>(double slope, double intercept) : IVoxelMap<T, float>
    where T : unmanaged, INumber<T>
    where TLanes : struct, IVoxelLanes<TVector>
    where TVector : struct
{
    public static int Width => TLanes.Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Intensities(T* source) => TLanes.Rescale(source, slope, intercept);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MapVector(T* source, float* target, bool streams)
    {
        if (streams)
            TLanes.StoreNonTemporal(target, Intensities(source));
        else
            TLanes.Store(target, Intensities(source));
    }

    public float Map(T value)
    {
        var product = slope * double.CreateTruncating(value);
        return (float)(product + intercept);
    }
}

/// <summary>scale · (stored - origin) + offset, clamped.</summary>
internal readonly unsafe struct WindowMap<T, TLanes, TVector>(float scale, float offset, double origin, float low, float high) : IVoxelMap<T, float>
    where T : unmanaged, INumber<T>
    where TLanes : struct, IVoxelLanes<TVector>
    where TVector : struct
{
    // Converted once a piece and not once a vector: the conversion of a double saturates and costs more than the map.
    private readonly TVector _origin = TLanes.Origin<T>(origin);

    public static int Width => TLanes.Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MapVector(T* source, float* target, bool streams)
    {
        var y = TLanes.Fma(TLanes.Distance(source, _origin), TLanes.Broadcast(scale), TLanes.Broadcast(offset));
        var value = TLanes.Clamp(y, TLanes.Broadcast(low), TLanes.Broadcast(high));
        if (streams)
            TLanes.StoreNonTemporal(target, value);
        else
            TLanes.Store(target, value);
    }

    public float Map(T value)
    {
        var distance = typeof(T) == typeof(float)
            ? float.CreateTruncating(value) - (float)origin
            : long.CreateTruncating(value) - (long)origin;
        var y = MathF.FusedMultiplyAdd(distance, scale, offset);
        return y > low ? (y < high ? y : high) : low;
    }
}

/// <summary>1 where the intensity lies in a range.</summary>
internal readonly unsafe struct ThresholdMap<T, TLanes, TVector>(double slope, double intercept, float lower, float upper) : IVoxelMap<T, byte>
    where T : unmanaged, INumber<T>
    where TLanes : struct, IVoxelLanes<TVector>
    where TVector : struct
{
    private readonly RescaleMap<T, TLanes, TVector> _rescale = new(slope, intercept);

    public static int Width => TLanes.Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MapVector(T* source, byte* target, bool streams) =>
        TLanes.StoreIntegers(target, TLanes.Within(_rescale.Intensities(source), TLanes.Broadcast(lower), TLanes.Broadcast(upper)));

    public byte Map(T value)
    {
        var intensity = _rescale.Map(value);
        return (byte)(intensity >= lower && intensity <= upper ? 1 : 0);
    }
}

/// <summary>The intensity rounded half to even and saturated.</summary>
internal readonly unsafe struct ConvertMap<T, TResult, TLanes, TVector>(double slope, double intercept) : IVoxelMap<T, TResult>
    where T : unmanaged, INumber<T>
    where TResult : unmanaged, IBinaryInteger<TResult>, IMinMaxValue<TResult>
    where TLanes : struct, IVoxelLanes<TVector>
    where TVector : struct
{
    public static int Width => TLanes.Width;

    private static double Least
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => double.CreateTruncating(TResult.MinValue);
    }

    private static double Greatest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => double.CreateTruncating(TResult.MaxValue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MapVector(T* source, TResult* target, bool streams) =>
        TLanes.StoreIntegers(target, TLanes.Round(source, slope, intercept, Least, Greatest));

    public TResult Map(T value)
    {
        var product = slope * double.CreateTruncating(value);
        var intensity = product + intercept;
        if (double.IsNaN(intensity))
            return TResult.Zero;
        var clamped = intensity < Least ? Least : intensity > Greatest ? Greatest : intensity;
        var shifted = clamped + VoxelRounding.Shift;
        return TResult.CreateTruncating((int)(shifted - VoxelRounding.Shift));
    }
}
