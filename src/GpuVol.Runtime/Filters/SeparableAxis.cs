namespace GpuVol;

/// <summary>An even or odd filter along one axis.</summary>
/// <param name="HalfWeights">Weights at distance 0, 1, …; the sample at distance -d has the same weight times <paramref name="Parity"/>.</param>
/// <param name="Parity">1 (even) or -1 (odd).</param>
internal sealed record SeparableAxis(float[] HalfWeights, int Parity);
