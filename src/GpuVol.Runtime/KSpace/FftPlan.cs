using System.Collections.Concurrent;
using System.Numerics;
using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// A Fourier transform of arrays of one shape: which axes, direction, norm and centring. Plans are immutable, may be used from
/// any thread on any device, and are cached: asking for the same one again is cheap.
/// </summary>
/// <remarks>
/// Any length. Factors and twiddles are rounded once from float64. Relative error (L2) of complex64 below 3e-7 · log2(n).
/// Scale and centring are part of the passes and cost nothing. NaN and infinities spread over their transform.
/// </remarks>
public sealed class FftPlan
{
    private const int MaxCached = 256;
    private static readonly ConcurrentDictionary<Key, FftPlan> Cache = new();

    private FftPlan(FourierDescription description) => Description = description;

    /// <summary>Lengths of the axes, slowest first; of the real array for real transforms.</summary>
    public IReadOnlyList<int> Shape => Description.Shape;

    /// <summary>Lengths of the half spectrum of a real transform; of the array itself for a complex one.</summary>
    public IReadOnlyList<int> SpectrumShape => Description.Kind == FourierKind.Complex ? Shape : Description.HalfShape;

    /// <summary>Precision of the numbers that it takes.</summary>
    public ComplexPrecision Precision => Description.IsFloat64 ? ComplexPrecision.Complex128 : ComplexPrecision.Complex64;

    internal FourierDescription Description { get; }

    /// <summary>Complex to complex.</summary>
    /// <param name="shape">Lengths of the axes, slowest first, up to 16 axes.</param>
    /// <param name="axes">Axes to transform by place, negative from the end; null for all.</param>
    /// <param name="direction">Sign of the exponent.</param>
    /// <param name="norm">Where 1 / n goes.</param>
    /// <param name="centering">Whether element n / 2 of each transformed axis is its origin.</param>
    /// <param name="precision">complex64, or complex128 (CPU only).</param>
    /// <exception cref="ArgumentException">A length is less than 1, an axis does not exist or is named twice.</exception>
    public static FftPlan Complex(IReadOnlyList<int> shape, IReadOnlyList<int>? axes = null, FftDirection direction = FftDirection.Forward, FftNorm norm = FftNorm.Backward, Centering centering = Centering.None, ComplexPrecision precision = ComplexPrecision.Complex64) =>
        Get(FourierKind.Complex, shape, axes, direction, norm, centering, precision);

    /// <summary>Real to half spectrum, as <c>scipy.fft.rfftn</c>: the array's last axis keeps n / 2 + 1 elements.</summary>
    /// <param name="shape">Lengths of the real array's axes.</param>
    /// <param name="axes">Axes to transform, the last axis among them; null for all.</param>
    /// <param name="norm">Where 1 / n goes.</param>
    /// <param name="precision">float32, or float64 (CPU only).</param>
    /// <exception cref="ArgumentException">As for <see cref="Complex"/>, or the last axis is not among those to transform.</exception>
    public static FftPlan RealForward(IReadOnlyList<int> shape, IReadOnlyList<int>? axes = null, FftNorm norm = FftNorm.Backward, ComplexPrecision precision = ComplexPrecision.Complex64) =>
        Get(FourierKind.RealForward, shape, axes, FftDirection.Forward, norm, Centering.None, precision);

    /// <summary>Half spectrum to real, as <c>scipy.fft.irfftn</c> with the real shape given.</summary>
    /// <param name="shape">Lengths of the real array's axes.</param>
    /// <param name="axes">Axes to transform, the last axis among them; null for all.</param>
    /// <param name="norm">Where 1 / n goes.</param>
    /// <param name="precision">float32, or float64 (CPU only).</param>
    /// <exception cref="ArgumentException">As for <see cref="RealForward"/>.</exception>
    public static FftPlan RealInverse(IReadOnlyList<int> shape, IReadOnlyList<int>? axes = null, FftNorm norm = FftNorm.Backward, ComplexPrecision precision = ComplexPrecision.Complex64) =>
        Get(FourierKind.RealInverse, shape, axes, FftDirection.Inverse, norm, Centering.None, precision);

    /// <summary>Runs a complex transform in complex64.</summary>
    /// <param name="source">As many numbers as the shape has, C order; not modified unless it is the target.</param>
    /// <param name="target">The result; the same view as <paramref name="source"/> transforms in place.</param>
    /// <exception cref="ArgumentException">A view has another length, the two overlap in part or lie on different devices, or the plan is of another kind.</exception>
    public void Execute(DeviceView<Float2> source, DeviceView<Float2> target)
    {
        Check(FourierKind.Complex, ComplexPrecision.Complex64, source.Length, Description.Count, target.Length, Description.Count);
        Run(source.Memory, source.Offset * 8, source.Length * 8, target.Memory, target.Offset * 8, target.Length * 8);
    }

    /// <summary>Runs a complex transform in complex128, on the CPU.</summary>
    /// <inheritdoc cref="Execute(DeviceView{Float2}, DeviceView{Float2})"/>
    public void Execute(DeviceView<Complex> source, DeviceView<Complex> target)
    {
        Check(FourierKind.Complex, ComplexPrecision.Complex128, source.Length, Description.Count, target.Length, Description.Count);
        Run(source.Memory, source.Offset * 16, source.Length * 16, target.Memory, target.Offset * 16, target.Length * 16);
    }

    /// <summary>Runs a real transform to the half spectrum.</summary>
    /// <param name="source">As many numbers as the shape has; not modified.</param>
    /// <param name="target">As many as <see cref="SpectrumShape"/> has.</param>
    /// <exception cref="ArgumentException">A view has another length, the two overlap or lie on different devices, or the plan is of another kind.</exception>
    public void Execute(DeviceView<float> source, DeviceView<Float2> target)
    {
        Check(FourierKind.RealForward, ComplexPrecision.Complex64, source.Length, Description.Count, target.Length, Description.HalfCount);
        Run(source.Memory, source.Offset * 4, source.Length * 4, target.Memory, target.Offset * 8, target.Length * 8);
    }

    /// <summary>Runs a real transform to the half spectrum in float64, on the CPU.</summary>
    /// <inheritdoc cref="Execute(DeviceView{float}, DeviceView{Float2})"/>
    public void Execute(DeviceView<double> source, DeviceView<Complex> target)
    {
        Check(FourierKind.RealForward, ComplexPrecision.Complex128, source.Length, Description.Count, target.Length, Description.HalfCount);
        Run(source.Memory, source.Offset * 8, source.Length * 8, target.Memory, target.Offset * 16, target.Length * 16);
    }

    /// <summary>Runs a transform from the half spectrum to real numbers.</summary>
    /// <param name="source">As many numbers as <see cref="SpectrumShape"/> has; not modified. Imaginary parts that a real array's spectrum cannot have are ignored.</param>
    /// <param name="target">As many as the shape has.</param>
    /// <exception cref="ArgumentException">A view has another length, the two overlap or lie on different devices, or the plan is of another kind.</exception>
    public void Execute(DeviceView<Float2> source, DeviceView<float> target)
    {
        Check(FourierKind.RealInverse, ComplexPrecision.Complex64, source.Length, Description.HalfCount, target.Length, Description.Count);
        Run(source.Memory, source.Offset * 8, source.Length * 8, target.Memory, target.Offset * 4, target.Length * 4);
    }

    /// <summary>Runs a transform from the half spectrum to real numbers in float64, on the CPU.</summary>
    /// <inheritdoc cref="Execute(DeviceView{Float2}, DeviceView{float})"/>
    public void Execute(DeviceView<Complex> source, DeviceView<double> target)
    {
        Check(FourierKind.RealInverse, ComplexPrecision.Complex128, source.Length, Description.HalfCount, target.Length, Description.Count);
        Run(source.Memory, source.Offset * 16, source.Length * 16, target.Memory, target.Offset * 8, target.Length * 8);
    }

    private static FftPlan Get(FourierKind kind, IReadOnlyList<int> shape, IReadOnlyList<int>? axes, FftDirection direction, FftNorm norm, Centering centering, ComplexPrecision precision)
    {
        var key = new Key(kind, string.Join(',', shape), axes is null ? string.Empty : string.Join(',', axes), direction, norm, centering, precision);
        if (Cache.TryGetValue(key, out var plan))
            return plan;
        var lengths = ArrayShape.Check(shape, nameof(FftPlan));
        if (lengths.Count > 16)
            throw new ArgumentException($"FftPlan: {lengths.Count} axes; there may be 16.", nameof(shape));
        var places = ArrayShape.Axes(lengths, axes, nameof(FftPlan));
        if (kind != FourierKind.Complex && (places.Length == 0 || places[^1] != lengths.Count - 1))
            throw new ArgumentException($"FftPlan: a real transform halves the last axis, {lengths.Count - 1}, which is not among those to transform ({string.Join(", ", places)}).", nameof(axes));
        var count = places.Aggregate(1.0, (product, axis) => product * lengths[axis]);
        var scale = norm switch
        {
            FftNorm.Ortho => 1 / Math.Sqrt(count),
            FftNorm.Backward => direction == FftDirection.Inverse ? 1 / count : 1,
            _ => direction == FftDirection.Forward ? 1 / count : 1,
        };
        plan = new FftPlan(new FourierDescription
        {
            Kind = kind,
            Shape = lengths,
            Axes = places,
            Inverse = direction == FftDirection.Inverse,
            Centered = centering == Centering.Centered,
            Scale = scale,
            IsFloat64 = precision == ComplexPrecision.Complex128,
        });
        if (Cache.Count >= MaxCached)
            Cache.Clear();
        return Cache.GetOrAdd(key, plan);
    }

    private void Check(FourierKind kind, ComplexPrecision precision, long source, long sourceWanted, long target, long targetWanted)
    {
        if (kind != Description.Kind || precision != Precision)
            throw new ArgumentException($"FftPlan: the plan is {Description.Kind} in {Precision}, but the views are those of {kind} in {precision}.");
        if (source != sourceWanted)
            throw new ArgumentException($"FftPlan: the source has {source} numbers but a transform of {ArrayShape.Describe(Shape)} takes {sourceWanted}.", nameof(source));
        if (target != targetWanted)
            throw new ArgumentException($"FftPlan: the target has {target} numbers but a transform of {ArrayShape.Describe(Shape)} gives {targetWanted}.", nameof(target));
    }

    private void Run(DeviceMemory source, long sourceOffset, long sourceBytes, DeviceMemory target, long targetOffset, long targetBytes)
    {
        var device = target.Device;
        if (source.Device != device)
            throw new ArgumentException($"FftPlan: the source lies on {source.Device.Info.Id} but the target on {device.Info.Id}. Upload it there first.");
        ObjectDisposedException.ThrowIf(source.IsReleased || target.IsReleased, this);
        var overlap = source == target && sourceOffset < targetOffset + targetBytes && targetOffset < sourceOffset + sourceBytes;
        if (overlap && (Description.Kind != FourierKind.Complex || sourceOffset != targetOffset))
            throw new ArgumentException("FftPlan: source and target overlap; only a complex transform may work in place, on one and the same view.");
        if (device.TryRunWhole(new FourierOperation(source, sourceOffset, target, targetOffset, Description)))
            return;
        if (Description.IsFloat64)
            throw new NotSupportedException($"complex128 is computed on the CPU only, not on {device.Info.Id}. Use the CPU device, or complex64.");
        FourierPasses.Run(Description, source, sourceOffset, target, targetOffset);
    }

    private readonly record struct Key(FourierKind Kind, string Shape, string Axes, FftDirection Direction, FftNorm Norm, Centering Centering, ComplexPrecision Precision);
}
