namespace GpuVol;

/// <summary>
/// Resampling in one call. Inputs that are not float32 intensities are rescaled first; outputs are float32. Making a volume smaller does
/// not smooth it. <see cref="ResamplingPlan"/> has all of this, and more, with the checks ahead of the work, and in slabs.
/// </summary>
/// <remarks>
/// With nearest and linear a voxel that is NaN or infinite spoils the results that give it weight, and only those. (SciPy also spoils those
/// that have it as a neighbour of weight 0.) The prefilter of the splines spreads it over whole lines. Tests: VolumeResamplingTests, ZoomTests.
/// </remarks>
public static class VolumeResampling
{
    /// <summary>Resamples to a voxel spacing over the same extent (<see cref="ResamplingPlan.ToSpacing"/>), with ITK's inside test and clamping of the outer half voxel.</summary>
    /// <param name="source">Volume of any intensity unit; not modified.</param>
    /// <param name="spacingMm">New distance of voxel centres along the volume's i, j, k axes in mm.</param>
    /// <param name="interpolation">Order 0 to 5.</param>
    /// <param name="outsideValue">For voxels outside the input, of which there are none with this grid.</param>
    /// <returns>A new float32 volume with the metadata and direction of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A spacing is not finite and above 0, or makes an axis longer than 2^31 voxels.</exception>
    public static DeviceVolume ToSpacing(DeviceVolume source, Vector3D spacingMm, Interpolation interpolation = Interpolation.Linear, float outsideValue = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ResamplingPlan.ToSpacing(source.Geometry, spacingMm, new ResamplingOptions { Interpolation = interpolation, OutsideValue = outsideValue }).Run(source);
    }

    /// <summary>Resamples to a size over the same extent: spacing = extent / size.</summary>
    /// <param name="source">Volume of any intensity unit; not modified.</param>
    /// <param name="size">New numbers of voxels.</param>
    /// <param name="interpolation">Order 0 to 5.</param>
    /// <param name="outsideValue">For voxels outside the input, of which there are none with this grid.</param>
    /// <returns>A new float32 volume with the metadata and direction of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis of <paramref name="size"/> is below 1.</exception>
    public static DeviceVolume ToSize(DeviceVolume source, Size3D size, Interpolation interpolation = Interpolation.Linear, float outsideValue = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ResamplingPlan.ToSize(source.Geometry, size, new ResamplingOptions { Interpolation = interpolation, OutsideValue = outsideValue }).Run(source);
    }

    /// <summary><c>scipy.ndimage.zoom</c> (<see cref="ResamplingPlan.Zoom"/>).</summary>
    /// <param name="source">Volume of any intensity unit; not modified.</param>
    /// <param name="zoom">Factor along i, j, k.</param>
    /// <param name="interpolation">Order 0 to 5.</param>
    /// <param name="gridMode">Voxels fill the extent, instead of standing on a grid from corner to corner.</param>
    /// <param name="border">Values beyond the edge; only <paramref name="gridMode"/> reaches there.</param>
    /// <param name="borderValue">The value for <see cref="Border.Constant"/> and <see cref="Border.GridConstant"/>.</param>
    /// <returns>
    /// A new float32 volume with the metadata of <paramref name="source"/>. Its geometry puts every sample where it was taken: with corners on
    /// corners the origin stays and the spacing is multiplied by (n - 1) / (m - 1); in grid mode by n / m, and the origin moves.
    /// An axis that has one voxel, before or after, keeps its extent.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">A factor is not finite and above 0, or leaves no voxel, or makes an axis longer than 2^31 voxels.</exception>
    public static DeviceVolume Zoom(DeviceVolume source, Vector3D zoom, Interpolation interpolation = Interpolation.Linear, bool gridMode = false, Border border = Border.Constant, float borderValue = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ResamplingPlan.Zoom(source.Geometry, zoom, gridMode, new ResamplingOptions { Interpolation = interpolation, Border = border, OutsideValue = borderValue }).Run(source);
    }
}
