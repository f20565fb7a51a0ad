namespace GpuVol.Kernels;

/// <summary>Masks of the voxels whose intensity lies in a range. One thread per voxel; i varies fastest.</summary>
/// <remarks>The float32 intensity, exactly as <see cref="RescaleKernels"/> gives it, is compared, so that masking a stored volume equals masking the rescaled one. NaN is outside.</remarks>
public static partial class ThresholdKernels
{
    /// <summary>Mask of a u8 volume.</summary>
    [Kernel]
    public static void ThresholdUInt8(Index3D voxel, ArrayView<byte> stored, ArrayView<byte> mask, ArrayView<double> rescale, SliceParameters p, float lower, float upper)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        mask[offset] = Inside((float)RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), lower, upper);
    }

    /// <summary>Mask of a i16 volume.</summary>
    [Kernel]
    public static void ThresholdInt16(Index3D voxel, ArrayView<short> stored, ArrayView<byte> mask, ArrayView<double> rescale, SliceParameters p, float lower, float upper)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        mask[offset] = Inside((float)RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), lower, upper);
    }

    /// <summary>Mask of a u16 volume.</summary>
    [Kernel]
    public static void ThresholdUInt16(Index3D voxel, ArrayView<ushort> stored, ArrayView<byte> mask, ArrayView<double> rescale, SliceParameters p, float lower, float upper)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        mask[offset] = Inside((float)RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), lower, upper);
    }

    /// <summary>Mask of a i32 volume.</summary>
    [Kernel]
    public static void ThresholdInt32(Index3D voxel, ArrayView<int> stored, ArrayView<byte> mask, ArrayView<double> rescale, SliceParameters p, float lower, float upper)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        mask[offset] = Inside((float)RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), lower, upper);
    }

    /// <summary>Mask of a f32 volume.</summary>
    [Kernel]
    public static void ThresholdFloat32(Index3D voxel, ArrayView<float> stored, ArrayView<byte> mask, ArrayView<double> rescale, SliceParameters p, float lower, float upper)
    {
        var offset = RescaleKernels.Offset(voxel, p);
        mask[offset] = Inside((float)RescaleKernels.Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice), lower, upper);
    }

    private static byte Inside(float value, float lower, float upper) => (byte)(value >= lower && value <= upper ? 1 : 0);
}
