using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Voxel by voxel: stored values to intensities (HU), display windows, masks, element types.</summary>
public static partial class IntensityTransforms
{
    /// <summary>Stored values to float32 intensities by the volume's rescale, per slice.</summary>
    /// <param name="source">Volume of any element type; not modified.</param>
    /// <returns>A new volume with the geometry and metadata of <paramref name="source"/>: <c>slope · stored + intercept</c> in float64, rounded once to float32.</returns>
    /// <remarks>Kernels: RescaleKernels. Tests: RescaleTests.</remarks>
    public static DeviceVolume ToFloat32(DeviceVolume source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var result = DeviceVolume.Allocate(source.Device, source.Geometry, source.Metadata);
        try
        {
            if (source.IsFloat32Intensity)
            {
                CopyBuffer<float>(source, result);
                return result;
            }

            using var rescale = source.Device.Allocate<double>(RescaleTable(source.Rescale));
            var (extent, p) = Slices(source);
            var target = result.Buffer<float>();
            switch (source.ElementType)
            {
                case ElementType.UInt8:
                    RescaleKernels.Launch.RescaleUInt8(source.Device, extent, source.Buffer<byte>(), target, rescale, p);
                    break;
                case ElementType.Int16:
                    RescaleKernels.Launch.RescaleInt16(source.Device, extent, source.Buffer<short>(), target, rescale, p);
                    break;
                case ElementType.UInt16:
                    RescaleKernels.Launch.RescaleUInt16(source.Device, extent, source.Buffer<ushort>(), target, rescale, p);
                    break;
                case ElementType.Int32:
                    RescaleKernels.Launch.RescaleInt32(source.Device, extent, source.Buffer<int>(), target, rescale, p);
                    break;
                default:
                    RescaleKernels.Launch.RescaleFloat32(source.Device, extent, source.Buffer<float>(), target, rescale, p);
                    break;
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Rescale and window in one pass over memory: DICOM VOI LINEAR, <c>y = ((x - (c - 0.5)) / (w - 1) + 0.5) (max - min) + min</c> clamped;
    /// with <paramref name="exact"/> LINEAR_EXACT, <c>((x - c) / w + 0.5) (max - min) + min</c> (DICOM PS3.3 C.11.2.1.2 and .3.2).
    /// </summary>
    /// <param name="source">Volume of any element type; not modified.</param>
    /// <param name="windowCenter">Centre c, in intensities (HU).</param>
    /// <param name="windowWidth">Width w, in intensities. LINEAR with width 1 is a step: min up to c - 0.5, max above.</param>
    /// <param name="outputMin">Result at the window's lower end.</param>
    /// <param name="outputMax">Result at its upper end; below <paramref name="outputMin"/> the picture is inverted.</param>
    /// <param name="exact">LINEAR_EXACT instead of LINEAR.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>, not rounded.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The width is below 1 (0 or below with <paramref name="exact"/>), or a number is not finite.</exception>
    /// <remarks>
    /// Within 3e-7 of the output range from the float64 formula, the same on every device. NaN becomes the lesser of
    /// <paramref name="outputMin"/> and <paramref name="outputMax"/>. Kernels: WindowKernels. Tests: WindowTests.
    /// </remarks>
    public static DeviceVolume Window(DeviceVolume source, double windowCenter, double windowWidth, double outputMin = 0, double outputMax = 255, bool exact = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        var window = new WindowFunction(windowCenter, windowWidth, outputMin, outputMax, exact);
        var device = source.Device;
        var result = DeviceVolume.Allocate(device, source.Geometry, source.Metadata);
        try
        {
            var (extent, slices) = Slices(source);
            var p = new WindowParameters
            {
                SizeI = slices.SizeI,
                SizeJ = slices.SizeJ,
                EntriesPerSlice = slices.EntriesPerSlice,
                Low = (float)Math.Min(outputMin, outputMax),
                High = (float)Math.Max(outputMin, outputMax),
            };
            var table = window.Fold(source.Rescale, source.ElementType);
            using var ramps = device.Allocate<float>(table.Ramps);
            var target = result.Buffer<float>();
            if (source.ElementType == ElementType.Float32)
            {
                using var floatOrigins = device.Allocate<float>(table.FloatOrigins);
                WindowKernels.Launch.WindowFloat32(device, extent, source.Buffer<float>(), target, ramps, floatOrigins, p);
                return result;
            }

            using var origins = device.Allocate<int>(table.Origins);
            switch (source.ElementType)
            {
                case ElementType.UInt8:
                    WindowKernels.Launch.WindowUInt8(device, extent, source.Buffer<byte>(), target, ramps, origins, p);
                    break;
                case ElementType.Int16:
                    WindowKernels.Launch.WindowInt16(device, extent, source.Buffer<short>(), target, ramps, origins, p);
                    break;
                case ElementType.UInt16:
                    WindowKernels.Launch.WindowUInt16(device, extent, source.Buffer<ushort>(), target, ramps, origins, p);
                    break;
                default:
                    WindowKernels.Launch.WindowInt32(device, extent, source.Buffer<int>(), target, ramps, origins, p);
                    break;
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>A u8 mask: 1 where lower &lt;= intensity &lt;= upper, else 0; NaN is outside.</summary>
    /// <param name="source">Volume of any element type; not modified.</param>
    /// <param name="lower">Least intensity inside; may be negative infinity.</param>
    /// <param name="upper">Greatest intensity inside.</param>
    /// <returns>A new u8 volume with the geometry and metadata of <paramref name="source"/>. The float32 intensity of <see cref="ToFloat32"/> is compared.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A limit is NaN, or lower is above upper.</exception>
    /// <remarks>Kernels: ThresholdKernels. Tests: ThresholdMaskTests.</remarks>
    public static DeviceVolume ThresholdMask(DeviceVolume source, float lower, float upper = float.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (float.IsNaN(lower) || float.IsNaN(upper))
            throw new ArgumentOutOfRangeException(nameof(lower), $"ThresholdMask: the limits are {lower} and {upper}; neither may be NaN.");
        if (lower > upper)
            throw new ArgumentOutOfRangeException(nameof(lower), $"ThresholdMask: lower {lower} is above upper {upper}. Swap them.");
        var device = source.Device;
        var result = DeviceVolume.Allocate<byte>(device, source.Geometry, metadata: source.Metadata);
        try
        {
            using var rescale = device.Allocate<double>(RescaleTable(source.Rescale));
            var (extent, p) = Slices(source);
            var mask = result.Buffer<byte>();
            switch (source.ElementType)
            {
                case ElementType.UInt8:
                    ThresholdKernels.Launch.ThresholdUInt8(device, extent, source.Buffer<byte>(), mask, rescale, p, lower, upper);
                    break;
                case ElementType.Int16:
                    ThresholdKernels.Launch.ThresholdInt16(device, extent, source.Buffer<short>(), mask, rescale, p, lower, upper);
                    break;
                case ElementType.UInt16:
                    ThresholdKernels.Launch.ThresholdUInt16(device, extent, source.Buffer<ushort>(), mask, rescale, p, lower, upper);
                    break;
                case ElementType.Int32:
                    ThresholdKernels.Launch.ThresholdInt32(device, extent, source.Buffer<int>(), mask, rescale, p, lower, upper);
                    break;
                default:
                    ThresholdKernels.Launch.ThresholdFloat32(device, extent, source.Buffer<float>(), mask, rescale, p, lower, upper);
                    break;
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Intensities to another element type: rounds half to even and saturates; NaN becomes 0.</summary>
    /// <param name="source">Volume of any element type; not modified.</param>
    /// <param name="elementType">The new type; for float32 see <see cref="ToFloat32"/>.</param>
    /// <returns>A new volume whose stored values are intensities, with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="elementType"/> is none of the five.</exception>
    /// <remarks>From the float64 intensity, so that 32-bit integers pass unchanged. Kernels: ConvertKernels. Tests: ConvertTests.</remarks>
    public static DeviceVolume ConvertTo(DeviceVolume source, ElementType elementType)
    {
        ArgumentNullException.ThrowIfNull(source);
        return elementType switch
        {
            ElementType.UInt8 => ToInteger<byte>(source),
            ElementType.Int16 => ToInteger<short>(source),
            ElementType.UInt16 => ToInteger<ushort>(source),
            ElementType.Int32 => ToInteger<int>(source),
            ElementType.Float32 => ToFloat32(source),
            _ => throw new ArgumentOutOfRangeException(nameof(elementType), elementType, "ConvertTo: no such element type. Use UInt8, Int16, UInt16, Int32 or Float32."),
        };
    }

    /// <summary>Minimum, maximum, mean and population standard deviation of the intensities in float64, computed on the host; NaN is counted apart.</summary>
    /// <param name="volume">Volume of any element type.</param>
    /// <remarks>
    /// The volume is cut into fixed pieces, whose moments (two passes each) are merged pairwise in a fixed order (Chan, Golub and LeVeque 1983):
    /// the figures do not depend on the number of threads or the vector width. An infinite voxel makes the standard deviation NaN.
    /// Tests: StatisticsTests.
    /// </remarks>
    public static VolumeStatistics Statistics(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        return VolumeMoments.Compute(volume);
    }

    private static DeviceVolume ToInteger<T>(DeviceVolume source)
        where T : unmanaged
    {
        var device = source.Device;
        var result = DeviceVolume.Allocate<T>(device, source.Geometry, metadata: source.Metadata);
        try
        {
            if (source.ElementType == result.ElementType && source.Rescale.IsIdentity)
            {
                CopyBuffer<T>(source, result);
                return result;
            }

            using var rescale = device.Allocate<double>(RescaleTable(source.Rescale));
            var (extent, p) = Slices(source);
            switch (source.ElementType, result.ElementType)
            {
                case (ElementType.UInt8, ElementType.UInt8):
                    ConvertKernels.Launch.UInt8ToUInt8(device, extent, source.Buffer<byte>(), result.Buffer<byte>(), rescale, p);
                    break;
                case (ElementType.UInt8, ElementType.Int16):
                    ConvertKernels.Launch.UInt8ToInt16(device, extent, source.Buffer<byte>(), result.Buffer<short>(), rescale, p);
                    break;
                case (ElementType.UInt8, ElementType.UInt16):
                    ConvertKernels.Launch.UInt8ToUInt16(device, extent, source.Buffer<byte>(), result.Buffer<ushort>(), rescale, p);
                    break;
                case (ElementType.UInt8, ElementType.Int32):
                    ConvertKernels.Launch.UInt8ToInt32(device, extent, source.Buffer<byte>(), result.Buffer<int>(), rescale, p);
                    break;
                case (ElementType.Int16, ElementType.UInt8):
                    ConvertKernels.Launch.Int16ToUInt8(device, extent, source.Buffer<short>(), result.Buffer<byte>(), rescale, p);
                    break;
                case (ElementType.Int16, ElementType.Int16):
                    ConvertKernels.Launch.Int16ToInt16(device, extent, source.Buffer<short>(), result.Buffer<short>(), rescale, p);
                    break;
                case (ElementType.Int16, ElementType.UInt16):
                    ConvertKernels.Launch.Int16ToUInt16(device, extent, source.Buffer<short>(), result.Buffer<ushort>(), rescale, p);
                    break;
                case (ElementType.Int16, ElementType.Int32):
                    ConvertKernels.Launch.Int16ToInt32(device, extent, source.Buffer<short>(), result.Buffer<int>(), rescale, p);
                    break;
                case (ElementType.UInt16, ElementType.UInt8):
                    ConvertKernels.Launch.UInt16ToUInt8(device, extent, source.Buffer<ushort>(), result.Buffer<byte>(), rescale, p);
                    break;
                case (ElementType.UInt16, ElementType.Int16):
                    ConvertKernels.Launch.UInt16ToInt16(device, extent, source.Buffer<ushort>(), result.Buffer<short>(), rescale, p);
                    break;
                case (ElementType.UInt16, ElementType.UInt16):
                    ConvertKernels.Launch.UInt16ToUInt16(device, extent, source.Buffer<ushort>(), result.Buffer<ushort>(), rescale, p);
                    break;
                case (ElementType.UInt16, ElementType.Int32):
                    ConvertKernels.Launch.UInt16ToInt32(device, extent, source.Buffer<ushort>(), result.Buffer<int>(), rescale, p);
                    break;
                case (ElementType.Int32, ElementType.UInt8):
                    ConvertKernels.Launch.Int32ToUInt8(device, extent, source.Buffer<int>(), result.Buffer<byte>(), rescale, p);
                    break;
                case (ElementType.Int32, ElementType.Int16):
                    ConvertKernels.Launch.Int32ToInt16(device, extent, source.Buffer<int>(), result.Buffer<short>(), rescale, p);
                    break;
                case (ElementType.Int32, ElementType.UInt16):
                    ConvertKernels.Launch.Int32ToUInt16(device, extent, source.Buffer<int>(), result.Buffer<ushort>(), rescale, p);
                    break;
                case (ElementType.Int32, ElementType.Int32):
                    ConvertKernels.Launch.Int32ToInt32(device, extent, source.Buffer<int>(), result.Buffer<int>(), rescale, p);
                    break;
                case (ElementType.Float32, ElementType.UInt8):
                    ConvertKernels.Launch.Float32ToUInt8(device, extent, source.Buffer<float>(), result.Buffer<byte>(), rescale, p);
                    break;
                case (ElementType.Float32, ElementType.Int16):
                    ConvertKernels.Launch.Float32ToInt16(device, extent, source.Buffer<float>(), result.Buffer<short>(), rescale, p);
                    break;
                case (ElementType.Float32, ElementType.UInt16):
                    ConvertKernels.Launch.Float32ToUInt16(device, extent, source.Buffer<float>(), result.Buffer<ushort>(), rescale, p);
                    break;
                case (ElementType.Float32, ElementType.Int32):
                    ConvertKernels.Launch.Float32ToInt32(device, extent, source.Buffer<float>(), result.Buffer<int>(), rescale, p);
                    break;
                default:
                    throw new ArgumentException($"ConvertTo: {source.ElementType.ShortName()} to {result.ElementType.ShortName()} is not known.", nameof(source));
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static unsafe void CopyBuffer<T>(DeviceVolume source, DeviceVolume target)
        where T : unmanaged =>
        source.Device.Copy(source.Buffer<T>().Memory, 0, target.Buffer<T>().Memory, 0, source.Geometry.Size.Voxels * sizeof(T));

    internal static double[] RescaleTable(IntensityRescale rescale)
    {
        var table = new double[2 * rescale.Slope.Count];
        for (var k = 0; k < rescale.Slope.Count; k++)
        {
            table[2 * k] = rescale.Slope[k];
            table[2 * k + 1] = rescale.Intercept[k];
        }

        return table;
    }

    private static (Index3D Extent, SliceParameters Parameters) Slices(DeviceVolume source)
    {
        var size = source.Geometry.Size;
        return (
            new Index3D(size.I, size.J, size.K),
            new SliceParameters { SizeI = size.I, SizeJ = size.J, EntriesPerSlice = source.Rescale.IsUniform ? 0 : 1 });
    }
}
