namespace GpuVol;

/// <content>Minimum, maximum and mean of a box.</content>
public static partial class VolumeFilters
{
    /// <summary>The least voxel of a box around each voxel (grey erosion by a flat box), as <c>scipy.ndimage.minimum_filter</c>.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="windowVoxels">Voxels of the box along i, j, k, odd or even; n voxels cover [x - n / 2, x - n / 2 + n - 1].</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The intensity for <see cref="Border.Constant"/>.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis of the window is below 1.</exception>
    /// <remarks>Exact, the same on every device. NaN counts as greater than every number. Kernels: BoxKernels. Tests: BoxFilterTests.</remarks>
    public static DeviceVolume Minimum(DeviceVolume source, Size3D windowVoxels, Border border = Border.Reflect, float borderValue = 0)
    {
        WindowChecks.Check(nameof(Minimum), windowVoxels, nameof(windowVoxels));
        return BoxFilter.Apply(source, windowVoxels, BoxStatistic.Minimum, border, borderValue);
    }

    /// <summary>The least of the voxels that a footprint chooses around each voxel.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="footprint">The voxels to look at.</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The intensity for <see cref="Border.Constant"/>.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    public static DeviceVolume Minimum(DeviceVolume source, Footprint footprint, Border border = Border.Reflect, float borderValue = 0) =>
        Rank(source, footprint, 0, border, borderValue);

    /// <summary>The greatest voxel of a box around each voxel (grey dilation by a flat box), as <c>scipy.ndimage.maximum_filter</c>.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="windowVoxels">Voxels of the box along i, j, k, odd or even; n voxels cover [x - n / 2, x - n / 2 + n - 1].</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The intensity for <see cref="Border.Constant"/>.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis of the window is below 1.</exception>
    /// <remarks>As <see cref="Minimum(DeviceVolume, Size3D, Border, float)"/>; a NaN in the window is the result.</remarks>
    public static DeviceVolume Maximum(DeviceVolume source, Size3D windowVoxels, Border border = Border.Reflect, float borderValue = 0)
    {
        WindowChecks.Check(nameof(Maximum), windowVoxels, nameof(windowVoxels));
        return BoxFilter.Apply(source, windowVoxels, BoxStatistic.Maximum, border, borderValue);
    }

    /// <summary>The greatest of the voxels that a footprint chooses around each voxel.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="footprint">The voxels to look at, as they lie (<c>maximum_filter</c>); grey dilation by an asymmetric element wants it reflected.</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The intensity for <see cref="Border.Constant"/>.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    public static DeviceVolume Maximum(DeviceVolume source, Footprint footprint, Border border = Border.Reflect, float borderValue = 0) =>
        Rank(source, footprint, -1, border, borderValue);

    /// <summary>The mean of a box around each voxel, as <c>scipy.ndimage.uniform_filter</c> in float32.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="windowVoxels">Voxels of the box along i, j, k, odd or even; n voxels cover [x - n / 2, x - n / 2 + n - 1].</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The intensity for <see cref="Border.Constant"/>.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis of the window is below 1.</exception>
    /// <remarks>
    /// Within 1e-5 of the range of the values from SciPy, the same on every device. Every window is added anew, so a NaN or an infinity
    /// reaches no further than its window (SciPy's running sum carries it to the end of the line). Cost O(voxels x window along an axis).
    /// Kernels: BoxKernels. Tests: BoxFilterTests.
    /// </remarks>
    public static DeviceVolume Uniform(DeviceVolume source, Size3D windowVoxels, Border border = Border.Reflect, float borderValue = 0)
    {
        WindowChecks.Check(nameof(Uniform), windowVoxels, nameof(windowVoxels));
        return BoxFilter.Apply(source, windowVoxels, BoxStatistic.Mean, border, borderValue);
    }
}
