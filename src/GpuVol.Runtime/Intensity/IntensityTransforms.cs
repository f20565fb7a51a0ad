namespace GpuVol;

/// <summary>Voxel by voxel: stored values to intensities (HU), display windows, masks, element types.</summary>
public static partial class IntensityTransforms
{
    /// <summary>Stored values to float32 intensities by the volume's rescale, per slice.</summary>
    public static DeviceVolume ToFloat32(DeviceVolume source) => throw new NotImplementedException();

    /// <summary>
    /// Rescale and window in one pass over memory: DICOM VOI LINEAR, <c>y = ((x - (c - 0.5)) / (w - 1) + 0.5) (max - min) + min</c> clamped;
    /// with <paramref name="exact"/> LINEAR_EXACT, <c>((x - c) / w + 0.5) (max - min) + min</c> (DICOM PS3.3 C.11.2.1.2 and .3.2).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is below 1 (0 or below with <paramref name="exact"/>), or a number is not finite.</exception>
    public static DeviceVolume Window(DeviceVolume source, double windowCenter, double windowWidth, double outputMin = 0, double outputMax = 255, bool exact = false) =>
        throw new NotImplementedException();

    /// <summary>A u8 mask: 1 where lower &lt;= intensity &lt;= upper, else 0; NaN is outside.</summary>
    public static DeviceVolume ThresholdMask(DeviceVolume source, float lower, float upper = float.PositiveInfinity) => throw new NotImplementedException();

    /// <summary>Intensities to another element type: rounds half to even and saturates; NaN becomes 0.</summary>
    public static DeviceVolume ConvertTo(DeviceVolume source, ElementType elementType) => throw new NotImplementedException();

    /// <summary>Minimum, maximum, mean and population standard deviation of the intensities in float64, computed on the host; NaN is counted apart.</summary>
    public static VolumeStatistics Statistics(Volume volume) => throw new NotImplementedException();
}
