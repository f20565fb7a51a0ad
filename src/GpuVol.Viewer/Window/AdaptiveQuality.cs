namespace GpuVol.Viewer;

/// <summary>
/// How much of the full quality a picture gets while it moves, so that frames come in time: fewer pixels and longer steps. The time of each frame sets
/// the effort of the next.
/// </summary>
/// <param name="targetMs">Time that a moving frame should take.</param>
internal sealed class AdaptiveQuality(double targetMs)
{
    // A fiftieth of the pixels at twice the step: less shows nothing.
    private const double LeastEffort = 0.01;
    private const double LongestStep = 2;

    // Within these, times are noise; following them would make the picture flicker between sizes.
    private const double Slower = 1.25;
    private const double Faster = 0.7;

    /// <summary>The part of the samples of a full picture, above 0 to 1.</summary>
    public double Effort { get; private set; } = 0.25;

    /// <summary>How many times longer steps are, 1 to 2. Rays that end early save little by them, so that pixels bear the greater part.</summary>
    public double StepFactor => Math.Min(LongestStep, Math.Cbrt(1 / Effort));

    /// <summary>The side of the picture as a part of the full one's.</summary>
    public double SideFactor => Math.Sqrt(Effort * StepFactor);

    /// <summary>Takes the time of a moving frame that was drawn with so much effort.</summary>
    public void Measured(double milliseconds, double effort)
    {
        if (!(milliseconds > 0))
            return;
        var ratio = milliseconds / targetMs * Effort / effort;
        if (ratio is > Slower or < Faster)
            Effort = Math.Clamp(Effort / ratio, LeastEffort, 1);
    }

    /// <summary>The settings of a moving frame.</summary>
    /// <param name="full">Those of the full picture.</param>
    /// <param name="fullStepMm">Its step.</param>
    public RenderSettings Reduce(RenderSettings full, double fullStepMm) => full with
    {
        Width = Math.Max(1, (int)Math.Round(full.Width * SideFactor)),
        Height = Math.Max(1, (int)Math.Round(full.Height * SideFactor)),
        StepMm = fullStepMm * StepFactor,
    };
}
