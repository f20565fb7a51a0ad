using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// Resampling onto axis-aligned grids. Inputs that are not float32 intensities are rescaled first; outputs are float32.
/// Making a volume smaller does not smooth it: blur first where aliasing matters.
/// </summary>
/// <remarks>
/// A voxel that is NaN or infinite spoils the results that give it weight, and only those. (SciPy also spoils those that have it as a
/// neighbour of weight 0.) Kernels: ResamplingKernels. Tests: VolumeResamplingTests, ZoomTests.
/// </remarks>
public static partial class VolumeResampling
{
    /// <summary>
    /// Resamples to a voxel spacing over the same extent: size = max(1, round(extent / spacing)), the grid centred on the input's centre,
    /// so every new voxel centre lies inside the input. ITK's inside test and clamping of the outer half voxel.
    /// </summary>
    /// <param name="source">Volume of any intensity unit; not modified.</param>
    /// <param name="spacingMm">New distance of voxel centres along the volume's i, j, k axes in mm.</param>
    /// <param name="interpolation">Nearest or linear.</param>
    /// <param name="outsideValue">For voxels outside the input, of which there are none with this grid.</param>
    /// <returns>A new float32 volume with the metadata and direction of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A spacing is not finite and above 0, or makes an axis longer than 2^31 voxels.</exception>
    public static DeviceVolume ToSpacing(DeviceVolume source, Vector3D spacingMm, Interpolation interpolation = Interpolation.Linear, float outsideValue = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        CheckInterpolation(interpolation);
        var geometry = source.Geometry;
        var size = new int[3];
        var tables = new AxisTable[3];
        for (var axis = 0; axis < 3; axis++)
        {
            if (!double.IsFinite(spacingMm[axis]) || spacingMm[axis] <= 0)
                throw new ArgumentOutOfRangeException(nameof(spacingMm), $"ToSpacing: spacingMm[{axis}] is {spacingMm[axis]}; every component must be finite and above 0.");
            var count = Math.Max(1, Math.Round(geometry.ExtentMm[axis] / spacingMm[axis], MidpointRounding.AwayFromZero));
            if (count > int.MaxValue)
                throw new ArgumentOutOfRangeException(nameof(spacingMm), $"ToSpacing: spacingMm[{axis}] = {spacingMm[axis]} makes {count} voxels of an extent of {geometry.ExtentMm[axis]} mm. Use a larger spacing.");
            size[axis] = (int)count;
            var step = spacingMm[axis] / geometry.SpacingMm[axis];
            var middle = (geometry.Size[axis] - 1) / 2.0;
            var targetMiddle = (size[axis] - 1) / 2.0;
            tables[axis] = Table(geometry.Size[axis], size[axis], border: null, interpolation, t => middle + (t - targetMiddle) * step);
        }

        return Resample(source, Centred(geometry, new Size3D(size[0], size[1], size[2]), spacingMm), tables, interpolation, outsideValue);
    }

    /// <summary>Resamples to a size over the same extent: spacing = extent / size.</summary>
    /// <param name="source">Volume of any intensity unit; not modified.</param>
    /// <param name="size">New numbers of voxels.</param>
    /// <param name="interpolation">Nearest or linear.</param>
    /// <param name="outsideValue">For voxels outside the input, of which there are none with this grid.</param>
    /// <returns>A new float32 volume with the metadata and direction of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis of <paramref name="size"/> is below 1.</exception>
    public static DeviceVolume ToSize(DeviceVolume source, Size3D size, Interpolation interpolation = Interpolation.Linear, float outsideValue = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        CheckInterpolation(interpolation);
        var geometry = source.Geometry;
        var tables = new AxisTable[3];
        for (var axis = 0; axis < 3; axis++)
        {
            if (size[axis] < 1)
                throw new ArgumentOutOfRangeException(nameof(size), $"ToSize: size[{axis}] is {size[axis]}; every axis needs at least one voxel.");
            var (n, m) = (geometry.Size[axis], size[axis]);
            tables[axis] = Table(n, m, border: null, interpolation, t => (t + 0.5) * n / m - 0.5);
        }

        var extent = geometry.ExtentMm;
        return Resample(source, Centred(geometry, size, new Vector3D(extent.X / size.I, extent.Y / size.J, extent.Z / size.K)), tables, interpolation, outsideValue);
    }

    /// <summary>
    /// <c>scipy.ndimage.zoom</c>: output size round-half-even(n · zoom); corners map to corners, or, with <paramref name="gridMode"/>,
    /// (i + 0.5) n / m - 0.5.
    /// </summary>
    /// <param name="source">Volume of any intensity unit; not modified.</param>
    /// <param name="zoom">Factor along i, j, k.</param>
    /// <param name="interpolation">Order 0 (nearest) or 1 (linear).</param>
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
        CheckInterpolation(interpolation);
        if (!Enum.IsDefined(border))
            throw new ArgumentOutOfRangeException(nameof(border), border, "Zoom: no such border. Use Reflect, Mirror, Nearest, Constant, Wrap, GridConstant or GridWrap.");
        var geometry = source.Geometry;
        var size = new int[3];
        var spacing = new double[3];
        var firstVoxel = new double[3];
        var tables = new AxisTable[3];
        for (var axis = 0; axis < 3; axis++)
        {
            if (!double.IsFinite(zoom[axis]) || zoom[axis] <= 0)
                throw new ArgumentOutOfRangeException(nameof(zoom), $"Zoom: zoom[{axis}] is {zoom[axis]}; every component must be finite and above 0.");
            var n = geometry.Size[axis];
            var count = Math.Round(n * zoom[axis], MidpointRounding.ToEven);
            if (count < 1 || count > int.MaxValue)
                throw new ArgumentOutOfRangeException(nameof(zoom), $"Zoom: zoom[{axis}] = {zoom[axis]} makes {count} voxels of {n}; 1 to {int.MaxValue} are possible.");
            var m = size[axis] = (int)count;
            Func<int, double> position;
            if (gridMode)
            {
                position = t => (t + 0.5) * n / m - 0.5;
                spacing[axis] = geometry.SpacingMm[axis] * n / m;
            }
            else if (m == 1 || n == 1)
            {
                position = _ => 0;
                spacing[axis] = geometry.SpacingMm[axis] * n / m;
            }
            else
            {
                position = t => (double)t * (n - 1) / (m - 1);
                spacing[axis] = geometry.SpacingMm[axis] * (n - 1) / (m - 1);
            }

            firstVoxel[axis] = position(0);
            tables[axis] = Table(n, m, border, interpolation, position);
        }

        var target = new VolumeGeometry(
            new Size3D(size[0], size[1], size[2]),
            new Vector3D(spacing[0], spacing[1], spacing[2]),
            geometry.VoxelToPatient(new Vector3D(firstVoxel[0], firstVoxel[1], firstVoxel[2])),
            geometry.Direction);
        return Resample(source, target, tables, interpolation, borderValue);
    }

    private static void CheckInterpolation(Interpolation interpolation)
    {
        if (!Enum.IsDefined(interpolation))
            throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "No such interpolation. Use Nearest or Linear.");
    }

    private static VolumeGeometry Centred(VolumeGeometry source, Size3D size, Vector3D spacingMm)
    {
        var centre = source.VoxelToPatient(new Vector3D((source.Size.I - 1) / 2.0, (source.Size.J - 1) / 2.0, (source.Size.K - 1) / 2.0));
        var toCentre = source.Direction * Vector3D.Scale(spacingMm, new Vector3D((size.I - 1) / 2.0, (size.J - 1) / 2.0, (size.K - 1) / 2.0));
        return new VolumeGeometry(size, spacingMm, centre - toCentre, source.Direction);
    }

    private static AxisTable Table(int sourceCount, int targetCount, Border? border, Interpolation interpolation, Func<int, double> position)
    {
        var table = new AxisTable(sourceCount, targetCount, border);
        for (var t = 0; t < targetCount; t++)
        {
            if (interpolation == Interpolation.Linear)
                table.SetLinear(t, position(t));
            else
                table.SetNearest(t, position(t));
        }

        return table;
    }

    private static DeviceVolume Resample(DeviceVolume source, VolumeGeometry geometry, AxisTable[] tables, Interpolation interpolation, float outsideValue)
    {
        var device = source.Device;
        using var converted = source.IsFloat32Intensity ? null : IntensityTransforms.ToFloat32(source);
        var input = (converted ?? source).Buffer<float>();
        var p = new ResamplingParameters
        {
            SourceI = source.Geometry.Size.I,
            SourceJ = source.Geometry.Size.J,
            TargetI = geometry.Size.I,
            TargetJ = geometry.Size.J,
            TargetK = geometry.Size.K,
            OutsideValue = outsideValue,
        };
        var extent = new Index3D(geometry.Size.I, geometry.Size.J, geometry.Size.K);
        var result = DeviceVolume.Allocate(device, geometry, source.Metadata);
        try
        {
            if (interpolation == Interpolation.Linear)
            {
                using var indices = device.Allocate<int>(tables.SelectMany(t => t.First.Concat(t.Second)).ToArray());
                using var weights = device.Allocate<float>(tables.SelectMany(t => t.FirstWeight.Concat(t.SecondWeight).Concat(t.Coverage)).ToArray());
                ResamplingKernels.Launch.ResampleLinear(device, extent, input, result.Buffer<float>(), indices, weights, p);
            }
            else
            {
                using var indices = device.Allocate<int>(tables.SelectMany(t => t.First).ToArray());
                ResamplingKernels.Launch.ResampleNearest(device, extent, input, result.Buffer<float>(), indices, p);
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }
}
