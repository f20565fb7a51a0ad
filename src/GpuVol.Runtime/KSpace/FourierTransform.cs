using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Discrete Fourier transforms of arrays on a device: any shape, any axes, any length.</summary>
/// <remarks>Made of cached <see cref="FftPlan"/>s, which also work in place, on parts of buffers and in float64 real numbers.</remarks>
public static class FourierTransform
{
    /// <summary>Forward transform, as <c>scipy.fft.fftn</c>; centred: <c>fftshift(fftn(ifftshift(x)))</c>.</summary>
    /// <param name="source">Not modified.</param>
    /// <param name="axes">Axes to transform by place, negative from the end; null for all.</param>
    /// <param name="norm">Where 1 / n goes.</param>
    /// <param name="centering">Whether element n / 2 of each transformed axis is its origin.</param>
    /// <returns>A new array of the same shape and precision.</returns>
    /// <exception cref="ArgumentException">An axis does not exist or is named twice.</exception>
    public static DeviceComplexArray Forward(DeviceComplexArray source, IReadOnlyList<int>? axes = null, FftNorm norm = FftNorm.Backward, Centering centering = Centering.None) =>
        ToNew(source, FftDirection.Forward, axes, norm, centering);

    /// <summary>Inverse transform, as <c>scipy.fft.ifftn</c>; centred: <c>fftshift(ifftn(ifftshift(x)))</c>.</summary>
    /// <inheritdoc cref="Forward(DeviceComplexArray, IReadOnlyList{int}?, FftNorm, Centering)"/>
    public static DeviceComplexArray Inverse(DeviceComplexArray source, IReadOnlyList<int>? axes = null, FftNorm norm = FftNorm.Backward, Centering centering = Centering.None) =>
        ToNew(source, FftDirection.Inverse, axes, norm, centering);

    /// <summary>Transforms into an array that is there; the source itself for a transform in place.</summary>
    /// <param name="source">Not modified unless it is <paramref name="target"/>.</param>
    /// <param name="target">Of the same shape, precision and device.</param>
    /// <param name="direction">Sign of the exponent.</param>
    /// <param name="axes">Axes to transform by place, negative from the end; null for all.</param>
    /// <param name="norm">Where 1 / n goes.</param>
    /// <param name="centering">Whether element n / 2 of each transformed axis is its origin.</param>
    /// <exception cref="ArgumentException">Shapes, precisions or devices differ, an axis does not exist or is named twice.</exception>
    public static void Transform(DeviceComplexArray source, DeviceComplexArray target, FftDirection direction, IReadOnlyList<int>? axes = null, FftNorm norm = FftNorm.Backward, Centering centering = Centering.None)
    {
        if (!source.Shape.SequenceEqual(target.Shape) || source.Precision != target.Precision)
            throw new ArgumentException($"FourierTransform: the source is {ArrayShape.Describe(source.Shape)} {source.Precision} but the target {ArrayShape.Describe(target.Shape)} {target.Precision}; they must agree.", nameof(target));
        var plan = FftPlan.Complex(source.Shape, axes, direction, norm, centering, source.Precision);
        if (source.Precision == ComplexPrecision.Complex64)
            plan.Execute(source.Buffer.View, target.Buffer.View);
        else
            plan.Execute(source.Buffer128.View, target.Buffer128.View);
    }

    /// <summary>Transforms real numbers to the half spectrum, as <c>scipy.fft.rfftn</c>.</summary>
    /// <param name="source">Real numbers [shape], C order; not modified.</param>
    /// <param name="shape">Lengths of the axes, slowest first.</param>
    /// <param name="axes">Axes to transform, the last axis among them; null for all.</param>
    /// <param name="norm">Where 1 / n goes.</param>
    /// <returns>A new array whose last axis has n / 2 + 1 elements.</returns>
    /// <exception cref="ArgumentException">The number of elements is not that of the shape, or the axes do not fit.</exception>
    public static DeviceComplexArray ForwardReal(DeviceView<float> source, IReadOnlyList<int> shape, IReadOnlyList<int>? axes = null, FftNorm norm = FftNorm.Backward)
    {
        var plan = FftPlan.RealForward(shape, axes, norm);
        if (source.Length != plan.Description.Count)
            throw new ArgumentException($"FourierTransform: {source.Length} numbers for the shape {ArrayShape.Describe(shape)}.", nameof(source));
        var result = DeviceComplexArray.Allocate(source.Memory.Device, plan.SpectrumShape);
        try
        {
            plan.Execute(source, result.Buffer.View);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Transforms a float32 volume to its half spectrum [nk, nj, ni / 2 + 1].</summary>
    /// <exception cref="ArgumentException">The volume is not float32 intensities.</exception>
    public static DeviceComplexArray ForwardReal(DeviceVolume source, FftNorm norm = FftNorm.Backward)
    {
        if (!source.IsFloat32Intensity)
            throw new ArgumentException($"FourierTransform: the volume holds {source.ElementType.ShortName()} with a rescale or another type than f32; use IntensityTransforms.ToFloat32 first.", nameof(source));
        var size = source.Geometry.Size;
        return ForwardReal(source.Buffer<float>().View, [size.K, size.J, size.I], null, norm);
    }

    /// <summary>Transforms a half spectrum to real numbers, as <c>scipy.fft.irfftn</c>.</summary>
    /// <param name="source">The half spectrum [shape, the last axis n / 2 + 1]; not modified.</param>
    /// <param name="target">Real numbers [shape].</param>
    /// <param name="shape">Lengths of the real array's axes: they tell an even last axis from an odd one.</param>
    /// <param name="axes">Axes to transform, the last axis among them; null for all.</param>
    /// <param name="norm">Where 1 / n goes.</param>
    /// <exception cref="ArgumentException">Lengths do not fit the shape.</exception>
    public static void InverseReal(DeviceComplexArray source, DeviceView<float> target, IReadOnlyList<int> shape, IReadOnlyList<int>? axes = null, FftNorm norm = FftNorm.Backward)
    {
        var plan = FftPlan.RealInverse(shape, axes, norm);
        if (!source.Shape.SequenceEqual(plan.SpectrumShape))
            throw new ArgumentException($"FourierTransform: the half spectrum of {ArrayShape.Describe(shape)} real numbers is {ArrayShape.Describe(plan.SpectrumShape)}, not {ArrayShape.Describe(source.Shape)}.", nameof(source));
        plan.Execute(source.Buffer.View, target);
    }

    /// <summary>The least length of at least <paramref name="length"/> whose prime factors are 2, 3, 5 and 7: a good length to pad to.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is less than 1 or above 2^30.</exception>
    public static int FastLength(int length)
    {
        if (length is < 1 or > 1 << 30)
            throw new ArgumentOutOfRangeException(nameof(length), $"FastLength: {length}; give 1 to {1 << 30}.");
        return FourierLengths.NextSmooth(length);
    }

    private static DeviceComplexArray ToNew(DeviceComplexArray source, FftDirection direction, IReadOnlyList<int>? axes, FftNorm norm, Centering centering)
    {
        _ = FftPlan.Complex(source.Shape, axes, direction, norm, centering, source.Precision);
        var result = DeviceComplexArray.Allocate(source.Device, source.Shape, source.Precision);
        try
        {
            Transform(source, result, direction, axes, norm, centering);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }
}
