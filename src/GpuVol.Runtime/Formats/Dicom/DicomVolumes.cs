namespace GpuVol;

/// <summary>Volumes from DICOM files: chooses the series, sorts the slices, checks that they are one volume, and reads the pixels.</summary>
internal static unsafe class DicomVolumes
{
    private const string MediaDirectory = "1.2.840.10008.1.3.10";

    public static VolumeDescription Describe(string path, VolumeReadOptions options)
    {
        var plan = Plan(path, options);
        return new VolumeDescription
        {
            Format = "dicom",
            Geometry = plan.Geometry,
            ElementType = VoxelConversion.Target(plan.FileType),
            FileType = plan.FileType,
            Rescale = plan.Rescale(options.Frame ?? 0),
            Frames = plan.Frames.Count,
            Modality = plan.Modality,
            Series = plan.Key,
            Warnings = plan.Warnings,
            Problems = plan.Frames.Count > 1 && options.Frame is null ? [.. plan.Problems, plan.SeveralFrames] : plan.Problems,
            Slices = plan,
        };
    }

    public static Volume Read(string path, VolumeReadOptions options)
    {
        var plan = options.Described?.Slices ?? Plan(path, options);
        var problems = plan.Frames.Count > 1 && options.Frame is null ? [.. plan.Problems, plan.SeveralFrames] : plan.Problems;
        if (problems.Count > 0)
            throw new VolumeFormatException(path, string.Join(" Also: ", problems));
        var frame = VolumeFile.CheckFrame(path, options.Frame, plan.Frames.Count);
        var slices = plan.Frames[frame];
        var first = slices[0];
        var sliceBytes = first.NeededBytes;
        var raw = HostMemory.Rent(sliceBytes * slices.Count);
        var stray = new bool[slices.Count];
        try
        {
            var progress = new ReadProgress(options.Progress, sliceBytes * slices.Count);
            HostLoop.For(slices.Count, k =>
            {
                var slice = slices[k];
                var target = new Span<byte>((byte*)raw.Address + k * sliceBytes, checked((int)sliceBytes));
                using var file = BlockIO.OpenRead(slice.Path);
                if (BlockIO.ReadFully(file, target, slice.PixelOffset) != target.Length)
                    throw new VolumeFormatException(slice.Path, "became shorter while it was read. Copy it again.");
                stray[k] = DicomPixels.ExtractStoredBits(target, slice.BitsAllocated, slice.BitsStored, slice.HighBit, slice.IsSigned);
                progress.Add(sliceBytes);
            }, options.Cancellation);
        }
        catch (Exception e)
        {
            raw.Release();
            if (e is IOException)
                throw new VolumeFormatException(path, $"cannot be read: {AtomicFile.OneLine(e)}", e);
            throw;
        }

        var (voxels, type) = VoxelConversion.ToVoxels(raw, plan.FileType, plan.Geometry.Size.Voxels);
        var warnings = new List<string>(plan.Warnings);
        if (VoxelConversion.Note(plan.FileType, type) is { } note)
            warnings.Add(note);
        if (stray.Count(s => s) is > 0 and var count)
            warnings.Add($"{count} of {slices.Count} slices have bits set outside the {first.BitsStored} stored ones (an old overlay?); they were removed.");
        return new Volume(plan.Geometry, type, voxels, plan.Rescale(frame))
        {
            Metadata = new VolumeMetadata { Format = "dicom", Modality = plan.Modality, Frames = plan.Frames.Count, Warnings = warnings },
        };
    }

    private static DicomPlan Plan(string path, VolumeReadOptions options)
    {
        var isFolder = Directory.Exists(path);
        var folder = DicomFolder.Scan(path, options.Cancellation);
        if (folder.Headers.Count == 0)
        {
            throw new VolumeFormatException(path, folder.OtherFiles.Count == 0
                ? "the folder is empty; give a folder with DICOM files."
                : $"there is no DICOM file, only {DicomFolder.Summarize(folder.OtherFiles)}.");
        }

        var images = new List<DicomHeader>();
        var faulty = new List<DicomHeader>();
        var withoutImage = 0;
        foreach (var header in folder.Headers)
        {
            if (header.SopClassUid == MediaDirectory || header.Name == "DICOMDIR")
                withoutImage++;
            else if (header.Fault is not null || !TransferSyntax.HasReadableElements(header.TransferSyntaxUid))
                faulty.Add(header);
            else if (header.HasPixels)
                images.Add(header);
            else
                withoutImage++;
        }

        var warnings = new List<string>();
        if (isFolder && folder.OtherFiles.Count > 0)
            warnings.Add($"{DicomFolder.Summarize(folder.OtherFiles)} that are not DICOM were ignored.");
        if (withoutImage > 0 && images.Count + faulty.Count > 0)
            warnings.Add($"{withoutImage} DICOM {(withoutImage == 1 ? "file" : "files")} without pictures (directory, report, plan) were ignored.");

        var stacks = DicomStack.Group(images);
        var stack = Choose(path, stacks, options.Series, faulty, warnings);
        return DicomPlan.Make(stack, options.SpacingMm, warnings, isFolder);
    }

    private static DicomStack Choose(string path, List<DicomStack> stacks, string? wanted, List<DicomHeader> faulty, List<string> warnings)
    {
        // A file that cannot be understood may be a slice of the volume: nothing is left out in silence.
        var blocking = faulty.Where(h => wanted is null || h.SeriesUid.Length == 0 || Matches(h.SeriesUid, wanted)).ToList();
        if (blocking.Count > 0)
            throw new VolumeFormatException(path, DescribeFaults(blocking));
        if (faulty.Count > 0)
            warnings.Add($"{faulty.Count} damaged files of other series were ignored: {DicomPlan.Names(faulty)}.");
        if (stacks.Count == 0)
            throw new VolumeFormatException(path, "the DICOM files hold no pictures (they are directories, reports, plans or contours).");
        var matching = wanted is null ? stacks : stacks.Where(s => Matches(s.Key, wanted)).ToList();
        if (matching.Count == 1)
        {
            if (stacks.Count > 1)
                warnings.Add($"{stacks.Count - 1} other image series in the same place were left out.");
            return matching[0];
        }

        var list = string.Join("; ", (matching.Count > 0 ? matching : stacks).Take(5).Select(s => s.Describe()));
        throw new VolumeFormatException(path, matching.Count > 0
            ? $"holds {matching.Count} image series{(wanted is null ? "" : $" that match '{wanted}'")}: {list}. Choose one with '{path}#UID' (how the UID begins or ends is enough)."
            : $"holds no series '{wanted}'. There {(stacks.Count == 1 ? "is" : "are")}: {list}.");
    }

    private static bool Matches(string key, string wanted) =>
        wanted.Length > 0 && (key.StartsWith(wanted, StringComparison.Ordinal) || key.EndsWith(wanted, StringComparison.Ordinal)
        || key.LastIndexOf(':') is > 0 and var mark && key[..mark].EndsWith(wanted, StringComparison.Ordinal));

    private static string DescribeFaults(List<DicomHeader> faulty)
    {
        if (faulty.Find(h => h.Fault is not null) is { } damaged)
        {
            var more = faulty.Count(h => h.Fault is not null) - 1;
            return $"'{damaged.Name}' is damaged: {damaged.Fault}{(more > 0 ? $" ({more} more files are damaged too)" : "")}. Copy it again or take it out.";
        }

        var syntax = faulty[0].TransferSyntaxUid;
        var same = faulty.Where(h => h.TransferSyntaxUid == syntax).ToList();
        return $"{DicomPlan.Files(same)} in the transfer syntax {TransferSyntax.Describe(syntax)}, which cannot be read yet: {DicomPlan.Names(same)}. Convert to Explicit VR Little Endian (gdcmconv --raw, dcmconv).";
    }
}
