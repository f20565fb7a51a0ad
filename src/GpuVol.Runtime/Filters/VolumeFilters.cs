using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Neighbourhood filters. Inputs that are not float32 intensities are rescaled to them first; outputs are float32.</summary>
public static partial class VolumeFilters
{
    /// <summary>Blurs a volume with a Gaussian, separably along j, i, k, as <c>scipy.ndimage.gaussian_filter</c> in float32.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="sigmaVoxels">Standard deviation per axis in voxels; 0 leaves that axis unfiltered.</param>
    /// <param name="border">Values beyond the edge; <see cref="Border.GridConstant"/> and <see cref="Border.GridWrap"/> are <see cref="Border.Constant"/> and <see cref="Border.Wrap"/> here, as in SciPy.</param>
    /// <param name="borderValue">The value for <see cref="Border.Constant"/>.</param>
    /// <param name="truncate">Kernel radius in standard deviations: <c>int(truncate · sigma + 0.5)</c> voxels. Not used by the recursive method.</param>
    /// <param name="method">Convolution, or recursion for a large sigma.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A sigma or truncate is negative or not finite, or a sigma is too small for the recursive method (0.5 voxels).</exception>
    /// <remarks>
    /// Within 1e-6 of the range of the values from SciPy, the same on every device. A NaN spreads as far as the kernel reaches.
    /// Cost O(voxels x radius). The recursive method costs the same for every sigma and meets the Gaussian, not cut off, to 4e-6 of its peak and 9e-6 of the greatest voxel per axis;
    /// a NaN or an infinity then fills its lines along every filtered axis.
    /// Kernels: ConvolutionKernels, RecursiveGaussianKernels. Tests: GaussianBlurTests, RecursiveGaussianTests.
    /// </remarks>
    public static DeviceVolume GaussianBlurVoxels(DeviceVolume source, Vector3D sigmaVoxels, Border border = Border.Reflect, float borderValue = 0, double truncate = 4, GaussianMethod method = GaussianMethod.Convolution)
    {
        ArgumentNullException.ThrowIfNull(source);
        CheckSigma("GaussianBlur", sigmaVoxels, nameof(sigmaVoxels));
        return Blur(source, sigmaVoxels, border, borderValue, truncate, method);
    }

    /// <summary>Blurs with standard deviations in mm: <see cref="GaussianBlurVoxels"/> with sigma / spacing.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="sigmaMm">Standard deviation along the volume's i, j, k axes in mm; 0 leaves that axis unfiltered.</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The value for <see cref="Border.Constant"/>.</param>
    /// <param name="truncate">Kernel radius in standard deviations. Not used by the recursive method.</param>
    /// <param name="method">Convolution, or recursion for a large sigma.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A sigma or truncate is negative or not finite, or a sigma is too small for the recursive method (0.5 voxels).</exception>
    public static DeviceVolume GaussianBlur(DeviceVolume source, Vector3D sigmaMm, Border border = Border.Reflect, float borderValue = 0, double truncate = 4, GaussianMethod method = GaussianMethod.Convolution)
    {
        ArgumentNullException.ThrowIfNull(source);
        CheckSigma("GaussianBlur", sigmaMm, nameof(sigmaMm));
        return Blur(source, InVoxels(sigmaMm, source.Geometry), border, borderValue, truncate, method);
    }

    private static DeviceVolume Blur(DeviceVolume source, Vector3D sigmaVoxels, Border border, float borderValue, double truncate, GaussianMethod method) => method switch
    {
        GaussianMethod.Convolution => SeparableFilter.Apply(source, GaussianAxes("GaussianBlur", sigmaVoxels, default, 1, truncate), border, borderValue),
        GaussianMethod.Recursive => RecursiveGaussian.Apply(source, sigmaVoxels, border, borderValue),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "GaussianBlur: no such method. Use Convolution or Recursive."),
    };

    // The factor goes to the axis that SciPy filters last, behind every border value.
    private static SeparableAxis?[] GaussianAxes(string name, Vector3D sigmaVoxels, (int I, int J, int K) order, double factor, double truncate)
    {
        if (!double.IsFinite(truncate) || truncate < 0)
            throw new ArgumentOutOfRangeException(nameof(truncate), $"{name}: truncate is {truncate}; it must be finite and >= 0.");
        int[] orders = [order.I, order.J, order.K];
        var axes = new SeparableAxis?[3];
        for (var axis = 0; axis < 3; axis++)
        {
            var radius = GaussianKernel.Radius(name, sigmaVoxels[axis], truncate, "ijk"[axis].ToString());
            if (radius == 0 && orders[axis] == 0)
                continue;
            var scale = axes.All(a => a is null) ? factor : 1;
            var weights = GaussianKernel.HalfWeights(sigmaVoxels[axis], radius, orders[axis]);
            axes[axis] = new SeparableAxis(Array.ConvertAll(weights, w => (float)(scale * w)), orders[axis] % 2 == 0 ? 1 : -1);
        }

        return axes;
    }

    private static void CheckSigma(string name, Vector3D sigma, string parameter)
    {
        for (var axis = 0; axis < 3; axis++)
        {
            if (!double.IsFinite(sigma[axis]) || sigma[axis] < 0)
                throw new ArgumentOutOfRangeException(parameter, $"{name}: {parameter}[{axis}] is {sigma[axis]}; every component must be finite and >= 0. Use 0 to leave an axis unfiltered.");
        }
    }

    private static Vector3D InVoxels(Vector3D sigmaMm, VolumeGeometry geometry) =>
        new(sigmaMm.X / geometry.SpacingMm.X, sigmaMm.Y / geometry.SpacingMm.Y, sigmaMm.Z / geometry.SpacingMm.Z);
}
