namespace GpuVol;

/// <summary>What the writers need of stored voxels; the operations on devices are in <see cref="IntensityTransforms"/>.</summary>
internal static unsafe class StoredVoxels
{
    /// <summary>The intensities as float32, <c>(float)(slope · stored + intercept)</c> with the product and sum in float64.</summary>
    public static Volume ToFloat32(Volume volume, CancellationToken cancellation)
    {
        var size = volume.Geometry.Size;
        var result = new Volume(volume.Geometry, ElementType.Float32, HostMemory.Rent(size.Voxels * sizeof(float))) { Metadata = volume.Metadata };
        try
        {
            var perSlice = (long)size.I * size.J;
            HostLoop.For(size.K, k =>
            {
                var slope = volume.Rescale.Slope[volume.Rescale.IsUniform ? 0 : k];
                var intercept = volume.Rescale.Intercept[volume.Rescale.IsUniform ? 0 : k];
                var target = (float*)result.Memory.Address + k * perSlice;
                var source = (byte*)volume.Memory.Address + k * perSlice * volume.ElementType.SizeBytes();
                switch (volume.ElementType)
                {
                    case ElementType.UInt8:
                        for (long n = 0; n < perSlice; n++)
                            target[n] = (float)(slope * source[n] + intercept);
                        break;
                    case ElementType.Int16:
                        for (long n = 0; n < perSlice; n++)
                            target[n] = (float)(slope * ((short*)source)[n] + intercept);
                        break;
                    case ElementType.UInt16:
                        for (long n = 0; n < perSlice; n++)
                            target[n] = (float)(slope * ((ushort*)source)[n] + intercept);
                        break;
                    case ElementType.Int32:
                        for (long n = 0; n < perSlice; n++)
                            target[n] = (float)(slope * ((int*)source)[n] + intercept);
                        break;
                    default:
                        for (long n = 0; n < perSlice; n++)
                            target[n] = (float)(slope * ((float*)source)[n] + intercept);
                        break;
                }
            }, cancellation);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }
}
