namespace GpuVol.Tests;

/// <summary>Limits of the rank and box filters.</summary>
public static partial class Tolerances
{
    /// <summary>Medians, ranks, minimum and maximum choose one voxel: nothing is computed, nothing may differ.</summary>
    public const double RankExact = 0;

    /// <summary>Mean of a box in float32 against float64: part of the greatest number of the input.</summary>
    public const double UniformOfRange = 1e-6;
}
