namespace GpuVol;

/// <summary>Choices of an iterative reconstruction.</summary>
public sealed record IterativeSettings
{
    /// <summary>Iterations, each over every view.</summary>
    public int Iterations { get; init; } = 10;

    /// <summary>Part of each correction that is applied, above 0 and below 2; null for 1 (SIRT) or 0.5 (SART, OS-SART). CGLS has none.</summary>
    public double? Relaxation { get; init; }

    /// <summary>Subsets of OS-SART; each iteration corrects once a subset.</summary>
    public int Subsets { get; init; } = 10;

    /// <summary>Least value of the volume; null for none.</summary>
    public double? Minimum { get; init; }

    /// <summary>Greatest value of the volume; null for none.</summary>
    public double? Maximum { get; init; }

    /// <summary>The volume to begin with, on the grid; null for zeros. Not modified.</summary>
    public DeviceVolume? Initial { get; init; }

    /// <summary>Float32 volume on the grid: where it is 0, the volume keeps its initial value. Null for no mask.</summary>
    public DeviceVolume? Mask { get; init; }

    /// <summary>Stops once |b - A x| / |b| is no greater; 0 never stops.</summary>
    public double Tolerance { get; init; }

    /// <summary>Stops once an iteration lowers |b - A x| by less than this part; null never stops.</summary>
    public double? LeastDecrease { get; init; }

    /// <summary>Receives the part done, 0 to 1.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Stops the work between two corrections.</summary>
    public CancellationToken Cancellation { get; init; }
}
