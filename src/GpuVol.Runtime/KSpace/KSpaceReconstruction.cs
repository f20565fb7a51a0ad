using System.Numerics;
using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Images from Cartesian k-space: the steps in their order, one image after the other.</summary>
public static class KSpaceReconstruction
{
    /// <summary>
    /// Reconstructs every image: prewhitening, partial Fourier, window and zero filling, centred inverse transform, oversampling cut off, coils combined,
    /// magnitude or another part. Only what the settings ask for is done.
    /// </summary>
    /// <param name="kspace">K-space on a device; not modified.</param>
    /// <param name="settings">What to do; null for the defaults.</param>
    /// <param name="spacingMm">Spacing of the image's voxels where the file does not say, before zero filling; null: 1 mm.</param>
    /// <param name="progress">Called with the share done, 0 to 1.</param>
    /// <param name="cancellation">Stops between images and steps.</param>
    /// <returns>The images on the same device.</returns>
    /// <exception cref="ArgumentException">The settings contradict each other or the data; the message says how.</exception>
    public static DeviceKSpaceImages Reconstruct(DeviceKSpace kspace, KSpaceReconstructionSettings? settings = null, Vector3D? spacingMm = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(kspace);
        settings ??= new KSpaceReconstructionSettings();
        using var plan = new KSpaceReconstructionPlan(kspace, settings, spacingMm ?? Vector3D.One);
        var images = new DeviceKSpaceImages(plan.Result, kspace.Device);
        try
        {
            var residuals = new List<IReadOnlyList<double>>();
            for (var image = 0; image < kspace.Data.Images; image++)
            {
                cancellation.ThrowIfCancellationRequested();
                plan.Run(image, images, residuals, cancellation);
                progress?.Report((image + 1.0) / kspace.Data.Images);
            }

            images.Residuals = residuals;
            return images;
        }
        catch
        {
            images.Dispose();
            throw;
        }
    }
}
