using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// The encoding of an image by several coils: A x = M F (s x), with sensitivities s, the centred ortho transform F and the sampling mask M; and its
/// adjoint Aᴴ y = Σ conj(s) F⁻¹ M y over the coils. Holds one scratch array.
/// </summary>
public sealed class SenseOperator : IDisposable
{
    private readonly DeviceBuffer<float> _mask;
    private readonly DeviceBuffer<Float2> _scratch;
    private readonly Size3D _size;
    private readonly int _axes;

    /// <summary>Creates the operator; the sensitivities stay the caller's and must outlive it.</summary>
    /// <param name="sensitivities">[coil, k, j, i] complex64.</param>
    /// <param name="mask">1 for each sample that is taken, else 0; [k, j, i].</param>
    /// <param name="transformedAxes">2 or 3.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public SenseOperator(DeviceComplexArray sensitivities, ReadOnlySpan<float> mask, int transformedAxes)
    {
        if (sensitivities.Shape.Count != 4 || mask.Length != sensitivities.Count / sensitivities.Shape[0] || transformedAxes is not (2 or 3))
            throw new ArgumentException($"SenseOperator: sensitivities of {ArrayShape.Describe(sensitivities.Shape)}, a mask of {mask.Length} samples and {transformedAxes} transformed axes; give [coil, k, j, i], one value a sample, and 2 or 3.", nameof(sensitivities));
        Sensitivities = sensitivities;
        Coils = sensitivities.Shape[0];
        _size = new Size3D(sensitivities.Shape[3], sensitivities.Shape[2], sensitivities.Shape[1]);
        _axes = transformedAxes;
        _mask = sensitivities.Device.Allocate(mask);
        _scratch = sensitivities.Device.Allocate<Float2>(sensitivities.Count);
    }

    /// <summary>The sensitivities.</summary>
    public DeviceComplexArray Sensitivities { get; }

    /// <summary>Number of coils.</summary>
    public int Coils { get; }

    /// <summary>Voxels of the image.</summary>
    public long Voxels => _size.Voxels;

    /// <summary>y = A x: image [k, j, i] to samples [coil, k, j, i].</summary>
    public void Forward(DeviceView<Float2> image, DeviceView<Float2> samples)
    {
        var device = Sensitivities.Device;
        CoilKernels.Launch.Expand(device, Voxels, image, Sensitivities.Buffer, samples, Voxels, Coils);
        KSpaceGrid.Transform(samples, samples, _size, Coils, _axes, FftDirection.Forward);
        ComplexKernels.Launch.Weight(device, samples.Length, samples, _mask, Voxels);
    }

    /// <summary>x = Aᴴ y: samples to image.</summary>
    public void Adjoint(DeviceView<Float2> samples, DeviceView<Float2> image)
    {
        var device = Sensitivities.Device;
        device.Copy(samples.Memory, samples.Offset * 8, _scratch.Memory, 0, samples.Length * 8);
        ComplexKernels.Launch.Weight(device, _scratch.Length, _scratch, _mask, Voxels);
        KSpaceGrid.Transform(_scratch, _scratch, _size, Coils, _axes, FftDirection.Inverse);
        CoilImages.Combine(_scratch, Sensitivities.Buffer, Coils, image, normalize: false);
    }

    /// <summary>x' = Aᴴ A x, without another array.</summary>
    public void Normal(DeviceView<Float2> image, DeviceView<Float2> result)
    {
        Forward(image, _scratch);
        KSpaceGrid.Transform(_scratch, _scratch, _size, Coils, _axes, FftDirection.Inverse);
        CoilImages.Combine(_scratch, Sensitivities.Buffer, Coils, result, normalize: false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mask.Dispose();
        _scratch.Dispose();
    }
}
