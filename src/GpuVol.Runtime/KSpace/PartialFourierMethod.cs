namespace GpuVol;

/// <summary>What stands for the part of k-space that was left out on one side.</summary>
public enum PartialFourierMethod
{
    /// <summary>Zeros.</summary>
    ZeroFill,

    /// <summary>The conjugate of the other side, after the phase of the symmetric part was taken away (Noll, Nishimura and Macovski 1991).</summary>
    Homodyne,

    /// <summary>Projections onto convex sets: images of the phase of the symmetric part, and images with the measured samples, in turn (Haacke, Lindskog and Lin 1991).</summary>
    Pocs,
}
