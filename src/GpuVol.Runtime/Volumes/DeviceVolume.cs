namespace GpuVol;

/// <summary>A volume on a device. The creator disposes it.</summary>
public sealed class DeviceVolume : IDisposable
{
    private readonly IDisposable _buffer;

    private DeviceVolume(IDisposable buffer, ComputeDevice device, VolumeGeometry geometry, ElementType elementType, IntensityRescale rescale, VolumeMetadata metadata)
    {
        _buffer = buffer;
        Device = device;
        Geometry = geometry;
        ElementType = elementType;
        Rescale = rescale;
        Metadata = metadata;
    }

    /// <summary>The device it lies on.</summary>
    public ComputeDevice Device { get; }

    /// <summary>Size, spacing, origin, direction.</summary>
    public VolumeGeometry Geometry { get; }

    /// <summary>Type of the stored voxels.</summary>
    public ElementType ElementType { get; }

    /// <summary>How stored values become intensities.</summary>
    public IntensityRescale Rescale { get; }

    /// <summary>What the file said beside the voxels.</summary>
    public VolumeMetadata Metadata { get; internal set; }

    /// <summary>True for float32 voxels that are intensities as they are; operations other than the intensity transforms want this.</summary>
    public bool IsFloat32Intensity => ElementType == ElementType.Float32 && Rescale.IsIdentity;

    /// <summary>A float32 volume with undefined contents.</summary>
    public static DeviceVolume Allocate(ComputeDevice device, VolumeGeometry geometry, VolumeMetadata? metadata = null) =>
        Allocate<float>(device, geometry, metadata: metadata);

    /// <summary>A volume with undefined contents.</summary>
    public static DeviceVolume Allocate<T>(ComputeDevice device, VolumeGeometry geometry, IntensityRescale? rescale = null, VolumeMetadata? metadata = null)
        where T : unmanaged =>
        new(device.Allocate<T>(geometry.Size.Voxels), device, geometry, ElementTypes.Of<T>(), rescale ?? IntensityRescale.Identity, metadata ?? VolumeMetadata.Empty);

    /// <summary>The stored voxels.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the element type.</exception>
    public DeviceBuffer<T> Buffer<T>()
        where T : unmanaged =>
        _buffer as DeviceBuffer<T> ?? throw new ArgumentException($"DeviceVolume: the voxels are {ElementType.ShortName()}, not {typeof(T).Name}.");

    /// <summary>The volume in host memory, after all work queued before: the same memory where the device works there, else a copy.</summary>
    public unsafe Volume ToHost()
    {
        var memory = Memory;
        if (memory.Host is { } shared)
        {
            Device.MakeVisibleToHost(memory);
            return new Volume(Geometry, ElementType, shared.AddReference(), Rescale) { Metadata = Metadata };
        }

        var bytes = Geometry.Size.Voxels * ElementType.SizeBytes();
        var host = HostMemory.Rent(bytes);
        try
        {
            Device.Download(memory, 0, host.Address, bytes);
            return new Volume(Geometry, ElementType, host, Rescale) { Metadata = Metadata };
        }
        catch
        {
            host.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    internal static DeviceVolume Upload(Volume volume, ComputeDevice device)
    {
        var count = volume.Geometry.Size.Voxels;
        IDisposable buffer = volume.ElementType switch
        {
            ElementType.UInt8 => device.Share<byte>(volume.Memory, count),
            ElementType.Int16 => device.Share<short>(volume.Memory, count),
            ElementType.UInt16 => device.Share<ushort>(volume.Memory, count),
            ElementType.Int32 => device.Share<int>(volume.Memory, count),
            _ => device.Share<float>(volume.Memory, count),
        };
        return new DeviceVolume(buffer, device, volume.Geometry, volume.ElementType, volume.Rescale, volume.Metadata);
    }

    /// <summary>A float32 volume at the beginning of a buffer that stays its owner's, who disposes it.</summary>
    internal static DeviceVolume Within(DeviceBuffer<float> buffer, ComputeDevice device, VolumeGeometry geometry) =>
        new(buffer, device, geometry, ElementType.Float32, IntensityRescale.Identity, VolumeMetadata.Empty);

    internal DeviceMemory Memory => ElementType switch
    {
        ElementType.UInt8 => Buffer<byte>().Memory,
        ElementType.Int16 => Buffer<short>().Memory,
        ElementType.UInt16 => Buffer<ushort>().Memory,
        ElementType.Int32 => Buffer<int>().Memory,
        _ => Buffer<float>().Memory,
    };
}
