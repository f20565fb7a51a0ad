using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Reconstructed images on a device, float32 or complex64. The creator disposes it.</summary>
public sealed unsafe class DeviceKSpaceImages : IDisposable
{
    internal DeviceKSpaceImages(KSpaceImagesDescription description, ComputeDevice device)
    {
        Description = description;
        if (description.IsComplex)
            Complex = device.Allocate<Float2>(description.Voxels);
        else
            Real = device.Allocate<float>(description.Voxels);
    }

    /// <summary>The voxels of a complex result; null for a real one.</summary>
    public DeviceBuffer<Float2>? Complex { get; }

    /// <summary>The voxels of a real result; null for a complex one.</summary>
    public DeviceBuffer<float>? Real { get; }

    /// <summary>SENSE: for each image, the residual of every step as part of the first. Empty otherwise.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Residuals { get; internal set; } = [];

    internal KSpaceImagesDescription Description { get; }

    /// <summary>The images in host memory, after all work queued before: the same memory where the device works there, else a copy.</summary>
    public KSpaceImages ToHost()
    {
        var memory = Complex?.Memory ?? Real!.Memory;
        var device = memory.Device;
        if (memory.Host is { } shared)
        {
            device.MakeVisibleToHost(memory);
            return new KSpaceImages(Description, shared.AddReference());
        }

        var bytes = Description.Voxels * (Description.IsComplex ? sizeof(Float2) : sizeof(float));
        var host = HostMemory.Rent(bytes);
        try
        {
            device.Download(memory, 0, host.Address, bytes);
            return new KSpaceImages(Description, host);
        }
        catch
        {
            host.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Complex?.Dispose();
        Real?.Dispose();
    }
}
