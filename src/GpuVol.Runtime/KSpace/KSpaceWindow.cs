namespace GpuVol;

/// <summary>A taper of k-space against ringing, 1 at the centre, over the sampled matrix.</summary>
public enum KSpaceWindow
{
    /// <summary>No taper.</summary>
    None,

    /// <summary>0.5 + 0.5 cos(π d).</summary>
    Hann,

    /// <summary>0.54 + 0.46 cos(π d).</summary>
    Hamming,

    /// <summary>1 up to d = 1/2, then half a cosine down to 0 (Tukey).</summary>
    Tukey,
}
