namespace GpuVol;

/// <summary>Neighbourhood filters. Inputs that are not float32 intensities are rescaled to them first; outputs are float32.</summary>
public static partial class VolumeFilters
{
    /// <summary>Blurs a volume with a Gaussian, separably along i, j, k, as <c>scipy.ndimage.gaussian_filter</c> in float32.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="sigmaVoxels">Standard deviation per axis in voxels; 0 leaves that axis unfiltered.</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The value for <see cref="Border.Constant"/>.</param>
    /// <param name="truncate">Kernel radius in standard deviations.</param>
    /// <exception cref="ArgumentOutOfRangeException">A sigma or truncate is negative or not finite.</exception>
    public static DeviceVolume GaussianBlurVoxels(DeviceVolume source, Vector3D sigmaVoxels, Border border = Border.Reflect, float borderValue = 0, double truncate = 4) =>
        throw new NotImplementedException();

    /// <summary>Blurs with standard deviations in mm: <see cref="GaussianBlurVoxels"/> with sigma / spacing.</summary>
    public static DeviceVolume GaussianBlur(DeviceVolume source, Vector3D sigmaMm, Border border = Border.Reflect, float borderValue = 0, double truncate = 4) =>
        throw new NotImplementedException();
}
