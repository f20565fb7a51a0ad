namespace GpuVol.Kernels;

/// <summary>
/// One pole of the recursive filter that turns the samples of a line into B-spline coefficients (Unser, Aldroubi and Eden 1993, II):
/// forwards <c>c⁺[k] = Gain · s[k] + Pole · c⁺[k-1]</c>, then backwards <c>c[k] = Pole · c[k+1] - Pole · c⁺[k]</c>.
/// The first value of either direction is a weighted sum, which is where the border enters.
/// </summary>
/// <param name="Pole">The pole, between -1 and 0.</param>
/// <param name="Gain">Factor of the samples; the whole gain of a volume stands in its first pass.</param>
/// <param name="CausalIndices">Samples that make <c>c⁺[0]</c>.</param>
/// <param name="CausalWeights">Their weights, the gain included.</param>
/// <param name="AnticausalIndices">Values <c>c⁺</c> that make <c>c[n-1]</c>.</param>
/// <param name="AnticausalWeights">Their weights.</param>
public sealed record SplinePass(float Pole, float Gain, int[] CausalIndices, float[] CausalWeights, int[] AnticausalIndices, float[] AnticausalWeights)
{
    /// <summary>Steps after which a wrong start counts for less than 1e-9.</summary>
    public int Horizon => (int)Math.Ceiling(Math.Log(1e-9) / Math.Log(Math.Abs(Pole)));
}
