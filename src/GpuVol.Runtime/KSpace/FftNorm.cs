namespace GpuVol;

/// <summary>Where the factor 1 / n of a transform and its inverse is put; n is the product of the transformed lengths. NumPy's names.</summary>
public enum FftNorm
{
    /// <summary>Inverse transforms are divided by n.</summary>
    Backward,

    /// <summary>Both are divided by the root of n, which makes them unitary.</summary>
    Ortho,

    /// <summary>Forward transforms are divided by n.</summary>
    Forward,
}
