namespace GpuVol;

/// <summary>Volumes in <c>.npy</c> files: [z, y, x], images [y, x], in C order, spacing 1 mm unless given, origin 0.</summary>
internal static unsafe class NpyVolumes
{
    public static VolumeDescription Describe(string path, VolumeReadOptions options)
    {
        using var file = BlockIO.OpenRead(path);
        var header = NpyHeader.Read(file, path);
        var (size, frames) = SizeOf(header, path);

        // Whether wide integers fit is known only once they were read; the usual case is that they do.
        var type = VoxelConversion.Target(header.Type);
        return new VolumeDescription
        {
            Format = "npy",
            Geometry = new VolumeGeometry(size, options.SpacingMm ?? Vector3D.One),
            ElementType = type,
            FileType = header.Type,
            Frames = frames,
            Warnings = Warnings(header, type, RandomAccess.GetLength(file)),
            Problems = frames > 1 && options.Frame is null ? [SeveralFrames(header, frames)] : [],
        };
    }

    public static Volume Read(string path, VolumeReadOptions options)
    {
        NpyHeader header;
        long fileLength;
        using (var file = BlockIO.OpenRead(path))
        {
            header = NpyHeader.Read(file, path);
            fileLength = RandomAccess.GetLength(file);
        }

        var (size, frames) = SizeOf(header, path);
        if (frames > 1 && options.Frame is null)
            throw new VolumeFormatException(path, SeveralFrames(header, frames));
        var frame = VolumeFile.CheckFrame(path, options.Frame, frames);
        using var array = NpyFile.Read(path, options.Progress, options.Cancellation);
        HostMemory raw;
        if (frames == 1)
        {
            raw = array.Memory.AddReference();
        }
        else
        {
            var bytes = size.Voxels * header.Type.SizeBytes();
            raw = HostMemory.Rent(bytes);
            Buffer.MemoryCopy((byte*)array.Memory.Address + frame * bytes, raw.Address, bytes, bytes);
        }

        var (voxels, type) = VoxelConversion.ToVoxels(raw, header.Type, size.Voxels);
        return new Volume(new VolumeGeometry(size, options.SpacingMm ?? Vector3D.One), type, voxels)
        {
            Metadata = new VolumeMetadata { Format = "npy", Frames = frames, IsImage = header.Shape.Length == 2, Warnings = Warnings(header, type, fileLength) },
        };
    }

    /// <summary>Opens an array that can be read in parts; null for every other.</summary>
    public static VolumePartReader? TryOpenParts(string path, VolumeReadOptions options)
    {
        using var file = BlockIO.OpenRead(path);
        var header = NpyHeader.Read(file, path);
        var (size, frames) = SizeOf(header, path);
        var frame = VolumeFile.CheckFrame(path, options.Frame, frames);
        if ((header.FortranOrder && header.Shape.Length > 1) || VoxelConversion.DependsOnValues(header.Type))
            return null;
        var metadata = new VolumeMetadata { Format = "npy", Frames = frames, IsImage = header.Shape.Length == 2, Warnings = Warnings(header, VoxelConversion.Target(header.Type), RandomAccess.GetLength(file)) };
        var offset = header.DataOffset + frame * size.Voxels * header.Type.SizeBytes();
        return new VolumePartReader(path, offset, header.Type, header.BigEndian, new VolumeGeometry(size, options.SpacingMm ?? Vector3D.One), IntensityRescale.Identity, metadata);
    }

    public static void Write(Volume volume, string path, CancellationToken cancellation)
    {
        var shape = Shape(volume.Geometry.Size, volume.Metadata);
        if (volume.Rescale.IsIdentity)
        {
            NpyFile.Write((byte*)volume.Memory.Address, volume.LengthBytes, volume.ElementType.ToNumericType(), shape, path, cancellation);
            return;
        }

        using var intensities = StoredVoxels.ToFloat32(volume, cancellation);
        NpyFile.Write((byte*)intensities.Memory.Address, intensities.LengthBytes, NumericType.Float32, shape, path, cancellation);
    }

    /// <summary>The array's axes, slowest first.</summary>
    public static long[] Shape(Size3D size, VolumeMetadata metadata) =>
        metadata.IsImage && size.K == 1 ? [size.J, size.I] : [size.K, size.J, size.I];

    private static (Size3D Size, int Frames) SizeOf(NpyHeader header, string path)
    {
        var shape = header.Shape;
        var text = NpyArray.Describe(shape);
        if (header.Type.IsComplex())
            throw new VolumeFormatException(path, $"holds {text} {header.Type.Name()}; a volume has real voxels. Save the magnitude, or use it as k-space.");
        if (shape.Length is < 2 or > 4)
            throw new VolumeFormatException(path, $"has the shape {text}; a volume has 3 axes [z, y, x], an image 2 [y, x], a series of volumes 4 [t, z, y, x].");
        if (shape.Any(n => n < 1 || n > int.MaxValue))
            throw new VolumeFormatException(path, $"has the shape {text}; every axis of a volume has 1 to {int.MaxValue} voxels.");
        var size = new Size3D((int)shape[^1], (int)shape[^2], shape.Length > 2 ? (int)shape[^3] : 1);
        return (size, shape.Length == 4 ? (int)shape[0] : 1);
    }

    private static string SeveralFrames(NpyHeader header, int frames) =>
        $"has the shape {NpyArray.Describe(header.Shape)}: {frames} volumes. Choose one with frame 0 to {frames - 1}.";

    private static List<string> Warnings(NpyHeader header, ElementType type, long fileLength)
    {
        var warnings = new List<string>();
        if (VoxelConversion.Note(header.Type, type) is { } note)
            warnings.Add(note);
        var spare = fileLength - header.DataOffset - header.LengthBytes;
        if (spare > 0)
            warnings.Add($"{spare} bytes follow the array and were ignored.");
        return warnings;
    }
}
