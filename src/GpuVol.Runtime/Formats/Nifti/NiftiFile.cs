namespace GpuVol;

/// <summary>Volumes in NIfTI files: <c>.nii</c>, <c>.nii.gz</c> and <c>.hdr</c> + <c>.img</c>, versions 1 and 2 in, version 1 out.</summary>
internal static unsafe class NiftiFile
{
    public static VolumeDescription Describe(string path, VolumeReadOptions options)
    {
        var (headerPath, voxelPath) = Paths(path);
        var header = ReadHeader(headerPath, options, out var warnings);
        using var voxels = OpenVoxels(header, headerPath, voxelPath);
        CheckLength(header, voxels, voxelPath ?? headerPath);
        return new VolumeDescription
        {
            Format = "nifti",
            Geometry = header.Geometry,
            ElementType = VoxelConversion.Target(header.Type),
            FileType = header.Type,
            Rescale = header.Rescale,
            Frames = header.Frames,
            Warnings = [.. warnings, .. Note(header, VoxelConversion.Target(header.Type))],
            Problems = header.Frames > 1 && options.Frame is null ? [SeveralFrames(header)] : [],
        };
    }

    public static Volume Read(string path, VolumeReadOptions options)
    {
        var (headerPath, voxelPath) = Paths(path);
        var header = ReadHeader(headerPath, options, out var warnings);
        if (header.Frames > 1 && options.Frame is null)
            throw new VolumeFormatException(path, SeveralFrames(header));
        var frame = VolumeFile.CheckFrame(path, options.Frame, header.Frames);
        using var source = OpenVoxels(header, headerPath, voxelPath);
        CheckLength(header, source, voxelPath ?? headerPath);
        var raw = HostMemory.Rent(header.VolumeBytes);
        try
        {
            var progress = new ReadProgress(options.Progress, header.VolumeBytes);
            source.Read(header.VoxelOffset + frame * header.VolumeBytes, (byte*)raw.Address, header.VolumeBytes, frame == header.Frames - 1, progress, options.Cancellation);
            if (header.BigEndian)
                VoxelConversion.SwapBytes(raw, header.Type);
        }
        catch
        {
            raw.Release();
            throw;
        }

        var (voxels, type) = VoxelConversion.ToVoxels(raw, header.Type, header.Size.Voxels);
        return new Volume(header.Geometry, type, voxels, header.Rescale)
        {
            Metadata = new VolumeMetadata { Format = "nifti", Frames = header.Frames, IsImage = header.IsImage, Warnings = [.. warnings, .. Note(header, type)] },
        };
    }

    /// <summary>Opens a file whose voxels can be read in parts; null for every other.</summary>
    public static VolumePartReader? TryOpenParts(string path, VolumeReadOptions options)
    {
        var (headerPath, voxelPath) = Paths(path);
        var header = ReadHeader(headerPath, options, out var warnings);
        var frame = VolumeFile.CheckFrame(path, options.Frame, header.Frames);
        using var source = OpenVoxels(header, headerPath, voxelPath);
        CheckLength(header, source, voxelPath ?? headerPath);
        if (source.IsGzip || VoxelConversion.DependsOnValues(header.Type))
            return null;
        var metadata = new VolumeMetadata { Format = "nifti", Frames = header.Frames, IsImage = header.IsImage, Warnings = [.. warnings, .. Note(header, VoxelConversion.Target(header.Type))] };
        return new VolumePartReader(header.IsPair ? voxelPath! : headerPath, header.VoxelOffset + frame * header.VolumeBytes, header.Type, header.BigEndian, header.Geometry, header.Rescale, metadata);
    }

    /// <summary>
    /// Begins to read a compressed file whose bytes are the voxels, slice after slice; null for every other, for which there is nothing to gain.
    /// </summary>
    public static VolumeReader? TryOpen(string path, VolumeReadOptions options)
    {
        var (headerPath, voxelPath) = Paths(path);
        var header = ReadHeader(headerPath, options, out var warnings);
        if (header.Frames > 1 || options.Frame > 0 || header.BigEndian || !VoxelConversion.IsDirect(header.Type))
            return null;
        var source = OpenVoxels(header, headerPath, voxelPath);
        HostMemory? raw = null;
        try
        {
            CheckLength(header, source, voxelPath ?? headerPath);
            if (!source.IsSequential)
            {
                source.Dispose();
                return null;
            }

            raw = HostMemory.Rent(header.VolumeBytes);
            var type = VoxelConversion.Target(header.Type);
            var volume = new Volume(header.Geometry, type, raw, header.Rescale)
            {
                Metadata = new VolumeMetadata { Format = "nifti", IsImage = header.IsImage, Warnings = [.. warnings, .. Note(header, type)] },
            };
            return new VolumeReader(volume, (done, cancellation) =>
            {
                using (source)
                {
                    var progress = new ReadProgress(options.Progress, header.VolumeBytes, done);
                    source.Read(header.VoxelOffset, (byte*)raw.Address, header.VolumeBytes, isLast: true, progress, cancellation);
                }
            }, options.Cancellation);
        }
        catch
        {
            raw?.Release();
            source.Dispose();
            throw;
        }
    }

    /// <summary>Writes a volume, or several of one geometry that follow each other in its memory (which then have no rescale).</summary>
    public static IReadOnlyList<string> Write(Volume volume, string path, bool compress, CancellationToken cancellation, int frames = 1)
    {
        Volume? converted = null;
        try
        {
            var warnings = new List<string>();
            var source = volume;
            if (!NiftiHeaderWriter.CanHold(volume.Rescale))
            {
                source = converted = StoredVoxels.ToFloat32(volume, cancellation);
                warnings.Add((volume.Rescale.IsUniform
                    ? $"the slope {volume.Rescale.Slope[0]} and intercept {volume.Rescale.Intercept[0]} are beyond the float32 fields of NIfTI"
                    : "the slope and intercept differ from slice to slice, which NIfTI cannot hold")
                    + $": the intensities were written as f32 instead of the stored {volume.ElementType.ShortName()} values.");
            }

            var head = NiftiHeaderWriter.Write(source, path, warnings, frames);
            AtomicFile.Write(path, stream =>
            {
                var file = stream.SafeFileHandle;
                if (compress)
                {
                    ParallelGzip.Write(file, head, (byte*)source.Memory.Address, source.LengthBytes * frames, cancellation);
                }
                else
                {
                    RandomAccess.Write(file, head, 0);
                    BlockIO.Write(file, head.Length, (byte*)source.Memory.Address, source.LengthBytes * frames, cancellation);
                }
            });
            return warnings;
        }
        finally
        {
            converted?.Dispose();
        }
    }

    /// <summary>The file of the header and, for a pair, the one of the voxels.</summary>
    private static (string Header, string? Voxels) Paths(string path)
    {
        foreach (var (header, voxels) in new[] { (".hdr", ".img"), (".hdr.gz", ".img.gz") })
        {
            foreach (var extension in new[] { header, voxels })
            {
                if (!path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                    continue;
                var stem = path[..^extension.Length];
                return extension == header ? (path, stem + voxels) : (stem + header, path);
            }
        }

        return (path, null);
    }

    private static NiftiHeader ReadHeader(string path, VolumeReadOptions options, out List<string> warnings)
    {
        using var source = new ByteSource(path);
        Span<byte> bytes = stackalloc byte[NiftiHeader.Bytes2];
        var header = NiftiHeader.Parse(bytes[..source.ReadStart(bytes)], path, options.SpacingMm);
        warnings = [.. header.Warnings];
        var saysGzip = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        if (saysGzip != source.IsGzip)
            warnings.Add(saysGzip ? "the file is named .gz but is not compressed." : "the file is compressed although its name does not end in .gz.");
        return header;
    }

    private static ByteSource OpenVoxels(NiftiHeader header, string headerPath, string? voxelPath)
    {
        if (!header.IsPair)
            return new ByteSource(headerPath);
        if (voxelPath is null)
            throw new VolumeFormatException(headerPath, "the header says that the voxels lie in an .img file beside it; name the pair .hdr and .img.");
        if (!File.Exists(voxelPath))
            throw new VolumeFormatException(headerPath, $"the voxels should lie in '{Path.GetFileName(voxelPath)}' beside it, which is missing.");
        return new ByteSource(voxelPath);
    }

    private static void CheckLength(NiftiHeader header, ByteSource source, string path)
    {
        var needed = (UInt128)header.VoxelOffset + (UInt128)header.VolumeBytes * (UInt128)header.Frames;
        if (needed > (UInt128)source.MaximumBytes)
        {
            var frames = header.Frames > 1 ? $"x{header.Frames}" : "";
            throw new VolumeFormatException(path,
                $"the header says {header.Size}{frames} {header.Type.Name()} ({needed} bytes with the header) but the file has {source.LengthText}. The file is truncated; copy it again.");
        }
    }

    private static string SeveralFrames(NiftiHeader header) =>
        $"holds {header.Frames} volumes of {header.Size} (time points). Choose one with frame 0 to {header.Frames - 1}.";

    private static IEnumerable<string> Note(NiftiHeader header, ElementType type) =>
        VoxelConversion.Note(header.Type, type) is { } note ? [note] : [];
}
