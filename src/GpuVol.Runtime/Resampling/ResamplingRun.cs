using GpuVol.Kernels;

namespace GpuVol;

/// <summary>A resampling under way: what its slabs share. The creator disposes it, and each slab.</summary>
public sealed class ResamplingRun : IDisposable
{
    private readonly ResamplingPlan _plan;
    private readonly DeviceVolume _source;
    private readonly DeviceVolume? _blurred;
    private readonly ElementType _resultType;
    private DeviceVolume? _converted;
    private DeviceBuffer<float>? _coefficients;

    internal ResamplingRun(ResamplingPlan plan, DeviceVolume source)
    {
        _plan = plan;
        _source = source;
        var options = plan.Options;
        if (options.Labels != LabelInterpolation.None)
            CheckLabels(source);
        else if (options.Antialias && plan.AntialiasSigmaVoxels() is var sigma && sigma != Vector3D.Zero)
            _source = _blurred = VolumeFilters.GaussianBlurVoxels(source, sigma, Border.Mirror);

        // Names keep their type; what a rescale has made of them may need float32.
        _resultType = options.Labels != LabelInterpolation.None && source.Rescale.IsIdentity ? source.ElementType : ElementType.Float32;
    }

    /// <summary>The target slices [<paramref name="first"/>, <paramref name="first"/> + <paramref name="count"/>) as a volume of their own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The slices leave the target.</exception>
    public DeviceVolume Slab(int first, int count)
    {
        var target = _plan.Target;
        if (first < 0 || count < 1 || first > target.Size.K - count)
            throw new ArgumentOutOfRangeException(nameof(first), $"ResamplingRun: slices [{first}, {first + count}) leave the {target.Size.K} of the target.");
        var geometry = new VolumeGeometry(
            new Size3D(target.Size.I, target.Size.J, count),
            target.SpacingMm,
            first == 0 ? target.OriginMm : target.VoxelToPatient(new Vector3D(0, 0, first)),
            target.Direction);
        var result = DeviceVolume.Allocate(_source.Device, geometry, _source.Metadata);
        try
        {
            if (_plan.Options.Labels == LabelInterpolation.Linear)
                LabelsLinear(result, first);
            else if (_plan.IsSeparable)
                Separable(result, first);
            else
                Affine(result, first);
            if (_resultType == ElementType.Float32)
                return result;
            var labels = IntensityTransforms.ConvertTo(result, _resultType);
            result.Dispose();
            return labels;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _coefficients?.Dispose();
        _converted?.Dispose();
        _blurred?.Dispose();
    }

    private Interpolation Order => _plan.Options.Labels == LabelInterpolation.Nearest ? Interpolation.Nearest : _plan.Options.Interpolation;

    private void Separable(DeviceVolume result, int first)
    {
        if (Order >= Interpolation.Quadratic)
        {
            SeparableSpline(result, first);
            return;
        }

        var device = _source.Device;
        var size = result.Geometry.Size;
        var tables = new AxisTable[3];
        for (var axis = 0; axis < 3; axis++)
        {
            var positions = _plan.Positions(axis, axis == 2 ? first : 0, size[axis]);
            tables[axis] = new AxisTable(_source.Geometry.Size[axis], size[axis], _plan.Options.Border);
            for (var t = 0; t < size[axis]; t++)
            {
                if (Order == Interpolation.Linear)
                    tables[axis].SetLinear(t, positions[t]);
                else
                    tables[axis].SetNearest(t, positions[t]);
            }
        }

        var p = Parameters(_source.Geometry.Size, size);
        var isLinear = Order == Interpolation.Linear;
        var allIndices = tables.SelectMany(t => isLinear ? t.First.Concat(t.Second) : t.First).ToArray();
        var allWeights = isLinear ? tables.SelectMany(t => t.FirstWeight.Concat(t.SecondWeight).Concat(t.Coverage)).ToArray() : null;
        if (device.TryRunWhole(new TableResamplingOperation(_source.Memory, (VoxelStorage)_source.ElementType, IntensityTransforms.RescaleTable(_source.Rescale), allIndices, allWeights, result.Memory, p)))
            return;
        var extent = new Index3D(size.I, size.J, size.K);
        using var indices = device.Allocate<int>(allIndices);
        if (allWeights is null)
        {
            ResamplingKernels.Launch.ResampleNearest(device, extent, Intensities(), result.Buffer<float>(), indices, p);
            return;
        }

        using var weights = device.Allocate<float>(allWeights);
        ResamplingKernels.Launch.ResampleLinear(device, extent, Intensities(), result.Buffer<float>(), indices, weights, p);
    }

    private void SeparableSpline(DeviceVolume result, int first)
    {
        var device = _source.Device;
        var options = _plan.Options;
        var pad = BSpline.Pad(options.Border, Order);
        var padded = SplineCoefficients.PaddedSize(_source.Geometry.Size, pad);
        var size = result.Geometry.Size;
        var tables = new SplineAxisTable[3];
        for (var axis = 0; axis < 3; axis++)
        {
            var positions = _plan.Positions(axis, axis == 2 ? first : 0, size[axis]);
            for (var t = 0; t < positions.Length; t++)
                positions[t] += pad;
            tables[axis] = new SplineAxisTable(padded[axis], positions, Order, options.Border);
        }

        var allIndices = tables.SelectMany(t => t.Indices).ToArray();
        var allWeights = tables.SelectMany(t => t.Weights).ToArray();
        var p = Parameters(padded, size);
        var taps = (int)Order + 1;
        var prefilter = SplineCoefficients.Prefilter(_source, Order, options.Border, options.OutsideValue);
        var operation = new SplineResamplingOperation(prefilter, allIndices, allWeights, taps, result.Memory, p);
        if (device.TryRunWhole(operation))
            return;
        using var indices = device.Allocate<int>(allIndices);
        using var weights = device.Allocate<float>(allWeights);
        SplineKernels.Launch.ResampleSeparable(device, new Index3D(size.I, size.J, size.K), Coefficients(), result.Buffer<float>(), indices, weights, p, taps);
    }

    private void Affine(DeviceVolume result, int first)
    {
        var options = _plan.Options;
        var size = result.Geometry.Size;
        var device = _source.Device;
        var p = AffineParametersOf(size, BSpline.Pad(options.Border, Order), first);
        var prefilter = SplineCoefficients.Prefilter(_source, Order, options.Border, options.OutsideValue);
        if (!device.TryRunWhole(new AffineResamplingOperation(prefilter, p, (int)Order, result.Memory, size.K)))
            AffineKernels.Launch.Resample(device, new Index3D(size.I, size.J, size.K), Coefficients(), result.Buffer<float>(), p, (int)Order);
    }

    private void LabelsLinear(DeviceVolume result, int first)
    {
        var size = result.Geometry.Size;
        var extent = new Index3D(size.I, size.J, size.K);
        if (!_plan.IsSeparable)
        {
            LabelKernels.Launch.ResampleAffine(_source.Device, extent, Intensities(), result.Buffer<float>(), AffineParametersOf(size, 0, first));
            return;
        }

        var positions = Enumerable.Range(0, 3).SelectMany(axis => _plan.Positions(axis, axis == 2 ? first : 0, size[axis])).ToArray();
        using var table = _source.Device.Allocate<double>(positions);
        LabelKernels.Launch.ResampleSeparable(_source.Device, extent, Intensities(), result.Buffer<float>(), table, AffineParametersOf(size, 0, first));
    }

    private DeviceBuffer<float> Intensities() =>
        (_source.IsFloat32Intensity ? _source : _converted ??= IntensityTransforms.ToFloat32(_source)).Buffer<float>();

    private DeviceBuffer<float> Coefficients() =>
        Order <= Interpolation.Linear ? Intensities() : _coefficients ??= SplineCoefficients.Compute(_source, Order, _plan.Options.Border, _plan.Options.OutsideValue);

    private ResamplingParameters Parameters(Size3D source, Size3D target) => new()
    {
        SourceI = source.I,
        SourceJ = source.J,
        TargetI = target.I,
        TargetJ = target.J,
        TargetK = target.K,
        OutsideValue = _plan.Options.OutsideValue,
    };

    private AffineParameters AffineParametersOf(Size3D target, int pad, int firstK)
    {
        var (m, offset) = (_plan.Map.Matrix, _plan.Map.Offset);
        var source = SplineCoefficients.PaddedSize(_source.Geometry.Size, pad);
        return new AffineParameters
        {
            II = m[0, 0],
            IJ = m[0, 1],
            IK = m[0, 2],
            I0 = offset.X + pad,
            JI = m[1, 0],
            JJ = m[1, 1],
            JK = m[1, 2],
            J0 = offset.Y + pad,
            KI = m[2, 0],
            KJ = m[2, 1],
            KK = m[2, 2],
            K0 = offset.Z + pad,
            SourceI = source.I,
            SourceJ = source.J,
            SourceK = source.K,
            TargetI = target.I,
            TargetJ = target.J,
            FirstK = firstK,
            Border = SplineAxisTable.Mode(_plan.Options.Border),
            OutsideValue = _plan.Options.OutsideValue,
        };
    }

    // Labels travel as float32, which holds whole numbers up to 2^24.
    private static void CheckLabels(DeviceVolume source)
    {
        const double Greatest = 1 << 24;
        if (source.ElementType != ElementType.Int32)
            return;
        using var host = source.ToHost();
        var figures = IntensityTransforms.Statistics(host);
        if (!(Math.Abs(figures.Min) <= Greatest && Math.Abs(figures.Max) <= Greatest))
            throw new ArgumentException($"ResamplingPlan: the labels go from {figures.Min} to {figures.Max}, beyond {Greatest}. Number them anew.", nameof(source));
    }
}
