using GpuVol.Kernels;

namespace GpuVol;

/// <summary>What a Sobel filter gives.</summary>
public enum SobelAxis
{
    /// <summary>The derivative along i (x of the grid).</summary>
    I,

    /// <summary>The derivative along j.</summary>
    J,

    /// <summary>The derivative along k.</summary>
    K,

    /// <summary>The root of the sum of the squares of the three.</summary>
    Magnitude,
}

public static partial class VolumeFilters
{
    /// <summary>The 3-D Sobel filter, not normalised, as <c>scipy.ndimage.sobel</c>: a ramp of 1 per voxel gives 32.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="axis">A derivative, or the magnitude of the three.</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The value for <see cref="Border.Constant"/>.</param>
    /// <param name="perMm">True gives a gradient in intensity per mm instead: each derivative divided by 32 times the spacing of its axis.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <remarks>One fused pass; the same bits on every device. A NaN spreads to its 26 neighbours. Kernel: SobelKernels. Tests: SobelTests.</remarks>
    public static DeviceVolume Sobel(DeviceVolume source, SobelAxis axis = SobelAxis.Magnitude, Border border = Border.Reflect, float borderValue = 0, bool perMm = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!Enum.IsDefined(axis))
            throw new ArgumentOutOfRangeException(nameof(axis), axis, "Sobel: no such axis. Use I, J, K or Magnitude.");
        var mode = FilterBorder.Mode(border);
        return SlabFilter.Apply(source, 1, mode, scratchVolumes: 0, whole => SobelOfWhole(whole, axis, mode, borderValue, perMm));
    }

    private static DeviceVolume SobelOfWhole(DeviceVolume source, SobelAxis axis, int mode, float borderValue, bool perMm)
    {
        using var converted = source.IsFloat32Intensity ? null : IntensityTransforms.ToFloat32(source);
        var size = source.Geometry.Size;
        var spacing = source.Geometry.SpacingMm;
        var p = new SobelParameters
        {
            SizeI = size.I,
            SizeJ = size.J,
            SizeK = size.K,
            Axis = (int)axis,
            Border = mode,
            BorderValue = borderValue,
            ScaleI = perMm ? (float)(1 / (32 * spacing.X)) : 1,
            ScaleJ = perMm ? (float)(1 / (32 * spacing.Y)) : 1,
            ScaleK = perMm ? (float)(1 / (32 * spacing.Z)) : 1,
        };
        var result = DeviceVolume.Allocate(source.Device, source.Geometry, source.Metadata);
        try
        {
            SobelKernels.Launch.Sobel(source.Device, new Index3D(size.I, size.J, size.K), (converted ?? source).Buffer<float>(), result.Buffer<float>(), p);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }
}
