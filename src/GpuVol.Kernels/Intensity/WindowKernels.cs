namespace GpuVol.Kernels;

/// <summary>Rescale and display window in one pass over memory. One thread per voxel; i varies fastest.</summary>
/// <remarks>
/// A slice's rescale and window fold into <c>y = scale · (stored - origin) + offset</c>, clamped. <c>origin</c> lies at the middle of
/// the ramp, so that the difference is exact for integers (and, by Sterbenz, nearly so for floats) where the ramp rises: y is within
/// 2.5e-7 of the output range from the float64 formula, however far the window lies from 0. An infinite scale makes a step: the
/// origin itself then gives infinity times 0 = NaN and with it <c>Low</c>, as every NaN does.
/// The table <c>ramps</c> holds scale and offset in turn.
/// </remarks>
public static partial class WindowKernels
{
    /// <summary>Window of a u8 volume.</summary>
    [Kernel]
    public static void WindowUInt8(Index3D voxel, ArrayView<byte> stored, ArrayView<float> target, ArrayView<float> ramps, ArrayView<int> origins, WindowParameters p)
    {
        var offset = Offset(voxel, p);
        var entry = voxel.Z * p.EntriesPerSlice;
        target[offset] = Ramp(stored[offset] - origins[entry], ramps[2 * entry], ramps[2 * entry + 1], p);
    }

    /// <summary>Window of a i16 volume.</summary>
    [Kernel]
    public static void WindowInt16(Index3D voxel, ArrayView<short> stored, ArrayView<float> target, ArrayView<float> ramps, ArrayView<int> origins, WindowParameters p)
    {
        var offset = Offset(voxel, p);
        var entry = voxel.Z * p.EntriesPerSlice;
        target[offset] = Ramp(stored[offset] - origins[entry], ramps[2 * entry], ramps[2 * entry + 1], p);
    }

    /// <summary>Window of a u16 volume.</summary>
    [Kernel]
    public static void WindowUInt16(Index3D voxel, ArrayView<ushort> stored, ArrayView<float> target, ArrayView<float> ramps, ArrayView<int> origins, WindowParameters p)
    {
        var offset = Offset(voxel, p);
        var entry = voxel.Z * p.EntriesPerSlice;
        target[offset] = Ramp(stored[offset] - origins[entry], ramps[2 * entry], ramps[2 * entry + 1], p);
    }

    /// <summary>Window of a i32 volume.</summary>
    [Kernel]
    public static void WindowInt32(Index3D voxel, ArrayView<int> stored, ArrayView<float> target, ArrayView<float> ramps, ArrayView<int> origins, WindowParameters p)
    {
        var offset = Offset(voxel, p);
        var entry = voxel.Z * p.EntriesPerSlice;
        target[offset] = Ramp((float)((long)stored[offset] - origins[entry]), ramps[2 * entry], ramps[2 * entry + 1], p);
    }

    /// <summary>Window of a f32 volume.</summary>
    [Kernel]
    public static void WindowFloat32(Index3D voxel, ArrayView<float> stored, ArrayView<float> target, ArrayView<float> ramps, ArrayView<float> origins, WindowParameters p)
    {
        var offset = Offset(voxel, p);
        var entry = voxel.Z * p.EntriesPerSlice;
        target[offset] = Ramp(stored[offset] - origins[entry], ramps[2 * entry], ramps[2 * entry + 1], p);
    }

    private static long Offset(Index3D voxel, WindowParameters p) => voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z);

    // Written with comparisons, not with Min and Max, because these answer NaN differently from device to device.
    private static float Ramp(float distance, float scale, float offset, WindowParameters p)
    {
        var y = XMath.Fma(distance, scale, offset);
        return y > p.Low ? (y < p.High ? y : p.High) : p.Low;
    }
}
