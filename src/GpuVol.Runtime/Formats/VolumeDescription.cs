namespace GpuVol;

/// <summary>What a file says of its volume, without the voxels.</summary>
public sealed record VolumeDescription
{
    /// <summary>Format: dicom, nifti, npy.</summary>
    public required string Format { get; init; }

    /// <summary>
    /// Size, spacing, origin and direction. Where <see cref="Problems"/> is not empty this is the nearest description: the mean slice
    /// distance of irregular slices, the shear of tilted ones in the direction.
    /// </summary>
    public required VolumeGeometry Geometry { get; init; }

    /// <summary>Type of the voxels once read.</summary>
    public required ElementType ElementType { get; init; }

    /// <summary>Type of the numbers in the file.</summary>
    public required NumericType FileType { get; init; }

    /// <summary>How stored values become intensities.</summary>
    public IntensityRescale Rescale { get; init; } = IntensityRescale.Identity;

    /// <summary>Number of volumes in the file or series (time points).</summary>
    public int Frames { get; init; } = 1;

    /// <summary>DICOM modality (CT, MR, …); null if unknown.</summary>
    public string? Modality { get; init; }

    /// <summary>DICOM SeriesInstanceUID; null for other formats.</summary>
    public string? Series { get; init; }

    /// <summary>What was noticed and does not stand in the way of reading.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why <see cref="VolumeFile.Read"/> refuses it (tilt, gaps, duplicates, compressed pixels); empty for a readable volume.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The slices of a DICOM volume, as its headers give them.</summary>
    internal DicomPlan? Slices { get; init; }
}
