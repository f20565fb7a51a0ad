using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Runs a box filter slab by slab, along k, then i, then j, so that only a few slices lie between the passes.</summary>
internal static class BoxFilter
{
    // Slabs of this size stay in the last-level cache of a CPU and keep a GPU busy.
    private const long SlabVoxels = 1 << 20;

    private static readonly int[] AxisOrder = [2, 0, 1];

    /// <summary>The statistic of the box around each voxel.</summary>
    public static DeviceVolume Apply(DeviceVolume source, Size3D window, BoxStatistic statistic, Border border, float borderValue)
    {
        ArgumentNullException.ThrowIfNull(source);
        var borderMode = FilterBorder.Mode(border);
        var axes = AxisOrder.Where(axis => window[axis] > 1).ToArray();
        if (axes.Length == 0)
            return IntensityTransforms.ToFloat32(source);
        var size = source.Geometry.Size;
        var slice = (long)size.I * size.J;
        var slab = (int)Math.Clamp(SlabVoxels / slice, 1, size.K);
        var before = window.K / 2;
        var result = DeviceVolume.Allocate(source.Device, source.Geometry, source.Metadata);
        try
        {
            using var converted = source.IsFloat32Intensity ? null : new IntensitySlab(source, slab + window.K - 1, borderMode, borderValue);
            using var first = source.Device.Allocate<float>(axes.Length > 1 ? slab * slice : 1);
            using var second = source.Device.Allocate<float>(axes.Length > 2 ? slab * slice : 1);
            for (var k = 0; k < size.K; k += slab)
            {
                var slices = Math.Min(slab, size.K - k);
                var from = converted?.Load(k - before, slices + window.K - 1) ?? source.Buffer<float>().View;
                var firstSlice = converted is null ? k : before;
                var sourceSlices = converted is null ? size.K : slices + window.K - 1;
                for (var pass = 0; pass < axes.Length; pass++)
                {
                    var to = pass == axes.Length - 1 ? result.Buffer<float>().View.SubView(k * slice, slices * slice) : pass == 0 ? first.View : second.View;
                    var p = new AxisWindowParameters
                    {
                        SizeI = size.I,
                        SizeJ = size.J,
                        SizeK = sourceSlices,
                        FirstSlice = firstSlice,
                        Axis = axes[pass],
                        Window = window[axes[pass]],
                        Scale = 1f / window[axes[pass]],
                        Border = borderMode,
                        BorderValue = borderValue,
                    };
                    Launch(source.Device, statistic, new Index3D(size.I, size.J, slices), from, to, p);
                    from = to;
                    firstSlice = 0;
                    sourceSlices = slices;
                }
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static void Launch(ComputeDevice device, BoxStatistic statistic, Index3D extent, DeviceView<float> source, DeviceView<float> target, AxisWindowParameters p)
    {
        switch (statistic)
        {
            case BoxStatistic.Minimum:
                BoxKernels.Launch.MinimumAlongAxis(device, extent, source, target, p);
                break;
            case BoxStatistic.Maximum:
                BoxKernels.Launch.MaximumAlongAxis(device, extent, source, target, p);
                break;
            default:
                BoxKernels.Launch.MeanAlongAxis(device, extent, source, target, p);
                break;
        }
    }
}
