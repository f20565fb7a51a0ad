namespace GpuVol;

/// <summary>Which element of a transformed axis stands for position, or frequency, zero.</summary>
public enum Centering
{
    /// <summary>The first, as in <c>numpy.fft.fftn</c>.</summary>
    None,

    /// <summary>The one at n / 2 (rounded down), before and after: <c>fftshift(fftn(ifftshift(x)))</c>, as k-space is stored.</summary>
    Centered,
}
