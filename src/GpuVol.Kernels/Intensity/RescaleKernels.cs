namespace GpuVol.Kernels;

/// <summary>Stored values to intensities: <c>slope[k] · stored + intercept[k]</c>. One thread per voxel; i varies fastest.</summary>
/// <remarks>
/// Computed in float64, product and sum rounded apart, then rounded once to float32: the bits that NumPy gives. On a memory-bound
/// pass the float64 arithmetic costs nothing. The table holds slope and intercept in turn.
/// </remarks>
public static partial class RescaleKernels
{
    /// <summary>u8 to float32 intensities.</summary>
    [Kernel]
    public static void RescaleUInt8(Index3D voxel, ArrayView<byte> stored, ArrayView<float> intensities, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = Offset(voxel, p);
        intensities[offset] = (float)Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice);
    }

    /// <summary>i16 to float32 intensities.</summary>
    [Kernel]
    public static void RescaleInt16(Index3D voxel, ArrayView<short> stored, ArrayView<float> intensities, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = Offset(voxel, p);
        intensities[offset] = (float)Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice);
    }

    /// <summary>u16 to float32 intensities.</summary>
    [Kernel]
    public static void RescaleUInt16(Index3D voxel, ArrayView<ushort> stored, ArrayView<float> intensities, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = Offset(voxel, p);
        intensities[offset] = (float)Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice);
    }

    /// <summary>i32 to float32 intensities.</summary>
    [Kernel]
    public static void RescaleInt32(Index3D voxel, ArrayView<int> stored, ArrayView<float> intensities, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = Offset(voxel, p);
        intensities[offset] = (float)Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice);
    }

    /// <summary>f32 to float32 intensities.</summary>
    [Kernel]
    public static void RescaleFloat32(Index3D voxel, ArrayView<float> stored, ArrayView<float> intensities, ArrayView<double> rescale, SliceParameters p)
    {
        var offset = Offset(voxel, p);
        intensities[offset] = (float)Intensity(stored[offset], rescale, voxel.Z * p.EntriesPerSlice);
    }

    /// <summary>The intensity of a stored value by entry <paramref name="entry"/> of the table.</summary>
    internal static double Intensity(double stored, ArrayView<double> rescale, int entry)
    {
        var product = rescale[2 * entry] * stored;
        return product + rescale[2 * entry + 1];
    }

    /// <summary>Number of the voxel in C order [k, j, i].</summary>
    internal static long Offset(Index3D voxel, SliceParameters p) => voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z);
}
