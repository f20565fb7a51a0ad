namespace GpuVol;

/// <summary>Squared spacings as integers in units of a common scale, so that squared distances are integers on every device.</summary>
/// <param name="I">Weight of one voxel along i.</param>
/// <param name="J">Weight of one voxel along j.</param>
/// <param name="K">Weight of one voxel along k.</param>
/// <param name="Scale">Squared millimetres (or voxels) of one unit.</param>
internal readonly record struct SpacingWeights(long I, long J, long K, double Scale)
{
    // Sums of three weighted squares stay exact in float64 below it.
    private const double Limit = 1L << 52;

    // Beyond it the small ratio is no simpler than the general one.
    private const int LargestUnit = 4096;

    private const double Tolerance = 1e-7;

    /// <summary>The weights of <paramref name="spacing"/>, exact to 1e-7 where their ratio is that of small integers, else to about 2^-52 · Σ (spacing · size)² / spacing².</summary>
    public static SpacingWeights Of(Vector3D spacing, Size3D size)
    {
        var least = Math.Min(spacing.X, Math.Min(spacing.Y, spacing.Z));
        var ratios = new double[3];
        double sum = 0;
        for (var axis = 0; axis < 3; axis++)
        {
            ratios[axis] = spacing[axis] / least * (spacing[axis] / least);
            sum += ratios[axis] * (size[axis] + 1.0) * (size[axis] + 1.0);
        }

        for (var unit = 1; unit <= LargestUnit && sum * unit < Limit; unit++)
        {
            if (IsInteger(ratios[0] * unit) && IsInteger(ratios[1] * unit) && IsInteger(ratios[2] * unit))
                return Make(ratios, unit, least);
        }

        return Make(ratios, Limit / sum, least);
    }

    private static bool IsInteger(double value) => Math.Abs(value - Math.Round(value)) <= Tolerance * value;

    private static SpacingWeights Make(double[] ratios, double unit, double least) =>
        new(Weight(ratios[0], unit), Weight(ratios[1], unit), Weight(ratios[2], unit), least * least / unit);

    private static long Weight(double ratio, double unit) => Math.Max(1, (long)Math.Round(ratio * unit));
}
