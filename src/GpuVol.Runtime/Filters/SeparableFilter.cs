using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Plans a separable convolution: one fused launch where the device has it, else one pass per axis through a scratch volume.</summary>
internal static class SeparableFilter
{
    // j first: rows are then filtered from the source as they lie, and the i pass finds them in the cache. Both plans keep this order.
    private static readonly int[] AxisOrder = [1, 0, 2];

    // SciPy's. It matters beyond a constant border whose value the filter along an earlier axis would have changed.
    private static readonly int[] LastAxisFirst = [2, 1, 0];

    /// <summary>
    /// Filters along i, j, k where <paramref name="axes"/> has an entry; null leaves an axis as it is. With <paramref name="keepsBorderValue"/> false
    /// the weights of an axis do not sum to 1; a constant border other than 0 is then put around each pass in SciPy's order, k, j, i.
    /// </summary>
    public static DeviceVolume Apply(DeviceVolume source, IReadOnlyList<SeparableAxis?> axes, Border border, float borderValue, bool keepsBorderValue = true)
    {
        var borderMode = FilterBorder.Mode(border);
        if (axes.All(a => a is null))
            return IntensityTransforms.ToFloat32(source);
        var orderMatters = !keepsBorderValue && borderMode == BorderModes.Constant && borderValue != 0;
        var fused = !orderMatters && axes.Count(a => a is not null) > 1 && source.Device.HasFusedKernel(ConvolutionKernels.Definitions.ConvolveSeparable);
        return SlabFilter.Apply(source, Math.Max(0, Radius(axes[2])), borderMode, fused ? 0 : 1, whole => Whole(whole, axes, fused, orderMatters, borderMode, borderValue));
    }

    private static DeviceVolume Whole(DeviceVolume source, IReadOnlyList<SeparableAxis?> axes, bool fused, bool orderMatters, int borderMode, float borderValue)
    {
        using var converted = source.IsFloat32Intensity ? null : IntensityTransforms.ToFloat32(source);
        var input = (converted ?? source).Buffer<float>();
        var result = DeviceVolume.Allocate(source.Device, source.Geometry, source.Metadata);
        try
        {
            if (fused)
                Fused(input, result, axes, borderMode, borderValue);
            else
                AxisByAxis(input, result, axes, orderMatters ? LastAxisFirst : AxisOrder, borderMode, borderValue);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static void Fused(DeviceBuffer<float> input, DeviceVolume result, IReadOnlyList<SeparableAxis?> axes, int border, float borderValue)
    {
        var size = result.Geometry.Size;
        using var weightsI = Weights(result.Device, axes[0]);
        using var weightsJ = Weights(result.Device, axes[1]);
        using var weightsK = Weights(result.Device, axes[2]);
        var p = new SeparableConvolutionParameters
        {
            SizeI = size.I,
            SizeJ = size.J,
            SizeK = size.K,
            RadiusI = Radius(axes[0]),
            RadiusJ = Radius(axes[1]),
            RadiusK = Radius(axes[2]),
            ParityI = axes[0]?.Parity ?? 1,
            ParityJ = axes[1]?.Parity ?? 1,
            ParityK = axes[2]?.Parity ?? 1,
            Border = border,
            BorderValue = borderValue,
        };
        ConvolutionKernels.Launch.ConvolveSeparable(result.Device, new Index3D(size.I, size.J, size.K), input, result.Buffer<float>(), weightsI, weightsJ, weightsK, p);
    }

    private static void AxisByAxis(DeviceBuffer<float> input, DeviceVolume result, IReadOnlyList<SeparableAxis?> axes, int[] axisOrder, int border, float borderValue)
    {
        var passes = axisOrder.Where(axis => axes[axis] is not null).ToArray();
        var size = result.Geometry.Size;
        using var scratch = passes.Length > 1 ? result.Device.Allocate<float>(size.Voxels) : null;
        var from = input;
        for (var pass = 0; pass < passes.Length; pass++)
        {
            // The passes alternate so that the last one ends in the result.
            var to = (passes.Length - pass) % 2 == 1 ? result.Buffer<float>() : scratch!;
            var axis = axes[passes[pass]]!;
            using var weights = Weights(result.Device, axis);
            var p = new ConvolutionParameters
            {
                SizeI = size.I,
                SizeJ = size.J,
                SizeK = size.K,
                Axis = passes[pass],
                Radius = Radius(axis),
                Parity = axis.Parity,
                Border = border,
                BorderValue = borderValue,
            };
            ConvolutionKernels.Launch.ConvolveAlongAxis(result.Device, new Index3D(size.I, size.J, size.K), from, to, weights, p);
            from = to;
        }
    }

    private static int Radius(SeparableAxis? axis) => axis is null ? -1 : axis.HalfWeights.Length - 1;

    private static DeviceBuffer<float> Weights(ComputeDevice device, SeparableAxis? axis) =>
        device.Allocate<float>(axis is null ? [1f] : axis.HalfWeights);
}
