namespace GpuVol;

/// <content>Median and other ranks.</content>
public static partial class VolumeFilters
{
    /// <summary>The median of a box around each voxel, as <c>scipy.ndimage.median_filter</c>.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="windowVoxels">Voxels of the box along i, j, k, odd or even; n voxels cover [x - n / 2, x - n / 2 + n - 1].</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The intensity for <see cref="Border.Constant"/>.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis of the window is below 1.</exception>
    /// <remarks>
    /// Exact, the same on every device: entry n / 2 of the sorted window, so an even window takes the upper middle and nothing is averaged.
    /// NaN is sorted behind +infinity (SciPy leaves it undefined), so a median is NaN where at least half of the window is.
    /// Kernels: RankKernels, MedianKernels. Tests: RankFilterTests.
    /// </remarks>
    public static DeviceVolume Median(DeviceVolume source, Size3D windowVoxels, Border border = Border.Reflect, float borderValue = 0)
    {
        WindowChecks.Check(nameof(Median), windowVoxels, nameof(windowVoxels));
        return RankFilter.Apply(source, windowVoxels, null, (int)(windowVoxels.Voxels / 2), border, borderValue);
    }

    /// <summary>The median of the voxels that a footprint chooses around each voxel.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="footprint">The voxels to look at.</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The intensity for <see cref="Border.Constant"/>.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <remarks>As <see cref="Median(DeviceVolume, Size3D, Border, float)"/>.</remarks>
    public static DeviceVolume Median(DeviceVolume source, Footprint footprint, Border border = Border.Reflect, float borderValue = 0)
    {
        ArgumentNullException.ThrowIfNull(footprint);
        return RankFilter.Apply(source, footprint.Size, footprint, footprint.Count / 2, border, borderValue);
    }

    /// <summary>One rank of a box around each voxel, as <c>scipy.ndimage.rank_filter</c>.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="windowVoxels">Voxels of the box along i, j, k.</param>
    /// <param name="rank">Entry of the sorted window, from 0; negative counts from the greatest, -1.</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The intensity for <see cref="Border.Constant"/>.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis of the window is below 1, or the window has no such rank.</exception>
    /// <remarks>As <see cref="Median(DeviceVolume, Size3D, Border, float)"/>.</remarks>
    public static DeviceVolume Rank(DeviceVolume source, Size3D windowVoxels, int rank, Border border = Border.Reflect, float borderValue = 0)
    {
        WindowChecks.Check(nameof(Rank), windowVoxels, nameof(windowVoxels));
        return RankFilter.Apply(source, windowVoxels, null, WindowChecks.CheckRank(nameof(Rank), rank, (int)windowVoxels.Voxels), border, borderValue);
    }

    /// <summary>One rank of the voxels that a footprint chooses around each voxel.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="footprint">The voxels to look at.</param>
    /// <param name="rank">Entry of the sorted window, from 0; negative counts from the greatest, -1.</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The intensity for <see cref="Border.Constant"/>.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The footprint has no such rank.</exception>
    public static DeviceVolume Rank(DeviceVolume source, Footprint footprint, int rank, Border border = Border.Reflect, float borderValue = 0)
    {
        ArgumentNullException.ThrowIfNull(footprint);
        return RankFilter.Apply(source, footprint.Size, footprint, WindowChecks.CheckRank(nameof(Rank), rank, footprint.Count), border, borderValue);
    }

    /// <summary>A percentile of a box around each voxel, as <c>scipy.ndimage.percentile_filter</c>: entry <c>int(n · percentile / 100)</c>, never interpolated.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="windowVoxels">Voxels of the box along i, j, k.</param>
    /// <param name="percentile">0 (least) to 100 (greatest).</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The intensity for <see cref="Border.Constant"/>.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis of the window is below 1, or the percentile is NaN or outside [0, 100].</exception>
    public static DeviceVolume Percentile(DeviceVolume source, Size3D windowVoxels, double percentile, Border border = Border.Reflect, float borderValue = 0)
    {
        WindowChecks.Check(nameof(Percentile), windowVoxels, nameof(windowVoxels));
        return RankFilter.Apply(source, windowVoxels, null, PercentileRank(percentile, (int)windowVoxels.Voxels), border, borderValue);
    }

    /// <summary>A percentile of the voxels that a footprint chooses around each voxel.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="footprint">The voxels to look at.</param>
    /// <param name="percentile">0 (least) to 100 (greatest).</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The intensity for <see cref="Border.Constant"/>.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The percentile is NaN or outside [0, 100].</exception>
    public static DeviceVolume Percentile(DeviceVolume source, Footprint footprint, double percentile, Border border = Border.Reflect, float borderValue = 0)
    {
        ArgumentNullException.ThrowIfNull(footprint);
        return RankFilter.Apply(source, footprint.Size, footprint, PercentileRank(percentile, footprint.Count), border, borderValue);
    }

    private static int PercentileRank(double percentile, int count)
    {
        if (!(percentile >= 0 && percentile <= 100))
            throw new ArgumentOutOfRangeException(nameof(percentile), $"Percentile: {percentile} is no percentile; give 0 (least) to 100 (greatest).");
        return Math.Min(count - 1, (int)(count * percentile / 100));
    }
}
