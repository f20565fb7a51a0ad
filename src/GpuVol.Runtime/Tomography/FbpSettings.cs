namespace GpuVol;

/// <summary>Choices of a filtered backprojection.</summary>
public sealed record FbpSettings
{
    /// <summary>The window on the ramp.</summary>
    public ReconstructionFilter Filter { get; init; } = ReconstructionFilter.Ramp;

    /// <summary>Cut-off as part of the detector's Nyquist frequency, above 0 and up to 1: the window ends there, and nothing passes beyond.</summary>
    public double CutOff { get; init; } = 1;

    /// <summary>How rows are read between columns.</summary>
    public DetectorInterpolation Interpolation { get; init; } = DetectorInterpolation.Linear;

    /// <summary>Columns added on both sides before filtering, as part of the detector's width, where rows are continued and fade out: against the bright rim of an object wider than the detector.</summary>
    public double TruncationPadding { get; init; }

    /// <summary>Receives the part done, 0 to 1.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Stops the work between slabs.</summary>
    public CancellationToken Cancellation { get; init; }
}
