namespace GpuVol;

/// <summary>What an iterative reconstruction made. Disposing it disposes the volume.</summary>
/// <param name="Volume">The volume.</param>
/// <param name="Residuals">
/// |b - A x| of each iteration: SIRT and OS-SART as its corrections saw them, which is before each was applied; CGLS after it.
/// </param>
/// <param name="DataNorm">|b|.</param>
/// <param name="Stopped">Why it ended: "iterations", "tolerance" or "decrease".</param>
public sealed record IterativeResult(DeviceVolume Volume, IReadOnlyList<double> Residuals, double DataNorm, string Stopped) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Volume.Dispose();
}
