namespace GpuVol;

/// <summary>A volume in host memory: stored voxels [k, j, i] (i fastest), their meaning, and where they lie in the patient.</summary>
/// <remarks>The creator disposes it. Voxels lie in pooled native memory with 64-bit lengths.</remarks>
public sealed unsafe class Volume : IDisposable
{
    private HostMemory? _memory;

    /// <summary>Takes over <paramref name="memory"/>, which holds the voxels in C order [k, j, i].</summary>
    /// <exception cref="ArgumentException">The memory is too small, or the rescale has neither 1 nor nk pairs.</exception>
    public Volume(VolumeGeometry geometry, ElementType elementType, HostMemory memory, IntensityRescale? rescale = null)
    {
        var needed = geometry.Size.Voxels * elementType.SizeBytes();
        if (memory.LengthBytes < needed)
            throw new ArgumentException($"Volume: {geometry.Size} voxels of {elementType.ShortName()} need {needed} bytes but the memory has {memory.LengthBytes}.", nameof(memory));
        Rescale = rescale ?? IntensityRescale.Identity;
        if (!Rescale.IsUniform && Rescale.Slope.Count != geometry.Size.K)
            throw new ArgumentException($"Volume: {Rescale.Slope.Count} rescale pairs for {geometry.Size.K} slices.", nameof(rescale));
        Geometry = geometry;
        ElementType = elementType;
        _memory = memory;
    }

    /// <summary>Size, spacing, origin, direction.</summary>
    public VolumeGeometry Geometry { get; }

    /// <summary>Type of the stored voxels.</summary>
    public ElementType ElementType { get; }

    /// <summary>How stored values become intensities (HU for CT).</summary>
    public IntensityRescale Rescale { get; }

    /// <summary>What the file says beside the voxels: modality, warnings.</summary>
    public VolumeMetadata Metadata { get; init; } = VolumeMetadata.Empty;

    /// <summary>The memory of the voxels.</summary>
    /// <exception cref="ObjectDisposedException">The volume was disposed.</exception>
    public HostMemory Memory => _memory ?? throw new ObjectDisposedException(nameof(Volume));

    /// <summary>Bytes of all voxels.</summary>
    public long LengthBytes => Geometry.Size.Voxels * ElementType.SizeBytes();

    /// <summary>A volume of zeros.</summary>
    public static Volume Create(VolumeGeometry geometry, ElementType elementType, IntensityRescale? rescale = null, VolumeMetadata? metadata = null) =>
        new(geometry, elementType, HostMemory.Rent(geometry.Size.Voxels * elementType.SizeBytes(), clear: true), rescale) { Metadata = metadata ?? VolumeMetadata.Empty };

    /// <summary>A volume with a copy of <paramref name="voxels"/> (C order [k, j, i]).</summary>
    /// <exception cref="ArgumentException">The number of voxels is not that of the geometry.</exception>
    public static Volume FromArray<T>(ReadOnlySpan<T> voxels, VolumeGeometry geometry, IntensityRescale? rescale = null)
        where T : unmanaged
    {
        if (voxels.Length != geometry.Size.Voxels)
            throw new ArgumentException($"Volume: {voxels.Length} voxels for a geometry of {geometry.Size} = {geometry.Size.Voxels}.", nameof(voxels));
        var volume = new Volume(geometry, ElementTypes.Of<T>(), HostMemory.Rent((long)voxels.Length * sizeof(T)), rescale);
        voxels.CopyTo(volume.Memory.AsSpan<T>());
        return volume;
    }

    /// <summary>Slice k as stored values [j, i].</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the element type.</exception>
    public Span<T> Slice<T>(int k)
        where T : unmanaged
    {
        CheckType<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(k, Geometry.Size.K);
        var perSlice = Geometry.Size.I * Geometry.Size.J;
        return new Span<T>((T*)Memory.Address + (long)k * perSlice, perSlice);
    }

    /// <summary>All voxels as stored values [k, j, i]; for volumes of up to 2^31 voxels.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the element type.</exception>
    public Span<T> AsSpan<T>()
        where T : unmanaged
    {
        CheckType<T>();
        return new Span<T>(Memory.Address, checked((int)Geometry.Size.Voxels));
    }

    /// <summary>The volume on a device: the same memory where the device works in host memory, else a copy.</summary>
    public DeviceVolume ToDevice(ComputeDevice device) => DeviceVolume.Upload(this, device);

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _memory, null)?.Release();

    private void CheckType<T>()
        where T : unmanaged
    {
        if (ElementTypes.Of<T>() != ElementType)
            throw new ArgumentException($"Volume: the voxels are {ElementType.ShortName()}, not {ElementTypes.Of<T>().ShortName()}.");
    }
}
