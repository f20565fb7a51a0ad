namespace GpuVol;

/// <summary>Choices in reading.</summary>
public sealed record VolumeReadOptions
{
    /// <summary>Overrides the spacing; needed for <c>.npy</c>, which carries none (1 mm).</summary>
    public Vector3D? SpacingMm { get; init; }

    /// <summary>Which volume of a series of several (time points), from 0; null: such a file is an error that names the number.</summary>
    public int? Frame { get; init; }

    /// <summary>Called with the share done, 0 to 1.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Stops the reading.</summary>
    public CancellationToken Cancellation { get; init; }
}
