namespace GpuVol;

/// <summary>The way back: images to the k-space that a scanner would have sampled.</summary>
public static class KSpaceSimulation
{
    /// <summary>The centred forward transform of complex images that were read as if they were k-space: [images…, coil, k, j, i].</summary>
    /// <param name="images">Images on a device; not modified.</param>
    /// <param name="norm">Where 1 / n goes.</param>
    /// <returns>K-space of the same shape, complex64.</returns>
    public static DeviceKSpaceImages Forward(DeviceKSpace images, FftNorm norm = FftNorm.Ortho)
    {
        ArgumentNullException.ThrowIfNull(images);
        var data = images.Data;
        var result = new DeviceKSpaceImages(
            new KSpaceImagesDescription
            {
                ImageAxes = data.ImageAxes,
                Coils = data.Coils,
                HasCoilAxis = data.HasCoilAxis,
                Size = data.Size,
                HasAxisK = data.TransformedAxes == 3 || data.Size.K > 1,
                IsComplex = true,
                Geometry = new VolumeGeometry(data.Size, Vector3D.One),
            },
            images.Device);
        try
        {
            KSpaceGrid.Transform(images.Buffer, result.Complex!, data.Size, checked(data.Coils * data.Images), data.TransformedAxes, FftDirection.Forward, norm);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }
}
