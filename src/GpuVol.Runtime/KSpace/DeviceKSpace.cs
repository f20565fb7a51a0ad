using GpuVol.Kernels;

namespace GpuVol;

/// <summary>K-space on a device. The creator disposes it; the host's data must outlive it.</summary>
public sealed class DeviceKSpace : IDisposable
{
    private DeviceKSpace(KSpaceData data, DeviceBuffer<Float2> buffer)
    {
        Data = data;
        Buffer = buffer;
    }

    /// <summary>What it is: axes, coils, encoding; and the samples on the host.</summary>
    public KSpaceData Data { get; }

    /// <summary>The samples [images…, coil, kz, ky, kx].</summary>
    public DeviceBuffer<Float2> Buffer { get; }

    /// <summary>The device it lies on.</summary>
    public ComputeDevice Device => Buffer.Device;

    /// <summary>The samples of one image [coil, kz, ky, kx].</summary>
    public DeviceView<Float2> Image(int image)
    {
        var length = Data.Size.Voxels * Data.Coils;
        return Buffer.View.SubView(image * length, length);
    }

    /// <summary>Uploads: the same memory where the device works in host memory, else a copy.</summary>
    public static DeviceKSpace Upload(KSpaceData data, ComputeDevice device) => new(data, device.Share<Float2>(data.Memory, data.Samples));

    /// <inheritdoc/>
    public void Dispose() => Buffer.Dispose();
}
