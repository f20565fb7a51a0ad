namespace GpuVol.Kernels;

/// <summary>Intensities to integers: rounds half to even, saturates, NaN becomes 0. One thread per voxel; i varies fastest.</summary>
/// <remarks>From the float64 intensity, so that 32-bit integers pass unchanged.</remarks>
public static partial class ConvertKernels
{
    /// <summary>u8 to u8.</summary>
    [Kernel]
    public static void UInt8ToUInt8(Index3D voxel, ArrayView<byte> stored, ArrayView<byte> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = (byte)Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), 0, 255);
    }

    /// <summary>u8 to i16.</summary>
    [Kernel]
    public static void UInt8ToInt16(Index3D voxel, ArrayView<byte> stored, ArrayView<short> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = (short)Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), -32768, 32767);
    }

    /// <summary>u8 to u16.</summary>
    [Kernel]
    public static void UInt8ToUInt16(Index3D voxel, ArrayView<byte> stored, ArrayView<ushort> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = (ushort)Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), 0, 65535);
    }

    /// <summary>u8 to i32.</summary>
    [Kernel]
    public static void UInt8ToInt32(Index3D voxel, ArrayView<byte> stored, ArrayView<int> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), -2147483648.0, 2147483647.0);
    }

    /// <summary>i16 to u8.</summary>
    [Kernel]
    public static void Int16ToUInt8(Index3D voxel, ArrayView<short> stored, ArrayView<byte> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = (byte)Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), 0, 255);
    }

    /// <summary>i16 to i16.</summary>
    [Kernel]
    public static void Int16ToInt16(Index3D voxel, ArrayView<short> stored, ArrayView<short> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = (short)Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), -32768, 32767);
    }

    /// <summary>i16 to u16.</summary>
    [Kernel]
    public static void Int16ToUInt16(Index3D voxel, ArrayView<short> stored, ArrayView<ushort> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = (ushort)Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), 0, 65535);
    }

    /// <summary>i16 to i32.</summary>
    [Kernel]
    public static void Int16ToInt32(Index3D voxel, ArrayView<short> stored, ArrayView<int> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), -2147483648.0, 2147483647.0);
    }

    /// <summary>u16 to u8.</summary>
    [Kernel]
    public static void UInt16ToUInt8(Index3D voxel, ArrayView<ushort> stored, ArrayView<byte> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = (byte)Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), 0, 255);
    }

    /// <summary>u16 to i16.</summary>
    [Kernel]
    public static void UInt16ToInt16(Index3D voxel, ArrayView<ushort> stored, ArrayView<short> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = (short)Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), -32768, 32767);
    }

    /// <summary>u16 to u16.</summary>
    [Kernel]
    public static void UInt16ToUInt16(Index3D voxel, ArrayView<ushort> stored, ArrayView<ushort> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = (ushort)Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), 0, 65535);
    }

    /// <summary>u16 to i32.</summary>
    [Kernel]
    public static void UInt16ToInt32(Index3D voxel, ArrayView<ushort> stored, ArrayView<int> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), -2147483648.0, 2147483647.0);
    }

    /// <summary>i32 to u8.</summary>
    [Kernel]
    public static void Int32ToUInt8(Index3D voxel, ArrayView<int> stored, ArrayView<byte> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = (byte)Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), 0, 255);
    }

    /// <summary>i32 to i16.</summary>
    [Kernel]
    public static void Int32ToInt16(Index3D voxel, ArrayView<int> stored, ArrayView<short> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = (short)Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), -32768, 32767);
    }

    /// <summary>i32 to u16.</summary>
    [Kernel]
    public static void Int32ToUInt16(Index3D voxel, ArrayView<int> stored, ArrayView<ushort> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = (ushort)Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), 0, 65535);
    }

    /// <summary>i32 to i32.</summary>
    [Kernel]
    public static void Int32ToInt32(Index3D voxel, ArrayView<int> stored, ArrayView<int> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), -2147483648.0, 2147483647.0);
    }

    /// <summary>f32 to u8.</summary>
    [Kernel]
    public static void Float32ToUInt8(Index3D voxel, ArrayView<float> stored, ArrayView<byte> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = (byte)Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), 0, 255);
    }

    /// <summary>f32 to i16.</summary>
    [Kernel]
    public static void Float32ToInt16(Index3D voxel, ArrayView<float> stored, ArrayView<short> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = (short)Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), -32768, 32767);
    }

    /// <summary>f32 to u16.</summary>
    [Kernel]
    public static void Float32ToUInt16(Index3D voxel, ArrayView<float> stored, ArrayView<ushort> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = (ushort)Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), 0, 65535);
    }

    /// <summary>f32 to i32.</summary>
    [Kernel]
    public static void Float32ToInt32(Index3D voxel, ArrayView<float> stored, ArrayView<int> target, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        target[offset] = Saturate(RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), -2147483648.0, 2147483647.0);
    }

    // Adding and subtracting 1.5 · 2^52 rounds half to even in the default rounding mode, on every device alike. The limits are whole
    // numbers, so clamping first changes nothing.
    private static int Saturate(double value, double lowest, double highest)
    {
        if (XMath.IsNaN(value))
            return 0;
        var clamped = value < lowest ? lowest : (value > highest ? highest : value);
        var shifted = clamped + 6755399441055744.0;
        return (int)(shifted - 6755399441055744.0);
    }
}
