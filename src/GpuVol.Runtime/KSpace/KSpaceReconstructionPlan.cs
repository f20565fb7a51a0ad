using System.Numerics;
using GpuVol.Kernels;

namespace GpuVol;

/// <summary>What a reconstruction does to each image, checked and sized once; owns the scratch arrays of one image.</summary>
internal sealed class KSpaceReconstructionPlan : IDisposable
{
    private readonly DeviceKSpace _kspace;
    private readonly KSpaceData _data;
    private readonly KSpaceReconstructionSettings _settings;
    private readonly ComputeDevice _device;
    private readonly Size3D _transformSize;
    private readonly Size3D _imageSize;
    private readonly Float2[]? _whitening;
    private readonly DeviceBuffer<Float2>? _samples;
    private readonly DeviceBuffer<Float2> _transformed;
    private readonly DeviceBuffer<Float2>? _cropped;
    private readonly DeviceBuffer<Float2>? _weights;
    private readonly DeviceBuffer<Float2>? _combined;
    private readonly DeviceComplexArray? _sensitivities;

    public KSpaceReconstructionPlan(DeviceKSpace kspace, KSpaceReconstructionSettings settings, Vector3D spacingMm)
    {
        _kspace = kspace;
        _data = kspace.Data;
        _settings = settings;
        _device = kspace.Device;
        (_transformSize, _imageSize) = Sizes();
        CheckSettings();
        _whitening = settings.Prewhiten ? Whitening() : null;
        Result = Describe(spacingMm);

        var arrays = IsSense ? 1 : _data.Coils;
        try
        {
            if (ChangesSamples)
                _samples = _device.Allocate<Float2>(_data.Size.Voxels * _data.Coils);
            _transformed = _device.Allocate<Float2>(_transformSize.Voxels * arrays);
            if (_imageSize != _transformSize)
                _cropped = _device.Allocate<Float2>(_imageSize.Voxels * arrays);
            if (settings.Sensitivities is { } given)
                _sensitivities = given.ToDevice(_device);
            if (settings.Combination == CoilCombination.Adaptive || NeedsCroppedSensitivities)
                _weights = _device.Allocate<Float2>(_imageSize.Voxels * _data.Coils);
            if (settings.Combination is CoilCombination.Adaptive or CoilCombination.Sensitivities && !Result.IsComplex)
                _combined = _device.Allocate<Float2>(_imageSize.Voxels);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What comes out.</summary>
    public KSpaceImagesDescription Result { get; }

    private bool IsSense => _settings.Combination == CoilCombination.Sense;

    private bool ChangesSamples => _whitening is not null || _settings.Conjugate || _settings.ReverseOddLines || _settings.PartialFourier != PartialFourierMethod.ZeroFill;

    private bool NeedsCroppedSensitivities =>
        _settings.Combination == CoilCombination.Sensitivities && _imageSize != _transformSize && _settings.Sensitivities!.Count == _transformSize.Voxels * _data.Coils;

    /// <summary>Reconstructs one image into its place.</summary>
    public void Run(int image, DeviceKSpaceImages images, List<IReadOnlyList<double>> residuals, CancellationToken cancellation)
    {
        var samples = Samples(image);
        var arrays = IsSense ? 1 : _data.Coils;
        DeviceView<Float2> transformed = _transformed.View;
        if (IsSense)
        {
            residuals.Add(Sense(image, samples, cancellation));
        }
        else if (_settings.Window == KSpaceWindow.None && _transformSize == _data.Size)
        {
            KSpaceGrid.Transform(samples, transformed, _transformSize, arrays, _data.TransformedAxes, FftDirection.Inverse, _settings.Norm);
        }
        else
        {
            Window(samples, transformed, arrays);
            KSpaceGrid.Transform(transformed, transformed, _transformSize, arrays, _data.TransformedAxes, FftDirection.Inverse, _settings.Norm);
        }

        if (_cropped is not null)
        {
            KSpaceGrid.Crop(transformed, _transformSize, _cropped, _imageSize, arrays);
            transformed = _cropped;
        }

        Combine(image, transformed, images);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _samples?.Dispose();
        _transformed?.Dispose();
        _cropped?.Dispose();
        _weights?.Dispose();
        _combined?.Dispose();
        _sensitivities?.Dispose();
    }

    private (Size3D Transform, Size3D Image) Sizes()
    {
        var wanted = _settings.TransformSize ?? _data.Encoding?.TransformSize ?? _data.Size;
        var image = _settings.ImageSize ?? (_settings.TransformSize is null ? _data.Encoding?.ReconSize : null) ?? wanted;
        if (_data.TransformedAxes == 2)
        {
            wanted = wanted with { K = _data.Size.K };
            image = image with { K = _data.Size.K };
        }

        for (var axis = 0; axis < 3; axis++)
        {
            if (wanted[axis] < 1 || image[axis] < 1 || image[axis] > wanted[axis])
                throw new ArgumentException($"KSpaceReconstruction: an image of {image} cannot be cut from a transform of {wanted}; each axis must have at least 1 voxel and not more than the transform.");
        }

        return (wanted, image);
    }

    private void CheckSettings()
    {
        if (!Enum.IsDefined(_settings.Combination) || !Enum.IsDefined(_settings.Part) || !Enum.IsDefined(_settings.Window) || !Enum.IsDefined(_settings.PartialFourier))
            throw new ArgumentOutOfRangeException(nameof(_settings), $"KSpaceReconstruction: no such setting: {_settings.Combination}, {_settings.Part}, {_settings.Window}, {_settings.PartialFourier}.");
        if (_settings.Combination == CoilCombination.RootSumOfSquares && _settings.Part != ImagePart.Magnitude && _data.Coils > 1)
            throw new ArgumentException($"KSpaceReconstruction: the root of the sum of squares of {_data.Coils} coils has no {_settings.Part.ToString().ToLowerInvariant()} but its magnitude. Combine adaptively, by sensitivities or by SENSE, or keep the coils apart.");
        if (_settings.Combination == CoilCombination.Sensitivities && _settings.Sensitivities is null)
            throw new ArgumentException("KSpaceReconstruction: a combination by sensitivities needs sensitivities.");
        if (_settings.Combination == CoilCombination.Adaptive && _data.Coils > CoilKernels.MostCoils)
            throw new ArgumentException($"KSpaceReconstruction: {_data.Coils} coils; the adaptive combination takes up to {CoilKernels.MostCoils}.");
        if (IsSense && _settings.PartialFourier != PartialFourierMethod.ZeroFill)
            throw new ArgumentException($"KSpaceReconstruction: SENSE and {_settings.PartialFourier} cannot be combined; SENSE fills what is missing itself.");
        if (_settings.PocsIterations < 1)
            throw new ArgumentException($"KSpaceReconstruction: {_settings.PocsIterations} POCS iterations; at least 1 is needed.");
        if (_settings.Sensitivities is { } given)
        {
            var sizes = IsSense ? new[] { _data.Size } : [_transformSize, _imageSize];
            int[] shape = [.. given.Shape];
            if (given.Precision != ComplexPrecision.Complex64 || !sizes.Any(s => shape.Where(n => n > 1).SequenceEqual(new[] { _data.Coils, s.K, s.J, s.I }.Where(n => n > 1))))
            {
                throw new ArgumentException(
                    $"KSpaceReconstruction: sensitivities of {ArrayShape.Describe(shape)} {given.Precision}; they must be complex64 [coil, k, j, i] with {_data.Coils} coils of {string.Join(" or ", sizes.Distinct())} voxels.");
            }
        }
    }

    private unsafe Float2[] Whitening()
    {
        if (_settings.NoiseSamples is { } given)
        {
            if (given.Precision != ComplexPrecision.Complex64 || given.Shape[0] != _data.Coils)
                throw new ArgumentException($"KSpaceReconstruction: noise of {ArrayShape.Describe(given.Shape)} {given.Precision}; it must be complex64 [coil, sample] with {_data.Coils} coils.");
            return NoisePrewhitening.Matrix(given.AsSpan<Vector2>(), _data.Coils);
        }

        if (_data.Noise is not { } noise)
            throw new ArgumentException("KSpaceReconstruction: prewhitening needs noise samples, and the data bring none. Give them apart.");
        fixed (Vector2* first = &noise[0, 0])
            return NoisePrewhitening.Matrix(new ReadOnlySpan<Vector2>(first, noise.Length), _data.Coils);
    }

    private KSpaceImagesDescription Describe(Vector3D spacingMm)
    {
        var keepsCoils = _settings.Combination == CoilCombination.None;
        var axes = _data.ImageAxes;
        var isStack = _imageSize.K == 1 && _data.TransformedAxes == 2 && axes.Count > 0 && axes[^1].Name is "slice" or "image" && !(keepsCoils && _data.HasCoilAxis);
        var size = isStack ? _imageSize with { K = axes[^1].Length } : _imageSize;
        var spacing = SpacingMm(spacingMm);
        return new KSpaceImagesDescription
        {
            ImageAxes = axes,
            Coils = keepsCoils ? _data.Coils : 1,
            HasCoilAxis = keepsCoils && _data.HasCoilAxis,
            Size = _imageSize,
            HasAxisK = _data.TransformedAxes == 3 || _imageSize.K > 1,
            IsComplex = _settings.Part == ImagePart.Complex,
            Geometry = _data.Placement?.Geometry(size, spacing, Origin(), isStack || _data.TransformedAxes == 2) ?? new VolumeGeometry(size, spacing),
        };
    }

    /// <summary>The voxel at the origin of space: n / 2 of the transform, less what is cut off before it.</summary>
    private Vector3D Origin()
    {
        int Along(int axis) => _transformSize[axis] / 2 - KSpaceGrid.CropStart(_transformSize[axis], _imageSize[axis]);
        return new Vector3D(Along(0), Along(1), Along(2));
    }

    /// <summary>Zero filling makes voxels smaller, over the same field of view.</summary>
    private Vector3D SpacingMm(Vector3D withoutHeader)
    {
        var (spacing, size) = _data.Encoding is { } encoding ? (encoding.SpacingMm, encoding.TransformSize) : (withoutHeader, _data.Size);
        return new Vector3D(
            spacing.X * size.I / _transformSize.I,
            spacing.Y * size.J / _transformSize.J,
            _data.TransformedAxes == 3 ? spacing.Z * size.K / _transformSize.K : spacing.Z);
    }

    /// <summary>The image's samples after everything that changes them.</summary>
    private DeviceView<Float2> Samples(int image)
    {
        var source = _kspace.Image(image);
        if (_samples is null)
            return source;
        if (_whitening is not null)
            NoisePrewhitening.Apply(source, _samples, _whitening, _data.Coils);
        else
            _device.Copy(source.Memory, source.Offset * 8, _samples.Memory, 0, _samples.Length * 8);
        if (_settings.Conjugate)
            ComplexKernels.Launch.Conjugate(_device, _samples.Length, _samples);
        if (_settings.ReverseOddLines)
            ComplexKernels.Launch.ReverseOddLines(_device, new Index3D((_data.Size.I + 1) / 2, _data.Size.J / 2, checked(_data.Size.K * _data.Coils)), _samples, _data.Size.I, _data.Size.J);
        if (_settings.PartialFourier != PartialFourierMethod.ZeroFill)
            PartialFourier.Fill(_samples, _data.Coils, SamplingMask.Of(_data, image), _data.TransformedAxes, _settings.PartialFourier, _settings.PocsIterations);
        return _samples;
    }

    private void Window(DeviceView<Float2> samples, DeviceView<Float2> target, int arrays) => KSpaceGrid.Resize(samples, _data.Size, target, _transformSize, arrays,
    [
        KSpaceWindows.Over(_settings.Window, _data.Size.I),
        KSpaceWindows.Over(_settings.Window, _data.Size.J),
        _data.TransformedAxes == 3 ? KSpaceWindows.Over(_settings.Window, _data.Size.K) : KSpaceWindows.Ones(_data.Size.K),
    ]);

    private IReadOnlyList<double> Sense(int image, DeviceView<Float2> samples, CancellationToken cancellation)
    {
        var mask = SamplingMask.Of(_data, image);
        var estimated = _sensitivities is null ? CoilSensitivities.Estimate(_data, samples, mask, _settings.Sense) : null;
        try
        {
            using var shaped = _sensitivities is null ? null : Shaped(_sensitivities);
            using var encoding = new SenseOperator(estimated ?? shaped!, mask.Values, _data.TransformedAxes);
            using var solved = _device.Allocate<Float2>(_data.Size.Voxels);
            var residuals = SenseReconstruction.Solve(encoding, samples, solved, _settings.Sense, null, cancellation);
            if (_settings.Norm != FftNorm.Ortho || _settings.Window != KSpaceWindow.None || _transformSize != _data.Size)
            {
                KSpaceGrid.Transform(solved, solved, _data.Size, 1, _data.TransformedAxes, FftDirection.Forward);
                Window(solved, _transformed, 1);
                KSpaceGrid.Transform(_transformed, _transformed, _transformSize, 1, _data.TransformedAxes, FftDirection.Inverse, _settings.Norm);
            }
            else
            {
                _device.Copy(solved.Memory, 0, _transformed.Memory, 0, solved.Length * 8);
            }

            return residuals;
        }
        finally
        {
            estimated?.Dispose();
        }
    }

    /// <summary>Given sensitivities as [coil, k, j, i], whatever axes of length 1 their file has.</summary>
    private DeviceComplexArray Shaped(DeviceComplexArray given)
    {
        var shaped = DeviceComplexArray.Allocate(_device, [_data.Coils, _data.Size.K, _data.Size.J, _data.Size.I]);
        _device.Copy(given.Memory, 0, shaped.Memory, 0, shaped.Count * 8);
        return shaped;
    }

    private void Combine(int image, DeviceView<Float2> images, DeviceKSpaceImages results)
    {
        var voxels = _imageSize.Voxels;
        switch (_settings.Combination)
        {
            case CoilCombination.RootSumOfSquares when _settings.Part == ImagePart.Magnitude:
                CoilImages.RootSumOfSquares(images, _data.Coils, results.Real!.View.SubView(image * voxels, voxels));
                return;
            case CoilCombination.Adaptive:
                CoilImages.AdaptiveWeights(images, _imageSize, _data.Coils, Reference(image), _weights!);
                Weighted(image, images, _weights!, results);
                return;
            case CoilCombination.Sensitivities:
                DeviceView<Float2> sensitivities = _sensitivities!.Buffer;
                if (_weights is not null)
                {
                    KSpaceGrid.Crop(sensitivities, _transformSize, _weights, _imageSize, _data.Coils);
                    sensitivities = _weights;
                }

                Weighted(image, images, sensitivities, results);
                return;
            default:
                Part(images, results, image * images.Length);
                return;
        }
    }

    /// <summary>The principal component of the coils, in the coils as they are combined: prewhitening, conjugation and scale act on it too.</summary>
    private CoilReference Reference(int image)
    {
        const int Reach = 12;
        var reference = _samples is null ? CoilReference.OfKSpace(_data, image, (Reach, Reach, Reach)) : CoilReference.OfKSpace(_samples.ToArray(), _data, (Reach, Reach, Reach));
        return reference.Scaled(_settings.Norm, _transformSize, _data.TransformedAxes);
    }

    private void Weighted(int image, DeviceView<Float2> images, DeviceView<Float2> weights, DeviceKSpaceImages results)
    {
        var voxels = _imageSize.Voxels;
        if (results.Complex is { } complex)
        {
            CoilImages.Combine(images, weights, _data.Coils, complex.View.SubView(image * voxels, voxels), normalize: true);
            return;
        }

        CoilImages.Combine(images, weights, _data.Coils, _combined!, normalize: true);
        Part(_combined!, results, image * voxels);
    }

    private void Part(DeviceView<Float2> source, DeviceKSpaceImages results, long offset)
    {
        if (results.Complex is { } complex)
            _device.Copy(source.Memory, source.Offset * 8, complex.Memory, offset * 8, source.Length * 8);
        else
            ComplexKernels.Launch.Part(_device, source.Length, source, results.Real!.View.SubView(offset, source.Length), (int)_settings.Part);
    }
}
