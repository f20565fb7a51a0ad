using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Images of several coils [coil, k, j, i] on a device, combined into one.</summary>
public static class CoilImages
{
    private const int AdaptiveRadius = 3;
    private const int AdaptiveIterations = 6;

    /// <summary>Root of the sum of the squared magnitudes.</summary>
    /// <param name="coils">[coil, k, j, i] complex64, or any shape with the coils in front.</param>
    /// <param name="target">As many float32 numbers as one coil has voxels.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void RootSumOfSquares(DeviceComplexArray coils, DeviceView<float> target)
    {
        CheckTarget(coils, target.Length);
        RootSumOfSquares(coils.Buffer.View, coils.Shape[0], target);
    }

    /// <summary>Σ conj(s) x / Σ |s|², 0 where all sensitivities are 0.</summary>
    /// <param name="coils">[coil, k, j, i] complex64.</param>
    /// <param name="sensitivities">Of the same shape.</param>
    /// <param name="target">As many complex64 numbers as one coil has voxels.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Combine(DeviceComplexArray coils, DeviceComplexArray sensitivities, DeviceView<Float2> target)
    {
        CheckTarget(coils, target.Length);
        if (!coils.Shape.SequenceEqual(sensitivities.Shape))
            throw new ArgumentException($"CoilImages: images of {ArrayShape.Describe(coils.Shape)} but sensitivities of {ArrayShape.Describe(sensitivities.Shape)}; they must agree.", nameof(sensitivities));
        Combine(coils.Buffer.View, sensitivities.Buffer.View, coils.Shape[0], target, normalize: true);
    }

    /// <summary>
    /// The weights of the adaptive combination (Walsh, Gmitro and Marcellin 2000), which are also relative sensitivities: for each voxel a vector of
    /// length 1 over the coils, from the correlations in a box of 7 voxels.
    /// </summary>
    /// <param name="coils">[coil, k, j, i] complex64, of up to 128 coils.</param>
    /// <param name="weights">Of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void AdaptiveWeights(DeviceComplexArray coils, DeviceComplexArray weights)
    {
        if (coils.Shape.Count != 4 || !coils.Shape.SequenceEqual(weights.Shape))
            throw new ArgumentException($"CoilImages: images of {ArrayShape.Describe(coils.Shape)} and weights of {ArrayShape.Describe(weights.Shape)}; both must be [coil, k, j, i].", nameof(weights));
        var size = new Size3D(coils.Shape[3], coils.Shape[2], coils.Shape[1]);
        using var host = coils.ToHost();
        var reference = CoilReference.Of(host);
        AdaptiveWeights(coils.Buffer.View, size, coils.Shape[0], reference, weights.Buffer.View, AdaptiveRadius);
    }

    internal static void RootSumOfSquares(DeviceView<Float2> coils, int count, DeviceView<float> target) =>
        CoilKernels.Launch.RootSumOfSquares(coils.Memory.Device, target.Length, coils, target, target.Length, count);

    internal static void Combine(DeviceView<Float2> coils, DeviceView<Float2> sensitivities, int count, DeviceView<Float2> target, bool normalize) =>
        CoilKernels.Launch.Combine(coils.Memory.Device, target.Length, coils, sensitivities, target, target.Length, count, normalize ? 1 : 0);

    internal static void AdaptiveWeights(DeviceView<Float2> coils, Size3D size, int count, CoilReference reference, DeviceView<Float2> weights, int radius = AdaptiveRadius)
    {
        if (count > CoilKernels.MostCoils)
            throw new ArgumentException($"CoilImages: {count} coils; the adaptive combination takes up to {CoilKernels.MostCoils}.", nameof(count));
        var device = coils.Memory.Device;
        using var start = device.Allocate<Float2>(reference.Vector);
        CoilKernels.Launch.AdaptiveWeights(device, new Index3D(size.I, size.J, size.K), coils, start, weights, new AdaptiveParameters
        {
            SizeI = size.I,
            SizeJ = size.J,
            SizeK = size.K,
            Coils = count,
            RadiusI = Math.Min(radius, size.I / 2),
            RadiusJ = Math.Min(radius, size.J / 2),
            RadiusK = Math.Min(radius, size.K / 2),
            Iterations = AdaptiveIterations,
            Scale = (float)(1 / reference.MeanSquare),
        });
    }

    private static void CheckTarget(DeviceComplexArray coils, long length)
    {
        if (coils.Count / coils.Shape[0] != length)
            throw new ArgumentException($"CoilImages: coil images of {ArrayShape.Describe(coils.Shape)} combine to {coils.Count / coils.Shape[0]} voxels, but the target has {length}.", "target");
    }
}
