using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Plans a rank filter: on the stored integers where that gives the same answer, else on float32 intensities.</summary>
internal static class RankFilter
{
    /// <summary>The voxel at <paramref name="rank"/> of the sorted window, as float32 intensity.</summary>
    public static DeviceVolume Apply(DeviceVolume source, Size3D window, Footprint? footprint, int rank, Border border, float borderValue)
    {
        ArgumentNullException.ThrowIfNull(source);
        var borderMode = FilterBorder.Mode(border);
        if (window.Voxels == 1)
            return IntensityTransforms.ToFloat32(source);
        var stored = StoredBorderValue(source, borderMode, borderValue);
        return stored is not null
            ? ApplyWhole(source, window, footprint, rank, borderMode, borderValue, stored)
            : SlabFilter.Apply(source, window.K / 2, borderMode, scratchVolumes: 0, whole => ApplyWhole(whole, window, footprint, rank, borderMode, borderValue, null));
    }

    private static DeviceVolume ApplyWhole(DeviceVolume source, Size3D window, Footprint? footprint, int rank, int borderMode, float borderValue, float? stored)
    {
        using var converted = source.IsFloat32Intensity || stored is not null ? null : IntensityTransforms.ToFloat32(source);
        var input = converted ?? source;
        var size = source.Geometry.Size;
        var p = new NeighbourhoodParameters
        {
            SizeI = size.I,
            SizeJ = size.J,
            SizeK = size.K,
            WindowI = window.I,
            WindowJ = window.J,
            WindowK = window.K,
            UsesFootprint = footprint is null || footprint.Count == window.Voxels ? 0 : 1,
            Rank = stored is not null && source.Rescale.Slope[0] < 0 ? (footprint?.Count ?? (int)window.Voxels) - 1 - rank : rank,
            Border = borderMode,
            BorderValue = stored ?? borderValue,
            Slope = stored is null ? 1 : source.Rescale.Slope[0],
            Intercept = stored is null ? 0 : source.Rescale.Intercept[0],
        };
        var result = DeviceVolume.Allocate(source.Device, source.Geometry, source.Metadata);
        try
        {
            if (window == new Size3D(3, 3, 3) && p.UsesFootprint == 0 && p.Rank == 13)
            {
                LaunchMedian27(input, result.Buffer<float>(), p);
                return result;
            }

            using var mask = source.Device.Allocate<byte>(p.UsesFootprint == 1 ? Bytes(footprint!) : [1]);
            Launch(input, result.Buffer<float>(), mask, p);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    // A rank of the stored integers is a rank of the intensities (the one from the other end where the slope is negative) if one
    // rule holds for all slices. The border value must then be one of the integers.
    private static float? StoredBorderValue(DeviceVolume source, int border, float borderValue)
    {
        var (least, greatest) = source.ElementType switch
        {
            ElementType.UInt8 => (0.0, 255.0),
            ElementType.Int16 => (-32768.0, 32767.0),
            ElementType.UInt16 => (0.0, 65535.0),
            _ => (0.0, -1.0),
        };
        if (greatest < least || !source.Rescale.IsUniform)
            return null;
        var (slope, intercept) = ((double)source.Rescale.Slope[0], (double)source.Rescale.Intercept[0]);
        if (slope == 0 || !double.IsFinite(slope) || !double.IsFinite(intercept))
            return null;
        if (border != BorderModes.Constant)
            return 0;
        var value = Math.Round((borderValue - intercept) / slope);
        if (!(value >= least && value <= greatest))
            return null;
        var product = slope * value;
        return (float)(product + intercept) == borderValue ? (float)value : null;
    }

    private static void Launch(DeviceVolume source, DeviceBuffer<float> target, DeviceBuffer<byte> footprint, NeighbourhoodParameters p)
    {
        var extent = new Index3D(p.SizeI, p.SizeJ, p.SizeK);
        switch (source.ElementType)
        {
            case ElementType.UInt8:
                RankKernels.Launch.RankUInt8(source.Device, extent, source.Buffer<byte>(), target, footprint, p);
                break;
            case ElementType.Int16:
                RankKernels.Launch.RankInt16(source.Device, extent, source.Buffer<short>(), target, footprint, p);
                break;
            case ElementType.UInt16:
                RankKernels.Launch.RankUInt16(source.Device, extent, source.Buffer<ushort>(), target, footprint, p);
                break;
            default:
                RankKernels.Launch.RankFloat32(source.Device, extent, source.Buffer<float>(), target, footprint, p);
                break;
        }
    }

    private static void LaunchMedian27(DeviceVolume source, DeviceBuffer<float> target, NeighbourhoodParameters p)
    {
        var extent = new Index3D(p.SizeI, p.SizeJ, p.SizeK);
        switch (source.ElementType)
        {
            case ElementType.UInt8:
                MedianKernels.Launch.Median27UInt8(source.Device, extent, source.Buffer<byte>(), target, p);
                break;
            case ElementType.Int16:
                MedianKernels.Launch.Median27Int16(source.Device, extent, source.Buffer<short>(), target, p);
                break;
            case ElementType.UInt16:
                MedianKernels.Launch.Median27UInt16(source.Device, extent, source.Buffer<ushort>(), target, p);
                break;
            default:
                MedianKernels.Launch.Median27Float32(source.Device, extent, source.Buffer<float>(), target, p);
                break;
        }
    }

    private static byte[] Bytes(Footprint footprint)
    {
        var bytes = new byte[footprint.Mask.Length];
        for (var e = 0; e < bytes.Length; e++)
            bytes[e] = footprint.Mask[e] ? (byte)1 : (byte)0;
        return bytes;
    }
}
