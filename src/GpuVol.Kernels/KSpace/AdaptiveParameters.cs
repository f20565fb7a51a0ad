namespace GpuVol.Kernels;

/// <summary>What <see cref="CoilKernels.AdaptiveWeights"/> works on.</summary>
public struct AdaptiveParameters
{
    /// <summary>Voxels along i.</summary>
    public int SizeI;

    /// <summary>Voxels along j.</summary>
    public int SizeJ;

    /// <summary>Voxels along k.</summary>
    public int SizeK;

    /// <summary>Number of coils, up to <see cref="CoilKernels.MostCoils"/>.</summary>
    public int Coils;

    /// <summary>The box reaches this many voxels to either side along i.</summary>
    public int RadiusI;

    /// <summary>The same along j.</summary>
    public int RadiusJ;

    /// <summary>The same along k.</summary>
    public int RadiusK;

    /// <summary>Steps of the power iteration.</summary>
    public int Iterations;

    /// <summary>One over the mean square of the data, so that products of small numbers do not vanish; the weights do not depend on it.</summary>
    public float Scale;
}
