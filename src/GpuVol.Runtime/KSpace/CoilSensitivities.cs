using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Sensitivities of the coils, from the middle of k-space where it was sampled completely.</summary>
public static class CoilSensitivities
{
    private const int LeastReach = 3;
    private const int Radius = 2;

    /// <summary>
    /// Estimates sensitivities: the fully sampled box about the centre of k-space is found, tapered and transformed, and each voxel of these smooth
    /// images gives the dominant eigenvector of the coils' correlations around it (Walsh, Gmitro and Marcellin 2000), of length 1, with the phase of the
    /// coils' principal component taken as 0. Beyond the object (below <see cref="SenseSettings.SupportThreshold"/>) they are 0.
    /// </summary>
    /// <param name="kspace">K-space.</param>
    /// <param name="image">Which image.</param>
    /// <param name="settings">Size of the calibration region, threshold.</param>
    /// <returns>[coil, kz, ky, kx] complex64 on the device of <paramref name="kspace"/>.</returns>
    /// <exception cref="ArgumentException">The centre of k-space was not sampled completely.</exception>
    public static DeviceComplexArray Estimate(DeviceKSpace kspace, int image = 0, SenseSettings? settings = null) =>
        Estimate(kspace.Data, kspace.Image(image), SamplingMask.Of(kspace.Data, image), settings ?? new SenseSettings());

    internal static unsafe DeviceComplexArray Estimate(KSpaceData data, DeviceView<Float2> samples, SamplingMask mask, SenseSettings settings)
    {
        var size = data.Size;
        var reach = CalibrationReach(data, mask, settings);
        var windows = new[] { Taper(size.I, reach.I), Taper(size.J, reach.J), data.TransformedAxes == 3 ? Taper(size.K, reach.K) : KSpaceWindows.Ones(size.K) };
        var device = samples.Memory.Device;
        var result = DeviceComplexArray.Allocate(device, [data.Coils, size.K, size.J, size.I]);
        try
        {
            using var smooth = device.Allocate<Float2>(samples.Length);
            KSpaceGrid.Resize(samples, size, smooth, size, data.Coils, windows);
            KSpaceGrid.Transform(smooth, smooth, size, data.Coils, data.TransformedAxes, FftDirection.Inverse);
            var host = new Float2[samples.Length];
            fixed (Float2* first = host)
                device.Download(samples.Memory, samples.Offset * sizeof(Float2), first, samples.Length * sizeof(Float2));
            var reference = CoilReference.OfKSpace(host, data, reach);
            CoilImages.AdaptiveWeights(smooth, size, data.Coils, reference, result.Buffer, Radius);

            using var magnitude = device.Allocate<float>(size.Voxels);
            CoilImages.RootSumOfSquares(smooth, data.Coils, magnitude);
            using var support = device.Allocate<float>(Support(magnitude.ToArray(), settings.SupportThreshold));
            ComplexKernels.Launch.Weight(device, result.Count, result.Buffer, support, size.Voxels);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static (int I, int J, int K) CalibrationReach(KSpaceData data, SamplingMask mask, SenseSettings settings)
    {
        var found = mask.CalibrationReach(data.TransformedAxes);
        var least = new[] { 0, 1, 2 }.Where(a => a < data.TransformedAxes && data.Size[a] > 1).Select(a => Math.Min(LeastReach, (data.Size[a] - 1) / 2)).DefaultIfEmpty(0).Max();
        if (found is not { } reach || reach.I < least || reach.J < least || (data.TransformedAxes == 3 && data.Size.K > 1 && reach.K < Math.Min(least, (data.Size.K - 1) / 2)))
        {
            var what = found is { } r ? $"only {2 * r.I + 1} x {2 * r.J + 1} x {2 * r.K + 1} samples about it were taken without a hole" : "its central sample is missing";
            throw new ArgumentException($"CoilSensitivities: the centre of k-space is no calibration region: {what}. Give sensitivities, or sample the centre.");
        }

        var most = Math.Max(LeastReach, (settings.CalibrationSamples - 1) / 2);
        return (Math.Min(reach.I, most), Math.Min(reach.J, most), Math.Min(reach.K, most));
    }

    private static float[] Taper(int count, int reach) => KSpaceWindows.FlatTaper(count, count / 2 - reach, count / 2 + reach);

    private static float[] Support(float[] magnitude, double threshold)
    {
        var limit = threshold * magnitude.Max();
        return Array.ConvertAll(magnitude, m => m > limit ? 1f : 0f);
    }
}
