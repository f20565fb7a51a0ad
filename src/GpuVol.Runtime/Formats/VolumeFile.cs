namespace GpuVol;

/// <summary>Reads and writes volumes in any format the engine knows: told by extension, DICOM by content.</summary>
public static class VolumeFile
{
    private const string Readable = "DICOM (a folder or a file), .nii, .nii.gz, .hdr with .img, .npy";
    private const string Writable = ".nii, .nii.gz, .npy";

    private enum Kind
    {
        Dicom,
        Nifti,
        Npy,
    }

    /// <summary>
    /// Reads a volume: a DICOM folder or file, <c>.nii</c>, <c>.nii.gz</c>, <c>.hdr</c> with <c>.img</c>, or <c>.npy</c>. Voxels stay as
    /// stored, with the file's rescale beside them. <c>folder#uid</c> names one of several DICOM series.
    /// </summary>
    /// <exception cref="VolumeFormatException">The input is not such a file, is damaged, or cannot be one volume; the message names the file and the values.</exception>
    /// <exception cref="DeviceMemoryException">The volume does not fit the memory.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static Volume Read(string path, VolumeReadOptions? options = null)
    {
        (path, options) = Resolve(path, options);
        return KindOf(path) switch
        {
            Kind.Dicom => DicomVolumes.Read(path, options),
            Kind.Nifti => NiftiFile.Read(path, options),
            _ => NpyVolumes.Read(path, options),
        };
    }

    /// <summary>
    /// Reads a volume as <see cref="Read"/>, but may return before the last slice is there: compressed NIfTI files are decompressed beside
    /// the caller's work.
    /// </summary>
    /// <exception cref="VolumeFormatException">As for <see cref="Read"/>; damage further on is met by <see cref="VolumeReader.WaitForSlices"/>.</exception>
    public static VolumeReader Open(string path, VolumeReadOptions? options = null)
    {
        var (resolved, chosen) = Resolve(path, options);
        return (KindOf(resolved) == Kind.Nifti ? NiftiFile.TryOpen(resolved, chosen) : null) ?? new VolumeReader(Read(path, options));
    }

    /// <summary>Opens a volume to be read in parts; null where its voxels do not lie in one file as they are: compressed files, DICOM, arrays in Fortran order, wide integers.</summary>
    /// <exception cref="VolumeFormatException">As for <see cref="Read"/>.</exception>
    public static VolumePartReader? TryOpenParts(string path, VolumeReadOptions? options = null)
    {
        (path, options) = Resolve(path, options);
        return KindOf(path) switch
        {
            Kind.Nifti => NiftiFile.TryOpenParts(path, options),
            Kind.Npy => NpyVolumes.TryOpenParts(path, options),
            _ => null,
        };
    }

    /// <summary>
    /// What a file or folder holds, without reading voxels. A volume that <see cref="Read"/> would refuse (tilt, gaps, duplicates, several
    /// frames, compressed pixels) is described with the reasons in <see cref="VolumeDescription.Problems"/>.
    /// </summary>
    /// <exception cref="VolumeFormatException">The input is no volume, or so damaged that it cannot be described.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static VolumeDescription Describe(string path, VolumeReadOptions? options = null)
    {
        (path, options) = Resolve(path, options);
        return KindOf(path) switch
        {
            Kind.Dicom => DicomVolumes.Describe(path, options),
            Kind.Nifti => NiftiFile.Describe(path, options),
            _ => NpyVolumes.Describe(path, options),
        };
    }

    /// <summary>
    /// Writes a volume to <c>.nii</c>, <c>.nii.gz</c> or <c>.npy</c>, under a temporary name that is renamed when complete.
    /// NIfTI keeps stored voxels and a uniform rescale (scl_slope, scl_inter); per-slice rescales are applied to float32 first. <c>.npy</c> holds intensities.
    /// </summary>
    /// <returns>What the format could not keep; empty as a rule.</returns>
    /// <exception cref="VolumeFormatException">The extension is none of these, or the file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The writing was stopped; nothing was left behind.</exception>
    public static IReadOnlyList<string> Write(Volume volume, string path, CancellationToken cancellation = default)
    {
        CheckWritable(path);
        if (HasExtension(path, ".npy"))
        {
            NpyVolumes.Write(volume, path, cancellation);
            return [];
        }

        return NiftiFile.Write(volume, path, HasExtension(path, ".gz"), cancellation);
    }

    /// <summary>Fails unless <see cref="Write"/> knows the extension: to be asked before a long computation.</summary>
    /// <exception cref="VolumeFormatException">The extension is none of the writable ones.</exception>
    public static void CheckWritable(string path)
    {
        if (HasExtension(path, ".npy", ".nii", ".nii.gz"))
            return;
        throw new VolumeFormatException(path, LaterFormat(path) is { } later
            ? $"{later} cannot be written yet. Write {Writable}."
            : $"the extension '{System.IO.Path.GetExtension(path)}' is no volume format that can be written. Use {Writable}.");
    }

    /// <summary>True for a file that is DICOM by its content.</summary>
    public static bool IsDicom(string path) => DicomHeaderReader.LooksLikeDicom(path);

    /// <summary>The frame to read of <paramref name="frames"/>.</summary>
    internal static int CheckFrame(string path, int? frame, int frames)
    {
        var f = frame ?? 0;
        if (f < 0 || f >= frames)
            throw new VolumeFormatException(path, frames == 1 ? $"frame {f} was asked for, but it holds one volume: frame 0." : $"frame {f} was asked for, but it holds {frames} volumes: frame 0 to {frames - 1}.");
        return f;
    }

    private static (string Path, VolumeReadOptions Options) Resolve(string path, VolumeReadOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new VolumeReadOptions();
        if (options.SpacingMm is { } s && !(s.IsFinite && s.X > 0 && s.Y > 0 && s.Z > 0))
            throw new ArgumentException($"VolumeFile: the spacing {s} mm must be finite and above 0 on every axis.", nameof(options));
        var mark = path.LastIndexOf('#');
        if (mark > 0 && !File.Exists(path) && !Directory.Exists(path))
        {
            options = options with { Series = path[(mark + 1)..] };
            path = path[..mark];
        }

        return (path, options);
    }

    private static Kind KindOf(string path)
    {
        if (Directory.Exists(path))
            return Kind.Dicom;
        if (!File.Exists(path))
            throw new VolumeFormatException(path, "there is no such file or folder. Check the path.");
        if (HasExtension(path, ".nii", ".nii.gz", ".hdr", ".img", ".hdr.gz", ".img.gz"))
            return Kind.Nifti;
        if (HasExtension(path, ".npy"))
            return Kind.Npy;
        if (DicomHeaderReader.LooksLikeDicom(path))
            return Kind.Dicom;
        throw new VolumeFormatException(path, LaterFormat(path) is { } later
            ? $"{later} cannot be read yet. What can be read: {Readable}."
            : $"is neither DICOM by its content nor of a known extension. What can be read: {Readable}.");
    }

    private static bool HasExtension(string path, params ReadOnlySpan<string> extensions)
    {
        foreach (var extension in extensions)
        {
            if (path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>The name of a known format that is not there yet.</summary>
    private static string? LaterFormat(string path) =>
        HasExtension(path, ".nrrd", ".nhdr") ? "NRRD"
        : HasExtension(path, ".mha", ".mhd") ? "MetaImage"
        : HasExtension(path, ".zip") ? "a zip archive (unpack it first)"
        : HasExtension(path, ".npz") ? "an .npz archive (unpack it first)"
        : HasExtension(path, ".dcm") ? "DICOM of this kind"
        : null;
}
