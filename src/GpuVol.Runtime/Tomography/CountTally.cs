namespace GpuVol;

/// <summary>What the step from counts to line integrals could not take as it was.</summary>
/// <param name="NotPositive">Counts that do not exceed the dark field.</param>
/// <param name="Raised">Transmissions below the least one, those of <paramref name="NotPositive"/> among them: all were raised to it.</param>
/// <param name="DeadPixels">Detector pixels whose flat field does not exceed the dark field: they get the least transmission in every view.</param>
public readonly record struct CountTally(long NotPositive, long Raised, int DeadPixels)
{
    /// <summary>That of two parts of a scan.</summary>
    public CountTally And(CountTally other) => new(NotPositive + other.NotPositive, Raised + other.Raised, Math.Max(DeadPixels, other.DeadPixels));

    // Two numbers a line.
    internal static CountTally Sum(int[] perLine, Func<int, bool> counts, int deadPixels)
    {
        long notPositive = 0, raised = 0;
        for (var line = 0; line < perLine.Length / 2; line++)
        {
            if (!counts(line))
                continue;
            notPositive += perLine[2 * line];
            raised += perLine[2 * line + 1];
        }

        return new(notPositive, raised, deadPixels);
    }
}
