namespace GpuVol;

/// <summary>How a value between voxel centres is found.</summary>
public enum Interpolation
{
    /// <summary>The nearest voxel; ties go up (order 0).</summary>
    Nearest,

    /// <summary>Trilinear (order 1).</summary>
    Linear,
}

/// <summary>Resampling onto axis-aligned grids. Inputs that are not float32 intensities are rescaled first; outputs are float32.</summary>
public static partial class VolumeResampling
{
    /// <summary>
    /// Resamples to a voxel spacing over the same extent: size = max(1, round(extent / spacing)), the grid centred on the input's centre,
    /// so every new voxel centre lies inside the input. ITK's inside test and clamping of the outer half voxel.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A spacing is not finite and above 0.</exception>
    public static DeviceVolume ToSpacing(DeviceVolume source, Vector3D spacingMm, Interpolation interpolation = Interpolation.Linear, float outsideValue = 0) =>
        throw new NotImplementedException();

    /// <summary>Resamples to a size over the same extent: spacing = extent / size.</summary>
    public static DeviceVolume ToSize(DeviceVolume source, Size3D size, Interpolation interpolation = Interpolation.Linear, float outsideValue = 0) =>
        throw new NotImplementedException();

    /// <summary>
    /// <c>scipy.ndimage.zoom</c>: output size round-half-even(n · zoom); corners map to corners, or, with <paramref name="gridMode"/>,
    /// (i + 0.5) n / m - 0.5.
    /// </summary>
    public static DeviceVolume Zoom(DeviceVolume source, Vector3D zoom, Interpolation interpolation = Interpolation.Linear, bool gridMode = false, Border border = Border.Constant, float borderValue = 0) =>
        throw new NotImplementedException();
}
