using GpuVol.Kernels;

namespace GpuVol;

public static partial class VolumeFilters
{
    /// <summary>The Laplacian of the Gaussian blur, per voxel squared, as <c>scipy.ndimage.gaussian_laplace</c>: the sum of the second derivatives along i, j, k.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="sigmaVoxels">Standard deviation per axis in voxels; an axis of 0 is not filtered and adds no derivative (SciPy would add a blur there).</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The value for <see cref="Border.Constant"/>; as in SciPy it lies around the input of each pass.</param>
    /// <param name="truncate">Kernel radius in standard deviations.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>; negative at the centre of a bright blob.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A sigma or truncate is negative or not finite, or every sigma is 0.</exception>
    /// <remarks>
    /// Within 1e-6 of Σ|weight| · max|value| from SciPy, the same bits on every device. Nine passes of the separable convolution.
    /// Kernels: ConvolutionKernels, ArithmeticKernels. Tests: LaplaceOfGaussianTests.
    /// </remarks>
    public static DeviceVolume LaplaceOfGaussianVoxels(DeviceVolume source, Vector3D sigmaVoxels, Border border = Border.Reflect, float borderValue = 0, double truncate = 4)
    {
        ArgumentNullException.ThrowIfNull(source);
        CheckSigma("LaplaceOfGaussian", sigmaVoxels, nameof(sigmaVoxels));
        return Laplace(source, sigmaVoxels, Vector3D.One, border, borderValue, truncate);
    }

    /// <summary>The Laplacian of the Gaussian blur with standard deviations in mm.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="sigmaMm">Standard deviation along the volume's i, j, k axes in mm; an axis of 0 is not filtered and adds no derivative.</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The value for <see cref="Border.Constant"/>.</param>
    /// <param name="truncate">Kernel radius in standard deviations.</param>
    /// <param name="perMm">True gives the result per mm², each second derivative divided by the square of its axis's spacing; false per voxel² as SciPy does.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="LaplaceOfGaussianVoxels"/>.</exception>
    public static DeviceVolume LaplaceOfGaussian(DeviceVolume source, Vector3D sigmaMm, Border border = Border.Reflect, float borderValue = 0, double truncate = 4, bool perMm = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        CheckSigma("LaplaceOfGaussian", sigmaMm, nameof(sigmaMm));
        return Laplace(source, InVoxels(sigmaMm, source.Geometry), perMm ? source.Geometry.SpacingMm : Vector3D.One, border, borderValue, truncate);
    }

    private static DeviceVolume Laplace(DeviceVolume source, Vector3D sigmaVoxels, Vector3D unit, Border border, float borderValue, double truncate)
    {
        if (sigmaVoxels == Vector3D.Zero)
            throw new ArgumentOutOfRangeException(nameof(sigmaVoxels), "LaplaceOfGaussian: sigma is 0 along every axis; use a sigma above 0 along one at least.");
        var terms = new List<SeparableAxis?[]>();
        for (var axis = 2; axis >= 0; axis--)
        {
            var order = (axis == 0 ? 2 : 0, axis == 1 ? 2 : 0, axis == 2 ? 2 : 0);
            if (sigmaVoxels[axis] > 0)
                terms.Add(GaussianAxes("LaplaceOfGaussian", sigmaVoxels, order, 1 / (unit[axis] * unit[axis]), truncate));
        }

        var reach = terms.Max(axes => axes[2]?.HalfWeights.Length - 1) ?? 0;
        return SlabFilter.Apply(source, reach, FilterBorder.Mode(border), scratchVolumes: 2, whole => LaplaceOfWhole(whole, terms, border, borderValue));
    }

    private static DeviceVolume LaplaceOfWhole(DeviceVolume source, List<SeparableAxis?[]> terms, Border border, float borderValue)
    {
        using var converted = source.IsFloat32Intensity ? null : IntensityTransforms.ToFloat32(source);
        DeviceVolume? sum = null;
        try
        {
            foreach (var axes in terms)
            {
                var term = SeparableFilter.Apply(converted ?? source, axes, border, borderValue, keepsBorderValue: false);
                if (sum is null)
                {
                    sum = term;
                    continue;
                }

                using (term)
                    ArithmeticKernels.Launch.Add(source.Device, source.Geometry.Size.Voxels, sum.Buffer<float>(), term.Buffer<float>());
            }

            return sum!;
        }
        catch
        {
            sum?.Dispose();
            throw;
        }
    }
}
