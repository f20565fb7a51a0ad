namespace GpuVol;

/// <summary>How the images of the coils become one.</summary>
public enum CoilCombination
{
    /// <summary>Root of the sum of the squared magnitudes; a real image without phase (Roemer et al. 1990).</summary>
    RootSumOfSquares,

    /// <summary>The coils stay apart.</summary>
    None,

    /// <summary>Weights of the best signal-to-noise ratio, estimated about each voxel (Walsh, Gmitro and Marcellin 2000); complex.</summary>
    Adaptive,

    /// <summary>Weighted with given sensitivities: Σ conj(s) x / Σ |s|² (Roemer et al. 1990); complex.</summary>
    Sensitivities,

    /// <summary>Iterative SENSE (Pruessmann et al. 2001) of under-sampled k-space, with given or estimated sensitivities; complex.</summary>
    Sense,
}
