namespace GpuVol;

/// <summary>Choices in reading k-space.</summary>
public sealed record KSpaceReadOptions
{
    /// <summary>How many axes are encoded: 2 (kx, ky) or 3 (kz as well); null: 2 for arrays, what the header says for raw data.</summary>
    public int? TransformedAxes { get; init; }

    /// <summary>The axis of coils in an <c>.npy</c> file, counted from the slowest; null: the one before the transformed axes, if there is one.</summary>
    public int? CoilAxis { get; init; }

    /// <summary>True for arrays whose only other axis counts images, not coils.</summary>
    public bool NoCoilAxis { get; init; }

    /// <summary>Which encoding of an ISMRMRD file that has several, from 0.</summary>
    public int Encoding { get; init; }

    /// <summary>True fills lines that a header says were sampled, but that are missing, with zeros instead of refusing the file.</summary>
    public bool AllowMissingLines { get; init; }

    /// <summary>True averages repetitions into one k-space, each line over the repetitions that have it.</summary>
    public bool MergeRepetitions { get; init; }

    /// <summary>True accepts real numbers as complex ones without imaginary part: images that are to be transformed forward.</summary>
    public bool AllowReal { get; init; }

    /// <summary>Called with the share done, 0 to 1.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Stops the reading.</summary>
    public CancellationToken Cancellation { get; init; }
}
