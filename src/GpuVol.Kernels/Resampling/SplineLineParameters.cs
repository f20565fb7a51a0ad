namespace GpuVol.Kernels;

/// <summary>The lines of one axis for <see cref="SplineKernels.FilterLines"/>, and one pass of the filter.</summary>
public struct SplineLineParameters
{
    /// <summary>Voxels of a line.</summary>
    public int Count;

    /// <summary>Distance of neighbours on a line, in voxels.</summary>
    public long Stride;

    /// <summary>Lines that lie <see cref="InnerStride"/> apart.</summary>
    public int InnerLines;

    /// <summary>Distance of neighbouring lines.</summary>
    public long InnerStride;

    /// <summary>Distance of groups of <see cref="InnerLines"/>.</summary>
    public long OuterStride;

    /// <summary>Pole of the filter.</summary>
    public float Pole;

    /// <summary>Factor of the samples.</summary>
    public float Gain;

    /// <summary>Terms of the first causal value.</summary>
    public int CausalTerms;

    /// <summary>Terms of the first anticausal value.</summary>
    public int AnticausalTerms;
}
