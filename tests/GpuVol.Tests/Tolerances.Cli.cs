namespace GpuVol.Tests;

/// <summary>Limits of the command line's tests on real data.</summary>
public static partial class Tolerances
{
    /// <summary>HU between devices after a blur or a resampling: float32 sums of numbers up to 2000 in the same order, so a few units in the last place.</summary>
    public const double HounsfieldBetweenDevices = 1e-3;

    /// <summary>Mean grey level between devices: rounding to 8 bits may fall the other way at a pixel here and there.</summary>
    public const double MeanGreyBetweenDevices = 0.02;
}
