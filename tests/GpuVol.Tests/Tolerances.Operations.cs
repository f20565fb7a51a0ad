namespace GpuVol.Tests;

/// <summary>Limits of the intensity, filter and resampling tests.</summary>
public static partial class Tolerances
{
    /// <summary>Gaussian against SciPy, which accumulates in float64 and rounds after each axis: part of the greatest number of the input. Measured 2e-7.</summary>
    public const double GaussianOfRange = 1e-6;

    /// <summary>Convolution in float32 against SciPy's float64: part of Σ|weight| · max|value|. Measured 2e-7.</summary>
    public const double ConvolutionOfMagnitude = 1e-6;

    /// <summary>Convolution by Fourier transforms against the direct one and SciPy: part of Σ|weight| · max|value|. Measured 2e-7, 5e-7 with 1716 weights, of which the direct sum has its share.</summary>
    public const double FourierConvolutionOfMagnitude = 1e-6;

    /// <summary>The recursive Gaussian against the sampled one: part of the peak. The fit's weights, normalised, are off by 3.54e-6; the rest is rounding.</summary>
    public const double RecursiveGaussianOfPeak = 3.7e-6;

    /// <summary>The recursive Gaussian of any input: part of the greatest number. Σ|error| of the weights is 8.3e-6 an axis; the rest is rounding.</summary>
    public const double RecursiveGaussianOfMagnitude = 2.6e-5;

    /// <summary>Linear interpolation against SciPy (float64 inside): part of the input's range. Measured 2e-7.</summary>
    public const double LinearOfRange = 1e-6;

    /// <summary>
    /// Between vector code and plain kernel of splines: part of the input's range. Along k the vector code starts its recursion 1e-9 off,
    /// which moves roundings of coefficients that are, in noise, 27 (order 3) to 422 (order 5) times the input. Measured 1e-7.
    /// </summary>
    public const double SplineVectorOfRange = 1e-6;

    /// <summary>
    /// B-splines in float32 against SciPy's float64: part of the input's range. The inverse of the spline amplifies the highest frequency
    /// (white noise is the worst there is) by 8, 27, 110 and 422 for orders 2 to 5 in three dimensions, and float32 rounds that to 24 bits.
    /// </summary>
    public static double SplineOfRange(int order) => order <= 3 ? 5e-6 : 5e-5;

    /// <summary>Window against the float64 formula: part of the output range. Three float32 roundings of numbers up to 1 are 1.8e-7.</summary>
    public const double WindowOfRange = 3e-7;

    /// <summary>Devices, and vector code and plain kernel, do the same operations in the same order.</summary>
    public const double SameBits = 0;
}
