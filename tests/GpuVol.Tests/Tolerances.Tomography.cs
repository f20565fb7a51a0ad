namespace GpuVol.Tests;

/// <summary>Limits of the tomography tests.</summary>
public static partial class Tolerances
{
    /// <summary>FBP against scikit-image in float64: part of the range of the image. Positions are float32 columns; measured 2e-6.</summary>
    public const double ScikitOfRange = 1e-4;

    /// <summary>Relative L2 between devices, and between vector code and plain kernels, of analytic reconstructions: float32 sums of a few hundred views from differently rounded positions.</summary>
    public const double AnalyticBetweenDevices = 1e-5;

    /// <summary>Relative L2 between devices, and between vector code and plain kernels, of a projection of noise.</summary>
    public const double ProjectionBetweenDevices = 1e-5;

    /// <summary>The same after a few iterations, each of which amplifies what the one before left.</summary>
    public const double IterativeBetweenDevices = 1e-4;

    /// <summary>Length of a ray, summed in closed form, against a walk over ones: grazing rays below a thousandth of a step count as 0, the rest is rounding.</summary>
    public const double RayLengthMm = 4e-3;

    /// <summary>Part of |b| that SART and OS-SART leave of data without contradictions in the tests' iterations.</summary>
    public const double ConsistentResidual = 0.02;

    /// <summary>Relative difference of &lt;A x, y&gt; and &lt;x, A' y&gt; in float32 sums.</summary>
    public const double DotProduct = 1e-5;

    /// <summary>FDK of the 3-D Shepp-Logan head against its samples, inside the field of view: the bound that the tests of RTK hold.</summary>
    public const double FdkMeanAbsoluteError = 0.03;

    /// <summary>The same as peak signal to noise in dB against a reference of 2.</summary>
    public const double FdkPeakSignalToNoise = 26;

    /// <summary>An object of value 1 stays 1: mean over its inside.</summary>
    public const double AbsoluteScale = 0.01;
}
