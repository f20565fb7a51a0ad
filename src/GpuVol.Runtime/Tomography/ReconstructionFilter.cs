namespace GpuVol;

/// <summary>The window on the ramp filter; x is the frequency over the cut-off.</summary>
public enum ReconstructionFilter
{
    /// <summary>The ramp alone (Ramachandran and Lakshminarayanan 1971).</summary>
    Ramp,

    /// <summary>sinc(x / 2) (Shepp and Logan 1974).</summary>
    SheppLogan,

    /// <summary>cos(pi x / 2).</summary>
    Cosine,

    /// <summary>0.54 + 0.46 cos(pi x).</summary>
    Hamming,

    /// <summary>0.5 + 0.5 cos(pi x).</summary>
    Hann,

    /// <summary>No filter at all, not even the ramp: a plain backprojection.</summary>
    None,
}
