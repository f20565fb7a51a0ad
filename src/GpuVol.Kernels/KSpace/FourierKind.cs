namespace GpuVol.Kernels;

/// <summary>Which numbers a transform takes and gives.</summary>
public enum FourierKind
{
    /// <summary>Complex to complex.</summary>
    Complex,

    /// <summary>Real to the half spectrum: the last axis to transform keeps n / 2 + 1 elements.</summary>
    RealForward,

    /// <summary>Half spectrum to real.</summary>
    RealInverse,
}
