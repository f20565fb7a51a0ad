namespace GpuVol;

public static partial class VolumeFilters
{
    private const int HighestOrder = 3;

    /// <summary>Derivatives of the Gaussian blur, per voxel, as <c>scipy.ndimage.gaussian_filter</c> with <c>order</c>.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="sigmaVoxels">Standard deviation per axis in voxels; 0 leaves that axis unfiltered and wants order 0 there.</param>
    /// <param name="order">Order of the derivative along i, j, k, each 0 (blur only) to 3; order 1 is positive on a rising ramp.</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The value for <see cref="Border.Constant"/>; as in SciPy it lies around the input of each pass (k, j, i), filtered or not.</param>
    /// <param name="truncate">Kernel radius in standard deviations.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A sigma or truncate is negative or not finite, an order is not 0 to 3, or sigma is 0 along an axis of order above 0.</exception>
    /// <remarks>
    /// The sampled Gaussian, normalised, times the polynomial of the derivative: within 1e-6 of Σ|weight| · max|value| from SciPy, the same bits on every device.
    /// Kernels: ConvolutionKernels. Tests: GaussianDerivativeTests.
    /// </remarks>
    public static DeviceVolume GaussianDerivativeVoxels(DeviceVolume source, Vector3D sigmaVoxels, (int I, int J, int K) order, Border border = Border.Reflect, float borderValue = 0, double truncate = 4)
    {
        ArgumentNullException.ThrowIfNull(source);
        CheckSigma("GaussianDerivative", sigmaVoxels, nameof(sigmaVoxels));
        return Derivative(source, sigmaVoxels, order, 1, border, borderValue, truncate);
    }

    /// <summary>Derivatives of the Gaussian blur with standard deviations in mm.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="sigmaMm">Standard deviation along the volume's i, j, k axes in mm; 0 leaves that axis unfiltered and wants order 0 there.</param>
    /// <param name="order">Order of the derivative along i, j, k, each 0 to 3.</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The value for <see cref="Border.Constant"/>.</param>
    /// <param name="truncate">Kernel radius in standard deviations.</param>
    /// <param name="perMm">True gives the derivative per mm to the power of the orders' sum, false per voxel as SciPy does.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="GaussianDerivativeVoxels"/>.</exception>
    public static DeviceVolume GaussianDerivative(DeviceVolume source, Vector3D sigmaMm, (int I, int J, int K) order, Border border = Border.Reflect, float borderValue = 0, double truncate = 4, bool perMm = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        CheckSigma("GaussianDerivative", sigmaMm, nameof(sigmaMm));
        var spacing = source.Geometry.SpacingMm;
        var factor = perMm ? Math.Pow(spacing.X, -order.I) * Math.Pow(spacing.Y, -order.J) * Math.Pow(spacing.Z, -order.K) : 1;
        return Derivative(source, InVoxels(sigmaMm, source.Geometry), order, factor, border, borderValue, truncate);
    }

    private static DeviceVolume Derivative(DeviceVolume source, Vector3D sigmaVoxels, (int I, int J, int K) order, double factor, Border border, float borderValue, double truncate)
    {
        int[] orders = [order.I, order.J, order.K];
        for (var axis = 0; axis < 3; axis++)
        {
            if (orders[axis] is < 0 or > HighestOrder)
                throw new ArgumentOutOfRangeException(nameof(order), $"GaussianDerivative: the order along {"ijk"[axis]} is {orders[axis]}; it must be 0 to {HighestOrder}.");
            if (orders[axis] > 0 && sigmaVoxels[axis] == 0)
                throw new ArgumentOutOfRangeException(nameof(order), $"GaussianDerivative: the order along {"ijk"[axis]} is {orders[axis]}, but sigma is 0 there. Use a sigma above 0 or order 0.");
        }

        return SeparableFilter.Apply(source, GaussianAxes("GaussianDerivative", sigmaVoxels, order, factor, truncate), border, borderValue, keepsBorderValue: orders.All(n => n == 0));
    }
}
