namespace GpuVol;

/// <summary>Sign of the exponent.</summary>
public enum FftDirection
{
    /// <summary>exp(-2πi jk / n): image to k-space.</summary>
    Forward,

    /// <summary>exp(+2πi jk / n): k-space to image.</summary>
    Inverse,
}
