using Microsoft.Win32.SafeHandles;

namespace GpuVol;

/// <summary>Reads parts of a volume that lies uncompressed in one file, <c>.npy</c> or <c>.nii</c>: for volumes larger than memory. Any thread may read.</summary>
public sealed unsafe class VolumePartReader : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly long _offset;
    private readonly NumericType _type;
    private readonly bool _bigEndian;

    internal VolumePartReader(string path, long offset, NumericType type, bool bigEndian, VolumeGeometry geometry, IntensityRescale rescale, VolumeMetadata metadata)
    {
        _path = path;
        _offset = offset;
        _type = type;
        _bigEndian = bigEndian;
        Geometry = geometry;
        Rescale = rescale;
        Metadata = metadata;
        _file = BlockIO.OpenRead(path);
    }

    /// <summary>Of the whole volume.</summary>
    public VolumeGeometry Geometry { get; }

    /// <summary>Type of its voxels.</summary>
    public ElementType ElementType => VoxelConversion.Target(_type);

    /// <summary>How stored values become intensities, the same in all slices.</summary>
    public IntensityRescale Rescale { get; }

    /// <summary>What the file says beside the voxels.</summary>
    public VolumeMetadata Metadata { get; }

    /// <summary>Reads some lines of some slices.</summary>
    /// <param name="firstSlice">The first slice.</param>
    /// <param name="slices">How many.</param>
    /// <param name="firstLine">The first line of each.</param>
    /// <param name="lines">How many of them.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>A volume of its own, at the place that the part has in the whole.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part leaves the volume.</exception>
    /// <exception cref="VolumeFormatException">The file became shorter.</exception>
    public Volume Read(int firstSlice, int slices, int firstLine, int lines, CancellationToken cancellation = default)
    {
        var size = Geometry.Size;
        if (firstSlice < 0 || slices < 1 || firstSlice > size.K - slices || firstLine < 0 || lines < 1 || firstLine > size.J - lines)
            throw new ArgumentOutOfRangeException(nameof(firstSlice), $"VolumePartReader: slices [{firstSlice}, {firstSlice + slices}) and lines [{firstLine}, {firstLine + lines}) leave a volume of {size}.");
        var lineBytes = (long)size.I * _type.SizeBytes();
        var part = new Size3D(size.I, lines, slices);
        var raw = HostMemory.Rent(part.Voxels * _type.SizeBytes());
        try
        {
            // Whole slices follow each other in the file; pieces of slices do not.
            var (pieces, pieceBytes) = lines == size.J ? (1, slices * lines * lineBytes) : (slices, lines * lineBytes);
            for (var piece = 0; piece < pieces; piece++)
            {
                var from = _offset + ((long)(firstSlice + piece) * size.J + firstLine) * lineBytes;
                if (!BlockIO.Read(_file, from, (byte*)raw.Address + piece * pieceBytes, pieceBytes, new ReadProgress(null, pieceBytes), cancellation))
                    throw new VolumeFormatException(_path, "became shorter while it was read. Copy it again.");
            }

            if (_bigEndian)
                VoxelConversion.SwapBytes(raw, _type);
        }
        catch
        {
            raw.Release();
            throw;
        }

        var (voxels, elementType) = VoxelConversion.ToVoxels(raw, _type, part.Voxels);
        var origin = Geometry.VoxelToPatient(new(0, firstLine, firstSlice));
        return new Volume(new VolumeGeometry(part, Geometry.SpacingMm, origin, Geometry.Direction), elementType, voxels, Rescale) { Metadata = Metadata };
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
