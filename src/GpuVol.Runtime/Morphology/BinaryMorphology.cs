using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Binary erosion, dilation, opening and closing, as <c>scipy.ndimage.binary_*</c>.</summary>
/// <remarks>
/// A mask's object is every intensity that is not 0; results are u8, 0 or 1. Cost O(voxels x element x iterations); the Ball methods cost
/// two distance transforms at most, whatever the radius. Kernels: BinaryMorphologyKernels. Tests: BinaryMorphologyTests.
/// </remarks>
public static class BinaryMorphology
{
    /// <summary>A voxel stays where all voxels under the element are set.</summary>
    /// <param name="mask">Mask of any element type; not modified.</param>
    /// <param name="element">The element; its centre is size / 2.</param>
    /// <param name="iterations">How often, at least 1.</param>
    /// <param name="borderValue">What is beyond the volume; SciPy's default is false, which erodes from the edges too.</param>
    /// <exception cref="ArgumentOutOfRangeException">Iterations are below 1.</exception>
    public static DeviceVolume Erode(DeviceVolume mask, StructuringElement element, int iterations = 1, bool borderValue = false) =>
        Run(mask, element, [.. Repeat(true, iterations)], borderValue);

    /// <summary>A voxel is set where any voxel under the mirrored element is.</summary>
    /// <param name="mask">Mask of any element type; not modified.</param>
    /// <param name="element">The element; its centre is size / 2 (one less on even axes when mirrored, as in SciPy).</param>
    /// <param name="iterations">How often, at least 1.</param>
    /// <param name="borderValue">What is beyond the volume.</param>
    /// <exception cref="ArgumentOutOfRangeException">Iterations are below 1.</exception>
    public static DeviceVolume Dilate(DeviceVolume mask, StructuringElement element, int iterations = 1, bool borderValue = false) =>
        Run(mask, element, [.. Repeat(false, iterations)], borderValue);

    /// <summary>Erosions, then as many dilations: removes what the element does not fit into. Nothing is set beyond the volume.</summary>
    /// <param name="mask">Mask of any element type; not modified.</param>
    /// <param name="element">The element.</param>
    /// <param name="iterations">How often each, at least 1.</param>
    public static DeviceVolume Open(DeviceVolume mask, StructuringElement element, int iterations = 1) =>
        Run(mask, element, [.. Repeat(true, iterations), .. Repeat(false, iterations)], false);

    /// <summary>Dilations, then as many erosions: fills what the element does not fit into. Nothing is set beyond the volume, so objects at the edge shrink, as in SciPy.</summary>
    /// <param name="mask">Mask of any element type; not modified.</param>
    /// <param name="element">The element.</param>
    /// <param name="iterations">How often each, at least 1.</param>
    public static DeviceVolume Close(DeviceVolume mask, StructuringElement element, int iterations = 1) =>
        Run(mask, element, [.. Repeat(false, iterations), .. Repeat(true, iterations)], false);

    /// <summary>Erosion by a ball in mm, through the distance transform: a voxel stays where no 0 is within <paramref name="radiusMm"/> (that distance included).</summary>
    /// <param name="mask">Mask of any element type; not modified.</param>
    /// <param name="radiusMm">Radius in mm, at least 0.</param>
    /// <param name="borderValue">What is beyond the volume; false erodes from the edges too.</param>
    /// <exception cref="ArgumentOutOfRangeException">The radius is negative or not finite.</exception>
    public static DeviceVolume ErodeBall(DeviceVolume mask, double radiusMm, bool borderValue = false)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var limit = Limit(radiusMm);
        using var squared = DistanceTransform.SquaredEuclidean(mask, outsideIsBackground: !borderValue);
        return Compare(squared, limit, above: true, mask.Metadata);
    }

    /// <summary>Dilation by a ball in mm, through the distance transform: a voxel is set where the mask is within <paramref name="radiusMm"/> (that distance included).</summary>
    /// <param name="mask">Mask of any element type; not modified.</param>
    /// <param name="radiusMm">Radius in mm, at least 0.</param>
    /// <param name="borderValue">What is beyond the volume; true grows in from the edges.</param>
    /// <exception cref="ArgumentOutOfRangeException">The radius is negative or not finite.</exception>
    public static DeviceVolume DilateBall(DeviceVolume mask, double radiusMm, bool borderValue = false)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var limit = Limit(radiusMm);
        using var squared = SquaredToObject(mask, borderValue);
        return Compare(squared, limit, above: false, mask.Metadata);
    }

    /// <summary><see cref="ErodeBall"/>, then <see cref="DilateBall"/>.</summary>
    /// <param name="mask">Mask of any element type; not modified.</param>
    /// <param name="radiusMm">Radius in mm, at least 0.</param>
    public static DeviceVolume OpenBall(DeviceVolume mask, double radiusMm)
    {
        using var eroded = ErodeBall(mask, radiusMm);
        return DilateBall(eroded, radiusMm);
    }

    /// <summary><see cref="DilateBall"/>, then <see cref="ErodeBall"/>; nothing is set beyond the volume, so objects at the edge shrink.</summary>
    /// <param name="mask">Mask of any element type; not modified.</param>
    /// <param name="radiusMm">Radius in mm, at least 0.</param>
    public static DeviceVolume CloseBall(DeviceVolume mask, double radiusMm)
    {
        using var dilated = DilateBall(mask, radiusMm);
        return ErodeBall(dilated, radiusMm);
    }

    private static DeviceVolume SquaredToObject(DeviceVolume mask, bool borderValue)
    {
        using var complement = Binary(mask, set: false);
        return DistanceTransform.SquaredEuclidean(complement, outsideIsBackground: borderValue);
    }

    private static IEnumerable<bool> Repeat(bool erode, int iterations)
    {
        if (iterations < 1)
            throw new ArgumentOutOfRangeException(nameof(iterations), $"BinaryMorphology: {iterations} iterations; give at least 1.");
        return Enumerable.Repeat(erode, iterations);
    }

    private static DeviceVolume Run(DeviceVolume mask, StructuringElement element, bool[] erosions, bool borderValue)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(element);
        var device = mask.Device;
        var size = mask.Geometry.Size;
        using var erosionOffsets = device.Allocate<int>(element.Offsets(mirrored: false));
        using var dilationOffsets = device.Allocate<int>(element.Offsets(mirrored: true));
        var current = Binary(mask, set: true);
        try
        {
            foreach (var erode in erosions)
            {
                var next = DeviceVolume.Allocate<byte>(device, mask.Geometry, metadata: mask.Metadata);
                try
                {
                    var p = new BinaryMorphologyParameters
                    {
                        SizeI = size.I,
                        SizeJ = size.J,
                        SizeK = size.K,
                        Offsets = (int)(erosionOffsets.Length / 3),
                        Erode = erode ? 1 : 0,
                        BorderValue = borderValue ? 1 : 0,
                    };
                    BinaryMorphologyKernels.Launch.Step(device, new Index3D(size.I, size.J, size.K), current.Buffer<byte>(), next.Buffer<byte>(), erode ? erosionOffsets : dilationOffsets, p);
                }
                catch
                {
                    next.Dispose();
                    throw;
                }

                current.Dispose();
                current = next;
            }

            return current;
        }
        catch
        {
            current.Dispose();
            throw;
        }
    }

    private static float Limit(double radiusMm)
    {
        if (!double.IsFinite(radiusMm) || radiusMm < 0)
            throw new ArgumentOutOfRangeException(nameof(radiusMm), $"BinaryMorphology: the radius is {radiusMm} mm; it must be finite and >= 0.");

        // A voxel at the radius belongs to the ball; squared distances carry three roundings of float32.
        return (float)(radiusMm * radiusMm * (1 + 4e-7));
    }

    /// <summary>A mask as 1 and 0, or the opposite; what is 0 is a matter of intensities, not of stored values.</summary>
    internal static DeviceVolume Binary(DeviceVolume mask, bool set)
    {
        var zero = IntensityTransforms.ThresholdMask(mask, 0, 0);
        try
        {
            if (set)
                BinaryMorphologyKernels.Launch.Invert(mask.Device, mask.Geometry.Size.Voxels, zero.Buffer<byte>());
            return zero;
        }
        catch
        {
            zero.Dispose();
            throw;
        }
    }

    private static DeviceVolume Compare(DeviceVolume squared, float limit, bool above, VolumeMetadata metadata)
    {
        var result = DeviceVolume.Allocate<byte>(squared.Device, squared.Geometry, metadata: metadata);
        try
        {
            BinaryMorphologyKernels.Launch.CompareDistance(squared.Device, squared.Geometry.Size.Voxels, squared.Buffer<float>(), result.Buffer<byte>(), limit, above ? 1 : 0);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }
}
