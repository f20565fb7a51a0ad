namespace GpuVol;

/// <summary>Figures of the intensities of a volume.</summary>
/// <param name="Min">Least finite or infinite value; NaN where every voxel is NaN.</param>
/// <param name="Max">Greatest.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="StandardDeviation">Population standard deviation.</param>
/// <param name="NaNCount">Voxels that are NaN; they do not count in the others.</param>
public sealed record VolumeStatistics(double Min, double Max, double Mean, double StandardDeviation, long NaNCount);
