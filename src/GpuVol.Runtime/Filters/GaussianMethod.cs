namespace GpuVol;

/// <summary>How a Gaussian blur is computed.</summary>
public enum GaussianMethod
{
    /// <summary>Convolution with the sampled Gaussian, cut off at <c>truncate</c> standard deviations, as SciPy.</summary>
    Convolution,

    /// <summary>Deriche's recursion: the cost does not depend on sigma, the Gaussian is not cut off and is met to 4e-6 of its peak.</summary>
    Recursive,
}
