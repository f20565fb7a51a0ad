namespace GpuVol;

/// <summary>What a file says of a volume beside voxels and geometry.</summary>
public sealed record VolumeMetadata
{
    /// <summary>Nothing known.</summary>
    public static VolumeMetadata Empty { get; } = new();

    /// <summary>Format it was read from: dicom, nifti, npy; null for a computed volume.</summary>
    public string? Format { get; init; }

    /// <summary>DICOM modality (CT, MR, …); null if unknown.</summary>
    public string? Modality { get; init; }

    /// <summary>Number of volumes in the file (time points); 1 for a 3-D one.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>It has two axes: a <c>.npy</c> file of it holds [y, x] and not one slice of [z, y, x]. Means nothing for more than one slice.</summary>
    public bool IsImage { get; init; }

    /// <summary>What the reader noticed: tilt, gaps, duplicates, geometry that was guessed.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
