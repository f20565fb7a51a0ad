using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Turns stored voxels into results, 16 at a time or one; both give the same bits, those of the kernel.</summary>
internal unsafe interface IVoxelMap<TStored, TResult>
    where TStored : unmanaged
    where TResult : unmanaged
{
    /// <summary>Maps 16 voxels; the target is aligned to 16 results where <paramref name="streams"/> is set.</summary>
    void Map16(TStored* source, TResult* target, bool streams);

    TResult Map(TStored value);
}

/// <summary>slope · stored + intercept in float64, rounded to float32.</summary>
internal readonly unsafe struct RescaleMap<T, TLoader>(double slope, double intercept) : IVoxelMap<T, float>
    where T : unmanaged
    where TLoader : struct, IVoxelLoader<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Intensities(T* source)
    {
        var (lower, upper) = TLoader.LoadDouble(source);
        return Vector512.Narrow(
            Vector512.Create(slope) * lower + Vector512.Create(intercept),
            Vector512.Create(slope) * upper + Vector512.Create(intercept));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Map16(T* source, float* target, bool streams)
    {
        if (streams)
            Intensities(source).StoreAlignedNonTemporal(target);
        else
            Intensities(source).Store(target);
    }

    public float Map(T value)
    {
        var product = slope * TLoader.ToDouble(value);
        return (float)(product + intercept);
    }
}

/// <summary>scale · (stored - origin) + offset, clamped.</summary>
internal readonly unsafe struct WindowMap<T, TLoader>(float scale, float offset, double origin, float low, float high) : IVoxelMap<T, float>
    where T : unmanaged
    where TLoader : struct, IVoxelLoader<T>
{
    // Converted once a piece and not once in 16 voxels: the conversion of a double saturates and costs more than the map.
    private readonly Vector512<int> _origin = TLoader.Origin(origin);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Map16(T* source, float* target, bool streams)
    {
        var y = Vector512.FusedMultiplyAdd(TLoader.LoadDistance(source, _origin), Vector512.Create(scale), Vector512.Create(offset));
        var value = Clamp(y, Vector512.Create(low), Vector512.Create(high));
        if (streams)
            value.StoreAlignedNonTemporal(target);
        else
            value.Store(target);
    }

    public float Map(T value)
    {
        var y = MathF.FusedMultiplyAdd(TLoader.Distance(value, origin), scale, offset);
        return y > low ? (y < high ? y : high) : low;
    }

    // NaN becomes low: x86's maximum takes its second operand there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Clamp(Vector512<float> y, Vector512<float> low, Vector512<float> high)
    {
        if (Avx512F.IsSupported)
            return Avx512F.Min(Avx512F.Max(y, low), high);
        var below = Vector512.ConditionalSelect(Vector512.LessThan(y, high), y, high);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(y, low), below, low);
    }
}

/// <summary>1 where the intensity lies in a range.</summary>
internal readonly unsafe struct ThresholdMap<T, TLoader>(double slope, double intercept, float lower, float upper) : IVoxelMap<T, byte>
    where T : unmanaged
    where TLoader : struct, IVoxelLoader<T>
{
    private readonly RescaleMap<T, TLoader> _rescale = new(slope, intercept);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Map16(T* source, byte* target, bool streams)
    {
        var value = _rescale.Intensities(source);
        var inside = Vector512.GreaterThanOrEqual(value, Vector512.Create(lower)) & Vector512.LessThanOrEqual(value, Vector512.Create(upper));
        UInt8Storer.Store(target, inside.AsInt32() & Vector512<int>.One);
    }

    public byte Map(T value)
    {
        var intensity = _rescale.Map(value);
        return (byte)(intensity >= lower && intensity <= upper ? 1 : 0);
    }
}

/// <summary>The intensity rounded half to even and saturated.</summary>
internal readonly unsafe struct ConvertMap<T, TLoader, TResult, TStorer>(double slope, double intercept) : IVoxelMap<T, TResult>
    where T : unmanaged
    where TLoader : struct, IVoxelLoader<T>
    where TResult : unmanaged
    where TStorer : struct, IVoxelStorer<TResult>
{
    // 1.5 · 2^52: adding it leaves the rounded number in the low bits of the sum.
    private const double Shift = 6755399441055744.0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Map16(T* source, TResult* target, bool streams)
    {
        var (lower, upper) = TLoader.LoadDouble(source);
        TStorer.Store(target, Vector512.Narrow(Round(lower), Round(upper)));
    }

    public TResult Map(T value)
    {
        var product = slope * TLoader.ToDouble(value);
        var intensity = product + intercept;
        if (double.IsNaN(intensity))
            return TStorer.FromInt(0);
        var clamped = intensity < TStorer.Least ? TStorer.Least : intensity > TStorer.Greatest ? TStorer.Greatest : intensity;
        var shifted = clamped + Shift;
        return TStorer.FromInt((int)(shifted - Shift));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<long> Round(Vector512<double> stored)
    {
        var value = Vector512.Create(slope) * stored + Vector512.Create(intercept);
        var atLeast = Vector512.ConditionalSelect(Vector512.LessThan(value, Vector512.Create(TStorer.Least)), Vector512.Create(TStorer.Least), value);
        var clamped = Vector512.ConditionalSelect(Vector512.GreaterThan(atLeast, Vector512.Create(TStorer.Greatest)), Vector512.Create(TStorer.Greatest), atLeast);
        var number = Vector512.ConditionalSelect(Vector512.Equals(value, value), clamped, Vector512<double>.Zero);
        return (number + Vector512.Create(Shift)).AsInt64();
    }
}
