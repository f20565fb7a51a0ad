using GpuVol.Kernels;

namespace GpuVol.Viewer;

/// <summary>The kernels of a volume's type of voxels: float32, int16 or uint16.</summary>
internal static class RaycastLaunch
{
    public static void Extremum(RaycastVolume volume, Index2D extent, DeviceView<float> target, DeviceBuffer<float> bricks, DeviceBuffer<float> planes, RaycastParameters p)
    {
        switch (volume.Voxels.ElementType)
        {
            case ElementType.Int16:
                RaycastKernels.Launch.ExtremumInt16(volume.Device, extent, target, volume.Voxels.Buffer<short>(), bricks, planes, p);
                break;
            case ElementType.UInt16:
                RaycastKernels.Launch.ExtremumUInt16(volume.Device, extent, target, volume.Voxels.Buffer<ushort>(), bricks, planes, p);
                break;
            default:
                RaycastKernels.Launch.Extremum(volume.Device, extent, target, volume.Voxels.Buffer<float>(), bricks, planes, p);
                break;
        }
    }

    public static void Average(RaycastVolume volume, Index2D extent, DeviceView<float> target, DeviceBuffer<float> planes, RaycastParameters p)
    {
        switch (volume.Voxels.ElementType)
        {
            case ElementType.Int16:
                RaycastKernels.Launch.AverageInt16(volume.Device, extent, target, volume.Voxels.Buffer<short>(), planes, p);
                break;
            case ElementType.UInt16:
                RaycastKernels.Launch.AverageUInt16(volume.Device, extent, target, volume.Voxels.Buffer<ushort>(), planes, p);
                break;
            default:
                RaycastKernels.Launch.Average(volume.Device, extent, target, volume.Voxels.Buffer<float>(), planes, p);
                break;
        }
    }

    public static void Composite(RaycastVolume volume, Index2D extent, DeviceView<int> target, DeviceBuffer<byte> emptiness, DeviceBuffer<float> table, DeviceBuffer<float> planes, RaycastParameters p)
    {
        switch (volume.Voxels.ElementType)
        {
            case ElementType.Int16:
                RaycastKernels.Launch.CompositeInt16(volume.Device, extent, target, volume.Voxels.Buffer<short>(), emptiness, table, planes, p);
                break;
            case ElementType.UInt16:
                RaycastKernels.Launch.CompositeUInt16(volume.Device, extent, target, volume.Voxels.Buffer<ushort>(), emptiness, table, planes, p);
                break;
            default:
                RaycastKernels.Launch.Composite(volume.Device, extent, target, volume.Voxels.Buffer<float>(), emptiness, table, planes, p);
                break;
        }
    }

    public static void Isosurface(RaycastVolume volume, Index2D extent, DeviceView<int> target, DeviceBuffer<byte> emptiness, DeviceBuffer<float> planes, RaycastParameters p)
    {
        switch (volume.Voxels.ElementType)
        {
            case ElementType.Int16:
                RaycastKernels.Launch.IsosurfaceInt16(volume.Device, extent, target, volume.Voxels.Buffer<short>(), emptiness, planes, p);
                break;
            case ElementType.UInt16:
                RaycastKernels.Launch.IsosurfaceUInt16(volume.Device, extent, target, volume.Voxels.Buffer<ushort>(), emptiness, planes, p);
                break;
            default:
                RaycastKernels.Launch.Isosurface(volume.Device, extent, target, volume.Voxels.Buffer<float>(), emptiness, planes, p);
                break;
        }
    }

    public static void BrickRange(RaycastVolume volume, DeviceBuffer<float> minimum, DeviceBuffer<float> maximum, DeviceBuffer<int> notFinite)
    {
        var (bricks, size) = (volume.Bricks, volume.Geometry.Size);
        var extent = new Index3D(bricks.I, bricks.J, bricks.K);
        switch (volume.Voxels.ElementType)
        {
            case ElementType.Int16:
                BrickKernels.Launch.RangeInt16(volume.Device, extent, minimum, maximum, notFinite, volume.Voxels.Buffer<short>(), bricks.I, bricks.J, size.I, size.J, size.K);
                break;
            case ElementType.UInt16:
                BrickKernels.Launch.RangeUInt16(volume.Device, extent, minimum, maximum, notFinite, volume.Voxels.Buffer<ushort>(), bricks.I, bricks.J, size.I, size.J, size.K);
                break;
            default:
                BrickKernels.Launch.Range(volume.Device, extent, minimum, maximum, notFinite, volume.Voxels.Buffer<float>(), bricks.I, bricks.J, size.I, size.J, size.K);
                break;
        }
    }
}
