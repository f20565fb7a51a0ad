namespace GpuVol;

/// <summary>Choices in reading.</summary>
public sealed record VolumeReadOptions
{
    /// <summary>Overrides the spacing; needed for <c>.npy</c>, which carries none (1 mm).</summary>
    public Vector3D? SpacingMm { get; init; }

    /// <summary>Which volume of a series of several (time points), from 0; null: such a file is an error that names the number.</summary>
    public int? Frame { get; init; }

    /// <summary>
    /// Which DICOM series of a folder of several: its SeriesInstanceUID, or how that begins or ends; <c>uid:2</c> is the second
    /// stack of slices in that series. Null: a folder of several is an error that lists them. <c>folder#uid</c> as a path says the same.
    /// </summary>
    public string? Series { get; init; }

    /// <summary>
    /// What <see cref="VolumeFile.Describe"/> said of the same path with the same choices: the headers of a DICOM folder are then not read again.
    /// </summary>
    public VolumeDescription? Described { get; init; }

    /// <summary>Called with the share done, 0 to 1.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Stops the reading.</summary>
    public CancellationToken Cancellation { get; init; }
}
